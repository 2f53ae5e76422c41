package bundle_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/dataset/bundle"
	"gloss/annotations/dataset/split"
	"gloss/annotations/format"
	"gloss/annotations/format/chat"
	"gloss/annotations/format/conll"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/plain"
)

var ctx = context.Background()

// folder keeps files in memory.
type folder map[string]*bytes.Buffer

type part struct{ *bytes.Buffer }

func (part) Close() error { return nil }

func (f folder) create(path string) (io.WriteCloser, error) {
	if f[path] != nil {
		return nil, fmt.Errorf("%s is there", path)
	}
	f[path] = new(bytes.Buffer)
	return part{f[path]}, nil
}

func seq(items []format.Item) func() iter.Seq2[format.Item, error] {
	return func() iter.Seq2[format.Item, error] { return formattest.Each(items...) }
}

var parts, _ = split.ParseParts("60/20/20")

// TestWhole: the parts together are the dataset, each document in one of them;
// the manifest names every file with its sum; the report names each loss; and a
// second bundle has the same bytes.
func TestWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfNDistinct(formattest.Item(), 0, 8, func(it format.Item) annotations.DocumentID { return it.Document.ID }).Draw(t, "items")
		b := bundle.Bundle{
			Title: "News", Format: rapid.SampledFrom([]format.Format{gloss.Format, conll.Format}).Draw(t, "format"),
			Items: seq(items), Split: &split.Options{Parts: parts, Stratify: rapid.Bool().Draw(t, "stratify")},
		}
		first, second := folder{}, folder{}
		m, err := b.Write(ctx, first.create)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Write(ctx, second.create); err != nil {
			t.Fatal(err)
		}
		sums := map[string]string{}
		for _, f := range m.Files {
			sums[f.Path] = f.SHA256
		}
		for path, file := range first {
			if !bytes.Equal(file.Bytes(), second[path].Bytes()) {
				t.Fatalf("%s is another the second time", path)
			}
			sum := sha256.Sum256(file.Bytes())
			if path != bundle.ManifestName && sums[path] != hex.EncodeToString(sum[:]) {
				t.Fatalf("%s has another sum", path)
			}
		}
		ext := b.Format.Extension
		want := []string{bundle.CardName, "dev" + ext, bundle.LossesName, bundle.ManifestName, "test" + ext, "train" + ext}
		if got := slices.Sorted(maps.Keys(first)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Fatalf("files %v", got)
		}
		var report struct {
			Losses []format.Loss
			Lost   map[format.Kind]map[string]int
		}
		if err := json.Unmarshal(first[bundle.LossesName].Bytes(), &report); err != nil {
			t.Fatalf("%v\n%s", err, first[bundle.LossesName])
		}
		counted := 0
		for _, labels := range report.Lost {
			for _, n := range labels {
				counted += n
			}
		}
		if len(report.Losses) != m.Lost.Len() || counted != m.Lost.Len() {
			t.Fatalf("%d losses listed, %d counted, %d in the manifest", len(report.Losses), counted, m.Lost.Len())
		}
		if b.Format.Name == "gloss" {
			together(t, items, first)
		}
		documents := 0
		for _, p := range m.Parts {
			documents += p.Documents
		}
		if documents != len(items) || m.Documents != len(items) {
			t.Fatalf("%d documents in parts, %d in the manifest, of %d", documents, m.Documents, len(items))
		}
	})
}

func together(t *rapid.T, items []format.Item, files folder) {
	read := map[annotations.DocumentID]format.Item{}
	for _, p := range parts {
		got, errs := formattest.Read(gloss.Format, files[p.Name+".jsonl"].Bytes())
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		for _, it := range got {
			if _, twice := read[it.Document.ID]; twice {
				t.Fatalf("%v is in two parts", it.Document.ID)
			}
			read[it.Document.ID] = it
		}
	}
	for _, it := range items {
		if diff := formattest.Diff(gloss.Format.Can, it, read[it.Document.ID]); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestOnePart: without a split there is one part; its manifest says what it is.
func TestOnePart(t *testing.T) {
	files := folder{}
	b := bundle.Bundle{
		Title: "News", Release: "v1", Licence: "CC0-1.0", Format: gloss.Format, Items: seq(nil),
		Schema: annotations.Schema{{ID: "a", Name: "actor", About: "Who acts"}, {ID: "x", Name: "gone", Gone: true}},
	}
	m, err := b.Write(ctx, files.create)
	if err != nil || files["data.jsonl"] == nil {
		t.Fatal(err, files)
	}
	var read bundle.Manifest
	if err := json.Unmarshal(files[bundle.ManifestName].Bytes(), &read); err != nil {
		t.Fatal(err)
	}
	if read.Release != "v1" || read.Unit != format.CodePoint || read.Format != "gloss" || len(read.Labels) != 1 || read.Labels[0].About != "Who acts" || read.Split != nil || read.Licence != "CC0-1.0" || len(read.Files) != 3 {
		t.Errorf("%+v", read)
	}
	if m.Documents != 0 || !strings.Contains(files[bundle.CardName].String(), "CC0-1.0") {
		t.Errorf("%+v\n%s", m, files[bundle.CardName])
	}
}

// TestFails: what goes wrong with the items, a file or the call is said.
func TestFails(t *testing.T) {
	oops := errors.New("oops")
	broken := func() iter.Seq2[format.Item, error] {
		return func(yield func(format.Item, error) bool) { yield(format.Item{}, oops) }
	}
	for name, b := range map[string]bundle.Bundle{
		"items": {Format: gloss.Format, Items: broken}, "items to compare": {Format: gloss.Format, Items: broken, Split: &split.Options{Parts: parts}},
	} {
		if _, err := b.Write(ctx, folder{}.create); !errors.Is(err, oops) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (bundle.Bundle{Format: plain.Format, Items: seq(nil)}).Write(ctx, folder{}.create); !errors.Is(err, bundle.ErrFormat) {
		t.Error(err)
	}
	for _, fail := range []string{"data.jsonl", bundle.LossesName, bundle.CardName, bundle.ManifestName} {
		files := folder{}
		_, err := bundle.Bundle{Format: gloss.Format, Items: seq(nil)}.Write(ctx, func(path string) (io.WriteCloser, error) {
			if path == fail {
				return nil, oops
			}
			return files.create(path)
		})
		if !errors.Is(err, oops) {
			t.Errorf("%s cannot be made: %v", fail, err)
		}
	}
}

// TestSchemaOfParts: each part says what labels there are, though only the first
// document of all brings them.
func TestSchemaOfParts(t *testing.T) {
	var items []format.Item
	for i := range 12 {
		d := annotations.Document{Source: fmt.Sprint(i), Text: fmt.Sprint("Number ", i, " of twelve that differ: ", i*i*i)}
		d.ID = annotations.NameID[annotations.Document](formattest.Project.UUID, d.Source)
		items = append(items, format.Item{Document: d})
	}
	items[0].Schema = &annotations.SchemaFile{Labels: annotations.Schema{{ID: "w", Name: "war", Kind: annotations.WholeLabel}}}
	b := bundle.Bundle{Title: "News", Format: chat.Format, Items: seq(items), Split: &split.Options{Parts: parts}}
	files := folder{}
	m, err := b.Write(ctx, files.create)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Parts {
		if got := strings.Count(files[p.Name+".jsonl"].String(), "war"); p.Documents == 0 || got != p.Documents {
			t.Errorf("%s: %d of %d documents are asked for the labels of the schema", p.Name, got, p.Documents)
		}
	}
}

package dataset_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format"
	"gloss/annotations/format/conll"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/light"
	"gloss/annotations/sample"
	"gloss/annotations/store"
)

var ctx = context.Background()

func newStore(t interface{ Fatal(...any) }) store.Store {
	st := store.NewMem()
	if err := st.Add(ctx, store.Batch{Projects: []annotations.Project{sample.Project()}}); err != nil {
		t.Fatal(err)
	}
	return st
}

func project(t interface{ Fatal(...any) }, st store.Store) annotations.Project {
	all, err := st.Projects(ctx)
	if err != nil || len(all) != 1 {
		t.Fatal(len(all), "projects ", err)
	}
	return all[0]
}

func importer(t interface{ Fatal(...any) }, st store.Store) *dataset.Importer {
	return &dataset.Importer{
		Store: st, Project: project(t, st), Formats: light.Formats, Author: "ada",
		Replica: annotations.NewID[annotations.Replica](), Now: formattest.Noon,
	}
}

func file(name, content string) dataset.File {
	return dataset.File{Name: name, Open: func() (io.Reader, error) { return strings.NewReader(content), nil }}
}

func export(t interface{ Fatal(...any) }, st store.Store) string {
	var b bytes.Buffer
	if _, err := (&dataset.Exporter{Store: st}).Export(ctx, project(t, st), gloss.Format, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestImport(t *testing.T) {
	st := newStore(t)
	sum, err := importer(t, st).Import(ctx, []dataset.File{
		file("a.txt", "One.\r\nTwo."),
		file("bad.txt", "caf\xe9"),
		file("b.jsonl", `{"id":"x","text":"Ada ran","spans":[{"start":0,"end":3,"label":"actor","by":"bob"},{"start":4,"end":7,"label":"deed"}]}`+"\n{oops\n"+`{"text":"Three"}`),
		file("c.pdf", "x"),
		{Name: "huge.txt", Size: dataset.MaxFile + 1},
		{Name: "gone.txt", Open: func() (io.Reader, error) { return nil, errors.New("it is gone") }},
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Documents != 3 || sum.Spans != 2 || sum.Known != 0 || !slices.Equal(sum.Labels, []string{"deed"}) {
		t.Errorf("%+v", sum)
	}
	var got []string
	for _, e := range sum.Errors {
		got = append(got, e.Error())
	}
	for i, want := range []string{"bad.txt:1:4: not UTF-8", "b.jsonl:2:2: ", "c.pdf: files that end in .pdf", "huge.txt: ", "gone.txt: it is gone"} {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Fatalf("errors %q, want %q as number %d", got, want, i+1)
		}
	}
	if l, ok := project(t, st).Schema.Named("deed"); !ok || l.Hue != 8 {
		t.Errorf("the new label is %+v", l)
	}
	out := export(t, st)
	for _, want := range []string{`"text":"One.\r\nTwo."`, `"by":"bob"`, `"by":"ada"`, `"title":"Ada ran"`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
}

// TestImportAgain: reading a file once more changes nothing, and does not bring
// back what was removed since.
func TestImportAgain(t *testing.T) {
	st := newStore(t)
	f := file("a.jsonl", `{"text":"Ada ran","spans":[{"start":0,"end":3,"label":"actor"},{"start":0,"end":3,"label":"actor"}]}`)
	if _, err := importer(t, st).Import(ctx, []dataset.File{f}); err != nil {
		t.Fatal(err)
	}
	before := export(t, st)
	sum, err := importer(t, st).Import(ctx, []dataset.File{f})
	if err != nil || sum.Documents != 0 || sum.Known != 1 || sum.Spans != 0 || export(t, st) != before {
		t.Errorf("again: %+v, %v\n%s", sum, err, export(t, st))
	}
	log, err := st.Log(ctx, sum.First)
	if err != nil || len(log) != 2 {
		t.Fatalf("%d changes, %v", len(log), err)
	}
	stamp := annotations.Stamp{N: 9, Replica: annotations.NewID[annotations.Replica]()}
	drop := annotations.Change{Stamp: stamp, Step: stamp, Doc: sum.First, By: "ada", At: formattest.Noon, Op: annotations.Drop{ID: log[0].Op.Of()}}
	if err := st.Add(ctx, store.Batch{Changes: []annotations.Change{drop}}); err != nil {
		t.Fatal(err)
	}
	if _, err := importer(t, st).Import(ctx, []dataset.File{f}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(export(t, st), `"label":"actor"`); n != 1 {
		t.Errorf("%d spans, want the one that was not removed", n)
	}
}

// TestCancel: what was read until then is there, whole.
func TestCancel(t *testing.T) {
	st := newStore(t)
	ctx, cancel := context.WithCancel(ctx)
	im := importer(t, st)
	im.Progress = func(sum dataset.Imported) {
		if sum.Documents == 3 {
			cancel()
		}
	}
	line := func(i int) string {
		return `{"text":"text ` + strings.Repeat("x", i+1) + `","spans":[{"start":0,"end":4,"label":"actor"}]}` + "\n"
	}
	var all strings.Builder
	for i := range 10 {
		all.WriteString(line(i))
	}
	sum, err := im.Import(ctx, []dataset.File{file("a.jsonl", all.String()), file("b.txt", "never")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	out := export(t, st)
	if n := strings.Count(out, "\n"); n != 3 || sum.Documents != 3 || strings.Count(out, `"label":"actor"`) != 3 {
		t.Errorf("%d documents, %+v:\n%s", n, sum, out)
	}
}

// counted is a store that counts what it is asked.
type counted struct {
	store.Store
	known, documents, logs, reads int
}

func (c *counted) Known(ctx context.Context, ids []annotations.DocumentID) ([]bool, error) {
	c.known++
	return c.Store.Known(ctx, ids)
}

func (c *counted) Document(ctx context.Context, id annotations.DocumentID) (annotations.Document, error) {
	c.documents++
	return c.Store.Document(ctx, id)
}

func (c *counted) Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	c.logs++
	return c.Store.Log(ctx, id)
}

func (c *counted) Read(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Labelled, error) {
	c.reads++
	return c.Store.Read(ctx, project, after, limit)
}

// TestMany: for many documents the store is asked a few times, going in and
// coming out, and one that comes again, soon or late, is known.
func TestMany(t *testing.T) {
	const n = 3000
	var all strings.Builder
	line := func(i int) {
		fmt.Fprintf(&all, `{"text":"document %d","spans":[{"start":0,"end":8,"label":"actor"}]}`+"\n", i)
	}
	again := 0
	for i := range n {
		line(i)
		for _, back := range []int{1, 7, 300, 2500} { // in what was read ahead, in the batch, stored
			if i > back && i%400 == 0 {
				line(i - back)
				again++
			}
		}
	}
	st := &counted{Store: newStore(t)}
	sum, err := importer(t, st).Import(ctx, []dataset.File{file("a.jsonl", all.String())})
	if err != nil || sum.Documents != n || sum.Known != again || sum.Spans != n {
		t.Fatalf("%+v, %v", sum, err)
	}
	if most := (n+again)/64 + 1; st.known > most || st.documents > 0 || st.logs > again {
		t.Errorf("asked %d times for what is known, %d for a document, %d for a log", st.known, st.documents, st.logs)
	}
	st.logs = 0
	if out := export(t, st); strings.Count(out, "\n") != n || strings.Count(out, `"label":"actor"`) != n {
		t.Error("the export is not what was imported")
	}
	if st.reads > n/100+2 || st.documents+st.logs > 0 {
		t.Errorf("%d reads, %d documents, %d logs", st.reads, st.documents, st.logs)
	}
}

// TestLosses: all are counted, and as many kept as there is room for.
func TestLosses(t *testing.T) {
	st := newStore(t)
	f := file("a.jsonl", (`{"text":"Ada ran","spans":[{"start":0,"end":3,"label":"actor"},{"start":0,"end":7,"label":"claim"}],"labels":[{"label":"x"}]}`+"\n")+
		`{"text":"Bob ran","spans":[{"start":0,"end":3,"label":"actor"},{"start":0,"end":7,"label":"claim"}]}`)
	if _, err := importer(t, st).Import(ctx, []dataset.File{f}); err != nil {
		t.Fatal(err)
	}
	all, err := (&dataset.Exporter{Store: st}).Export(ctx, project(t, st), conll.Format, io.Discard)
	if err != nil || len(all.Losses) != 3 || all.Lost[format.Dropped] != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	ex := dataset.Exporter{Store: st, MaxLosses: 2}
	some, err := ex.Export(ctx, project(t, st), conll.Format, io.Discard)
	if err != nil || !slices.Equal(some.Losses, all.Losses[:2]) || !maps.Equal(some.Lost, all.Lost) {
		t.Errorf("%+v, %v", some, err)
	}
}

// TestExportImportExport: a dataset that was exported, imported elsewhere and
// exported again is the same, byte for byte.
func TestExportImportExport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := newStore(t)
		p := project(t, first)
		batch := store.Batch{}
		for _, it := range rapid.SliceOfNDistinct(formattest.Item(), 0, 4, func(it format.Item) annotations.DocumentID { return it.Document.ID }).Draw(t, "items") {
			d, err := annotations.NewDocument(p.ID, it.Document.Source, it.Document.Title, it.Document.Text, formattest.Noon)
			if err != nil {
				t.Fatal(err)
			}
			d.Meta = it.Document.Meta
			batch.Documents = append(batch.Documents, d)
			for i, e := range it.Entries {
				s := annotations.Stamp{N: uint64(i + 1), Replica: annotations.NewID[annotations.Replica]()}
				batch.Changes = append(batch.Changes, annotations.Change{Stamp: s, Step: s, Doc: d.ID, By: e.By, At: e.At, Op: annotations.Put{Annotation: e.Annotation}})
			}
		}
		if err := first.Add(ctx, batch); err != nil {
			t.Fatal(err)
		}
		want := export(t, first)
		second := newStore(t)
		if want == "" {
			return
		}
		sum, err := importer(t, second).Import(ctx, []dataset.File{file("x.jsonl", want)})
		if err != nil || len(sum.Errors) > 0 {
			t.Fatal(err, sum.Errors)
		}
		if got := export(t, second); got != want {
			t.Fatalf("first\n%s\nthen\n%s", want, got)
		}
	})
}

func TestTitleOf(t *testing.T) {
	for body, want := range map[string]string{
		"":                          "Untitled",
		"\n \n  Hello there \nx":    "Hello there",
		"\ufeffHello":               "Hello",
		strings.Repeat("word ", 30): strings.TrimSpace(strings.Repeat("word ", 16)) + "…",
		strings.Repeat("👩‍👩‍👧", 10): strings.Repeat("👩‍👩‍👧", 5) + "…",
	} {
		if got := dataset.TitleOf(body); got != want {
			t.Errorf("TitleOf(%q) = %q, want %q", body, got, want)
		}
	}
}

// TestSample: the sample is the same on every device, and can be stored twice.
func TestSample(t *testing.T) {
	st := store.NewMem()
	for range 2 {
		if err := st.Add(ctx, sample.Batch()); err != nil {
			t.Fatal(err)
		}
	}
	page, err := st.Since(ctx, 0, 10)
	if err != nil || page.Len() != 2 {
		t.Fatalf("%d things, %v", page.Len(), err)
	}
	body := page.Documents[0].Text
	if n := strings.Count(body, "\n"); n < 8 || strings.TrimSpace(body) != body {
		t.Errorf("the article has %d line ends, or outer blanks", n)
	}
}

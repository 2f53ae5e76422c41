// Package laws holds what the tests of the formats of this house have in common:
// the laws that every format passes, golden files, fuzzing, and the files that
// other people wrote.
package laws

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Read returns the items of a file of that name, and the errors.
func Read(f format.Format, b []byte, name string) (items []format.Item, errs []error) {
	for it, err := range f.Read(bytes.NewReader(b), name) {
		if err != nil {
			errs = append(errs, err)
		} else {
			items = append(items, it)
		}
	}
	return items, errs
}

// Reread checks that what was read of a foreign file is the same when it is
// written and read again, but for the losses that are reported.
func Reread(t *testing.T, f format.Format, items []format.Item) {
	t.Helper()
	for i := range items {
		Name(&items[i], i)
	}
	file, losses := formattest.Write(t, f, items...)
	again, errs := Read(f, file, "again"+f.Extension)
	if len(errs) > 0 {
		t.Fatalf("reading what was written: %v", errs)
	}
	compare(t, f, items, again, losses)
}

// compare leaves out what was reported as lost, and the links to it.
func compare(t *testing.T, f format.Format, want, got []format.Item, losses []format.Loss) {
	t.Helper()
	if len(want) != len(got) {
		t.Fatalf("%d documents were written, %d read", len(want), len(got))
	}
	lost := map[string]bool{}
	for _, l := range losses {
		if l.Kind == format.Stripped {
			continue // formats that carry no notes and values are not compared in them
		}
		if l.Kind != format.Dropped {
			return // what was changed cannot be told from what was not
		}
		lost[l.Span] = true
	}
	for i := range want {
		w := want[i]
		w.Entries = slices.DeleteFunc(slices.Clone(w.Entries), func(e annotations.Entry) bool {
			return lost[e.ID.String()]
		})
		if diff := formattest.Diff(f.Can, unnamed(w), unnamed(got[i])); diff != "" {
			t.Fatalf("document %d:\n%s", i+1, diff)
		}
	}
}

// unnamed is an item whose fields of annotations do not say which: formats that
// do not carry IDs give others.
func unnamed(it format.Item) format.Item {
	free, of := build.Meta(it.Document)
	if len(of) == 0 {
		return it
	}
	var all []string
	for _, fields := range of {
		b, _ := jsonfile.Marshal(fields)
		all = append(all, string(b))
	}
	slices.Sort(all)
	free["annotationFields"], _ = jsonfile.Marshal(all)
	it.Document.Meta, _ = jsonfile.Marshal(free)
	return it
}

// Dangling checks that a link to an annotation that is not in its item, as one of
// an author who is left out, is reported, and that the file can be read.
func Dangling(t *testing.T, f format.Format) {
	t.Helper()
	it := Sample()[0]
	var link annotations.Entry
	for _, e := range it.Entries {
		if !e.Target.From.IsZero() {
			link = e
		}
	}
	it.Entries = slices.DeleteFunc(it.Entries, func(e annotations.Entry) bool { return e.ID == link.Target.To })
	file, losses := formattest.Write(t, f, it)
	if !slices.ContainsFunc(losses, func(l format.Loss) bool { return l.Span == link.ID.String() && l.Kind == format.Dropped }) {
		t.Errorf("a link to nowhere is not reported: %v", losses)
	}
	if _, errs := Read(f, file, "f"+f.Extension); len(errs) > 0 {
		t.Errorf("the file cannot be read: %v", errs)
	}
}

// Name gives IDs to annotations that have none, as an import does.
func Name(it *format.Item, i int) {
	if it.Document.ID.IsZero() {
		it.Document.ID = annotations.NameID[annotations.Document](formattest.Project.UUID, fmt.Sprint(i), it.Document.Text)
	}
	for j := range it.Entries {
		if it.Entries[j].ID.IsZero() {
			it.Entries[j].ID = annotations.NameID[annotations.Annotation](it.Document.ID.UUID, fmt.Sprint(j))
		}
	}
}

// Corpus returns the files of a pattern below the corpora, by their names, and
// skips the test, saying so, when the corpora are absent.
func Corpus(t *testing.T, patterns ...string) map[string][]byte {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for filepath.Base(dir) != "annotations" {
		if dir == filepath.Dir(dir) {
			t.Fatal("no folder annotations above the test")
		}
		dir = filepath.Dir(dir)
	}
	root := filepath.Join(filepath.Dir(dir), "..", "shared", "corpora")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("the corpora of other people are not there: %v", err)
	}
	files := map[string][]byte{}
	for _, p := range patterns {
		names, err := filepath.Glob(filepath.Join(root, p))
		if err != nil || len(names) == 0 {
			t.Fatalf("no corpus %s: %v", p, err)
		}
		for _, n := range names {
			b, err := os.ReadFile(n)
			if err != nil {
				t.Fatal(err)
			}
			rel, _ := filepath.Rel(root, n)
			files[rel] = b
		}
	}
	return files
}

// One returns the only file of a pattern below the corpora.
func One(t *testing.T, pattern string) []byte {
	t.Helper()
	for _, b := range Corpus(t, pattern) {
		return b
	}
	return nil
}

// Golden compares what a format writes of the sample with a file in testdata;
// -update writes it anew. What the file holds must also be read. Of a format of
// many files it is all of them, each behind a line with its name.
func Golden(t *testing.T, f format.Format) {
	t.Helper()
	items := Sample()
	file, losses := formattest.Write(t, f, items...)
	got := file
	if f.Files != nil && f.Files.NewWriter != nil {
		got = folder(t, f, items)
	}
	File(t, f.Name+".golden", got)
	read, errs := Read(f, file, "golden"+f.Extension)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	compare(t, f, items, read, losses)
}

// File compares bytes with a file in testdata; -update writes it anew.
func File(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Fatalf("%s (-update writes it anew):\n%s", name, diff)
	}
}

// folder writes items as a format of many files.
func folder(t *testing.T, f format.Format, items []format.Item) []byte {
	var b bytes.Buffer
	w := format.Fit(f.Can, f.Files.NewWriter(func(path string) (io.Writer, error) {
		b.WriteString("-- " + path + " --\n")
		return &b, nil
	}))
	for _, it := range items {
		if _, err := w.Write(it); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

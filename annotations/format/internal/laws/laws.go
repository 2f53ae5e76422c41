// Package laws holds what the tests of the formats of this house have in common:
// the laws that every format passes, golden files, fuzzing, and the files that
// other people wrote.
package laws

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// Write returns a dataset of the items and its losses.
func Write(t failer, f format.Format, items ...format.Item) ([]byte, []format.Loss) {
	t.Helper()
	var b bytes.Buffer
	var all []format.Loss
	w := f.NewWriter(&b)
	for _, it := range items {
		losses, err := w.Write(it)
		if err != nil {
			t.Fatalf("writing %s: %v", f.Name, err)
		}
		all = append(all, losses...)
	}
	if err := w.Close(); err != nil {
		t.Fatalf("closing %s: %v", f.Name, err)
	}
	return b.Bytes(), all
}

// Read returns the items of a file and the errors.
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

// RoundTrip checks that a format reads what it wrote as it was, as far as it
// declares to carry it, and that the rest is reported; meta says that the fields
// of a document come back too.
func RoundTrip(t *testing.T, f format.Format, meta bool) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(formattest.Item(), 0, 3).Draw(t, "items")
		want = distinct(want)
		file, losses := Write(t, f, want...)
		got, errs := Read(f, file, "x"+f.Extension)
		if len(errs) > 0 {
			t.Fatalf("reading what was written: %v\n%s", errs, file)
		}
		compare(t, f, want, got, losses, meta, file)
		again, _ := Write(t, f, want...)
		if !bytes.Equal(file, again) {
			t.Fatalf("written twice:\n%s\n%s", file, again)
		}
	})
}

// distinct leaves out documents that are there already: a dataset has each once.
func distinct(items []format.Item) []format.Item {
	seen := map[annotations.DocumentID]bool{}
	return slices.DeleteFunc(items, func(it format.Item) bool {
		twice := seen[it.Document.ID]
		seen[it.Document.ID] = true
		return twice
	})
}

func compare(t failer, f format.Format, want, got []format.Item, losses []format.Loss, meta bool, file []byte) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d documents were written, %d read:\n%s", len(want), len(got), file)
	}
	lost := map[string]format.Kind{}
	for _, l := range losses {
		if lost[l.Span] != format.Dropped {
			lost[l.Span] = l.Kind
		}
	}
	for i, w := range want {
		g := got[i]
		switch {
		case f.Can.Text && g.Document.Text != w.Document.Text:
			t.Fatalf("text %q became %q:\n%s", w.Document.Text, g.Document.Text, file)
		case f.Can.IDs && (g.Document.ID != w.Document.ID && g.Document.Source != w.Document.Source || g.Document.Title != w.Document.Title):
			t.Fatalf("%v %q %q became %v %q %q", w.Document.ID, w.Document.Source, w.Document.Title, g.Document.ID, g.Document.Source, g.Document.Title)
		case meta && !sameJSON(w.Document.Meta, g.Document.Meta):
			t.Fatalf("fields %s became %s:\n%s", w.Document.Meta, g.Document.Meta, file)
		}
		there, dropped := map[string]int{}, 0
		for _, e := range g.Entries {
			there[key(f, g, e)]++
		}
		for _, e := range w.Entries {
			kind, isLost := lost[e.ID.String()]
			if isLost {
				may(t, f, w, e, kind, lost)
			}
			if kind == format.Dropped {
				dropped++
				continue
			}
			k := key(f, w, e)
			if there[k] > 0 {
				there[k]--
			} else if !isLost && !dependent(w, e, lost) {
				t.Fatalf("%s %q is not there and not reported; there is %v\n%s", k, format.Quote(w.Document, e), there, file)
			}
		}
		if len(g.Entries) != len(w.Entries)-dropped {
			t.Fatalf("%d annotations less %d dropped became %d:\n%s", len(w.Entries), dropped, len(g.Entries), file)
		}
	}
}

// dependent reports whether an end of a link was written otherwise, so that the
// link's description changed with it.
func dependent(it format.Item, e annotations.Entry, lost map[string]format.Kind) bool {
	_, from := lost[e.Target.From.String()]
	_, to := lost[e.Target.To.String()]
	return !e.Target.From.IsZero() && (from || to)
}

// may refuses a loss of what the format declares to carry.
func may(t failer, f format.Format, it format.Item, e annotations.Entry, kind format.Kind, lost map[string]format.Kind) {
	t.Helper()
	ok := true
	switch link := !e.Target.From.IsZero(); {
	case kind == format.Renamed:
	case kind == format.Moved:
		ok = !f.Can.SubToken
	case link:
		ok = !f.Can.Links || !isSpan(it, e.Target.From) || !isSpan(it, e.Target.To) ||
			lost[e.Target.From.String()] == format.Dropped || lost[e.Target.To.String()] == format.Dropped
	case len(e.Target.Parts) == 0:
		ok = !f.Can.Whole
	case len(e.Target.Parts) > 1:
		ok = !f.Can.Parts
	default:
		ok = !f.Can.Overlap || !f.Can.SubToken
	}
	if !ok {
		t.Fatalf("%s declares to carry %s %q, but it is %s", f.Name, e.Label, format.Quote(it.Document, e), kind)
	}
}

func isSpan(it format.Item, id annotations.AnnotationID) bool {
	for _, e := range it.Entries {
		if e.ID == id {
			return len(e.Target.Parts) > 0
		}
	}
	return false
}

// key says what a format carries of an annotation.
func key(f format.Format, it format.Item, e annotations.Entry) string {
	k := string(e.Label)
	for _, p := range e.Target.Parts {
		if f.Can.Text {
			k += fmt.Sprintf(" %d-%d", p.Start, p.End)
		} else {
			k += fmt.Sprintf(" %q", strings.Join(strings.Fields(it.Document.Text[p.Start:p.End]), " "))
		}
	}
	if f.Can.Authors {
		k += fmt.Sprintf(" by %s at %v", e.By, e.At.UTC().Format(time.RFC3339Nano))
	}
	for _, end := range []annotations.AnnotationID{e.Target.From, e.Target.To} {
		if end.IsZero() {
			continue
		}
		k += " ->"
		for _, other := range it.Entries {
			if other.ID == end && other.Target.From.IsZero() {
				k += " (" + key(f, it, other) + ")"
			} else if other.ID == end {
				k += " (a link " + string(other.Label) + ")"
			}
		}
	}
	if f.Can.IDs && !e.ID.IsZero() {
		k += " " + e.ID.String()
	}
	return k
}

func sameJSON(a, b []byte) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return cmp.Equal(a, b, jsonEqual)
}

// Reread checks that what was read of a foreign file is the same when it is
// written and read again, losses aside.
func Reread(t *testing.T, f format.Format, items []format.Item, meta bool) {
	t.Helper()
	for i := range items {
		Name(&items[i], i)
	}
	file, losses := Write(t, f, items...)
	again, errs := Read(f, file, "again"+f.Extension)
	if len(errs) > 0 {
		t.Fatalf("reading what was written: %v", errs)
	}
	compare(t, f, items, again, losses, meta, nil)
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

// Golden compares the sample with testdata/golden and the ending of the format;
// -update writes it anew. What the golden file holds must also be read.
func Golden(t *testing.T, f format.Format) {
	t.Helper()
	items := Sample()
	got, losses := Write(t, f, items...)
	name := filepath.Join("testdata", "golden"+f.Extension)
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
	read, errs := Read(f, want, name)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	compare(t, f, items, read, losses, false, want)
}

// Fuzz checks that a reader ends without a panic on any input, that each error
// names the file, and that what is read can be written and read again.
func Fuzz(f *testing.F, ft format.Format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	if ft.NewWriter != nil {
		file, _ := Write(f, ft, Sample()...)
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, name := range []string{"f" + ft.Extension, "f.json"} {
			items, errs := Read(ft, b, name)
			for _, err := range errs {
				var place *format.Error
				if !errors.As(err, &place) || place.File != name {
					t.Fatalf("an error without a place: %v", err)
				}
			}
			for i := range items {
				Name(&items[i], i)
				if err := text.Validate(items[i].Document.Text); err != nil {
					t.Fatal(err)
				}
				for _, e := range items[i].Entries {
					if err := e.Check(items[i].Document.Text); err != nil {
						t.Fatalf("%v: %+v", err, e)
					}
				}
			}
			if ft.NewWriter == nil {
				continue
			}
			file, _ := Write(t, ft, items...)
			again, errs := Read(ft, file, "again"+ft.Extension)
			if len(errs) > 0 {
				t.Fatalf("reading what was written: %v\n%s", errs, file)
			}
			if ft.Can.Text && !cmp.Equal(texts(items), texts(again), cmpopts.EquateEmpty()) {
				t.Fatalf("%q became %q", texts(items), texts(again))
			}
		}
	})
}

func texts(items []format.Item) (all []string) {
	for i, it := range items {
		if i == 0 || it.Document.Text != items[i-1].Document.Text { // some formats join them
			all = append(all, it.Document.Text)
		}
	}
	return all
}

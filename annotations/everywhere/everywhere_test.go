package everywhere_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/everywhere"
	"gloss/annotations/sample"
	"gloss/annotations/store"
	"gloss/annotations/text"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// with is a store with these texts.
func with(t interface{ Fatal(...any) }, texts ...string) (*store.Mem, []annotations.Document) {
	s := store.NewMem()
	b := store.Batch{Projects: []annotations.Project{sample.Project()}}
	for i, body := range texts {
		d, err := annotations.NewDocument(sample.Project().ID, fmt.Sprint(i), fmt.Sprint("title ", i), body, noon)
		if err != nil {
			t.Fatal(err)
		}
		b.Documents = append(b.Documents, d)
	}
	if err := s.Add(context.Background(), b); err != nil {
		t.Fatal(err)
	}
	return s, b.Documents
}

func TestSearch(t *testing.T) {
	s, _ := with(t, "Iran and Iran’s", "nothing", "iranian iran", "İran", strings.Repeat("Iran ", 3))
	for _, c := range []struct {
		q    everywhere.Query
		want string
	}{
		{everywhere.Query{Text: "Iran"}, "0: Iran Iran; 4: Iran Iran Iran"},
		{everywhere.Query{Text: "iran", FindOptions: text.FindOptions{IgnoreCase: true}}, "0: Iran Iran; 2: iran iran; 4: Iran Iran Iran"},
		{everywhere.Query{Text: "iran", FindOptions: text.FindOptions{IgnoreCase: true, WholeWords: true}}, "0: Iran Iran; 2: iran; 4: Iran Iran Iran"},
		{everywhere.Query{Text: "title"}, ""},
		{everywhere.Query{}, ""},
	} {
		var got []string
		for f, err := range everywhere.Search(context.Background(), s, sample.Project().ID, c.q) {
			if err != nil {
				t.Fatal(err)
			}
			line := strings.TrimPrefix(f.Document.Title, "title ") + ":"
			for _, sp := range f.Spans {
				line += " " + f.Document.Text[sp.Start:sp.End]
			}
			got = append(got, line)
		}
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%+v finds %q, want %q", c.q, got, c.want)
		}
	}
}

// logOf is the log of a document in a store.
func logOf(t interface{ Fatal(...any) }, s *store.Mem, d annotations.DocumentID) *annotations.Log {
	changes, err := s.Log(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	var l annotations.Log
	for _, c := range changes {
		if _, err := l.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return &l
}

func entries(l *annotations.Log) (all []string) {
	for e := range l.Replay().All() {
		all = append(all, fmt.Sprint(e.Label, e.Target.Parts))
	}
	return all
}

// TestGestures labels a string in all documents, takes it back, brings it back and
// so on, among other work: what others did, and what was done to an annotation
// since, stays.
func TestGestures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.SampledFrom([]string{"Iran", "Iran and Iran", "none", "Iran 👩‍👩‍👧 Iran Iran"}), 1, 5).Draw(t, "texts")
		s, docs := with(t, texts...)
		add := func(changes []annotations.Change) {
			if err := s.Add(context.Background(), store.Batch{Changes: changes}); err != nil {
				t.Fatal(err)
			}
		}
		gesture := func(by annotations.Author) everywhere.Gesture {
			return everywhere.Gesture{By: by, Replica: annotations.NewID[annotations.Replica](), At: noon}
		}
		all := func(do func(everywhere.Found) []annotations.Change) {
			for f, err := range everywhere.Search(context.Background(), s, sample.Project().ID, everywhere.Query{Text: "Iran"}) {
				if err != nil {
					t.Fatal(err)
				}
				add(do(f))
			}
		}
		// Some are labelled already, by me or by another.
		for _, d := range docs {
			if strings.HasPrefix(d.Text, "Iran") && rapid.Bool().Draw(t, "labelled") {
				by := rapid.SampledFrom([]annotations.Author{"ada", "bob"}).Draw(t, "by")
				add(gesture(by).Label(logOf(t, s, d.ID), d.ID, []text.Span{{Start: 0, End: 4}}, "location"))
			}
		}
		before := make([][]string, len(docs))
		for i, d := range docs {
			before[i] = entries(logOf(t, s, d.ID))
		}
		bulk := gesture("ada")
		all(func(f everywhere.Found) []annotations.Change {
			return bulk.Label(logOf(t, s, f.Document.ID), f.Document.ID, f.Spans, "location")
		})
		after := make([][]string, len(docs))
		for i, d := range docs {
			l := logOf(t, s, d.ID)
			after[i] = entries(l)
			mine := 0
			for e := range l.Replay().All() {
				if e.By == "ada" {
					mine++
				}
			}
			if want := strings.Count(d.Text, "Iran"); mine != want {
				t.Fatalf("%q has %d annotations of mine, want %d", d.Text, mine, want)
			}
			// One undo in the document takes back the whole step.
			h := l.History("ada")
			if step, ok := h.Undo(); ok && step.Stamp.Replica == bulk.Replica && len(after[i])-len(before[i]) != len(step.Changes) {
				t.Fatalf("%q: the step has %d changes", d.Text, len(step.Changes))
			}
		}
		for n := range rapid.IntRange(0, 5).Draw(t, "reversals") {
			all(func(f everywhere.Found) []annotations.Change {
				return gesture("ada").Reverse(logOf(t, s, f.Document.ID), f.Document.ID, bulk.Replica)
			})
			want := before
			if n%2 == 1 {
				want = after
			}
			for i, d := range docs {
				if got := entries(logOf(t, s, d.ID)); !slices.Equal(got, want[i]) {
					t.Fatalf("%q after %d reversals: %v, want %v", d.Text, n+1, got, want[i])
				}
			}
		}
	})
}

// TestLaterWorkStays relabels one of many before they are taken back.
func TestLaterWorkStays(t *testing.T) {
	s, docs := with(t, "Iran and Iran")
	add := func(changes []annotations.Change) {
		t.Helper()
		if err := s.Add(context.Background(), store.Batch{Changes: changes}); err != nil {
			t.Fatal(err)
		}
	}
	bulk := everywhere.Gesture{By: "ada", Replica: annotations.NewID[annotations.Replica](), At: noon}
	l := logOf(t, s, docs[0].ID)
	changes := bulk.Label(l, docs[0].ID, []text.Span{{Start: 0, End: 4}, {Start: 9, End: 13}}, "location")
	add(changes)
	l = logOf(t, s, docs[0].ID)
	put := changes[0].Op.(annotations.Put)
	put.Annotation.Label = "actor"
	other := annotations.Stamp{N: l.Top().N + 1, Replica: annotations.NewID[annotations.Replica]()}
	add([]annotations.Change{{Stamp: other, Step: other, Doc: docs[0].ID, By: "ada", At: noon, Op: put}})
	add(everywhere.Gesture{By: "ada", Replica: annotations.NewID[annotations.Replica](), At: noon}.Reverse(logOf(t, s, docs[0].ID), docs[0].ID, bulk.Replica))
	if got, want := entries(logOf(t, s, docs[0].ID)), []string{"actor[{0 4}]"}; !slices.Equal(got, want) {
		t.Errorf("left is %v, want %v", got, want)
	}
}

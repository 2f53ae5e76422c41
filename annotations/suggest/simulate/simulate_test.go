package simulate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/format/conll"
	"gloss/annotations/suggest"
	"gloss/annotations/text"
)

func span(s string) suggest.Mark {
	var m suggest.Mark
	var label string
	if _, err := fmt.Sscanf(s, "%d-%d %s", &m.Start, &m.End, &label); err != nil {
		panic(err)
	}
	m.Label = suggest.Label(label)
	return m
}

// TestAnnotate counts what a perfect annotator does.
func TestAnnotate(t *testing.T) {
	for _, tt := range []struct {
		name, gold, shown string
		gestures, swept   float64
		right             int
	}{
		{"nothing is shown", "0-3 a; 5-8 b", "", 6, 6, 0},
		{"all is right", "0-3 a; 5-8 b", "0-3 a; 5-8 b", 2, 1, 2},
		{"nothing is there", "", "0-3 a", 1, 1, 0},
		{"another label", "0-3 a", "0-3 b", 1, 1, 0},
		{"other borders", "0-3 a", "0-4 a", 3, 3, 0},
		{"two on one span", "0-6 a", "0-2 a; 3-6 a", 4, 4, 0},
		{"one on two spans", "0-2 a; 3-6 a", "0-6 a", 6, 6, 0},
		{"right, then wrong", "0-3 a", "0-3 a; 5-8 a", 2, 2, 1},
		{"wrong, then right twice", "5-8 a; 9-11 a", "0-3 a; 5-8 a; 9-11 a", 3, 2, 2},
		{"nested", "0-9 c; 2-4 a", "0-9 c; 2-4 a", 2, 1, 2},
		{"the label decides who is mended", "0-9 c; 2-4 a", "1-9 c; 2-4 b", 4, 4, 0},
		{"one missed", "0-3 a; 5-8 b; 9-11 a", "0-3 a", 7, 7, 1},
	} {
		var gold []suggest.Mark
		var shown []suggest.Proposal
		for s := range strings.SplitSeq(tt.gold, "; ") {
			if s != "" {
				gold = append(gold, span(s))
			}
		}
		for s := range strings.SplitSeq(tt.shown, "; ") {
			if s != "" {
				shown = append(shown, suggest.Proposal{Mark: span(s)})
			}
		}
		got := annotate(gold, shown, suggest.DefaultCosts)
		if got.Gestures != tt.gestures || got.Swept != tt.swept || got.Right != tt.right {
			t.Errorf("%s: %g gestures, %g with one key for the rest, %d right; want %g, %g, %d",
				tt.name, got.Gestures, got.Swept, got.Right, tt.gestures, tt.swept, tt.right)
		}
	}
}

// TestPlan: each span is to be labelled once, where it begins, and is evidence
// wherever it reaches.
func TestPlan(t *testing.T) {
	d := Document{Text: "One two.\nThree four.\n", Marks: []suggest.Mark{span("4-14 claim"), span("9-14 number")}}
	steps := plan([]Document{d})
	if len(steps) != 2 || len(steps[0].gold) != 1 || len(steps[1].gold) != 1 || len(steps[1].evidence) != 2 {
		t.Errorf("%+v", steps)
	}
}

// idOf names a document of a file.
func idOf(file string, n int) suggest.DocumentID {
	return suggest.DocumentID(annotations.NameID[annotations.Document](annotations.ProjectID{}.UUID, file, fmt.Sprint(n)).UUID)
}

// corpus reads a file of the corpora beside the project.
func corpus(t testing.TB, name string) (documents []Document) {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../../shared/corpora", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the corpora are not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for it, err := range conll.Format2002.Read(f, name) {
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, Document{
			ID:   idOf(name, len(documents)),
			Text: it.Document.Text, Marks: MarksOf(it.Entries),
		})
	}
	return documents
}

// TestTweets replays WNUT 2017: what is saved there, and never less than
// nothing in the first fifty sentences.
func TestTweets(t *testing.T) {
	documents := corpus(t, "conll-wnut17/wnut17train.conll")
	r, err := Run(documents, Options{Test: corpus(t, "conll-wnut17/emerging.dev.conll")})
	if err != nil {
		t.Fatal(err)
	}
	g := r.PerSpan
	if g.None != 3 || g.Learned > 2.2 || g.Learned > g.Memory-0.4 || g.Swept > g.Learned {
		t.Errorf("gestures a span: %+v", g)
	}
	if r.By[0].Sentences != 50 || r.By[0].Saved < 0 {
		t.Errorf("after fifty sentences: %+v", r.By[0])
	}
	if r.Test.F1 < 0.2 {
		t.Errorf("on other text: %+v", *r.Test)
	}
	if r.ModelBytes > 2_100_000 {
		t.Errorf("the model has %d bytes", r.ModelBytes)
	}
	again, err := Run(documents, Options{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	if again.Sentences != 200 || again.By[0].Saved != r.By[0].Saved || !slices.ContainsFunc(again.By, func(a At) bool { return a.Sentences == 100 }) {
		t.Errorf("the first 200 sentences alone: %+v", again)
	}
}

// TestRest keeps the summing of windows honest on a text with one label.
func TestRest(t *testing.T) {
	var b strings.Builder
	var marks []suggest.Mark
	for range 60 {
		marks = append(marks, suggest.Mark{Span: text.Span{Start: text.Byte(b.Len()), End: text.Byte(b.Len() + 3)}, Label: "actor"})
		b.WriteString("Ada went to town.\n")
	}
	r, err := Run([]Document{{ID: idOf("", 0), Text: b.String(), Marks: marks}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Sentences != 60 || r.Spans != 60 || r.PerSpan.Learned > 1.3 || r.PerSpan.Memory > 1.1 {
		t.Errorf("%+v", r)
	}
	var out strings.Builder
	if err := r.Print(&out); err != nil || !strings.Contains(out.String(), "1 document, 60 sentences, 60 spans") {
		t.Errorf("%s (%v)", out.String(), err)
	}
}

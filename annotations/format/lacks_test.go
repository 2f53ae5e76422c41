package format

import (
	"slices"
	"testing"
	"time"

	"gloss/annotations"
)

// TestLacks: what is declared is not lacking, and the other way about.
func TestLacks(t *testing.T) {
	if got := (Can{Text: true, Titles: true, Meta: true, Authors: true, Times: true}).Lacks(); got != nil {
		t.Errorf("a format that carries all of it lacks %q", got)
	}
	if got := (Can{Text: true, Meta: true, Authors: true}).Lacks(); !slices.Equal(got, []string{"titles", "when"}) {
		t.Errorf("lacking are %q", got)
	}
}

// TestMissing: only what there is can be missing.
func TestMissing(t *testing.T) {
	e := annotations.Entry{By: "ada", At: time.Unix(0, 0)}
	e.Label = "actor"
	note := annotations.Entry{By: "ada"}
	note.Label = annotations.LabelNote
	full := Item{Document: annotations.Document{Source: "1", Title: "A", Meta: []byte("{}")}, Entries: []annotations.Entry{e, e, note}}
	var m, of Missing
	for _, it := range []Item{full, {}, full} {
		m.Add(Can{Text: true}, it)
	}
	if got, want := m.String(), "titles (2), other fields (2), who labelled (4), when (4)"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if of.Add(Can{Text: true, Titles: true, Meta: true, Authors: true, Times: true}, full); of != nil {
		t.Errorf("a format that carries all of it misses %v", of)
	}
	of.Merge(m)
	if of.String() != m.String() {
		t.Errorf("merged: %v", of)
	}
}

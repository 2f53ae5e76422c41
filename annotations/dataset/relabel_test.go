package dataset_test

import (
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format/formattest"
)

// TestRelabelling gives the annotations of a label another one, and then removes
// them with their links: those of one author, in one step for each document.
func TestRelabelling(t *testing.T) {
	st := newStore(t)
	const a, c = "0b0a0f4e-0000-5000-8000-000000000001", "0b0a0f4e-0000-5000-8000-000000000002"
	f := file("a.jsonl", `{"text":"Ada ran","spans":[{"id":"`+a+`","start":0,"end":3,"label":"actor"},{"id":"`+c+`","start":0,"end":7,"label":"claim"},{"start":4,"end":7,"label":"actor","by":"bob"}],"links":[{"label":"made by","from":"`+c+`","to":"`+a+`"}]}`+"\n"+
		`{"text":"Bob","spans":[{"start":0,"end":3,"label":"actor"}]}`+"\n"+`{"text":"Cem"}`)
	if _, err := importer(t, st).Import(ctx, []dataset.File{f}); err != nil {
		t.Fatal(err)
	}
	id := project(t, st).ID
	uses := func(label annotations.LabelID, want dataset.Uses) {
		t.Helper()
		if got, err := dataset.UsesOf(ctx, st, id, label, "ada"); err != nil || got != want {
			t.Errorf("%s has %+v, %v, want %+v", label, got, err, want)
		}
	}
	uses("actor", dataset.Uses{Annotations: 2, Documents: 2})
	steps := map[annotations.Stamp]bool{}
	r := dataset.Relabelling{Store: st, Project: id, From: "actor", To: "location", By: "ada", Replica: annotations.NewID[annotations.Replica](), Now: formattest.Noon,
		Changed: func(all []annotations.Change) {
			for _, c := range all {
				steps[c.Step] = true
			}
		}}
	if err := r.Do(ctx); err != nil {
		t.Fatal(err)
	}
	uses("actor", dataset.Uses{})
	uses("location", dataset.Uses{Annotations: 2, Documents: 2})
	if len(steps) != 2 || !strings.Contains(export(t, st), `"label":"actor","text":"ran"`) {
		t.Errorf("%d steps, or Bob's is gone:\n%s", len(steps), export(t, st))
	}
	r.From, r.To, r.Replica = "location", "", annotations.NewID[annotations.Replica]()
	if err := r.Do(ctx); err != nil {
		t.Fatal(err)
	}
	uses("location", dataset.Uses{})
	uses("made by", dataset.Uses{})
	uses("claim", dataset.Uses{Annotations: 1, Documents: 1})
}

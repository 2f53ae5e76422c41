package release_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/dataset/release"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/gloss"
	"gloss/annotations/store"
)

var ctx = context.Background()

// world is a project and changes of it in an order in which they can come: each
// replica's by its stamps.
type world struct {
	project   annotations.Project
	documents []annotations.Document
	changes   []annotations.Change
}

func draw(t *rapid.T) world {
	w := world{project: annotations.Project{ID: formattest.Project, Name: "News", Schema: annotations.Schema{{ID: "actor", Name: "Actor"}, {ID: "claim", Name: "Claim"}}}}
	replicas := []annotations.ReplicaID{
		annotations.NameID[annotations.Replica](formattest.Project.UUID, "one"), annotations.NameID[annotations.Replica](formattest.Project.UUID, "two"),
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "documents") {
		d, err := annotations.NewDocument(w.project.ID, "", "T", strings.Repeat("word ", i+1), formattest.Noon)
		if err != nil {
			t.Fatal(err)
		}
		w.documents = append(w.documents, d)
	}
	next := map[annotations.DocumentID]uint64{}
	for i := range rapid.IntRange(0, 20).Draw(t, "changes") {
		d := rapid.SampledFrom(w.documents).Draw(t, "document")
		next[d.ID]++
		s := annotations.Stamp{N: next[d.ID], Replica: rapid.SampledFrom(replicas).Draw(t, "replica")}
		a := annotations.Annotation{Label: rapid.SampledFrom([]annotations.LabelID{"actor", "claim"}).Draw(t, "label"), Target: annotations.On(0, 4)}
		a.ID = annotations.NameID[annotations.Annotation](d.ID.UUID, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "annotation"))
		var op annotations.Op = annotations.Put{Annotation: a}
		if rapid.IntRange(0, 3).Draw(t, "op") == 0 {
			op = annotations.Drop{ID: a.ID}
		}
		w.changes = append(w.changes, annotations.Change{Stamp: s, Step: s, Doc: d.ID, By: "ada", At: formattest.Noon.Add(time.Duration(i) * time.Second), Op: op})
	}
	return w
}

func fill(t *rapid.T, w world, changes []annotations.Change) store.Store {
	st := store.NewMem()
	if err := st.Add(ctx, store.Batch{Projects: []annotations.Project{w.project}, Documents: w.documents, Changes: changes}); err != nil {
		t.Fatal(err)
	}
	return st
}

func export(t *rapid.T, r release.Release, st store.Store) string {
	var b bytes.Buffer
	if _, err := (dataset.Writing{Format: gloss.Format}).Write(ctx, r.Items(ctx, st), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAgain: after more labelling, a renamed label and a round through a file, a
// release gives the same bytes, here and on a device that got everything in
// another order; and the same logs make the same release there.
func TestAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		cut := rapid.IntRange(0, len(w.changes)).Draw(t, "cut")
		st := fill(t, w, w.changes[:cut])
		made, err := release.Make(ctx, st, w.project, "v1")
		if err != nil {
			t.Fatal(err)
		}
		want := export(t, made, st)
		var file bytes.Buffer
		if err := made.Write(&file); err != nil {
			t.Fatal(err)
		}
		read, err := release.Read(bytes.NewReader(file.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, file.String())
		}
		renamed := w.project
		renamed.Schema = annotations.Schema{{ID: "actor", Name: "Who", Stamp: annotations.Stamp{N: 1}}}
		if err := st.Add(ctx, store.Batch{Projects: []annotations.Project{renamed}, Changes: w.changes[cut:]}); err != nil {
			t.Fatal(err)
		}
		w2 := w
		w2.documents = rapid.Permutation(w.documents).Draw(t, "documents in another order")
		elsewhere := fill(t, w2, w.changes)
		for name, st := range map[string]store.Store{"here": st, "elsewhere": elsewhere} {
			if err := read.Verify(ctx, st); err != nil {
				t.Fatal(name, err)
			}
			if got := export(t, read, st); got != want {
				t.Fatalf("%s:\n%s\nwant\n%s", name, got, want)
			}
		}
		again, err := release.Make(ctx, fill(t, w2, w.changes[:cut]), w.project, "v1")
		if err != nil {
			t.Fatal(err)
		}
		var other bytes.Buffer
		if err := again.Write(&other); err != nil {
			t.Fatal(err)
		}
		if other.String() != file.String() {
			t.Fatalf("elsewhere the release is\n%s\nwant\n%s", other.String(), file.String())
		}
	})
}

// TestMissing: a store that lacks a change, or a document, says so rather than
// exporting something else.
func TestMissing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		if len(w.changes) == 0 {
			return
		}
		made, err := release.Make(ctx, fill(t, w, w.changes), w.project, "v1")
		if err != nil {
			t.Fatal(err)
		}
		lost := rapid.IntRange(0, len(w.changes)-1).Draw(t, "lost")
		some := append(append([]annotations.Change(nil), w.changes[:lost]...), w.changes[lost+1:]...)
		// A change that another one covers leaves no trace in the labels.
		err = made.Verify(ctx, fill(t, w, some))
		full, part := export(t, made, fill(t, w, w.changes)), ""
		if err == nil {
			part = export(t, made, fill(t, w, some))
		}
		if err == nil && part != full || err != nil && !errors.Is(err, release.ErrMissing) && !errors.Is(err, release.ErrDigest) {
			t.Fatalf("without change %d: %v\n%s\nwant\n%s", lost, err, part, full)
		}
		if err := made.Verify(ctx, store.NewMem()); !errors.Is(err, release.ErrMissing) {
			t.Fatalf("an empty store: %v", err)
		}
	})
}

func TestRefused(t *testing.T) {
	for _, name := range []string{"", ".hidden", "a/b", `a\b`, "..", "é", strings.Repeat("x", 101)} {
		if err := release.CheckName(name); !errors.Is(err, release.ErrName) {
			t.Errorf("%q is a name: %v", name, err)
		}
	}
	if err := release.CheckName("v1.0-final_2"); err != nil {
		t.Error(err)
	}
	for name, file := range map[string]string{
		"not JSON": "x", "no release": "{}", "newer": `{"gloss-release":2,"name":"x"}`,
		"a replica that is not there": `{"gloss-release":1,"name":"x","documents":[{"id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","seen":[[3,1]]}]}`,
		"a name that leads out":       `{"gloss-release":1,"name":"../x"}`,
	} {
		if _, err := release.Read(strings.NewReader(file)); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

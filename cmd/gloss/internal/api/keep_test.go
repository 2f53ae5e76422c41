package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
)

// TestKeep: a device gets the documents that its owner wants on it, and begins anew
// when that is another wish; one that is not among them can be fetched.
func TestKeep(t *testing.T) {
	o := newOffice(t)
	docs := o.world.Documents
	other := storetest.NewWorld(2)
	if err := o.store.Add(ctx, store.Batch{Projects: []annotations.Project{other.Project}, Documents: other.Documents}); err != nil {
		t.Fatal(err)
	}
	if err := o.people.SetRole(ctx, other.Project.ID.String(), o.ids["annotator"], "annotator", nil); err != nil {
		t.Fatal(err)
	}
	at := func(d *device) (there []int) {
		t.Helper()
		d.sync()
		var ids []annotations.DocumentID
		for _, doc := range slices.Concat(docs, other.Documents) {
			ids = append(ids, doc.ID)
		}
		known, err := d.Known(ctx, ids)
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range known {
			if k {
				there = append(there, i)
			}
		}
		return there
	}
	first := o.device("annotator")
	if got := at(first); len(got) != 6 {
		t.Fatalf("all: %v", got)
	}
	first.label(docs[3], "annotator", annotations.AnnotationID{})
	first.sync()
	if status, _, b := o.as("manager", "POST", "/api/v1/projects/"+o.project+"/assignments", fmt.Sprintf(`{"document":"%v","user":"%s"}`, docs[1].ID, o.ids["annotator"])); status != 204 {
		t.Fatalf("%d %s", status, b)
	}
	for keep, want := range map[string][]int{
		"mine":   {1, 3},
		"picked": nil,
		"picked&documents=" + docs[0].ID.String():                                            {0},
		"picked&projects=" + other.Project.ID.String() + "&documents=" + docs[2].ID.String(): {2, 4, 5},
	} {
		d := o.device("annotator")
		d.keep = keep
		if got := at(d); !slices.Equal(got, want) {
			t.Errorf("keep=%s: %v, want %v", keep, got, want)
		}
	}
	// Another wish begins anew, and brings what the first left out.
	d := o.device("annotator")
	d.keep = "mine"
	at(d)
	d.keep = "all"
	if got := at(d); len(got) != 6 {
		t.Errorf("after another wish: %v", got)
	}
	for _, wrong := range []string{"keep=some", "keep=picked&documents=x", "keep=picked&projects=x"} {
		if status, _, b := o.as("annotator", "GET", "/api/v1/changes?after=0&"+wrong, ""); status != 400 {
			t.Errorf("%s: %d %s", wrong, status, b)
		}
	}
	var page store.Page
	_, _, b := o.as("annotator", "GET", "/api/v1/documents/"+docs[3].ID.String()+"/log", "")
	if err := json.Unmarshal(b, &page); err != nil || len(page.Documents) != 1 || len(page.Changes) != 1 {
		t.Errorf("the log: %s, %v", b, err)
	}
	if status, _, _ := o.as("nobody", "GET", "/api/v1/documents/"+docs[3].ID.String()+"/log", ""); status != 404 {
		t.Errorf("a stranger's log: %d", status)
	}
	var mine []string
	_, _, b = o.as("annotator", "GET", "/api/v1/me/documents", "")
	if err := json.Unmarshal(b, &mine); err != nil || len(mine) != 2 || !slices.Contains(mine, docs[1].ID.String()) {
		t.Errorf("mine: %s, %v", b, err)
	}
}

package api

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"gloss/annotations"
	"gloss/annotations/dataset/release"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/releases"
)

// TestReleases: a manager names what the labels are, and that is exported to the
// byte after the labelling went on: by who sees everybody's labels, and nobody else.
func TestReleases(t *testing.T) {
	o := newOffice(t)
	d := o.device("annotator")
	d.sync()
	label := func(doc int) {
		t.Helper()
		d.label(o.world.Documents[doc], "annotator", annotations.AnnotationID{})
		d.sync()
	}
	project := "/api/v1/projects/" + o.project
	label(0)
	for name, want := range map[string]int{"manager": 201, "adjudicator": 403, "annotator": 403, "reader": 403, "nobody": 404, "": 401} {
		if status, _, b := o.as(name, "POST", project+"/releases", `{"name":"v1"}`); status != want {
			t.Errorf("%q makes a release: %d %s", name, status, b)
		}
	}
	_, _, first := o.as("manager", "GET", project+"/export?release=v1", "")
	label(1)
	for name, want := range map[string]int{"root": 200, "manager": 200, "adjudicator": 200, "annotator": 403, "reader": 200, "nobody": 404, "": 401} {
		status, h, b := o.as(name, "GET", project+"/export?release=v1", "")
		if status != want || want == 200 && !bytes.Equal(b, first) {
			t.Errorf("%q exports it: %d %s", name, status, b)
		}
		if got := h.Get("Content-Disposition"); want == 200 && got != `attachment; filename="v1.jsonl"` {
			t.Errorf("it is called %s", got)
		}
		status, _, b = o.as(name, "GET", project+"/releases/v1", "")
		if status != want {
			t.Errorf("%q reads it: %d %s", name, status, b)
		}
		if r, err := release.Read(bytes.NewReader(b)); want == 200 && (err != nil || r.Name != "v1") {
			t.Errorf("%q reads %+v, %v", name, r, err)
		}
	}
	if _, _, now := o.as("manager", "GET", project+"/export", ""); bytes.Equal(now, first) {
		t.Error("nothing was labelled since")
	}
	status, _, b := o.as("annotator", "GET", project+"/releases", "")
	var all []releases.Made
	if err := json.Unmarshal(b, &all); status != 200 || err != nil || len(all) != 1 || all[0].By != "manager" || all[0].Documents != len(o.world.Documents) {
		t.Errorf("the list: %d %s, %v", status, b, err)
	}
	// A release of one project is none of another.
	_, _, b = o.as("root", "POST", "/api/v1/projects", `{"name":"Other"}`)
	var other annotations.Project
	if err := json.Unmarshal(b, &other); err != nil {
		t.Fatal(err)
	}
	if status, _, b := o.as("root", "GET", "/api/v1/projects/"+other.ID.String()+"/export?release=v1", ""); status != 404 {
		t.Errorf("from another project: %d %s", status, b)
	}
	events, err := o.people.Audit(ctx, o.project, "", 100)
	if err != nil || !slices.ContainsFunc(events, func(e auth.Event) bool {
		return e.What == "exported the labels" && e.Who == "reader" && e.About == "gloss v1"
	}) {
		t.Errorf("the audit log does not say who exported: %+v, %v", events, err)
	}
}

package api

import (
	"encoding/json"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
)

// TestOtherProject: who manages one project does nothing to what is another's by
// naming it under theirs, whichever the route.
func TestOtherProject(t *testing.T) {
	o := newOffice(t)
	doc := func(p annotations.ProjectID, text string) annotations.Document {
		d, err := annotations.NewDocument(p, "", text, text, o.world.Documents[0].Added)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	other := annotations.Project{ID: annotations.NewID[annotations.Project](), Name: "Other", Schema: annotations.Schema{}, Stamp: annotations.Stamp{N: 1, Replica: annotations.NewID[annotations.Replica]()}}
	theirs := doc(other.ID, "A text of theirs.")
	if err := o.store.Add(ctx, store.Batch{Projects: []annotations.Project{other}, Documents: []annotations.Document{theirs}}); err != nil {
		t.Fatal(err)
	}
	if err := o.people.SetRole(ctx, other.ID.String(), o.ids["nobody"], auth.Annotator, nil); err != nil {
		t.Fatal(err)
	}
	root := func(method, path, body string) map[string]any {
		t.Helper()
		status, _, b := o.as("root", method, "/api/v1/projects/"+other.ID.String()+path, body)
		if status/100 != 2 {
			t.Fatalf("%s %s: %d %s", method, path, status, b)
		}
		var v map[string]any
		_ = json.Unmarshal(b, &v) // a list, or nothing
		return v
	}
	hook := root("POST", "/webhooks", `{"url":"https://example.org"}`)["id"].(string)
	invitation := root("POST", "/invitations", `{"role":"reader"}`)["id"].(string)
	root("POST", "/releases", `{"name":"theirs"}`)
	root("POST", "/assignments", `{"document":"`+theirs.ID.String()+`","user":"`+o.ids["nobody"]+`"}`)
	fill := strings.NewReplacer("{id}", o.project, "{user}", o.ids["nobody"], "{invitation}", invitation, "{document}", theirs.ID.String(), "{release}", "theirs", "{webhook}", hook)
	bodies := map[string]string{
		"/known": `{"training":["` + theirs.ID.String() + `"],"control":[]}`, "/assignments": `{"document":"` + theirs.ID.String() + `","user":"` + o.ids["annotator"] + `"}`,
		"/skills": `{"skills":["law"]}`, "/members/{user}": `{"role":"manager"}`,
	}
	before, tried := o.everything(other.ID), 0
	for _, r := range o.api.Routes() {
		of := strings.TrimPrefix(r.Path, "/api/v1/projects/{id}")
		body := "{}"
		for ending, b := range bodies {
			if strings.HasSuffix(of, ending) {
				body = b
			}
		}
		names := strings.Count(of, "{") > 0 || body != "{}" && r.Method != "GET"
		if !strings.HasPrefix(r.Path, "/api/v1/projects/{id}") || !names || of == "/documents" {
			continue
		}
		tried++
		status, _, b := o.does("manager", r.Method, fill.Replace(r.Path), body)
		if empty := status == 200 && strings.TrimSpace(b) == "[]"; status != 404 && !empty {
			t.Errorf("%s %s: %d %s", r.Method, r.Path, status, b)
		}
	}
	for _, x := range [][3]string{
		{"GET", "/documents/" + theirs.ID.String(), ""}, {"GET", "/documents/" + theirs.ID.String() + "/log", ""},
		{"GET", "/documents/" + theirs.ID.String() + "/annotations", ""}, {"POST", "/documents/" + theirs.ID.String() + "/annotations", `{"label":"actor"}`},
		{"GET", "/projects/" + o.project + "/documents/" + theirs.ID.String() + "/skills", ""},
		{"GET", "/documents/" + theirs.ID.String() + "/shelf", ""}, {"PUT", "/documents/" + theirs.ID.String() + "/shelf", `{"shelf":"deleted"}`},
		{"GET", "/documents/" + theirs.ID.String() + "/work", ""}, {"PATCH", "/documents/" + theirs.ID.String() + "/work", `{"status":"reviewed"}`},
		{"GET", "/projects/" + o.project + "/export?release=theirs", ""},
	} {
		tried++
		if status, _, b := o.as("manager", x[0], "/api/v1"+x[1], x[2]); status != 404 {
			t.Errorf("%s %s: %d %s", x[0], x[1], status, b)
		}
	}
	if after := o.everything(other.ID); after != before || tried < 15 {
		t.Errorf("after %d calls it is\n%s\nand was\n%s", tried, after, before)
	}
}

// everything is what an administrator reads of a project.
func (o *office) everything(project annotations.ProjectID) string {
	o.t.Helper()
	var all strings.Builder
	for _, path := range []string{"", "/settings", "/members", "/invitations", "/known", "/assignments", "/webhooks", "/releases", "/documents", "/audit"} {
		status, _, b := o.as("root", "GET", "/api/v1/projects/"+project.String()+path, "")
		if status != 200 {
			o.t.Fatalf("%s: %d %s", path, status, b)
		}
		all.Write(b)
	}
	return all.String()
}

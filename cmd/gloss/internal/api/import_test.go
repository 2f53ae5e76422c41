package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/format/all"
)

func (o *office) imports(name, query, body string, header ...string) (int, Imported, string) {
	o.t.Helper()
	status, _, b := o.as(name, "POST", "/api/v1/projects/"+o.project+"/import"+query, body, header...)
	var in Imported
	if err := json.Unmarshal(b, &in); err != nil {
		o.t.Fatalf("%d %s: %v", status, b, err)
	}
	return status, in, string(b)
}

// TestImport: a file comes in as the manager's, once, with its labels, and what is
// wrong with it is told with its place; a rehearsal tells the same and stores nothing.
func TestImport(t *testing.T) {
	o := newOffice(t)
	file := `{"text":"Ärger in Ägypten","spans":[{"start":9,"end":16,"label":"place"},{"start":0,"end":5,"label":"mood","answer":"reject"}]}
{"text":"oops","spans":[{"start":0,"end":99,"label":"place"}]}
{"text":"Ärger in Ägypten","spans":[{"start":0,"end":5,"label":"event"}]}
`
	check := func(in Imported, documents, known, spans int) {
		t.Helper()
		if in.Documents != documents || in.Known != known || in.Spans != spans || in.LeftOut != 1 || len(in.Errors) != 1 {
			t.Fatalf("got %+v", in)
		}
		if e := in.Errors[0]; e.File != "news.jsonl" || e.Line != 2 || e.Detail == "" {
			t.Errorf("the error is %+v", e)
		}
		if len(in.Unread) != 2 || in.Unread[0].Field != "spans.answer" || in.Unread[0].Count != 1 {
			t.Errorf("not understood: %+v", in.Unread)
		}
	}
	query := "?format=prodigy&name=news.jsonl"
	before := o.everything(o.world.Project.ID)
	_, in, _ := o.imports("manager", query+"&dry=true", file)
	check(in, 1, 1, 2)
	if after := o.everything(o.world.Project.ID); after != before {
		t.Errorf("a rehearsal has left\n%s", after)
	}
	if _, in, _ = o.imports("manager", query, file); !slices.Equal(in.Labels, []string{"place", "event"}) {
		t.Errorf("new labels: %q", in.Labels)
	}
	check(in, 1, 1, 2)
	_, in, _ = o.imports("manager", query, file)
	check(in, 0, 2, 0)
	_, _, b := o.as("root", "GET", "/api/v1/projects/"+o.project+"/export", "")
	if n := bytes.Count(b, []byte(`"by":"manager"`)); n != 2 {
		t.Errorf("exported with %d labels of the manager: %s", n, b)
	}
	events, err := o.people.Audit(ctx, o.project, "", 10)
	if err != nil || len(events) != 2 || events[1].What != "imported a dataset" || !strings.Contains(events[1].About, "1 document, 2 annotations") {
		t.Errorf("the audit log has %+v, %v", events, err)
	}
	// Compressed, its format found out, and somebody else named in it.
	other := `{"id":"x","title":"A","text":"A text","spans":[{"start":0,"end":1,"label":"place","text":"A","by":"annotator"}]}`
	status, in, answer := o.imports("manager", "?name=x.jsonl", string(gzipped(t, []byte(other))), "Content-Encoding", "gzip")
	if status != 200 || in.Documents != 1 || in.Spans != 1 {
		t.Errorf("%d %s", status, answer)
	}
	if _, _, b := o.as("root", "GET", "/api/v1/projects/"+o.project+"/export", ""); bytes.Contains(b, []byte(`"by":"annotator"`)) {
		t.Errorf("written in the name of another: %s", b)
	}
}

// TestImportRefused: who may not add documents imports none, and what cannot be read
// is told with where and why.
func TestImportRefused(t *testing.T) {
	o := newOffice(t)
	for _, x := range []struct {
		name, query, body string
		status            int
		says              string
	}{
		{"annotator", "?name=a.txt", "x", http.StatusForbidden, "forbidden"},
		{"annotator", "?name=a.txt&dry=true", "x", http.StatusForbidden, "forbidden"},
		{"reader", "?name=a.txt", "x", http.StatusForbidden, "forbidden"},
		{"nobody", "?name=a.txt", "x", http.StatusNotFound, "not_found"},
		{"manager", "?format=tar", "x", http.StatusBadRequest, "unknown_format"},
		{"manager", "?format=doccano&unit=miles", "x", http.StatusBadRequest, "bad_parameter"},
		{"manager", "?unit=bytes", "x", http.StatusBadRequest, "bad_parameter"},
		{"manager", "?dry=perhaps", "x", http.StatusBadRequest, "dry="},
		{"manager", "?name=a.txt", "\xff", http.StatusUnprocessableEntity, "a.txt:1:1: not UTF-8"},
		{"manager", "?name=a.strange", "what?", http.StatusUnprocessableEntity, "a.strange: "},
		{"manager", "?name=a.txt", "", http.StatusUnprocessableEntity, "unreadable_file"},
	} {
		status, _, b := o.imports(x.name, x.query, x.body)
		if status != x.status || !strings.Contains(b, x.says) {
			t.Errorf("%s%s: %d %s", x.name, x.query, status, b)
		}
	}
	o.archive()
	if status, _, b := o.imports("manager", "?name=a.txt&dry=true", "x"); status != http.StatusConflict || !strings.Contains(b, "archived") {
		t.Errorf("into an archived project: %d %s", status, b)
	}
	if n, err := o.store.Count(ctx, o.world.Project.ID); err != nil || n != len(o.world.Documents) {
		t.Errorf("%d documents after it all, %v", n, err)
	}
}

// TestImportOfExport: what a project exports in a format that carries all of it, an
// empty one reads in, without accounts with the names of who labelled.
func TestImportOfExport(t *testing.T) {
	c, st := newServer(t)
	o := newOffice(t)
	d := o.device("annotator")
	d.sync()
	d.label(o.world.Documents[0], "annotator", annotations.AnnotationID{})
	d.sync()
	for _, name := range []string{"gloss", "hf-parquet"} {
		f, err := all.Formats.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _, b := o.as("root", "GET", "/api/v1/projects/"+o.project+"/export?format="+f.Name, "")
		_, _, made := c.do("POST", "/api/v1/projects", strings.NewReader(`{"name":"`+name+`"}`))
		var p annotations.Project
		if err := json.Unmarshal(made, &p); err != nil {
			t.Fatal(err)
		}
		status, _, answer := c.do("POST", "/api/v1/projects/"+p.ID.String()+"/import?name=x"+f.Extension, bytes.NewReader(b))
		var in Imported
		if err := json.Unmarshal(answer, &in); err != nil || status != 200 || in.Documents != 4 || in.Spans != 1 || in.LeftOut != 0 {
			t.Errorf("%s: %d %s, %v", name, status, answer, err)
		}
		got, err := st.Read(ctx, p.ID, 0, 100)
		if err != nil || len(got) != 4 || got[0].Changes[0].By != "annotator" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

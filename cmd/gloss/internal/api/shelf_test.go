package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/team"
)

// shelve puts a document on a shelf, in somebody's name, or takes that back.
func (d *device) shelve(doc annotations.Document, op annotations.Op) annotations.Change {
	d.o.t.Helper()
	d.n++
	s := annotations.Stamp{N: d.n, Replica: d.replica}
	c := annotations.Change{Stamp: s, Step: s, Doc: doc.ID, By: annotations.Author(d.name), At: annotations.Moment(doc.Added), Op: op}
	if err := d.Add(ctx, store.Batch{Changes: []annotations.Change{c}}); err != nil {
		d.o.t.Fatal(err)
	}
	return c
}

func (d *device) shelf(doc annotations.Document) annotations.Shelf {
	d.o.t.Helper()
	log, err := d.Log(ctx, doc.ID)
	if err != nil {
		d.o.t.Fatal(err)
	}
	return annotations.ShelfOf(log)
}

// TestShelves: a manager takes documents off the list for everybody, those too who
// see nobody else's labels; they go out of exports and figures, and come back.
// Nobody else can do so.
func TestShelves(t *testing.T) {
	o := newOffice(t)
	docs := o.world.Documents
	boss, one := o.device("manager"), o.device("annotator")
	boss.sync()
	one.sync()
	on := func(doc int, by string, shelf annotations.Shelf) annotations.Op {
		return annotations.Put{Annotation: annotations.Shelve(docs[doc].ID, annotations.Author(by), shelf)}
	}
	boss.shelve(docs[0], on(0, "manager", annotations.ShelfArchived))
	boss.shelve(docs[1], on(1, "manager", annotations.ShelfDeleted))
	refused := one.shelve(docs[2], on(2, "annotator", annotations.ShelfDeleted))
	mine := one.label(docs[3], "annotator", annotations.AnnotationID{})
	for _, d := range []*device{boss, one, boss} {
		d.sync()
	}
	if !slices.Equal(one.refused, []Refusal{{"change", refused.Stamp.String(), refusedRole}}) {
		t.Errorf("the annotator is refused %v", one.refused)
	}
	if got := fmt.Sprintf("%q %q %q", one.shelf(docs[0]), one.shelf(docs[1]), boss.shelf(docs[2])); got != `"archived" "deleted" ""` {
		t.Errorf("shelves: %s", got)
	}
	if got := boss.authors(docs[3]); got != "annotator" {
		t.Errorf("what stood beside the refused change (%v) came as of %q", mine.Stamp, got)
	}
	exported := func(query string) int {
		status, _, b := o.as("annotator", "GET", "/api/v1/projects/"+o.project+"/export"+query, "")
		if status != 200 {
			t.Fatalf("%d %s", status, b)
		}
		return bytes.Count(b, []byte("\n"))
	}
	counted := func(query string) int {
		status, _, b := o.as("manager", "GET", "/api/v1/projects/"+o.project+"/progress"+query, "")
		var p team.Progress
		if err := json.Unmarshal(b, &p); status != 200 || err != nil {
			t.Fatalf("%d %s, %v", status, b, err)
		}
		if len(p.People) != 1 {
			t.Errorf("to take off the list is counted as work: %+v", p.People)
		}
		return p.Documents
	}
	if a, b, c, d := exported(""), exported("?archived=true"), counted(""), counted("?archived=true"); a != 2 || b != 3 || c != 2 || d != 3 {
		t.Errorf("exported %d, with archived ones %d; counted %d, and %d; want 2, 3, 2, 3", a, b, c, d)
	}
	listed := func(query string) (titles []string, next string) {
		status, h, b := o.as("annotator", "GET", "/api/v1/projects/"+o.project+"/documents"+query, "")
		var all []Listed
		if err := json.Unmarshal(b, &all); status != 200 || err != nil {
			t.Fatalf("%d %s, %v", status, b, err)
		}
		for _, l := range all {
			if l.Archived != (l.ID == docs[0].ID) {
				t.Errorf("%q: archived is %t", l.Title, l.Archived)
			}
			titles = append(titles, l.Title)
		}
		return titles, h.Get("Link")
	}
	for query, want := range map[string][]annotations.Document{
		"": docs[2:], "?archived=true": {docs[0], docs[2], docs[3]}, "?archived=true&limit=1": docs[:1], "?limit=2": docs[2:],
		"?find=" + url.QueryEscape(strings.ToUpper(docs[3].Title)): {docs[3]}, "?find=nowhere": nil,
		"?archived=true&find=" + url.QueryEscape(docs[0].Text): docs[:1], "?find=" + url.QueryEscape(docs[1].Text): nil,
	} {
		var titles []string
		for _, d := range want {
			titles = append(titles, d.Title)
		}
		if got, next := listed(query); !slices.Equal(got, titles) || (next != "") != strings.Contains(query, "limit") {
			t.Errorf("documents%s: %q, and on with %q; want %q", query, got, next, titles)
		}
	}
	if status, _, b := o.as("manager", "GET", "/api/v1/projects/"+o.project+"/export?archived=1", ""); status != 400 || !bytes.Contains(b, []byte("neither true nor false")) {
		t.Errorf("archived=1: %d %s", status, b)
	}
	boss.shelve(docs[0], on(0, "manager", annotations.ShelfList))
	boss.shelve(docs[1], annotations.Drop{ID: annotations.ReservedID(docs[1].ID, annotations.LabelShelf, "manager")}) // an undo
	boss.sync()
	one.sync()
	if got := fmt.Sprintf("%q %q", one.shelf(docs[0]), one.shelf(docs[1])); got != `"" ""` {
		t.Errorf("shelves of what came back: %s", got)
	}
	if n := exported(""); n != 4 {
		t.Errorf("exported %d, want all 4", n)
	}
}

package api

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/replica"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/work"
)

// TestAfterReview: where annotators see others' labels after their own review, it
// brings what lies behind a device that has followed the feed, to all devices of the
// person; no route tells earlier, and what was seen stays in sight.
func TestAfterReview(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		o.see(auth.SightReviewed)
		doc, later := o.world.Documents[0], o.world.Documents[1]
		one, other, two := o.device("annotator"), o.device("annotator"), o.device("annotator2")
		all := []*device{one, other, two}
		sync := func() {
			t.Helper()
			for _, d := range all {
				d.sync()
			}
		}
		sync()
		two.label(doc, "annotator2", annotations.AnnotationID{})
		two.label(later, "annotator2", annotations.AnnotationID{})
		one.label(doc, "annotator", annotations.AnnotationID{})
		sync()
		sync()
		project, path := "/api/v1/projects/"+o.project, "/api/v1/documents/"+doc.ID.String()
		told := func(name string) (where []string) {
			t.Helper()
			for _, p := range []string{path + "/log", path + "/annotations", path + "/work", project + "/export", "/api/v1/changes?after=0"} {
				status, _, b := o.as(name, "GET", p, "")
				if status != 200 {
					t.Fatalf("%s: %d %s", p, status, b)
				}
				if bytes.Contains(b, []byte(`"annotator2"`)) {
					where = append(where, p)
				}
			}
			return where
		}
		if got := told("annotator"); got != nil || one.authors(doc) != "annotator" || other.authors(doc) != "annotator" {
			t.Fatalf("before the review annotator is told of annotator2's by %q, and has those of %q", got, one.authors(doc))
		}
		// Said offline, with what comes later on another document.
		one.says(doc, annotations.StatusReviewed)
		if got := one.authors(doc); got != "annotator" {
			t.Fatalf("before the server has heard of the review: %q", got)
		}
		one.sync()
		other.sync()
		for _, d := range []*device{one, other} {
			if got := d.authors(doc); got != "annotator annotator2" {
				t.Errorf("after the review a device has the labels of %q", got)
			}
			if got := d.authors(later); got != "" {
				t.Errorf("of a document that was not reviewed it has the labels of %q", got)
			}
		}
		if got := two.authors(doc); got != "annotator2" {
			t.Errorf("who has not reviewed it sees those of %q", got)
		}
		if got := told("annotator"); len(got) != 4 { // all but how far the others are
			t.Errorf("after the review annotator is told of annotator2's by %q", got)
		}
		// Taken back, it is seen still, and what comes too.
		one.says(doc, annotations.StatusInWork)
		two.label(doc, "annotator2", annotations.AnnotationID{})
		two.sync()
		sync()
		for _, d := range []*device{one, other} {
			log, err := d.Log(ctx, doc.ID)
			if err != nil || len(log) != 5 {
				t.Errorf("a device has %d changes, %v", len(log), err)
			}
		}
		fresh := o.device("annotator")
		fresh.page = 1
		fresh.sync()
		if got := fresh.authors(doc) + ", " + fresh.authors(later); got != "annotator annotator2, " {
			t.Errorf("a new device has the labels of %q", got)
		}
		// What a device keeps is unveiled on it, and no more.
		for keep, want := range map[string]string{"mine": "annotator annotator2", "picked&documents=" + doc.ID.String(): "annotator annotator2", "picked&documents=" + later.ID.String(): ""} {
			some := o.device("annotator")
			some.keep = keep
			some.sync()
			if got := some.authors(doc); got != want {
				t.Errorf("keep=%s: the labels of %q", keep, got)
			}
			if got := some.authors(later); got != "" {
				t.Errorf("keep=%s: of the other document those of %q", keep, got)
			}
		}
		// Documents with known answers stay blind; a narrower and a wider setting begin anew.
		house := o.api.team
		if err := house.Work.SetKnown(ctx, o.world.Project.ID, []work.Known{{Document: doc.ID, Kind: work.Control}}, nil); err != nil {
			t.Fatal(err)
		}
		if got := told("annotator"); got != nil {
			t.Errorf("of a control annotator is told by %q", got)
		}
		o.see(auth.SightBlind)
		if got := told("annotator"); got != nil {
			t.Errorf("in a blind project annotator is told by %q", got)
		}
	})
}

// TestAfterReviewAtRandom: whatever people label, review and take back, on several
// devices each, offline, on bad lines and in pages of any length, a device has nothing
// of others on a document before the server has its owner's review, and everything of
// them in the end.
func TestAfterReviewAtRandom(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		o.see(auth.SightReviewed)
		names := []string{"annotator", "annotator2", "manager"}
		lost := errors.New("the line is bad")
		rounds := 0
		rapid.Check(t, func(t *rapid.T) {
			if rounds++; rounds > 12 {
				return // each has a server's work to do
			}
			w := o.more(2)
			var all []*device
			for _, name := range append(names, "annotator", "annotator2") {
				d := o.device(name)
				d.page = rapid.IntRange(1, 8).Draw(t, "page")
				d.sync()
				all = append(all, d)
			}
			sync := func(d *device) {
				d.lose = func(bool) error {
					if rapid.IntRange(0, 3).Draw(t, "loss") == 0 {
						return lost
					}
					return nil
				}
				if _, err := replica.Sync(ctx, d.Mem, d); err != nil && !errors.Is(err, lost) {
					t.Fatal(err)
				}
				d.lose = nil
			}
			// reviewed is what the server has of reviews.
			reviewed := func(name string, doc annotations.Document) bool {
				log, err := o.store.Log(ctx, doc.ID)
				if err != nil {
					t.Fatal(err)
				}
				return name == "manager" || slices.ContainsFunc(log, func(c annotations.Change) bool { return c.By == annotations.Author(name) && c.Reviews() })
			}
			check := func(d *device) {
				for _, doc := range w {
					if got := strings.TrimSpace(strings.ReplaceAll(d.authors(doc), d.name, "")); got != "" && got != "2" && !reviewed(d.name, doc) {
						t.Fatalf("%s has the labels of %q before the review", d.name, got)
					}
				}
			}
			for range rapid.IntRange(5, 40).Draw(t, "events") {
				d := rapid.SampledFrom(all).Draw(t, "device")
				doc := rapid.SampledFrom(w).Draw(t, "document")
				switch rapid.IntRange(0, 9).Draw(t, "event") {
				case 0, 1, 2:
					d.label(doc, d.name, annotations.AnnotationID{})
				case 3:
					d.says(doc, annotations.StatusReviewed)
				case 4:
					d.says(doc, annotations.StatusInWork)
				default:
					sync(d)
				}
				check(d)
			}
			for range 2 { // the second time brings what the later ones sent
				for _, d := range all {
					d.sync()
					check(d)
				}
			}
			for _, d := range all {
				for _, doc := range w {
					log, err := o.store.Log(ctx, doc.ID)
					if err != nil {
						t.Fatal(err)
					}
					if !reviewed(d.name, doc) {
						log = slices.DeleteFunc(log, func(c annotations.Change) bool { return c.By != annotations.Author(d.name) })
					}
					has, err := d.Log(ctx, doc.ID)
					if err != nil || !slices.EqualFunc(log, has, annotations.Change.Same) {
						t.Fatalf("%s has %d changes of a document, and should have %d, %v", d.name, len(has), len(log), err)
					}
				}
			}
		})
	})
}

// more adds documents to the project.
func (o *office) more(n int) (docs []annotations.Document) {
	o.t.Helper()
	for range n {
		d, err := annotations.NewDocument(o.world.Project.ID, annotations.NewID[annotations.Document]().String(), "One more", "A text to label.", o.world.Documents[0].Added)
		if err != nil {
			o.t.Fatal(err)
		}
		docs = append(docs, d)
	}
	if err := o.store.Add(ctx, store.Batch{Documents: docs}); err != nil {
		o.t.Fatal(err)
	}
	return docs
}

// TestUnveilInParts: reviews that come together unveil more than a page holds in
// several pages.
func TestUnveilInParts(t *testing.T) {
	o := newOffice(t)
	o.see(auth.SightReviewed)
	one, two := o.device("annotator"), o.device("annotator2")
	docs := o.more(5)
	one.sync()
	two.sync()
	each := store.PageBytes / store.ChangeBytes / 2
	for _, doc := range docs {
		var batch store.Batch
		for range each {
			two.n++
			s := annotations.Stamp{N: two.n, Replica: two.replica}
			batch.Changes = append(batch.Changes, annotations.Change{Stamp: s, Step: s, Doc: doc.ID, By: "annotator2", At: annotations.Moment(doc.Added),
				Op: annotations.Put{Annotation: annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: "actor", Target: annotations.On(0, 1)}}})
		}
		if err := two.Add(ctx, batch); err != nil {
			t.Fatal(err)
		}
	}
	two.sync()
	one.sync()
	for _, doc := range docs {
		one.says(doc, annotations.StatusReviewed)
	}
	heard, err := one.Heard(ctx)
	if err != nil {
		t.Fatal(err)
	}
	one.sync()
	for _, doc := range docs {
		if log, err := one.Log(ctx, doc.ID); err != nil || len(log) != each+1 {
			t.Errorf("%d changes, %v", len(log), err)
		}
	}
	pages := 0
	for place := heard.Place; ; pages++ {
		page, err := one.Pull(ctx, place, 2000)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(page.Changes); n > 2*each+len(docs) {
			t.Errorf("a page has %d changes", n)
		}
		if place = page.Next; !page.More {
			break
		}
	}
	if pages < 2 {
		t.Errorf("all came in %d pages", pages+1)
	}
}

// TestOldSettings: what was stored and sent when there were two ways is read.
func TestOldSettings(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		o.see(auth.SightBlind)
		path := "/api/v1/projects/" + o.project + "/settings"
		for _, was := range []string{"true", "false", `"reviewed"`} {
			if _, err := o.api.store.DB().ExecContext(ctx, `UPDATE settings SET json = $1`, `{"open":`+was+`,"overlap":1,"archived":false,"queue":false,"random":false,"seed":0,"hours":0,"pass":0,"every":0}`); err != nil {
				t.Fatal(err)
			}
			status, h, b := o.as("manager", "GET", path, "")
			if status != 200 || !bytes.Contains(b, []byte(`"open":`+was)) {
				t.Errorf("%s: %d %s", was, status, b)
			}
			if status, _, b := o.as("manager", "PUT", path, string(b), "If-Match", h.Get("ETag")); status != 200 || !bytes.Contains(b, []byte(`"open":`+was)) {
				t.Errorf("put back: %d %s", status, b)
			}
		}
		for _, wrong := range []string{`"open"`, `null`, `1`, `{}`} {
			if status, _, b := o.as("manager", "PUT", path, fmt.Sprintf(`{"open":%s,"overlap":1}`, wrong), "If-Match", `"1"`); status != 400 {
				t.Errorf("%s: %d %s", wrong, status, b)
			}
		}
	})
}

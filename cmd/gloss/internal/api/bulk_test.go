package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
)

// TestBulk: many annotations are added, replaced and removed in one call, all or none,
// and one undo takes that back.
func TestBulk(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		p := o.world.Project
		p.Schema = append(p.Schema, annotations.Label{ID: "same", Name: "same", Kind: annotations.LinkLabel, Hue: 20, Stamp: annotations.Stamp{N: 9, Replica: annotations.NewID[annotations.Replica]()}})
		if err := o.store.Add(ctx, store.Batch{Projects: []annotations.Project{p}}); err != nil {
			t.Fatal(err)
		}
		doc := o.world.Documents[0]
		all := "/api/v1/documents/" + doc.ID.String() + "/annotations"
		one, two, link := annotations.NewID[annotations.Annotation](), annotations.NewID[annotations.Annotation](), annotations.NewID[annotations.Annotation]()
		change := func(name string, want int, header string, gestures ...string) map[string]any {
			t.Helper()
			var match []string
			if header != "" {
				match = []string{"If-Match", header}
			}
			status, h, b := o.as(name, "PATCH", all, `{"changes":[`+strings.Join(gestures, ",")+`]}`, match...)
			if status != want {
				t.Fatalf("%v: %d %s", gestures, status, b)
			}
			var got map[string]any
			if err := json.Unmarshal(b, &got); err != nil {
				t.Fatal(err)
			}
			got["etag"] = h.Get("ETag")
			return got
		}
		spans := func() (spans int) {
			t.Helper()
			_, _, b := o.as("annotator", "GET", all, "")
			return strings.Count(string(b), `"id"`)
		}
		add := func(id annotations.AnnotationID, start int) string {
			return fmt.Sprintf(`{"do":"add","id":%q,"label":"actor","spans":[{"start":%d,"end":%d}]}`, id, start, start+1)
		}
		remove := func(id annotations.AnnotationID) string { return fmt.Sprintf(`{"do":"remove","id":%q}`, id) }
		got := change("annotator", 200, "", add(one, 0), add(two, 1),
			fmt.Sprintf(`{"do":"add","id":%q,"label":"same","from":%q,"to":%q}`, link, one, two),
			`{"do":"add","label":"actor","spans":[{"start":2,"end":3}],"note":"no ID of ours"}`)
		if n := len(got["annotations"].([]any)); n != 4 || spans() != 4 {
			t.Errorf("answered with %d, and there are %d", n, spans())
		}
		log, err := o.store.Log(ctx, doc.ID)
		if err != nil || len(log) != 4 {
			t.Fatalf("%d changes, %v", len(log), err)
		}
		for _, c := range log {
			if c.Step != log[0].Stamp {
				t.Errorf("%v is of step %v", c.Stamp, c.Step)
			}
		}
		// One that is wrong takes all along, and is named.
		tag := got["etag"].(string)
		replace := fmt.Sprintf(`{"do":"replace","id":%q,"label":"actor","spans":[{"start":0,"end":3}]}`, one)
		for _, x := range []struct {
			name, header, gesture, code string
			status                      int
		}{
			{"annotator", "", `{"do":"add","label":"none","spans":[{"start":0,"end":1}]}`, "unknown_label", 422},
			{"annotator", "", `{"do":"add","label":"actor","spans":[{"start":0,"end":999}]}`, "wrong_span", 422},
			{"annotator", "", add(one, 0), "conflict", 409},
			{"annotator", "", remove(annotations.NewID[annotations.Annotation]()), "not_found", 404},
			{"annotator", "", `{"do":"burn"}`, "against_a_rule", 422},
			{"manager", "", remove(one), "forbidden", 403},
			{"annotator2", "", remove(one), "not_found", 404}, // they see nothing of it
			{"reader", "", remove(one), "forbidden", 403},
		} {
			bad := change(x.name, x.status, x.header, add(annotations.NewID[annotations.Annotation](), 0), x.gesture)
			if bad["code"] != x.code || bad["item"] != 2.0 {
				t.Errorf("%s by %s: %v", x.gesture, x.name, bad)
			}
		}
		if got := change("annotator", 428, "", add(annotations.NewID[annotations.Annotation](), 0), replace); got["code"] != "if_match_needed" {
			t.Errorf("replaced without an ETag: %v", got)
		}
		if n := spans(); n != 4 {
			t.Errorf("what was refused is there in part: %d", n)
		}
		// The end of a link takes the link along; an old ETag replaces nothing.
		got = change("annotator", 200, tag, replace, remove(two))
		if removed := fmt.Sprint(got["removed"]); !strings.Contains(removed, two.String()) || !strings.Contains(removed, link.String()) || spans() != 2 {
			t.Errorf("removed %s, and there are %d", removed, spans())
		}
		change("annotator", 412, tag, replace)
		// Undone as one.
		log, err = o.store.Log(ctx, doc.ID)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := annotations.NewLog(log)
		if err != nil {
			t.Fatal(err)
		}
		history := whole.History("annotator")
		if step, ok := history.Undo(); !ok || len(step.Changes) != 3 {
			t.Errorf("%d changes would be undone", len(step.Changes))
		}
		// Of many who replace with the same ETag one does.
		tag = got["etag"].(string)
		var wait sync.WaitGroup
		won := make(chan bool, 12)
		for i := range 12 {
			wait.Go(func() {
				url := o.url
				if o.beside != "" && i%2 == 0 {
					url = o.beside
				}
				status, _, _ := client{t, url}.do("PATCH", all, strings.NewReader(fmt.Sprintf(`{"changes":[{"do":"replace","id":%q,"label":"actor","spans":[{"start":0,"end":3}],"note":"%d"}]}`, one, i)),
					"Authorization", "Bearer "+o.secrets["annotator"], "If-Match", tag)
				if status == 200 {
					won <- true
				}
			})
		}
		wait.Wait()
		if len(won) != 1 {
			t.Errorf("%d won", len(won))
		}
		// Thousands in one call.
		many := make([]string, mostGestures)
		for i := range many {
			many[i] = add(annotations.NewID[annotations.Annotation](), i%9)
		}
		if got := change("annotator2", 200, "", many...); len(got["annotations"].([]any)) != mostGestures {
			t.Error("not all were added")
		}
		if got := change("annotator2", 422, "", append(many, many[0])...); got["code"] != "too_many" {
			t.Errorf("%v", got["code"])
		}
	})
}

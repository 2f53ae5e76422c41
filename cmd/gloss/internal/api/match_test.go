package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
)

// TestOneWins: of many who replace the same thing, having read the same, one does, and
// what they wrote is there; in whichever process of the server they ask.
func TestOneWins(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		urls := []string{o.url}
		if o.beside != "" {
			urls = append(urls, o.beside)
		}
		doc := o.world.Documents[0]
		boss := o.device("manager")
		boss.sync()
		mine := boss.label(doc, "manager", annotations.AnnotationID{})
		boss.sync()
		project, document := "/api/v1/projects/"+o.project, "/api/v1/documents/"+doc.ID.String()
		member := project + "/members/" + o.ids["annotator"]
		text := func(format string) func(i int, was string) string {
			return func(i int, _ string) string { return fmt.Sprintf(format, i) }
		}
		// one of some values that is another than there is.
		other := func(format string, values ...string) func(i int, was string) string {
			return func(i int, was string) string {
				for strings.Contains(was, `"`+values[i%len(values)]+`"`) {
					i++
				}
				return fmt.Sprintf(format, values[i%len(values)])
			}
		}
		for _, x := range []struct {
			method, path string
			body         func(i int, was string) string
		}{
			{"PUT", project + "/settings", text(`{"open":"reviewed","overlap":2,"seed":%d}`)},
			{"PATCH", project, text(`{"name":"News %d"}`)},
			{"PUT", project + "/schema", text(`{"gloss":"schema 1","labels":[{"id":"actor","name":"actor","about":"Who acts, %d"}]}`)},
			{"PUT", project + "/known", func(i int, _ string) string {
				return fmt.Sprintf(`{"training":[%q],"control":[],"answers":{%q:"teacher %d"}}`, doc.ID, doc.ID, i)
			}},
			{"PUT", project + "/documents/" + doc.ID.String() + "/skills", text(`{"skills":["skill %d"]}`)},
			{"PUT", member, other(`{"role":%q}`, "reader", "annotator", "adjudicator")},
			{"PUT", member + "/skills", text(`{"skills":["skill %d"]}`)},
			{"PUT", document + "/annotations/" + mine.Op.Of().String(), text(`{"label":"actor","spans":[{"start":0,"end":2}],"note":"%d"}`)},
			{"PUT", document + "/shelf", other(`{"shelf":%q}`, "list", "archived", "deleted")},
			{"PATCH", document + "/work", text(`{"note":"%d"}`)},
		} {
			for round := range 4 {
				_, h, was := o.as("manager", "GET", x.path, "")
				if h.Get("ETag") == "" {
					t.Fatalf("%s has no ETag", x.path)
				}
				const writers = 16
				bodies, answers := make([]string, writers), make([]int, writers)
				var all sync.WaitGroup
				for i := range writers {
					bodies[i] = x.body(100*round+i+1, string(was))
					all.Go(func() {
						c := client{t, urls[i%len(urls)]}
						answers[i], _, _ = c.do(x.method, x.path, strings.NewReader(bodies[i]), "Authorization", "Bearer "+o.secrets["manager"], "If-Match", h.Get("ETag"))
					})
				}
				// Somebody labels the document meanwhile, which is no reason for anybody to wait.
				two := o.device("annotator2")
				two.sync()
				two.label(doc, "annotator2", annotations.AnnotationID{})
				two.sync()
				all.Wait()
				won := -1
				for i, status := range answers {
					switch {
					case status/100 == 2 && won >= 0:
						t.Errorf("%s %s: %s and %s won", x.method, x.path, bodies[won], bodies[i])
					case status/100 == 2:
						won = i
					case status != http.StatusPreconditionFailed:
						t.Errorf("%s %s %s: %d", x.method, x.path, bodies[i], status)
					}
				}
				if won < 0 {
					t.Fatalf("%s %s: nobody won: %v", x.method, x.path, answers)
				}
				_, _, now := o.as("manager", "GET", x.path, "")
				var is, want map[string]any
				if err := json.Unmarshal(now, &is); err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal([]byte(bodies[won]), &want); err != nil {
					t.Fatal(err)
				}
				for key := range want {
					if key != "labels" && key != "spans" && fmt.Sprint(is[key]) != fmt.Sprint(want[key]) {
						t.Errorf("%s %s: %s won, and there is %s", x.method, x.path, bodies[won], now)
					}
				}
				if labels := want["labels"]; labels != nil && !strings.Contains(string(now), labels.([]any)[0].(map[string]any)["about"].(string)) {
					t.Errorf("%s won, and there is %s", bodies[won], now)
				}
			}
		}
	})
}

// TestPushedMeanwhile: what a device sends between the reading and the writing of a
// script counts as well.
func TestPushedMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, o *office) {
		doc := o.world.Documents[0]
		boss := o.device("manager")
		boss.sync()
		mine := boss.label(doc, "manager", annotations.AnnotationID{})
		boss.sync()
		path := "/api/v1/documents/" + doc.ID.String() + "/annotations/" + mine.Op.Of().String()
		for round := range 20 {
			_, h, _ := o.as("manager", "GET", path, "")
			note := fmt.Sprint("a note ", round)
			var all sync.WaitGroup
			var status int
			var sent annotations.Change
			all.Go(func() {
				status, _, _ = o.as("manager", "PUT", path, `{"label":"actor","spans":[{"start":0,"end":1}],"note":"`+note+`"}`, "If-Match", h.Get("ETag"))
			})
			all.Go(func() {
				boss.n += 2
				sent = boss.label(doc, "manager", mine.Op.Of())
				b, err := json.Marshal(store.Batch{Changes: boss.last()})
				if err != nil {
					t.Error(err)
				}
				o.as("manager", "POST", "/api/v1/changes", string(b))
			})
			all.Wait()
			page, err := o.store.Since(ctx, 0, 1000)
			if err != nil {
				t.Fatal(err)
			}
			stored, pushed := -1, -1
			for i, c := range page.Changes {
				if put, ok := c.Op.(annotations.Put); ok && put.Annotation.Note == note {
					stored = i
				} else if c.Stamp == sent.Stamp {
					pushed = i
				}
			}
			if stored >= 0 != (status == http.StatusOK) || pushed < 0 || stored > pushed {
				t.Fatalf("round %d: %d; in the order of arrival the script's is %d, the device's %d", round, status, stored, pushed)
			}
		}
	})
}

// last are the changes that the device has not sent.
func (d *device) last() []annotations.Change {
	batch, _, err := d.Pending(ctx, 1000)
	if err != nil {
		d.o.t.Error(err)
	}
	return batch.Changes
}

package api

import (
	"fmt"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
)

// TestSaid: what the page says of a document and of its annotations is said over the
// API, in one's own name, and held to the schema.
func TestSaid(t *testing.T) {
	o := newOffice(t)
	p := o.world.Project
	stamp := annotations.Stamp{N: 99, Replica: annotations.NewID[annotations.Replica]()}
	p.Schema = append(p.Schema, annotations.Label{ID: "claim", Name: "claim", Hue: 19, Stamp: stamp},
		annotations.Label{ID: "said by", Name: "said by", Kind: annotations.LinkLabel, From: []annotations.LabelID{"claim"}, To: []annotations.LabelID{"actor"}, Hue: 20, Stamp: stamp},
		annotations.Label{ID: "news", Name: "news", Kind: annotations.WholeLabel, Hue: 21, Stamp: stamp})
	p.Attributes = annotations.Attributes{
		{ID: "stance", Name: "Stance", Kind: annotations.ChoiceAttribute, Options: []annotations.Option{{ID: "pro", Name: "Pro"}, {ID: "con", Name: "Con"}}, Stamp: stamp},
		{ID: "amount", Name: "Amount", Kind: annotations.NumberAttribute, Place: 1, Stamp: stamp},
		{ID: "sure", Name: "Sure", Kind: annotations.FlagAttribute, Place: 2, On: []annotations.LabelID{"news"}, Stamp: stamp},
	}
	if err := o.store.Add(ctx, store.Batch{Projects: []annotations.Project{p}}); err != nil {
		t.Fatal(err)
	}
	doc := "/api/v1/documents/" + o.world.Documents[0].ID.String()
	all := doc + "/annotations"
	add := func(body string) string {
		t.Helper()
		status, got, says := o.does("annotator", "POST", all, body)
		if status != 201 {
			t.Fatalf("%s: %d %s", body, status, says)
		}
		return got["id"].(string)
	}
	actor := add(`{"label":"actor","spans":[{"start":0,"end":1}],"values":[{"attribute":"amount","value":"<= 5"},{"attribute":"stance","value":"pro"}]}`)
	claim := add(`{"label":"claim","spans":[{"start":1,"end":2}]}`)
	link := fmt.Sprintf(`{"label":"said by","from":%q,"to":%q}`, claim, actor)
	linked := add(link)
	news := `{"label":"news","values":[{"attribute":"sure","value":"yes"}]}`
	add(news)
	flagged := add(`{"label":"gloss:flag","spans":[{"start":0,"end":1}],"note":"who?"}`)
	refusal := `{"label":"gloss:refused","spans":[{"start":0,"end":2}],"values":[{"attribute":"gloss:value","value":"claim"}]}`
	add(refusal)
	if _, got, says := o.does("annotator", "GET", all+"/"+actor, ""); !strings.Contains(fmt.Sprint(got["values"]), "value:<=5") {
		t.Errorf("got %s", says)
	}
	for _, x := range []struct {
		name, method, path, body string
		status                   int
		says                     string
	}{
		{"annotator", "POST", all, link, 409, linked},
		{"annotator", "POST", all, news, 409, "there already"},
		{"annotator", "POST", all, refusal, 409, "there already"},
		{"annotator", "POST", all, `{"label":"actor"}`, 422, "wrong_target"},
		{"annotator", "POST", all, `{"label":"news","spans":[{"start":0,"end":1}]}`, 422, "wrong_target"},
		{"annotator", "POST", all, fmt.Sprintf(`{"label":"said by","from":%q,"to":%q}`, actor, claim), 422, "wrong_link"},
		{"annotator", "POST", all, fmt.Sprintf(`{"label":"said by","from":%q,"to":%q}`, claim, claim), 422, "wrong_link"},
		{"annotator2", "POST", all, link, 422, "wrong_link"}, // between annotations that they do not see
		{"annotator", "POST", all, `{"label":"actor","spans":[{"start":0,"end":1}],"values":[{"attribute":"stance","value":"so so"}]}`, 422, "no choice with this ID"},
		{"annotator", "POST", all, `{"label":"actor","spans":[{"start":0,"end":1}],"values":[{"attribute":"amount","value":"many"}]}`, 422, "not a quantity"},
		{"annotator", "POST", all, `{"label":"actor","spans":[{"start":0,"end":1}],"values":[{"attribute":"sure","value":"yes"}]}`, 422, "do not have it"},
		{"annotator", "POST", all, `{"label":"actor","spans":[{"start":0,"end":1}],"values":[{"attribute":"mood","value":"x"}]}`, 422, "unknown_attribute"},
		{"annotator", "POST", all, `{"label":"actor","spans":[{"start":0,"end":1}],"values":[{"attribute":"stance","value":"pro"},{"attribute":"stance","value":"con"}]}`, 422, "one value"},
		{"annotator", "POST", all, `{"label":"gloss:status","spans":[{"start":0,"end":1}]}`, 422, "unknown_label"},
		{"annotator", "POST", all, `{"label":"gloss:flag"}`, 422, "wrong_target"},
		{"annotator", "POST", all, `{"label":"gloss:refused","spans":[{"start":0,"end":1}]}`, 422, "wrong_value"},
		{"reader", "POST", all, `{"label":"actor","spans":[{"start":0,"end":1}]}`, 403, "forbidden"},
		{"manager", "PUT", all + "/" + actor, `{"label":"claim","spans":[{"start":0,"end":1}]}`, 403, "forbidden"},
		{"manager", "DELETE", all + "/" + actor, "", 403, "forbidden"},
		{"annotator2", "PUT", all + "/" + actor, `{"label":"claim","spans":[{"start":0,"end":1}]}`, 404, "not_found"},
		{"annotator", "PUT", all + "/" + actor, `{"label":"news"}`, 422, "wrong_target"},
		{"annotator", "PUT", all + "/" + linked, link, 200, linked},
		{"annotator", "PUT", all + "/" + flagged, `{"label":"actor","spans":[{"start":0,"end":1}]}`, 422, "stays of the kind"},
		{"annotator", "PUT", all + "/" + actor, `{"label":"actor","spans":[{"start":0,"end":2}],"values":[{"attribute":"stance","value":"con"}],"note":"or pro"}`, 200, "or pro"},
	} {
		if status, _, says := o.does(x.name, x.method, x.path, x.body); status != x.status || !strings.Contains(says, x.says) {
			t.Errorf("%s: %s %s: %d %s", x.name, x.method, x.body, status, says)
		}
	}
	for header, want := range map[string]int{"": 428, `"1@x"`: 412} {
		if status, _, b := o.as("annotator", "PUT", all+"/"+actor, `{"label":"claim","spans":[{"start":0,"end":1}]}`, "If-Match", header); status != want {
			t.Errorf("If-Match %q: %d %s", header, status, b)
		}
	}
	// With an end of it the link goes.
	if status, _, says := o.does("annotator", "DELETE", all+"/"+claim, ""); status != 204 {
		t.Errorf("%d %s", status, says)
	}
	if status, _, says := o.does("annotator", "GET", all+"/"+linked, ""); status != 404 {
		t.Errorf("a link without an end: %d %s", status, says)
	}

	work := doc + "/work"
	for _, x := range []struct{ body, want string }{
		{`{}`, "status:flagged"}, // a passage is
		{`{"status":"reviewed","note":"all there"}`, "flag:false note:all there nothing:false status:reviewed"},
		{`{"flag":true}`, "flag:true note:all there nothing:false status:flagged"},
		{`{"status":"skipped","nothing":true}`, "flag:false note:all there nothing:true status:skipped"},
		{`{"status":"reviewed","flag":true,"note":""}`, "flag:true note: nothing:true status:flagged"},
		{`{"flag":false}`, "status:reviewed"},
		{`{"status":"in work","nothing":false}`, "flag:false note: nothing:false status:in work"},
	} {
		status, got, says := o.does("annotator", "PATCH", work, x.body)
		if status != 200 || !strings.Contains(fmt.Sprint(got), x.want) {
			t.Errorf("%s: %d %s, want %s", x.body, status, says, x.want)
		}
	}
	if status, _, says := o.does("annotator", "PATCH", work, `{"status":"flagged"}`); status != 422 {
		t.Errorf("%d %s", status, says)
	}
	if status, _, says := o.does("reader", "PATCH", work, `{"status":"reviewed"}`); status != 403 {
		t.Errorf("%d %s", status, says)
	}
	if _, got, says := o.does("annotator2", "GET", work, ""); got["status"] != "new" {
		t.Errorf("somebody else says %s", says)
	}

	shelf := doc + "/shelf"
	for _, x := range []struct {
		name, to string
		status   int
	}{
		{"annotator", "archived", 403}, {"adjudicator", "archived", 403}, {"manager", "cellar", 422}, {"manager", "archived", 200},
		{"root", "deleted", 200}, {"manager", "list", 200}, {"root", "archived", 200}, {"manager", "archived", 200},
	} {
		status, got, says := o.does(x.name, "PUT", shelf, `{"shelf":"`+x.to+`"}`)
		if status != x.status || status == 200 && got["shelf"] != x.to {
			t.Errorf("%s puts it on %s: %d %s", x.name, x.to, status, says)
		}
	}
	if _, got, says := o.does("annotator2", "GET", shelf, ""); got["shelf"] != "archived" {
		t.Errorf("everybody is told of %s", says)
	}
	one := o.device("annotator2")
	one.sync()
	if got := one.shelf(o.world.Documents[0]); got != annotations.ShelfArchived {
		t.Errorf("a device is told of %q", got)
	}
}

// TestSchema: a manager replaces the schema as a whole, and nobody else; devices are
// told of it, and what is wrong with it is named.
func TestSchema(t *testing.T) {
	o := newOffice(t)
	path := "/api/v1/projects/" + o.project + "/schema"
	const want = `{"gloss":"schema 1","labels":[{"name":"said by","kind":"link","to":["actor"]},{"id":"actor","name":"who","about":"Who acts."}],
		"attributes":[{"name":"stance","kind":"choice","options":[{"name":"pro"}]}],"guidelines":"# What counts"}`
	for _, x := range []struct {
		name, body string
		status     int
		says       string
	}{
		{"annotator", want, 403, "forbidden"}, {"adjudicator", want, 403, "forbidden"}, {"reader", want, 403, "forbidden"},
		{"manager", `{"labels":[]}`, 422, "schema 1"}, {"manager", `{"gloss":"schema 1","lables":[]}`, 400, "lables"},
		{"manager", `{"gloss":"schema 1","labels":[{"name":"x"},{"name":"x"}]}`, 422, "Label 2 (x): another is called so."},
		{"manager", want, 200, `"id":"said by"`},
	} {
		if status, _, says := o.does(x.name, "PUT", path, x.body); status != x.status || !strings.Contains(says, x.says) {
			t.Errorf("%s puts %s: %d %s", x.name, x.body, status, says)
		}
	}
	if status, _, b := o.as("manager", "PUT", path, want, "If-Match", `"x"`); status != 412 {
		t.Errorf("in place of another: %d %s", status, b)
	}
	d := o.device("annotator")
	d.sync()
	projects, err := d.Projects(ctx)
	if err != nil || len(projects) != 1 {
		t.Fatalf("%+v, %v", projects, err)
	}
	p := projects[0]
	live := p.Schema.Live()
	if len(live) != 2 || live[0].Kind != annotations.LinkLabel || live[1].Name != "who" || p.Guidelines.Text != "# What counts" || len(p.Attributes) != 1 || p.Attributes[0].Options[0].ID != "pro" {
		t.Errorf("a device has %+v", p)
	}
	// Sent again as it is read it changes nothing.
	_, h, b := o.as("manager", "GET", path, "")
	if _, again, _ := o.as("manager", "PUT", path, string(b), "If-Match", h.Get("ETag")); again.Get("ETag") != h.Get("ETag") {
		t.Errorf("from %s to %s", h.Get("ETag"), again.Get("ETag"))
	}
	events, err := o.people.Audit(ctx, o.project, "", 10)
	if err != nil || len(events) != 1 || events[0].What != "changed the schema" || events[0].Who != "manager" {
		t.Errorf("the audit log has %+v, %v", events, err)
	}
	o.archive()
	if status, _, says := o.does("manager", "PUT", path, `{"gloss":"schema 1","labels":[]}`); status != 409 || !strings.Contains(says, "archived") {
		t.Errorf("of an archived project: %d %s", status, says)
	}
}

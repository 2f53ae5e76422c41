package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
)

// TestSignedOut: without being signed in there is nothing but what is public.
func TestSignedOut(t *testing.T) {
	o := newOffice(t)
	if len(o.api.Routes()) < 20 {
		t.Fatalf("only %d routes", len(o.api.Routes()))
	}
	fill := strings.NewReplacer("{id}", o.project, "{user}", o.ids["annotator"], "{document}", o.world.Documents[0].ID.String())
	for _, r := range o.api.Routes() {
		if r.Public {
			continue
		}
		for _, header := range [][]string{nil, {"Authorization", "Bearer gloss_wrong"}, {"Cookie", "gloss=wrong"}} {
			if status, _, b := o.as("", r.Method, fill.Replace(r.Path), "{}", header...); status != http.StatusUnauthorized || !bytes.Contains(b, []byte("signed_out")) {
				t.Errorf("%s %s with %q: %d %s", r.Method, r.Path, header, status, b)
			}
		}
	}
}

// TestStrangers: for somebody in no project there is none, whatever they ask.
func TestStrangers(t *testing.T) {
	o := newOffice(t)
	fill := strings.NewReplacer("{id}", o.project, "{user}", o.ids["annotator"], "{invitation}", "x", "{document}", o.world.Documents[0].ID.String())
	for _, r := range o.api.Routes() {
		if !strings.Contains(r.Path, "{id}") {
			continue
		}
		body := "{}"
		if strings.HasSuffix(r.Path, "/settings") {
			body = `{"open":true,"overlap":1,"archived":false}`
		}
		path := fill.Replace(r.Path)
		status, _, b := o.as("nobody", r.Method, path, body, "If-Match", `"0"`)
		fake := strings.ReplaceAll(path, o.project, annotations.NewID[annotations.Project]().String())
		status2, _, _ := o.as("nobody", r.Method, fake, body, "If-Match", `"0"`)
		if status != http.StatusNotFound || status2 != status {
			t.Errorf("%s %s: %d %s; of one that is not there: %d", r.Method, r.Path, status, b, status2)
		}
	}
	_, _, b := o.as("nobody", "GET", "/api/v1/projects", "")
	if strings.TrimSpace(string(b)) != "[]" {
		t.Errorf("a stranger sees %s", b)
	}
	d := o.device("nobody")
	d.sync()
	if n, err := d.Count(ctx, o.world.Project.ID); err != nil || n != 0 {
		t.Errorf("a stranger got %d documents, %v", n, err)
	}
}

// TestRoles: what each role may, route by route.
func TestRoles(t *testing.T) {
	o := newOffice(t)
	project := "/api/v1/projects/" + o.project
	const yes, no = 0, http.StatusForbidden
	settings := `{"open":false,"overlap":2,"archived":false}`
	for _, x := range []struct {
		method, path, body                            string
		root, manager, adjudicator, annotator, reader int
	}{
		{"GET", project, "", yes, yes, yes, yes, yes},
		{"GET", project + "/documents", "", yes, yes, yes, yes, yes},
		{"GET", project + "/export", "", yes, yes, yes, yes, yes},
		{"GET", project + "/members", "", yes, yes, yes, yes, yes},
		{"GET", project + "/settings", "", yes, yes, yes, yes, yes},
		{"PUT", project + "/settings", settings, yes, yes, no, no, no},
		{"GET", project + "/invitations", "", yes, yes, no, no, no},
		{"POST", project + "/invitations", `{"role":"reader"}`, yes, yes, no, no, no},
		{"PUT", project + "/members/" + o.ids["annotator2"], `{"role":"annotator"}`, yes, yes, no, no, no},
		{"GET", project + "/audit", "", yes, yes, no, no, no},
		{"POST", "/api/v1/projects", `{"name":"Another"}`, yes, no, no, no, no},
		{"GET", "/api/v1/users", "", yes, no, no, no, no},
		{"GET", "/api/v1/audit", "", yes, no, no, no, no},
		{"PATCH", "/api/v1/users/" + o.ids["nobody"], `{"disabled":false}`, yes, no, no, no, no},
		{"GET", project + "/releases", "", yes, yes, yes, yes, yes},
		{"GET", project + "/webhooks", "", yes, yes, no, no, no},
		{"POST", project + "/webhooks", `{"url":"https://example.org"}`, yes, no, no, no, no},
		{"GET", "/api/v1/invitations", "", yes, no, no, no, no},
		{"POST", "/api/v1/invitations", `{}`, yes, no, no, no, no},
		{"POST", "/api/v1/users/" + o.ids["nobody"] + "/link", "", yes, no, no, no, no},
		{"DELETE", project + "/members/" + o.ids["annotator2"], "", yes, yes, no, no, no},
	} {
		for name, want := range map[string]int{"reader": x.reader, "annotator": x.annotator, "adjudicator": x.adjudicator, "manager": x.manager, "root": x.root} {
			if x.method == "DELETE" { // there again for the next
				if err := o.people.SetRole(ctx, o.project, o.ids["annotator2"], auth.Annotator, nil); err != nil {
					t.Fatal(err)
				}
			}
			var header []string
			if x.method == "PUT" {
				_, h, _ := o.as("root", "GET", x.path, "")
				header = []string{"If-Match", h.Get("ETag")}
			}
			status, _, b := o.as(name, x.method, x.path, x.body, header...)
			if ok := status/100 == 2; ok != (want == yes) || !ok && status != want {
				t.Errorf("%s: %s %s: %d %s", name, x.method, x.path, status, b)
			}
		}
	}
	// A token that only reads changes nothing, whoever it is of.
	secret, _, err := o.people.AddToken(ctx, o.ids["root"], "reads", false, 0)
	if err != nil {
		t.Fatal(err)
	}
	o.secrets["root"] = secret
	for _, x := range [][3]string{
		{"POST", "/api/v1/projects", `{"name":"x"}`}, {"POST", project + "/invitations", `{"role":"reader"}`},
		{"PATCH", "/api/v1/users/" + o.ids["nobody"], `{"admin":true}`}, {"POST", "/api/v1/me/tokens", `{"name":"x"}`},
		{"POST", "/api/v1/invitations", `{"admin":true}`}, {"POST", "/api/v1/users/" + o.ids["nobody"] + "/link", ""}, {"GET", "/api/v1/invitations", ""},
		{"PUT", "/api/v1/me/password", `{"old":"","new":"x"}`}, {"DELETE", "/api/v1/me/passkeys/x", ""}, {"POST", project + "/releases", `{"name":"v1"}`},
		{"PUT", project + "/members/" + o.ids["nobody"], `{"role":"manager"}`}, {"DELETE", project + "/members/" + o.ids["annotator2"], ""},
	} {
		if status, _, b := o.as("root", x[0], x[1], x[2]); status != http.StatusForbidden || !strings.Contains(string(b), "token_only_reads") && !strings.Contains(string(b), "session_needed") {
			t.Errorf("a token that reads: %s %s: %d %s", x[0], x[1], status, b)
		}
	}
}

// TestBlind: annotators see each other's labels when the project says so, and a
// device that was told less before hears of all then.
func TestBlind(t *testing.T) {
	o := newOffice(t)
	doc := o.world.Documents[0]
	one, two, boss := o.device("annotator"), o.device("annotator2"), o.device("manager")
	for _, d := range []*device{one, two} {
		d.sync()
		d.label(doc, d.name, annotations.AnnotationID{})
		d.sync()
	}
	for _, d := range []*device{one, two, boss} {
		d.sync()
	}
	if got := one.authors(doc); got != "annotator" {
		t.Errorf("annotator sees labels of %q", got)
	}
	if got := two.authors(doc); got != "annotator2" {
		t.Errorf("annotator2 sees labels of %q", got)
	}
	if got := boss.authors(doc); got != "annotator annotator2" {
		t.Errorf("the manager sees labels of %q", got)
	}
	export := func(name string) []byte {
		status, _, b := o.as(name, "GET", "/api/v1/projects/"+o.project+"/export", "")
		if status != 200 {
			t.Fatalf("%d %s", status, b)
		}
		return b
	}
	if b := export("annotator"); bytes.Contains(b, []byte("annotator2")) || !bytes.Contains(b, []byte(`"annotator"`)) {
		t.Errorf("annotator exports %s", b)
	}
	if b := export("reader"); !bytes.Contains(b, []byte("annotator2")) {
		t.Errorf("the reader exports %s", b)
	}
	o.see(auth.SightOpen)
	one.sync()
	if got := one.authors(doc); got != "annotator annotator2" {
		t.Errorf("in an open project annotator sees labels of %q", got)
	}
	// Out of the project, nothing new comes, and what is there stays.
	if err := o.people.RemoveMember(ctx, o.project, o.ids["annotator"]); err != nil {
		t.Fatal(err)
	}
	two.label(doc, "annotator2", annotations.AnnotationID{})
	two.sync()
	before, _ := one.Log(ctx, doc.ID)
	mine := one.label(o.world.Documents[1], "annotator", annotations.AnnotationID{})
	one.refused = nil
	one.sync()
	after, _ := one.Log(ctx, doc.ID)
	if len(before) != len(after) {
		t.Errorf("somebody who is out has %d changes, and had %d", len(after), len(before))
	}
	if !slices.Contains(one.refused, Refusal{"change", mine.Stamp.String(), refusedRole}) {
		t.Errorf("refused: %v", one.refused)
	}
	// Back again, what was refused is taken: the view has changed.
	if err := o.people.SetRole(ctx, o.project, o.ids["annotator"], auth.Annotator, nil); err != nil {
		t.Fatal(err)
	}
	one.sync()
	if log, err := o.store.Log(ctx, o.world.Documents[1].ID); err != nil || len(log) != 1 {
		t.Errorf("the server has %d of the labels made meanwhile, %v", len(log), err)
	}
}

// TestLayers: nobody writes in another's name, nor into another's labels; and what
// is refused does not stop what is good.
func TestLayers(t *testing.T) {
	o := newOffice(t)
	o.see(auth.SightOpen)
	doc := o.world.Documents[0]
	one, two := o.device("annotator"), o.device("annotator2")
	one.sync()
	theirs := one.label(doc, "annotator", annotations.AnnotationID{})
	one.sync()
	two.sync()
	two.n = 10
	forged := two.label(doc, "annotator", annotations.AnnotationID{})
	changed := two.label(doc, "annotator2", theirs.Op.Of())
	good := two.label(doc, "annotator2", annotations.AnnotationID{})
	again := two.label(doc, "annotator2", good.Op.Of())
	two.sync()
	want := []Refusal{{"change", forged.Stamp.String(), refusedAuthor}, {"change", changed.Stamp.String(), refusedLayer}}
	if !slices.Equal(two.refused, want) {
		t.Errorf("refused: %v, want %v", two.refused, want)
	}
	log, err := o.store.Log(ctx, doc.ID)
	if err != nil || len(log) != 3 || !log[1].Same(good) || !log[2].Same(again) {
		t.Errorf("the server has %v, %v", log, err)
	}
	// A reader adds nothing, and only managers add documents and labels.
	reader := o.device("reader")
	reader.sync()
	reader.label(doc, "reader", annotations.AnnotationID{})
	reader.sync()
	if len(reader.refused) != 1 || reader.refused[0].Code != refusedRole {
		t.Errorf("of the reader's was refused: %v", reader.refused)
	}
	own, err := annotations.NewDocument(o.world.Project.ID, "", "Mine", "A text of my own.", doc.Added)
	if err != nil {
		t.Fatal(err)
	}
	p := o.world.Project
	p.Schema = append(slices.Clone(p.Schema), p.Schema.Next("rumour", two.replica))
	for _, x := range []struct {
		name  string
		codes []string
	}{{"annotator2", []string{refusedRole, refusedRole}}, {"manager", nil}} {
		d := o.device(x.name)
		d.sync()
		if err := d.Add(ctx, store.Batch{Projects: []annotations.Project{p}, Documents: []annotations.Document{own}}); err != nil {
			t.Fatal(err)
		}
		d.sync()
		var got []string
		for _, r := range d.refused {
			if r.Kind != "change" {
				got = append(got, r.Code)
			}
		}
		if !slices.Equal(got, x.codes) {
			t.Errorf("of %s was refused: %v", x.name, d.refused)
		}
	}
	if _, err := o.store.Document(ctx, own.ID); err != nil {
		t.Errorf("the manager's document: %v", err)
	}
}

func TestArchived(t *testing.T) {
	o := newOffice(t)
	d := o.device("annotator")
	d.sync()
	if _, err := o.people.SetSettings(ctx, o.project, auth.Settings{Overlap: 1, Archived: true}, 0); err != nil {
		t.Fatal(err)
	}
	c := d.label(o.world.Documents[0], "annotator", annotations.AnnotationID{})
	d.sync()
	if want := []Refusal{{"change", c.Stamp.String(), refusedArchived}}; !slices.Equal(d.refused, want) {
		t.Errorf("refused: %v, want %v", d.refused, want)
	}
}

// TestSettingsOverHTTP: what was not read is not replaced.
func TestSettingsOverHTTP(t *testing.T) {
	o := newOffice(t)
	path := "/api/v1/projects/" + o.project + "/settings"
	_, h, _ := o.as("manager", "GET", path, "")
	if status, _, _ := o.as("manager", "PUT", path, `{"open":true,"overlap":1,"archived":false}`); status != http.StatusPreconditionRequired {
		t.Errorf("without If-Match: %d", status)
	}
	for i, want := range []int{http.StatusOK, http.StatusPreconditionFailed} {
		if status, _, b := o.as("manager", "PUT", path, `{"open":true,"overlap":1,"archived":false}`, "If-Match", h.Get("ETag")); status != want {
			t.Errorf("time %d: %d %s", i, status, b)
		}
	}
}

// TestPasswordOverHTTP signs in with a password and out again, and is stopped
// after too many attempts.
func TestPasswordOverHTTP(t *testing.T) {
	o := newOffice(t)
	if _, err := o.people.Add(ctx, "ada", password, false); err != nil {
		t.Fatal(err)
	}
	status, h, b := o.as("", "POST", "/api/v1/session", `{"name":"ada","password":"`+password+`"}`)
	cookie := strings.SplitN(h.Get("Set-Cookie"), ";", 2)
	if status != 200 || len(cookie) != 2 || !strings.Contains(cookie[1], "HttpOnly") || !strings.Contains(cookie[1], "SameSite=Lax") {
		t.Fatalf("%d %s %s", status, h.Get("Set-Cookie"), b)
	}
	var me Me
	_, _, b = o.as("", "GET", "/api/v1/me", "", "Cookie", cookie[0])
	if err := json.Unmarshal(b, &me); err != nil || me.Name != "ada" || me.Session == "" {
		t.Errorf("signed in as %s", b)
	}
	// Another site's page has the cookie sent along, and gets nowhere.
	if status, _, _ := o.as("", "POST", "/api/v1/me/tokens", `{"name":"x"}`, "Cookie", cookie[0], "Origin", "https://elsewhere.example"); status != http.StatusForbidden {
		t.Errorf("a request of another site: %d", status)
	}
	if status, _, b := o.as("", "POST", "/api/v1/me/tokens", `{"name":"x"}`, "Cookie", cookie[0]); status != http.StatusCreated {
		t.Errorf("a token: %d %s", status, b)
	}
	o.as("", "DELETE", "/api/v1/session", "", "Cookie", cookie[0])
	if status, _, _ := o.as("", "GET", "/api/v1/me", "", "Cookie", cookie[0]); status != http.StatusUnauthorized {
		t.Errorf("signed out: %d", status)
	}
	// A name that is there and one that is not get the same answers.
	var answers [2][]string
	for i, name := range []string{"manager", "missing"} {
		for range 11 {
			status, _, b := o.as("", "POST", "/api/v1/session", `{"name":"`+name+`","password":"wrong password"}`)
			answers[i] = append(answers[i], fmt.Sprint(status, string(b)))
		}
	}
	if !slices.Equal(answers[0], answers[1]) || !strings.HasPrefix(answers[0][0], "401") || !strings.HasPrefix(answers[0][10], "429") {
		t.Errorf("a known name gets %q, an unknown one %q", answers[0], answers[1])
	}
}

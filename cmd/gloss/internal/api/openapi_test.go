package api

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/auth"
)

// description is the API as openapi.json describes it.
var description = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(ctx)
})

// checkAnswer holds an answer of the API to its description: its status, its kind,
// and each of its fields. All tests that call the API go through it.
func checkAnswer(t *testing.T, method, path string, status int, header http.Header, body []byte) {
	t.Helper()
	doc, err := description()
	if err != nil {
		t.Fatal(err)
	}
	op := operation(doc, method, path)
	if op == nil {
		return // what is not there is answered with a problem, as TestErrors knows
	}
	response := op.Responses.Value(strconv.Itoa(status))
	if response == nil {
		if status < 400 {
			t.Errorf("%s %s answers %d, which is not described", method, path, status)
			return
		}
		response = op.Responses.Default()
	}
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	media := response.Value.Content.Get(kind)
	switch {
	case len(response.Value.Content) == 0:
		if len(body) > 0 {
			t.Errorf("%s %s answers %d with %q, and nothing is described", method, path, status, body)
		}
	case media == nil && kind != "application/vnd.gloss.pack":
		t.Errorf("%s %s answers %d with %s, which is not described", method, path, status, kind)
	case header.Get("Content-Encoding") != "": // TestCompressed looks into it
	case strings.HasSuffix(kind, "json") && !media.Schema.Value.IsEmpty():
		var v any
		if err := json.Unmarshal(body, &v); err != nil {
			t.Errorf("%s %s: %v: %s", method, path, err, body)
		} else if err := media.Schema.Value.VisitJSON(v, openapi3.MultiErrors()); err != nil {
			t.Errorf("%s %s answers %d otherwise than is described: %v", method, path, status, err)
		} else if extra := undescribed(v, media.Schema.Value, ""); len(extra) > 0 {
			t.Errorf("%s %s answers %d with fields that are not described: %v", method, path, status, extra)
		}
	}
}

// operation finds what describes a call. A path that is spelled out comes before
// one with a name in it.
func operation(doc *openapi3.T, method, path string) *openapi3.Operation {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	var found *openapi3.Operation
	names := 99
	for pattern, item := range doc.Paths.Map() {
		wanted := strings.Split(pattern, "/")
		n := 0
		fits := len(wanted) == len(parts)
		for i := 0; fits && i < len(wanted); i++ {
			if strings.HasPrefix(wanted[i], "{") {
				n++
			} else {
				fits = wanted[i] == parts[i]
			}
		}
		if op := item.GetOperation(method); fits && op != nil && n < names {
			found, names = op, n
		}
	}
	return found
}

// undescribed lists the fields of a value that its schema does not have.
func undescribed(v any, s *openapi3.Schema, at string) (extra []string) {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			if s.Items != nil {
				extra = append(extra, undescribed(e, s.Items.Value, fmt.Sprint(at, "[", i, "]"))...)
			}
		}
	case map[string]any:
		known := properties(s)
		if len(known) == 0 || s.AdditionalProperties.Schema != nil {
			return nil // any object, or one whose keys are data
		}
		for key, e := range v {
			p, ok := known[key]
			if !ok {
				extra = append(extra, at+"."+key)
				continue
			}
			extra = append(extra, undescribed(e, p.Value, at+"."+key)...)
		}
	}
	return extra
}

func properties(s *openapi3.Schema) openapi3.Schemas {
	all := openapi3.Schemas{}
	for name, p := range s.Properties {
		all[name] = p
	}
	for _, part := range s.AllOf {
		for name, p := range properties(part.Value) {
			all[name] = p
		}
	}
	return all
}

// TestDescription: what is described is what there is, open to the same people.
func TestDescription(t *testing.T) {
	doc, err := description()
	if err != nil {
		t.Fatal(err)
	}
	o := newOffice(t)
	described := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described[method+" "+path] = true
		}
	}
	for _, r := range o.api.Routes() {
		name := r.Method + " " + r.Path
		if !described[name] {
			t.Errorf("%s is not described", name)
			continue
		}
		delete(described, name)
		op := doc.Paths.Value(r.Path).GetOperation(r.Method)
		if open := op.Security != nil && len(*op.Security) == 0; open != r.Public {
			t.Errorf("%s: described as open to all: %t, and it is: %t", name, open, r.Public)
		}
	}
	for name := range described {
		t.Errorf("%s is described, and not there", name)
	}
	status, _, b := o.as("", "GET", "/api/v1/openapi.json", "")
	if status != 200 || !slices.Equal(b, openAPI) {
		t.Errorf("served: %d, %d bytes", status, len(b))
	}
}

// TestEveryCall makes each call of the API once, and well: what it answers is held
// to the description.
func TestEveryCall(t *testing.T) {
	o := newOffice(t)
	if _, err := o.people.Add(ctx, "ada", password, true); err != nil {
		t.Fatal(err)
	}
	called := map[string]bool{}
	cookie := ""
	call := func(method, path, body string, want int, header ...string) map[string]any {
		t.Helper()
		if cookie != "" {
			header = append(header, "Cookie", cookie)
		}
		status, h, b := o.as("", method, path, body, header...)
		if status != want {
			t.Fatalf("%s %s: %d %s", method, path, status, b)
		}
		doc, _ := description()
		if op := operation(doc, method, path); op != nil {
			called[op.OperationID] = true
		}
		if method == "POST" && strings.HasSuffix(path, "/session") {
			cookie, _, _ = strings.Cut(h.Get("Set-Cookie"), ";")
		}
		var v map[string]any
		_ = json.Unmarshal(b, &v) // an array, or nothing
		if v == nil {
			v = map[string]any{}
		}
		v["etag"] = h.Get("ETag")
		return v
	}
	get := func(path string) map[string]any { t.Helper(); return call("GET", path, "", 200) }
	const v1 = "/api/v1"
	project, doc := v1+"/projects/"+o.project, o.world.Documents[0]
	call("POST", v1+"/session", `{"name":"ada","password":"`+password+`"}`, 200)
	me := get(v1 + "/me")
	for _, path := range []string{"/me/documents", "/me/sessions", "/me/tokens", "/users", "/audit", "/projects", "/health", "/openapi.json", "/changes?after=0"} {
		get(v1 + path)
	}
	token := call("POST", v1+"/me/tokens", `{"name":"nightly","writes":true,"days":30}`, 201)
	get(v1 + "/me/tokens")
	call("DELETE", v1+"/me/tokens/"+token["id"].(string), "", 204)
	call("POST", v1+"/users/"+o.ids["nobody"]+"/link", "", 201)
	call("PATCH", v1+"/users/"+o.ids["nobody"], `{"disabled":true}`, 200)
	call("POST", v1+"/invitations", `{"admin":true,"uses":2}`, 422)
	link := call("POST", v1+"/invitations", `{"admin":true,"days":1}`, 201)
	get(v1 + "/invitations")
	call("DELETE", v1+"/invitations/"+link["id"].(string), "", 204)
	call("PUT", v1+"/me/password", `{"old":"wrong","new":"another `+password+`"}`, 422)
	call("PUT", v1+"/me/password", `{"old":"`+password+`","new":"another `+password+`"}`, 204)
	if err := o.people.AddPasskey(ctx, me["id"].(string), auth.Passkey{ID: "key", Name: "Phone", Credential: "{}"}); err != nil {
		t.Fatal(err)
	}
	get(v1 + "/me/passkeys")
	call("DELETE", v1+"/me/passkeys/key", "", 204)
	if err := o.people.Connect(ctx, me["id"].(string), "https://id.example.org", "ada"); err != nil {
		t.Fatal(err)
	}
	get(v1 + "/me/identities")
	call("DELETE", v1+"/me/identities?issuer=https%3A%2F%2Fid.example.org", "", 204)
	call("DELETE", v1+"/me/identities?issuer=https%3A%2F%2Fid.example.org", "", 404)
	made := call("POST", v1+"/projects", `{"name":"Elections","from":"`+o.project+`"}`, 201)
	tag := get(v1 + "/projects/" + made["id"].(string))["etag"].(string)
	call("PATCH", v1+"/projects/"+made["id"].(string), `{"name":"Votes"}`, 200, "If-Match", tag)
	call("PATCH", v1+"/projects/"+made["id"].(string), `{"name":"Ballots"}`, 412, "If-Match", tag)
	file := get(project + "/schema")
	tag = file["etag"].(string)
	delete(file, "etag")
	schema, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	call("PUT", project+"/schema", string(schema), 200, "If-Match", tag)
	tag = get(project + "/settings")["etag"].(string)
	call("PUT", project+"/settings", `{"open":false,"overlap":1,"archived":false,"queue":true,"answers":"gold","pass":0,"every":0,"random":true,"seed":1,"hours":2}`, 200, "If-Match", tag)
	get(project + "/members")
	member := project + "/members/" + me["id"].(string)
	get404 := call("GET", member, "", 404) // an administrator, and no member
	call("PUT", member, `{"role":"annotator"}`, 412, "If-Match", `"1"`)
	call("PUT", member, `{"role":"annotator"}`, 204, "If-Match", get404["etag"].(string))
	call("PUT", member, `{"role":"reader"}`, 428)
	tag = get(member)["etag"].(string)
	for _, want := range []int{204, 412} {
		call("PUT", member, `{"role":"manager"}`, want, "If-Match", tag)
	}
	invitation := call("POST", project+"/invitations", `{"role":"reader","uses":3,"days":2}`, 201)
	get(project + "/invitations")
	call("DELETE", project+"/invitations/"+invitation["id"].(string), "", 204)
	get(project + "/audit?limit=2")
	get(project + "/documents?limit=2")
	own := call("POST", project+"/documents", `{"title":"Mine","source":"x1","text":"Ärger in Ägypten.","meta":{"url":"https://example.org"}}`, 201)
	mine := v1 + "/documents/" + own["id"].(string)
	get(mine)
	get(mine + "/log")
	call("POST", project+"/import?name=a.txt&dry=true", "A text.", 200)
	label := string(o.world.Project.Schema[0].ID)
	span := call("POST", mine+"/annotations", `{"label":"`+label+`","spans":[{"start":9,"end":16}],"note":"where"}`, 201)
	if got := fmt.Sprint(span["spans"]); !strings.Contains(got, "text:Ägypten") || span["by"] != "ada" {
		t.Errorf("labelled %v", span)
	}
	for _, wrong := range []string{`{"label":"nonsense"}`, `{"label":"` + label + `","spans":[{"start":9,"end":99}]}`, `{"label":"` + label + `","spans":[{"start":9,"end":9}]}`} {
		call("POST", mine+"/annotations", wrong, 422)
	}
	tag = get(mine + "/annotations")["etag"].(string)
	call("PATCH", mine+"/annotations", `{"changes":[{"do":"add","label":"`+label+`","spans":[{"start":0,"end":5}]}]}`, 200, "If-Match", tag)
	call("PATCH", mine+"/annotations", `{"changes":[]}`, 412, "If-Match", tag)
	one := mine + "/annotations/" + span["id"].(string)
	span["etag"] = get(one)["etag"]
	call("PUT", one, `{"label":"`+label+`","spans":[{"start":0,"end":5}]}`, 200, "If-Match", span["etag"].(string))
	call("PATCH", mine+"/work", `{"note":"look again"}`, 200, "If-Match", get(mine + "/work")["etag"].(string))
	call("PUT", mine+"/shelf", `{"shelf":"list"}`, 200, "If-Match", get(mine + "/shelf")["etag"].(string))
	call("DELETE", mine+"/annotations/"+span["id"].(string), "", 204)
	call("DELETE", mine+"/annotations/"+span["id"].(string), "", 404)
	hook := call("POST", project+"/webhooks", `{"url":"https://example.org/hook"}`, 201)
	get(project + "/webhooks")
	tag = get(project + "/known")["etag"].(string)
	for _, want := range []int{204, 412} { // it is another then
		call("PUT", project+"/known", `{"training":["`+doc.ID.String()+`"],"control":[]}`, want, "If-Match", tag)
	}
	tag = get(project + "/documents/" + doc.ID.String() + "/skills")["etag"].(string)
	for _, want := range []int{204, 412} {
		call("PUT", project+"/documents/"+doc.ID.String()+"/skills", `{"skills":["Arabic"]}`, want, "If-Match", tag)
	}
	tag = get(member + "/skills")["etag"].(string)
	for _, want := range []int{204, 412} {
		call("PUT", member+"/skills", `{"skills":["arabic"]}`, want, "If-Match", tag)
	}
	get(project + "/members")
	task := call("POST", project+"/queue", "", 200)
	if task["document"] != doc.ID.String() || task["kind"] != "training" {
		t.Errorf("the first task is %v", task)
	}
	call("DELETE", project+"/queue/"+doc.ID.String(), "", 204)
	call("POST", project+"/queue/"+doc.ID.String()+"/done", "", 204)
	if training := get(project + "/training"); training["done"] != 1.0 || training["last"] == nil {
		t.Errorf("the training is %v", training)
	}
	call("DELETE", project+"/training/"+me["id"].(string), "", 204)
	_, _, parcel := o.as("", "GET", project+"/backup", "", "Cookie", cookie)
	called["getProjectsIdBackup"] = true
	secret := strings.TrimPrefix(call("POST", project+"/invitations", `{"role":"reader","uses":2}`, 201)["path"].(string), "/invitation/")
	call("POST", v1+"/me/invitations", `{"secret":"`+secret+`"}`, 200)
	if status, _, b := o.as("", "POST", v1+"/accounts", `{"secret":"`+secret+`","name":"bob","password":"`+password+`"}`); status != 201 {
		t.Fatalf("%d %s", status, b)
	}
	called["postAccounts"] = true
	call("POST", v1+"/restore?name=Again", string(parcel), 201)
	call("POST", project+"/assignments", `{"document":"`+o.world.Documents[1].ID.String()+`","user":"`+me["id"].(string)+`"}`, 204)
	get(project + "/assignments")
	taken := project + "/assignments/" + o.world.Documents[1].ID.String() + "/" + me["id"].(string)
	call("DELETE", taken, "", 204)
	call("DELETE", taken, "", 404)
	// A document that is marked as reviewed is done, and the hook is told.
	d := o.device("annotator")
	d.sync()
	c := d.label(o.world.Documents[2], "annotator", annotations.AnnotationID{})
	c.Op = annotations.Put{Annotation: annotations.Reserve(c.Doc, annotations.LabelStatus, "annotator", string(annotations.StatusReviewed))}
	b, err := json.Marshal(map[string]any{"changes": []annotations.Change{c}})
	if err != nil {
		t.Fatal(err)
	}
	if status, _, answer := o.as("annotator", "POST", "/api/v1/changes", string(b)); status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	called["postChanges"] = true
	all, err := o.api.team.Hooks.Deliveries(ctx, o.project, hook["id"].(string), 10)
	if err != nil || len(all) != 2 {
		t.Errorf("the hook is told %+v, %v", all, err)
	}
	get(project + "/webhooks/" + hook["id"].(string) + "/deliveries")
	call("DELETE", project+"/webhooks/"+hook["id"].(string), "", 204)
	get(project + "/progress")
	get(project + "/export?format=conll")
	call("POST", project+"/releases", `{"name":"v1"}`, 201)
	call("POST", project+"/releases", `{"name":"v1"}`, 409)
	call("POST", project+"/releases", `{"name":"../v1"}`, 422)
	get(project + "/releases")
	get(project + "/releases/v1")
	get(project + "/export?format=conll&release=v1")
	call("DELETE", project+"/members/"+me["id"].(string), "", 204)
	ada, err := o.people.Named(ctx, "ada")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := o.people.SignIn(ctx, ada, "Firefox", "::1")
	if err != nil {
		t.Fatal(err)
	}
	who, err := o.people.BySession(ctx, other)
	if err != nil {
		t.Fatal(err)
	}
	call("DELETE", v1+"/me/sessions/"+who.Session, "", 204)
	call("DELETE", v1+"/me/sessions", "", 204)
	call("GET", v1+"/me/sessions", "", 401)
	call("DELETE", v1+"/session", "", 204)

	described, _ := description()
	for path, item := range described.Paths.Map() {
		for method, op := range item.Operations() {
			if !called[op.OperationID] && path != "/api/v1/events" { // which has a test of its own
				t.Errorf("%s %s is never called", method, path)
			}
		}
	}
}

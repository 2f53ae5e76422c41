package pages

import (
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gloss/annotations"
	"gloss/annotations/sample"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/oidc"
	"gloss/cmd/gloss/internal/oidc/oidctest"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/team"
)

var ctx = context.Background()

const password = "correct horse battery"

// house is a server with its pages.
type house struct {
	t       *testing.T
	people  *auth.Accounts
	url     string
	project string
	store   store.Store
	inside  *team.Team
}

func newHouse(t *testing.T) *house { return newHouseWith(t, nil) }

// newHouseWith is a server whose people may sign in by a provider.
func newHouseWith(t *testing.T, elsewhere func(site string) *oidc.Provider) *house {
	t.Helper()
	st, err := sqlite.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Add(ctx, sample.Batch()); err != nil {
		t.Fatal(err)
	}
	inside, err := team.Open(ctx, st, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	g := gate.New(inside.People, log)
	srv := httptest.NewUnstartedServer(nil)
	var provider *oidc.Provider
	if elsewhere != nil {
		provider = elsewhere("http://" + srv.Listener.Addr().String())
	}
	p, err := New(inside, g, provider, fstest.MapFS{}, log)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Handles(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "the program") })
	srv.Config.Handler = (http.NewCrossOriginProtection().Handler(g.Identify(mux)))
	srv.Start()
	t.Cleanup(func() { srv.Close(); st.Close() })
	return &house{t, inside.People, srv.URL, sample.Project().ID.String(), st, inside}
}

// visitor is a browser.
type visitor struct {
	*house
	client *http.Client
}

func (h *house) visitor() visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return visitor{h, &http.Client{Jar: jar}}
}

// answer is where a request led, and what stands there.
type answer struct {
	status int
	path   string
	body   string
}

func (v visitor) answer(res *http.Response, err error) answer {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Request.URL.RequestURI(), string(b)}
}

func (v visitor) get(path string) answer {
	v.t.Helper()
	return v.answer(v.client.Get(v.url + path))
}

func (v visitor) post(path string, fields ...string) answer {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return v.answer(v.client.PostForm(v.url+path, form))
}

var link = regexp.MustCompile(`class="secret">https?://[^/<]+(/invitation/[^<]+)<`)

func (a answer) link(t *testing.T) string {
	t.Helper()
	m := link.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no link at %s: %d\n%s", a.path, a.status, a.body)
	}
	return m[1]
}

// first makes the first administrator, as the link that is printed at start does.
func (h *house) first() visitor {
	secret, err := h.people.First(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	v := h.visitor()
	if a := v.post(gate.InvitePath(secret), "name", "ada", "password", password); a.path != "/projects" || a.status != 200 {
		h.t.Fatalf("%d at %s:\n%s", a.status, a.path, a.body)
	}
	return v
}

// TestWholeWay goes from an empty server to a team: the first administrator, an
// invitation for several, a role, and out again.
func TestWholeWay(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	invitation := ada.post("/projects/"+h.project+"/invite", "role", "annotator", "uses", "2", "days", "7").link(t)

	bob := h.visitor()
	if a := bob.get(invitation); a.status != 200 || !strings.Contains(a.body, "ada invites you") || !strings.Contains(a.body, "Sample project") {
		t.Fatalf("the invitation: %d\n%s", a.status, a.body)
	}
	if a := bob.post(invitation, "name", "bob", "password", "short"); a.status != 422 || !strings.Contains(a.body, "at least 10 characters") || !strings.Contains(a.body, `value="bob"`) {
		t.Errorf("a short password: %d\n%s", a.status, a.body)
	}
	if a := bob.post(invitation, "name", "bob", "password", password); a.path != "/?project="+h.project {
		t.Fatalf("bob was led to %s:\n%s", a.path, a.body)
	}
	if a := bob.get("/projects/" + h.project); a.status != 200 || strings.Contains(a.body, "Make a link") || strings.Contains(a.body, "What was done") {
		t.Errorf("an annotator sees what is for managers: %d\n%s", a.status, a.body)
	}
	if a := bob.post("/projects/"+h.project+"/settings", "version", "0", "overlap", "1", "sight", "blind"); a.status != 403 {
		t.Errorf("an annotator changes the settings: %d", a.status)
	}
	if a := bob.get("/people"); a.status != 403 {
		t.Errorf("an annotator sees the people of the server: %d", a.status)
	}
	u, err := h.people.Named(ctx, "bob")
	if err != nil {
		t.Fatal(err)
	}
	member := "/projects/" + h.project + "/members/" + u.ID
	read := []string{"do", "role", "had-role", "annotator", "had-skills", ""}
	if a := ada.post(member, append(read, "role", "manager", "skills", "law")...); !strings.Contains(a.body, "The role is changed.") {
		t.Errorf("the role: %d\n%s", a.status, a.body)
	}
	// Somebody who has read the page before that changes nothing, and is shown what is
	// there now; what a form leaves as it was is not put back.
	for _, fields := range [][]string{{"role", "reader", "skills", ""}, {"role", "annotator", "skills", "greek"}, {"role", "reader", "skills", "greek"}} {
		if a := ada.post(member, append(read, fields...)...); a.status != 409 || !strings.Contains(a.body, "changed by somebody else") || !strings.Contains(a.body, `name="had-role" value="manager"><input type="hidden" name="had-skills" value="law">`) {
			t.Errorf("%q: %d\n%s", fields, a.status, a.body)
		}
	}
	if a := ada.post(member, "do", "role", "had-role", "annotator", "role", "annotator", "had-skills", "law", "skills", ""); a.status != 200 || !strings.Contains(a.body, `name="had-role" value="manager"><input type="hidden" name="had-skills" value="">`) {
		t.Errorf("the skills alone: %d\n%s", a.status, a.body)
	}
	if a := bob.post("/projects/"+h.project+"/settings", "version", "0", "overlap", "2", "sight", "reviewed"); !strings.Contains(a.body, "The settings are saved.") {
		t.Errorf("a manager changes the settings: %d\n%s", a.status, a.body)
	}
	if a := bob.post("/projects/"+h.project+"/settings", "version", "0", "overlap", "3", "sight", "blind"); a.status != 409 {
		t.Errorf("settings that nobody has read were replaced: %d", a.status)
	}
	for _, want := range []string{"invited", "made an account", "gave a role: <bdi>bob: manager</bdi>", "changed the settings: <bdi>open: blind to reviewed, overlap: 1 to 2</bdi>"} {
		if a := bob.get("/projects/" + h.project); !strings.Contains(a.body, want) {
			t.Errorf("the log does not say %q:\n%s", want, a.body)
		}
	}
	// Signed out, and in again to where one was going.
	if a := bob.post("/sign-out"); a.path != "/sign-in?said=out" {
		t.Errorf("signed out to %s", a.path)
	}
	if a := bob.get("/account"); a.path != "/sign-in?next=%2Faccount" {
		t.Errorf("somebody who is signed out was shown %s", a.path)
	}
	if a := bob.post("/sign-in", "name", "bob", "password", "wrong", "next", "/account"); a.status != 401 || !strings.Contains(a.body, `value="/account"`) {
		t.Errorf("a wrong password: %d\n%s", a.status, a.body)
	}
	if a := bob.post("/sign-in", "name", "bob", "password", password, "next", "/account"); a.path != "/account" {
		t.Errorf("signed in to %s", a.path)
	}
	// Somebody who is there already joins with one click.
	eve := h.visitor()
	server := ada.post("/people", "admin", "").link(t)
	if a := eve.post(server, "name", "eve", "password", password); a.path != "/account" {
		t.Errorf("eve was led to %s", a.path)
	}
	if a := eve.get("/projects/" + h.project); a.status != 404 {
		t.Errorf("eve is in no project and sees one: %d", a.status)
	}
	if a := eve.post(invitation + "/join"); a.path != "/?project="+h.project {
		t.Errorf("eve joins: %d at %s", a.status, a.path)
	}
	if a := h.visitor().get(invitation); a.status != 410 {
		t.Errorf("a link that is used up: %d", a.status)
	}
}

// TestAccount changes a password, ends sessions, makes a token and revokes it.
func TestAccount(t *testing.T) {
	h := newHouse(t)
	ada, phone := h.first(), h.visitor()
	if a := phone.post("/sign-in", "name", "ada", "password", password); a.path != "/" {
		t.Fatalf("signed in to %s", a.path)
	}
	if a := ada.post("/account/password", "old", "wrong one", "new", "a better password"); a.status != 422 {
		t.Errorf("the wrong present password: %d", a.status)
	}
	if a := ada.post("/account/password", "old", password, "new", "a better password"); !strings.Contains(a.body, "Your password is changed.") {
		t.Errorf("%d\n%s", a.status, a.body)
	}
	if a := phone.get("/account"); !strings.HasPrefix(a.path, "/sign-in") {
		t.Errorf("the phone is still at %s", a.path)
	}
	a := ada.post("/account/tokens", "name", "nightly <b>", "writes", "")
	if !strings.Contains(a.body, "gloss_") || !strings.Contains(a.body, "nightly &lt;b&gt;") {
		t.Errorf("%d\n%s", a.status, a.body)
	}
	if a := ada.get("/account"); strings.Contains(a.body, "gloss_") {
		t.Error("the token is shown again")
	}
	end := regexp.MustCompile(`/account/tokens/[0-9a-f]+/end`).FindString(a.body)
	if a := ada.post(end); !strings.Contains(a.body, "The token is revoked.") {
		t.Errorf("%d\n%s", a.status, a.body)
	}
	if a := ada.post("/account/sessions/end"); a.path != "/sign-in?said=out" {
		t.Errorf("signed out everywhere: %s", a.path)
	}
}

// TestProgress: a chart has a bar and a table row for each person and day, and an
// annotator sees no others.
func TestProgress(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	if a := ada.get("/projects/" + h.project + "/progress"); a.status != 200 || !strings.Contains(a.body, "Nothing has been labelled yet.") {
		t.Errorf("%d\n%s", a.status, a.body)
	}
	doc := sample.Batch().Documents[0]
	replica := annotations.NewID[annotations.Replica]()
	var changes []annotations.Change
	for i, by := range []annotations.Author{"ada", "ada", "bob"} {
		s := annotations.Stamp{N: uint64(i + 1), Replica: replica}
		changes = append(changes, annotations.Change{Stamp: s, Step: s, Doc: doc.ID, By: by, At: time.Date(2026, 11, 20+i, 12, 0, 0, 0, time.UTC), Op: annotations.Put{
			Annotation: annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: "actor", Target: annotations.On(0, 4)}}})
	}
	if err := h.store.Add(ctx, store.Batch{Changes: changes}); err != nil {
		t.Fatal(err)
	}
	a := ada.get("/projects/" + h.project + "/progress")
	if a.status != 200 || strings.Count(a.body, "<rect") != 3+2+2+1 {
		t.Errorf("%d, %d bars\n%s", a.status, strings.Count(a.body, "<rect"), a.body)
	}
	for _, want := range []string{"0 of 1 document reviewed", "3 annotations", "2026-11-22", `<th scope="row">bob</th>`, `<th scope="row">actor</th>`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page does not say %q:\n%s", want, a.body)
		}
	}
	bob := h.visitor()
	bob.post(ada.post("/projects/"+h.project+"/invite", "role", "annotator", "uses", "1", "days", "7").link(t), "name", "bob", "password", password)
	if a := bob.get("/projects/" + h.project + "/progress"); a.status != 200 || strings.Contains(a.body, `<th scope="row">ada</th>`) || !strings.Contains(a.body, "Your own work") {
		t.Errorf("what bob sees: %d\n%s", a.status, a.body)
	}
}

// connect connects the account of a visitor to one at the provider.
func (v visitor) connect() answer {
	v.t.Helper()
	a := v.post("/account/oidc")
	m := regexp.MustCompile(`class="button primary" href="([^"]+)"`).FindStringSubmatch(a.body)
	if m == nil {
		v.t.Fatalf("the page leads nowhere: %d\n%s", a.status, a.body)
	}
	return v.answer(v.client.Get(html.UnescapeString(m[1])))
}

// TestElsewhere: people join with an invitation by a provider, are known by it from
// then on, and connect it to an account that they have.
func TestElsewhere(t *testing.T) {
	provider := oidctest.New(t)
	h := newHouseWith(t, func(site string) *oidc.Provider {
		return oidc.New(oidc.Config{Issuer: provider.URL, ClientID: provider.ClientID, Secret: provider.Secret, Site: site, Name: "the university"})
	})
	ada := h.first()
	invitation := ada.post("/projects/"+h.project+"/invite", "role", "annotator", "uses", "2", "days", "7").link(t)
	provider.Person("1", map[string]any{"preferred_username": "bob@example.org"})

	if a := h.visitor().get("/sign-in/oidc"); a.status != 403 || !strings.Contains(a.body, "Nobody here is known") {
		t.Errorf("somebody without an invitation: %d at %s\n%s", a.status, a.path, a.body)
	}
	bob := h.visitor()
	if a := bob.get(invitation); !strings.Contains(a.body, "Join by the university") {
		t.Errorf("%s", a.body)
	}
	if a := bob.get("/sign-in/oidc?next=" + invitation); a.path != "/?project="+h.project {
		t.Fatalf("bob was led to %s: %d\n%s", a.path, a.status, a.body)
	}
	if a := bob.get("/account"); !strings.Contains(a.body, "<h1>bob</h1>") {
		t.Errorf("bob is\n%s", a.body)
	}
	if a := bob.post("/account/oidc/end"); a.status != 422 {
		t.Errorf("bob could not sign in any more: %d", a.status)
	}
	// Another bob gets a name of his own; the first is known again.
	provider.Person("2", map[string]any{"preferred_username": "bob"})
	other := h.visitor()
	other.get("/sign-in/oidc?next=" + invitation)
	if a := other.get("/account"); !strings.Contains(a.body, "<h1>bob2</h1>") {
		t.Errorf("the other bob is\n%s", a.body)
	}
	provider.Person("1", nil)
	again := h.visitor()
	if a := again.get("/sign-in/oidc?next=/account"); a.path != "/account" || !strings.Contains(a.body, "<h1>bob</h1>") {
		t.Errorf("%d at %s", a.status, a.path)
	}
	// Somebody who is signed in connects it, unless it is another's.
	if a := ada.connect(); a.status != 422 {
		t.Errorf("ada takes bob's: %d at %s", a.status, a.path)
	}
	provider.Person("3", nil)
	if a := ada.get("/sign-in/oidc?next=/account"); a.status != 403 {
		t.Errorf("whoever is lured to the provider connects what may not be theirs: %d at %s", a.status, a.path)
	}
	if a := ada.connect(); !strings.Contains(a.body, "The two accounts are connected") {
		t.Errorf("%d at %s\n%s", a.status, a.path, a.body)
	}
	if a := h.visitor().get("/sign-in/oidc?next=/account"); !strings.Contains(a.body, "<h1>ada</h1>") {
		t.Errorf("%d at %s", a.status, a.path)
	}
	if a := ada.post("/account/oidc/end"); !strings.Contains(a.body, "no longer connected") {
		t.Errorf("%d at %s", a.status, a.path)
	}
}

// TestWrongElsewhere: what does not come from the provider, for this server, now,
// and to this browser, lets nobody in.
func TestWrongElsewhere(t *testing.T) {
	provider := oidctest.New(t)
	h := newHouseWith(t, func(site string) *oidc.Provider {
		return oidc.New(oidc.Config{Issuer: provider.URL, ClientID: provider.ClientID, Secret: provider.Secret, Site: site, Name: "the university"})
	})
	ada := h.first()
	provider.Person("1", nil)
	if a := ada.connect(); !strings.Contains(a.body, "connected") {
		t.Fatalf("%d at %s", a.status, a.path)
	}
	for what, claims := range map[string]map[string]any{
		"another issuer": {"iss": "https://elsewhere.example"}, "another client": {"aud": "other"},
		"another nonce": {"nonce": "x"}, "an old token": {"exp": time.Now().Add(-time.Hour).Unix()},
	} {
		provider.Person("1", claims)
		v := h.visitor()
		v.get("/sign-in/oidc?next=/account")
		if a := v.get("/account"); !strings.HasPrefix(a.path, "/sign-in") {
			t.Errorf("%s lets in: %d at %s", what, a.status, a.path)
		}
	}
	// A way back that this browser has not begun.
	provider.Person("1", nil)
	if a := h.visitor().get(oidc.Callback + "?code=x&state=y"); a.status != 400 {
		t.Errorf("a way back without a beginning: %d", a.status)
	}
	v := h.visitor()
	v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	v.get("/sign-in/oidc?next=/account")
	if a := v.get(oidc.Callback + "?code=x&state=y"); a.status != 400 {
		t.Errorf("another state: %d", a.status)
	}
}

// TestOnward: nobody is led to another site after signing in.
func TestOnward(t *testing.T) {
	for next, want := range map[string]string{
		"/d/x": "/d/x", "/?project=1": "/?project=1", "": "/", "//evil.example": "/", "https://evil.example/": "/", "/\\evil.example": "/",
		"javascript:alert(1)": "/", "///evil.example": "/", "/%2Fevil.example": "/", "account": "/", "/\t/evil.example": "/",
	} {
		if got := onward(next); got != want {
			t.Errorf("onward(%q) = %q, want %q", next, got, want)
		}
	}
}

// TestForeignForm: a form of another site does nothing, and a token opens no page.
func TestForeignForm(t *testing.T) {
	h := newHouse(t)
	ada := h.first()
	req, _ := http.NewRequest("POST", h.url+"/account/tokens", strings.NewReader("name=x"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "https://elsewhere.example")
	if a := ada.answer(ada.client.Do(req)); a.status != 403 {
		t.Errorf("a form of another site: %d", a.status)
	}
	u, err := h.people.Named(ctx, "ada")
	if err != nil {
		t.Fatal(err)
	}
	secret, _, err := h.people.AddToken(ctx, u.ID, "x", true, 0)
	if err != nil {
		t.Fatal(err)
	}
	req, _ = http.NewRequest("POST", h.url+"/account/tokens", strings.NewReader("name=y"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+secret)
	v := h.visitor()
	if a := v.answer(v.client.Do(req)); !strings.HasPrefix(a.path, "/sign-in") {
		t.Errorf("a token made another: %d at %s", a.status, a.path)
	}
}

package pages

import (
	"context"
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

	"gloss/annotations/sample"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
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
}

func newHouse(t *testing.T) *house {
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
	p, err := New(inside, g, fstest.MapFS{}, log)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Handles(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "the program") })
	srv := httptest.NewServer(http.NewCrossOriginProtection().Handler(g.Identify(mux)))
	t.Cleanup(func() { srv.Close(); st.Close() })
	return &house{t, inside.People, srv.URL, sample.Project().ID.String()}
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
	if a := bob.post("/projects/"+h.project+"/settings", "version", "0", "overlap", "1"); a.status != 403 {
		t.Errorf("an annotator changes the settings: %d", a.status)
	}
	if a := bob.get("/people"); a.status != 403 {
		t.Errorf("an annotator sees the people of the server: %d", a.status)
	}
	u, err := h.people.Named(ctx, "bob")
	if err != nil {
		t.Fatal(err)
	}
	if a := ada.post("/projects/"+h.project+"/members/"+u.ID, "do", "role", "role", "manager"); !strings.Contains(a.body, "The role is changed.") {
		t.Errorf("the role: %d\n%s", a.status, a.body)
	}
	if a := bob.post("/projects/"+h.project+"/settings", "version", "0", "overlap", "2", "open", "yes"); !strings.Contains(a.body, "The settings are saved.") {
		t.Errorf("a manager changes the settings: %d\n%s", a.status, a.body)
	}
	if a := bob.post("/projects/"+h.project+"/settings", "version", "0", "overlap", "3"); a.status != 409 {
		t.Errorf("settings that nobody has read were replaced: %d", a.status)
	}
	for _, want := range []string{"invited", "made an account", "made manager", "changed the settings"} {
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

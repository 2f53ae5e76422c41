package e2e

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const password = "correct horse battery"

// invited is the path of the link that a text holds.
func invited(t *testing.T, text string) string {
	t.Helper()
	link := regexp.MustCompile(`/invitation/[A-Za-z0-9_-]{43}`).FindString(text)
	if link == "" {
		t.Fatalf("there is no link in: %s", text)
	}
	return link
}

// accept takes an invitation, or signs in, by name and password.
func (p *page) enter(url, name string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
	p.until("the form", `document.querySelector("#password")`)
	if eval[bool](p, `Boolean(document.querySelector("#name"))`) {
		p.do(chromedp.Click("#name"), chromedp.KeyEvent(name))
	}
	p.do(chromedp.Click("#password"), chromedp.KeyEvent(password+kb.Enter))
	p.until("the form to be done", `!document.querySelector("#password[autocomplete=new-password]") && !location.pathname.startsWith("/sign-in")`)
}

// until the page says something in its status line.
func (p *page) status(words string) {
	p.t.Helper()
	p.until("the status "+words, `document.querySelector("[role=status]").innerText.includes(%q)`, words)
}

// TestTeam goes the way of a team: an administrator invites, two people label the
// same article without seeing each other's labels, one is signed out and loses
// nothing, and another on the same device sees none of it.
func TestTeam(t *testing.T) {
	s := startServer(t, "--team")
	office, home := newDevice(t), newDevice(t)
	ada := office.tab()
	ada.enter(s.url()+invited(t, string(gloss(t, "user", "add", "--admin", "--data", s.data, "ada"))), "ada")
	ada.do(chromedp.Navigate(s.url() + "/projects"))
	ada.do(chromedp.Click(`a.name`))
	ada.until("the project", `document.querySelector("#uses")`)
	ada.do(chromedp.SetValue("#uses", "3"))
	ada.do(chromedp.Click(`form[action$="/invite"] button`))
	ada.until("the link", `document.querySelector(".secret")`)
	ada.shots("project")
	link := eval[string](ada, `document.querySelector(".secret").textContent`)

	bob := home.tab()
	bob.enter(link, "bob")
	bob.ready()
	bob.drag("Ali Larijani", 0)
	bob.key("1")
	bob.synced()
	bob.installed()
	ada.do(chromedp.Navigate(s.url() + "/"))
	ada.ready()
	ada.drag("Islamabad", 1)
	ada.key("4")
	ada.synced()
	// The manager sees both, the annotator his own.
	bob.reload()
	bob.synced()
	ada.reload()
	ada.until("the label of bob", `document.querySelectorAll("mark").length === 2`)
	// Who may not add documents cannot take one off the list.
	if ada, bob := eval[int](ada, `document.querySelectorAll("[data-do=shelve]").length`), eval[int](bob, `document.querySelectorAll("[data-do=shelve]").length`); ada != 2 || bob != 0 {
		t.Errorf("to archive and to delete: %d buttons for the manager, %d for the annotator", ada, bob)
	}
	if got := bob.listed(); !slices.Equal(got, []string{"actor: Ali Larijani"}) {
		t.Errorf("bob sees %q", got)
	}
	row := eval[string](bob, `document.querySelector(".actions").innerText`)
	if !strings.Contains(row, "bob") {
		t.Errorf("the page does not say who is signed in: %q", row)
	}
	// Signed out elsewhere, bob goes on labelling; the labels go when he is back.
	out := gloss(t, "user", "shut", "--data", s.data, "bob")
	gloss(t, "user", "open", "--data", s.data, "bob")
	bob.drag("two days", 0)
	bob.key("3")
	bob.saved()
	bob.status("Signed out: labels stay on this device")
	bob.shots("signed-out")
	if len(out) != 0 {
		t.Errorf("user shut says %q", out)
	}
	bob.do(chromedp.Click(`a[href^="/sign-in"]`))
	bob.until("the form", `document.querySelector("#password")`)
	bob.shots("sign-in")
	bob.do(chromedp.Click("#name"), chromedp.KeyEvent("bob"), chromedp.Click("#password"), chromedp.KeyEvent(password+kb.Enter))
	bob.ready()
	bob.synced()
	if got := bob.listed(); !slices.Equal(got, []string{"actor: Ali Larijani", "number: two days"}) {
		t.Errorf("after signing in again bob sees %q", got)
	}
	ada.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("online"))`))
	ada.until("what bob labelled meanwhile", `document.querySelectorAll("mark").length === 3`)

	// Somebody else on bob's device.
	bob.do(chromedp.Navigate(s.url() + "/account"))
	bob.shots("account")
	bob.do(chromedp.Click(`.masthead button`))
	bob.until("signed out", `location.pathname === "/sign-in"`)
	bob.enter(link, "eve")
	bob.ready()
	bob.synced()
	bob.until("eve's page", `document.querySelector(".actions").innerText.includes("eve")`)
	if got := bob.listed(); len(got) != 0 {
		t.Errorf("eve sees %q", got)
	}
	// Who is out of the project keeps what he has, and can export it.
	all := rows(t, gloss(t, "export", "--data", s.data, "--format", "jsonl"))
	if len(all) != 1 || len(all[0].Spans) != 3 {
		t.Errorf("the server has %+v", all)
	}
}

// TestQueue gets documents from the queue, one after another, until there are none.
func TestQueue(t *testing.T) {
	s := startServer(t, "--team")
	file := write(t, "second.txt", "The second article.\nIt is short.")
	gloss(t, "import", "--data", s.data, file)
	p := newDevice(t).tab()
	p.enter(s.url()+invited(t, string(gloss(t, "user", "add", "--admin", "--data", s.data, "ada"))), "ada")
	project := eval[string](p, `fetch("/api/v1/projects").then(r => r.json()).then(all => all[0].id)`)
	settings := `{"open":false,"overlap":1,"archived":false,"queue":true,"random":false,"seed":0,"hours":0,"pass":0,"every":0}`
	if status := eval[int](p, `fetch("/api/v1/projects/%s/settings", { method: "PUT", headers: { "If-Match": '"0"' }, body: '%s' }).then(r => r.status)`, project, settings); status != 200 {
		t.Fatalf("the settings: %d", status)
	}
	p.do(chromedp.Navigate(s.url() + "/"))
	p.ready()
	p.until("the button", `document.querySelector(".next-task")`)
	p.press("Next document")
	p.drag("Ali Larijani", 0)
	p.key("1")
	p.key(kb.Enter, ctrl) // reviewed, and on
	p.until("the second article", `document.querySelector("article").textContent.includes("The second article.")`)
	p.key(kb.Enter, ctrl)
	p.until("the end", `document.querySelector("#notice").innerText.includes("nothing left")`)
	reviewed := eval[int](p, `fetch("/api/v1/projects/%s/progress").then(r => r.json()).then(p => p.reviewed)`, project)
	if reviewed != 2 {
		t.Errorf("%d documents are reviewed", reviewed)
	}
	p.do(chromedp.Navigate(s.url() + "/projects/" + project + "/progress"))
	p.until("a chart", `document.querySelector(".chart rect")`)
	p.shots("progress")
}

// TestProjects makes a second project on a server without accounts, and changes
// between the two by keyboard.
func TestProjects(t *testing.T) {
	s := startServer(t)
	p := newDevice(t).open(s.url())
	p.synced()
	file := write(t, "second.txt", "The other article.\nIt is short.")
	gloss(t, "project", "add", "--data", s.data, "--from", "Sample project", "Elections")
	gloss(t, "import", "--data", s.data, "--project", "Elections", file)
	p.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("online"))`))
	p.until("the switch", `document.querySelector("#project")?.options.length === 2`)
	p.do(chromedp.Focus("#project"), chromedp.KeyEvent(kb.ArrowDown))
	p.until("the other article", `document.querySelector("article").textContent.includes("The other article.")`)
	p.drag("other article", 0)
	p.key("2")
	if got := p.listed(); !slices.Equal(got, []string{"claim: other article"}) {
		t.Errorf("labelled %q", got)
	}
	spans := func() int {
		all := rows(t, gloss(t, "export", "--data", s.data, "--project", "Elections", "--format", "jsonl"))
		return len(all[0].Spans)
	}
	for end := time.Now().Add(patience); spans() == 0 && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
	}
	p.reload()
	p.until("the other project still", `document.querySelector("#project").selectedOptions[0].textContent === "Elections"`)
	p.shots("projects")
	if n := spans(); n != 1 {
		t.Errorf("the server has %d labels", n)
	}
}

// TestEmptyProject: a project without documents is shown when it is asked for, with
// none of another project's open, so that what is imported comes to it.
func TestEmptyProject(t *testing.T) {
	s := startServer(t, "--team")
	p := newDevice(t).tab()
	p.enter(s.url()+invited(t, string(gloss(t, "user", "add", "--admin", "--data", s.data, "ada"))), "ada")
	project := func(name string) (id string) {
		return eval[string](p, `fetch("/api/v1/projects", { method: "POST", body: '{"name":"%s"}' }).then(r => r.json()).then(p => p.id)`, name)
	}
	shown := func(id string) {
		t.Helper()
		p.until("the project", `document.querySelector("#project")?.value === %q`, id)
		p.synced()
		p.settle()
		if at := eval[string](p, `document.querySelector("#project").value`); at != id {
			t.Errorf("project %s is shown, and %s was asked for", at, id)
		}
	}
	empty := func() {
		t.Helper()
		p.until("no document", `!document.querySelector(".empty").hidden && document.querySelector("article").textContent === "" && document.querySelector("#documents .count").textContent === "0"`)
		p.rests()
		if at := eval[string](p, `location.pathname + document.title`); at != "/Gloss" {
			t.Errorf("the page without a document is %s", at)
		}
	}
	// The first visit of this device.
	first := project("Elections")
	p.do(chromedp.Navigate(s.url() + "/?project=" + first))
	shown(first)
	empty()
	p.shots("empty-project")
	p.importFiles(write(t, "one.txt", "The first article.\nIt is short."))
	p.until("the article", `document.querySelector("article").textContent.includes("The first article.")`)
	p.synced()
	if n := eval[int](p, `fetch("/api/v1/projects/%s/documents").then(r => r.json()).then(all => all.length)`, first); n != 1 {
		t.Errorf("the project has %d documents", n)
	}
	// A later one, with a document of another project open before, and the project
	// not on the device yet.
	second := project("Sports")
	p.do(chromedp.Navigate(s.url() + "/?project=" + second))
	shown(second)
	empty()
	// There and back by the list of projects.
	choose := func(key, id string) {
		p.do(chromedp.Focus("#project"), chromedp.KeyEvent(key))
		shown(id)
	}
	choose(kb.ArrowUp, first)
	p.until("its article", `document.querySelector("article").textContent.includes("The first article.")`)
	choose(kb.ArrowDown, second)
	empty()
	p.do(chromedp.Reload())
	shown(second)
	empty()
}

// shots takes pictures of the page in both themes, wide and narrow, when SHOTS
// names a folder for them.
func (p *page) shots(name string) {
	p.t.Helper()
	if os.Getenv("SHOTS") == "" {
		return
	}
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			p.media(theme)
			p.do(chromedp.EmulateViewport(width, 900))
			p.settle()
			p.shot(fmt.Sprintf("%s-%s-%d", name, theme, width))
		}
	}
	p.media("")
	p.do(chromedp.EmulateViewport(1280, 900))
}

// media has the system prefer a theme.
func (p *page) media(theme string) {
	p.t.Helper()
	feature := &emulation.MediaFeature{Name: "prefers-color-scheme", Value: theme}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{feature}}); err != nil {
		p.t.Fatal(err)
	}
}

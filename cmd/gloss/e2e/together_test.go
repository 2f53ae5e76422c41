package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// send makes a call of the API from a page, and wants it to be well.
func (p *page) send(method, path, body string) {
	p.t.Helper()
	if status := eval[int](p, `fetch(%q, { method: %q, headers: { "If-Match": '"0"' }, body: %q }).then(r => r.status)`, path, method, body); status/100 != 2 {
		p.t.Fatalf("%s %s: %d", method, path, status)
	}
}

// until the documents that the server has are as they should be.
func (s *server) until(what string, are func([]row) bool) {
	s.t.Helper()
	var all []row
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if all = rows(s.t, gloss(s.t, "export", "--data", s.data, "--format", "jsonl")); are(all) {
			return
		}
	}
	s.t.Fatalf("waited in vain for: %s; the server has %+v", what, all)
}

// barriers are none on the page as it is.
func (p *page) barriers() {
	p.t.Helper()
	for _, v := range p.violations() {
		p.t.Error(v)
	}
}

// pair is an administrator and an annotator on devices of their own, in a project
// of two documents.
func pair(t *testing.T) (s *server, ada, bob *page, project string) {
	t.Helper()
	s = startServer(t, "--team")
	file := write(t, "second.txt", "The second article.\nIt is short.")
	gloss(t, "import", "--data", s.data, file)
	ada = newDevice(t).tab()
	ada.enter(s.url()+invited(t, string(gloss(t, "user", "add", "--admin", "--data", s.data, "ada"))), "ada")
	project = eval[string](ada, `fetch("/api/v1/projects").then(r => r.json()).then(all => all[0].id)`)
	link := eval[string](ada, `fetch("/api/v1/projects/%s/invitations", { method: "POST", body: '{"role":"annotator"}' }).then(r => r.json()).then(i => i.path)`, project)
	bob = newDevice(t).tab()
	bob.enter(s.url()+link, "bob")
	return s, ada, bob, project
}

// TestOpenProject: where annotators see each other's labels, those of others are
// shown as theirs, and no gesture changes them: a label makes an own one.
func TestOpenProject(t *testing.T) {
	s, ada, bob, project := pair(t)
	ada.send("PUT", "/api/v1/projects/"+project+"/settings", `{"open":true,"overlap":1,"archived":false}`)
	ada.do(chromedp.Navigate(s.url()))
	ada.ready()
	ada.drag("Ali Larijani", 0)
	ada.key("1")
	ada.synced()
	bob.reload()
	bob.ready()
	bob.until("the label of ada", `document.querySelector("mark.theirs")`)
	if got := eval[string](bob, `document.querySelector("#annotations .item-label").textContent`); got != "actor (ada)" {
		t.Errorf("bob sees %q", got)
	}
	bob.click("Ali Larijani", 0)
	bob.until("it to say whose it is", `document.querySelector("#say").textContent.includes("by ada")`)
	bob.shots("theirs")
	bob.barriers()
	for what, shown := range map[string]string{
		"tools":   `document.querySelector("#palette [data-do=delete]")`,
		"handles": `!document.querySelector("#handle-start").hidden`,
		"removal": `!document.querySelector("#annotations .item-remove").hidden`,
		"a note":  `document.querySelector("#inspector textarea")`,
	} {
		if eval[bool](bob, `Boolean(%s)`, shown) {
			t.Errorf("the page offers %s", what)
		}
	}
	bob.key(kb.Delete)
	bob.until("the answer", `document.querySelector("#say").textContent.includes("annotation by ada")`)
	bob.key("4")
	bob.until("an own one", `document.querySelectorAll("#annotations .item").length === 2`)
	bob.synced()
	if got := bob.listed(); !slices.Contains(got, "location: Ali Larijani") {
		t.Errorf("bob sees %q", got)
	}
	s.until("the labels of both", func(all []row) bool { return len(all[0].Spans)+len(all[1].Spans) == 2 })
}

// TestAfterReview: a manager has annotators see each other's labels after their own
// review. Then they come to whoever has reviewed a document, offline too, and to a
// second device, and not to the documents that are not reviewed.
func TestAfterReview(t *testing.T) {
	s, ada, bob, project := pair(t)
	ada.do(chromedp.Navigate(s.url() + "/projects/" + project))
	ada.do(chromedp.Click(`input[name=sight][value=reviewed]`))
	ada.shots("sight")
	ada.do(chromedp.Click(`form[action$="/settings"] button`))
	ada.until("it to be saved", `document.querySelector(".said") && document.querySelector("input[name=sight]:checked").value === "reviewed"`)
	ada.barriers()
	ada.do(chromedp.Navigate(s.url()))
	ada.ready()
	ada.drag("Ali Larijani", 0)
	ada.key("1")
	ada.key("]", ctrl)
	ada.until("the second article", `document.querySelector("article").textContent.includes("The second article.")`)
	ada.drag("second article", 0)
	ada.key("2")
	ada.synced()
	bob.reload()
	bob.ready()
	bob.drag("Islamabad", 0)
	bob.key("4")
	bob.synced()
	bob.installed()
	if got := bob.listed(); !slices.Equal(got, []string{"location: Islamabad"}) {
		t.Errorf("before the review bob sees %q", got)
	}
	bob.key(kb.Enter, ctrl)
	bob.until("the second article", `document.querySelector("article").textContent.includes("The second article.")`)
	bob.synced()
	bob.key("[", ctrl)
	bob.until("the label of ada", `document.querySelector("mark.theirs")?.textContent.includes("Ali Larijani")`)
	bob.shots("after-review")
	bob.key("]", ctrl)
	bob.until("the second article again", `document.querySelector("article").textContent.includes("The second article.")`)
	if got := bob.listed(); len(got) != 0 {
		t.Errorf("of the second article bob sees %q", got)
	}
	// Reviewed while the server is away.
	s.kill()
	bob.drag("short", 0)
	bob.key("1")
	bob.key(kb.Escape)
	bob.key(kb.Enter, ctrl)
	bob.saved()
	s.start()
	bob.do(chromedp.Navigate(s.url() + eval[string](bob, `location.pathname`)))
	bob.ready()
	bob.synced()
	other := newDevice(t).tab()
	other.enter(s.url(), "bob")
	other.ready()
	other.synced()
	for name, p := range map[string]*page{"his first device": bob, "his second": other} {
		for _, words := range []string{"Ali Larijani", "second article"} {
			p.until("a document of "+name, `[...document.querySelectorAll("#documents [data-do=open]")].length >= 2`)
			p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`[...document.querySelectorAll("#documents [data-do=open]")].find(e => e.textContent.includes("second") === %t).click()`, words == "second article")))
			p.until("ada's label of "+words+" on "+name, `document.querySelector("mark.theirs")?.textContent.includes(%q)`, words)
		}
	}
}

// TestOfflineSet: a device keeps what its owner chooses; what is not on it is
// fetched when it is opened, and what has left it comes back.
func TestOfflineSet(t *testing.T) {
	s, _, bob, _ := pair(t)
	bob.do(chromedp.Navigate(s.url()))
	bob.ready()
	bob.synced()
	bob.until("both documents", `document.querySelector("#documents .count").textContent === "2"`)
	bob.drag("Ali Larijani", 0)
	bob.key("1")
	bob.synced()
	bob.key(",", ctrl)
	bob.until("the settings", `document.querySelector("#settings [data-do=offline]")`)
	bob.press("What is kept on this device…")
	bob.until("the documents of the server", `document.querySelectorAll("#offline .offline-list li").length === 2`)
	bob.shots("offline")
	bob.barriers()
	bob.do(chromedp.SendKeys("#offline-text", "SECOND art"))
	bob.until("the document that is looked for", `[...document.querySelectorAll("#offline .offline-list li")].map(e => e.textContent).join().match(/^[^,]*[Ss]econd[^,]*$/)`)
	bob.do(chromedp.SendKeys("#offline-text", strings.Repeat(kb.Backspace, len("SECOND art"))))
	bob.until("all again", `document.querySelectorAll("#offline .offline-list li").length === 2`)
	bob.press("Only what was handed to me or labelled by me")
	bob.until("the other document to leave", `document.querySelector("#documents .count").textContent === "1"`)
	bob.until("the answer", `document.querySelector("#offline .report").textContent.includes("has what you chose")`)
	if got := bob.listed(); !slices.Equal(got, []string{"actor: Ali Larijani"}) {
		t.Errorf("on the screen: %q", got)
	}
	bob.do(chromedp.Click(`#offline .offline-list li:nth-child(2) button`))
	bob.until("the other document", `document.querySelector("article").textContent.includes("The second article.")`)
	bob.drag("second article", 0)
	bob.key("2")
	bob.synced()
	bob.reload()
	bob.ready()
	bob.until("both again", `document.querySelector("#documents .count").textContent === "2"`)
	s.until("both labels", func(all []row) bool { return len(all[0].Spans) == 1 && len(all[1].Spans) == 1 })
}

// TestTraining: a manager marks a document on the page, with their own labels as
// the answers; who trains with it is told what was missed.
func TestTraining(t *testing.T) {
	s, ada, bob, project := pair(t)
	ada.send("PUT", "/api/v1/projects/"+project+"/settings", `{"open":false,"overlap":1,"archived":false,"queue":true,"pass":0}`)
	ada.do(chromedp.Navigate(s.url()))
	ada.ready()
	ada.drag("Ali Larijani", 0)
	ada.key("1")
	s.until("ada's label", func(all []row) bool { return len(all[0].Spans)+len(all[1].Spans) == 1 })
	ada.do(chromedp.Navigate(s.url() + "/projects/" + project + "/documents"))
	ada.until("the documents", `document.querySelectorAll("tbody tr").length === 2`)
	ada.shots("documents")
	ada.barriers()
	ada.do(chromedp.Evaluate[chromedp.Void](`for (const row of document.querySelectorAll("tbody tr")) {
		if (!row.textContent.includes("second")) row.querySelector("select").value = "training";
	}`))
	ada.do(chromedp.Click(`form[action*="/documents"] button`))
	ada.until("it to be saved", `document.querySelector(".said")?.textContent.includes("changed")`)
	bob.reload()
	bob.ready()
	bob.until("the button", `document.querySelector(".next-task")`)
	bob.press("Next document")
	bob.drag("Islamabad", 0)
	bob.key("4")
	bob.key(kb.Enter, ctrl)
	bob.until("the answers", `document.querySelector("#notice").innerText.includes("Missed: actor: Ali Larijani")`)
	bob.shots("training")
	if said := eval[string](bob, `document.querySelector("#notice").innerText`); !strings.Contains(said, "Not in the answers: location: Islamabad") {
		t.Errorf("bob is told %q", said)
	}
	bob.until("the next document", `document.querySelector("article").textContent.includes("The second article.")`)
	bob.do(chromedp.Navigate(s.url() + "/projects/" + project + "/progress"))
	bob.until("the training", `document.querySelector("#training")`)
	ada.do(chromedp.Navigate(s.url() + "/projects/" + project + "/progress"))
	ada.until("the score", `document.querySelector("#known")?.nextElementSibling.textContent.includes("bob")`)
	ada.shots("known")
	ada.barriers()
}

// TestBefore: labels that a device has from before a server had accounts are
// offered to who signs in, and become theirs.
func TestBefore(t *testing.T) {
	s := startServer(t)
	d := newDevice(t)
	p := d.open(s.url())
	p.drag("Ali Larijani", 0)
	p.key("1")
	p.key(kb.Escape)
	p.drag("Islamabad", 1)
	p.key("4")
	p.synced()
	s.kill()
	s.args = append(s.args, "--team")
	s.start()
	p.enter(s.url()+invited(t, string(gloss(t, "user", "add", "--admin", "--data", s.data, "ada"))), "ada")
	p.do(chromedp.Navigate(s.url()))
	p.ready()
	p.until("the offer", `document.querySelector("#notice [data-do=take-before]")`)
	p.shots("before")
	p.press("They are mine: take them over")
	p.until("the labels", `document.querySelector("#notice").innerText.includes("yours now")`)
	p.synced()
	// The server has them twice: as those of before, and as ada's.
	p.until("all of them", `document.querySelectorAll("#annotations .item").length === 4`)
	s.until("the labels of both", func(all []row) bool { return len(all[0].Spans) == 4 })
	authors := eval[string](p, `fetch(document.querySelector(".doc-link[aria-current=page]").getAttribute("href").replace("/d/", "/api/v1/documents/") + "/annotations").then(r => r.json()).then(all => all.map(a => a.by).sort().join(" "))`)
	if authors != "ada ada annotator annotator" {
		t.Errorf("the labels are of %s", authors)
	}
}

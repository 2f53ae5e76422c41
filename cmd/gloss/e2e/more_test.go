package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	page_ "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// fill puts a value into a field of a form as a person does, and leaves it.
func (p *page) fill(selector, value string) {
	p.t.Helper()
	eval[bool](p, `(() => { const f = document.querySelector(%q); f.scrollIntoView({ block: "nearest" }); f.focus(); f.select?.(); return true })()`, selector)
	if value == "" {
		p.key(kb.Backspace)
	} else {
		p.do(chromedp.KeyEvent(value))
	}
	eval[bool](p, `(document.activeElement.blur(), true)`)
	p.settle()
}

// TestMoreThanSpans gives an article all that is no span: parts, links by keyboard
// and by dragging, attributes, notes, labels of the document; and what is exported
// holds all of it.
func TestMoreThanSpans(t *testing.T) {
	s := startServer(t)
	p := newDevice(t).open(s.url())

	p.drag("Ali Larijani", 0)
	p.key("1")
	p.key(kb.Escape)
	p.drag("heads Iran’s Supreme National Security Council", 0)
	p.key("2")

	// A further part, with Ctrl held.
	at := p.find("Mohammad Ishaq Dar", 0)
	mod := func(m *input.DispatchMouseEventParams) {
		m.Button, m.Buttons, m.ClickCount, m.Modifiers = "left", 1, 1, int64(chromedp.ModifierCtrl)
	}
	p.do(
		chromedp.MouseEvent("mouseMoved", at.X1+1, at.Y1),
		chromedp.MouseEvent("mousePressed", at.X1+1, at.Y1, mod),
		chromedp.MouseEvent("mouseMoved", (at.X1+at.X2)/2, at.Y1, mod),
		chromedp.MouseEvent("mouseMoved", at.X2-1, at.Y2, mod),
		chromedp.MouseEvent("mouseReleased", at.X2-1, at.Y2, mod),
	)
	p.settle()
	p.shot("parts")
	p.until("two parts", `document.querySelectorAll("mark.chosen").length >= 2`)
	p.key("z", chromedp.ModifierCtrl)

	// A link by keyboard: from the claim, which is chosen, to the actor.
	p.key(kb.Escape)
	p.click("Supreme", 0)
	p.key("c")
	p.key(",")
	p.key(kb.Enter)
	p.click("Supreme", 0)
	p.until("the link in the panel", `document.querySelector("#inspector .links-list")?.innerText.includes("Ali Larijani")`)
	p.until("the link over the text", `document.querySelector("#links text")?.textContent === "made by"`)
	if got := eval[string](p, `document.querySelector("article").textContent`); strings.Contains(got, "made by") {
		t.Error("the name of a link is in the text of the article")
	}

	// One by dragging, from the handle to another annotation.
	p.key(kb.Escape)
	p.drag("Islamabad", 1)
	p.key("4")
	p.key(kb.Escape)
	p.click("Supreme", 0)
	p.until("the handle", `!document.querySelector("#link-handle").hidden`)
	h := eval[place](p, `(() => { const r = document.querySelector("#link-handle").getBoundingClientRect(); return { X1: (r.left + r.right) / 2, Y1: (r.top + r.bottom) / 2 } })()`)
	to := p.look("Islamabad", 1)
	h = eval[place](p, `(() => { const r = document.querySelector("#link-handle").getBoundingClientRect(); return { X1: (r.left + r.right) / 2, Y1: (r.top + r.bottom) / 2 } })()`)
	left := func(m *input.DispatchMouseEventParams) { m.Button, m.Buttons, m.ClickCount = "left", 1, 1 }
	p.do(
		chromedp.MouseEvent("mouseMoved", h.X1, h.Y1),
		chromedp.MouseEvent("mousePressed", h.X1, h.Y1, left),
		chromedp.MouseEvent("mouseMoved", h.X1+20, h.Y1+10, left),
		chromedp.MouseEvent("mouseMoved", (to.X1+to.X2)/2, to.Y1, left),
		chromedp.MouseEvent("mouseReleased", (to.X1+to.X2)/2, to.Y1, left),
	)
	p.settle()
	p.until("two links", `document.querySelectorAll("#inspector .links-list li").length === 2`)

	// Attributes and a note.
	p.shot("links")
	eval[bool](p, `(() => { const s = document.querySelector("#attribute-stance"); s.value = "denied"; s.dispatchEvent(new Event("change", { bubbles: true })); return true })()`)
	p.settle()
	p.fill("#inspector textarea", "Who says so?")
	p.key(kb.Escape)

	// The document: a label, a note, a flag that is taken back, a status.
	p.press("opinion")
	p.press("Come back to this")
	p.until("flagged", `document.querySelector('#inspector [data-do=about][data-arg="gloss:flag"]').ariaPressed === "true"`)
	p.fill("#note-document", "Read again.")
	p.press("Reviewed")
	p.until("not flagged", `document.querySelector('#inspector [data-do=about][data-arg="gloss:flag"]').ariaPressed === "false"`)
	p.shot("document")
	p.saved()
	p.synced()

	// All of it survives a reload, and reaches a dataset.
	p.do(chromedp.Reload())
	p.ready()
	p.until("the panel", `document.querySelector("#note-document")?.value === "Read again."`)
	p.click("Supreme", 0)
	if got := eval[string](p, `document.querySelector("#attribute-stance").value + " " + document.querySelector("#inspector textarea").value`); got != "denied Who says so?" {
		t.Errorf("after a reload: %q", got)
	}
	var projects []struct{ ID string }
	if err := json.Unmarshal(s.get("/api/v1/projects"), &projects); err != nil {
		t.Fatal(err)
	}
	line := string(s.get("/api/v1/projects/" + projects[0].ID + "/export?format=jsonl"))
	for _, want := range []string{`"label":"made by"`, `"label":"about place"`, `"note":"Who says so?"`, `{"name":"stance","value":"denied"}`, `"label":"opinion"`, `"label":"gloss:status"`, `"note":"Read again."`} {
		if !strings.Contains(line, want) {
			t.Errorf("%s is not in\n%s", want, line)
		}
	}
	if strings.Contains(line, "gloss:flag") {
		t.Error("the flag was taken back")
	}
	// A span is removed with its links, in one step.
	p.key(kb.Delete)
	p.shot("gone")
	p.until("no links", `!document.querySelector("#links text")`)
	p.key("z", chromedp.ModifierCtrl)
	p.click("Supreme", 0)
	p.until("two links again", `document.querySelectorAll("#inspector .links-list li").length === 2`)
	if want := []string{"actor: Ali Larijani", "claim: heads Iran’s Supreme National Security Council", "location: Islamabad"}; !slices.Equal(p.listed(), want) {
		t.Errorf("listed are %q", p.listed())
	}
}

// TestQuiet: from the first start to a label nothing goes to the console as an
// error.
func TestQuiet(t *testing.T) {
	p := newDevice(t).tab()
	const listen = `window.errors = []; { const say = console.error; console.error = (...all) => { errors.push(all.join(" ")); say(...all) } }`
	if _, err := chromedp.Call(p.ctx, page_.AddScriptToEvaluateOnNewDocument, page_.AddScriptToEvaluateOnNewDocumentParams{Source: listen}); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Navigate(startServer(t).url()))
	p.ready()
	p.drag("Ali Larijani", 0)
	p.key("1")
	p.saved()
	if got := eval[[]string](p, `window.errors`); len(got) > 0 {
		t.Errorf("the console says %q", got)
	}
}

// TestLinkByTap links by finger or mouse alone: the text is in view while the other end
// is looked for, and what links, or does not, stands beside it. What cannot be done is
// said for all to see.
func TestLinkByTap(t *testing.T) {
	p := withFile(t, "linked.jsonl", `{"title":"News","text":"Ada Lovelace said in Kent that the fund grew in Wales.","spans":[{"label":"actor","start":0,"end":12},{"label":"location","start":21,"end":25},{"label":"claim","start":31,"end":44},{"label":"location","start":48,"end":53}]}`+"\n", "Ada")
	said := func(want string) {
		t.Helper()
		p.until("to be seen: "+want, `(s => s.className === "said" && s.getBoundingClientRect().height > 20 && s.textContent.trim() === %q)(document.querySelector("#say"))`, want)
	}
	p.press("Redo")
	said("Nothing to redo")
	p.phone()
	link := func(from, to string) {
		t.Helper()
		p.click(from, 0)
		p.tap("[data-do=drawer][data-arg=annotations].only-narrow")
		p.until("the details", `document.querySelector("#inspector [data-do=link]")?.offsetParent`)
		p.settle()
		eval[bool](p, `(document.querySelector("#inspector [data-do=link]").click(), true)`)
		p.until("the text", `!document.querySelector("#annotations").getClientRects().length && document.querySelector("#palette").hidden`)
		if !eval[bool](p, `document.querySelector("#say.said").textContent.startsWith("Link from")`) {
			t.Error("what to do next is not seen")
		}
		p.click(to, 0)
		p.until("the tools", `document.querySelector("#palette [data-do=link-here]")?.offsetParent`)
		p.forFingers("while a link is made")
		p.tap("#palette [data-do=link-here]")
	}
	link("Kent", "Wales")
	said("The schema has no link from location to location")
	p.tap("#palette [data-do=link-end]")
	p.until("no link", `!document.querySelector("#palette [data-do=link-end]") && document.querySelector("#say").className !== "said"`)
	link("fund", "Lovelace")
	p.until("the link", `document.querySelector(".links-list li")?.textContent.includes("made by")`)
}

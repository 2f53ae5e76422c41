package e2e

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// proposed are the proposals that are drawn, each «name: text».
func (p *page) proposed() []string {
	p.t.Helper()
	return eval[[]string](p, `[...document.querySelectorAll("article .proposal")].map(e => (e.dataset.name ?? "") + ": " + e.textContent)`)
}

// current is the proposal that the next key is for.
func (p *page) current() string {
	p.t.Helper()
	return eval[string](p, `document.querySelector("article .proposal.current")?.textContent ?? ""`)
}

// TestSuggestions labels by hand and then by the keys of the suggestions; what is
// proposed is no label, moves nothing, is remembered when it is refused, and goes on
// without the server.
func TestSuggestions(t *testing.T) {
	const story = "Ada Lovelace went to London.\n" +
		"Then Ada Lovelace saw Charles Babbage.\n" +
		"In London Ada Lovelace wrote 12 notes.\n" +
		"Charles Babbage and Ada Lovelace met in London.\n" +
		"Ada Lovelace drew a machine.\n" +
		"Ada Lovelace was ill.\n" +
		"Later Ada Lovelace left.\n" +
		"At last Ada Lovelace slept."
	s, d := startServer(t), newDevice(t)
	p := d.open(s.url())
	p.importFiles(write(t, "ada.txt", story))
	p.until("the document", `document.querySelector("article").textContent.startsWith("Ada Lovelace")`)
	p.press("Close")
	height := eval[float64](p, `document.querySelector("article").getBoundingClientRect().height`)
	for i := range 2 {
		p.drag("Ada Lovelace", i)
		p.key("1")
		p.key(kb.Escape)
	}
	const ada = "actor: Ada Lovelace"
	p.until("six proposals", `document.querySelectorAll("article .proposal").length === 6`)
	if got := p.proposed(); !slices.Equal(got, []string{ada, ada, ada, ada, ada, ada}) {
		t.Errorf("proposed are %q", got)
	}
	if got := eval[float64](p, `document.querySelector("article").getBoundingClientRect().height`); got != height {
		t.Errorf("with labels and proposals the article is %v high, without %v", got, height)
	}
	if got := p.listed(); !slices.Equal(got, []string{ada, ada}) {
		t.Errorf("listed are %q", got)
	}
	if got := eval[string](p, `document.querySelector("article").innerText.replace(/\n+/g, "\n")`); got != story {
		t.Errorf("the text is now %q", got)
	}

	// One key goes to it and says why, one accepts and goes on, one rejects.
	p.key("s")
	if at := p.find("Ada Lovelace", 2); p.current() != "Ada Lovelace" || !eval[bool](p, `document.elementFromPoint(%v, %v).matches(".proposal.current")`, (at.X1+at.X2)/2, at.Y1) {
		t.Errorf("the first key went to %q", p.current())
	}
	p.until("the reason", `document.querySelector("#proposal").innerText.includes("labelled actor 2 times")`)
	if said := eval[string](p, `document.querySelector("#say").textContent`); !strings.HasPrefix(said, "actor? Ada Lovelace, 1 of 6") || !strings.Contains(said, "labelled actor") {
		t.Errorf("it is read out as %q", said)
	}
	p.key("a")
	if got := p.listed(); len(got) != 3 || p.current() != "Ada Lovelace" {
		t.Errorf("accepted: %q, then at %q", got, p.current())
	}
	p.key("a")
	p.key("a")
	p.key("2") // under another label
	if got := p.listed(); !slices.Equal(got, []string{ada, ada, ada, ada, ada, "claim: Ada Lovelace"}) {
		t.Errorf("a digit: %q", got)
	}
	p.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.until("it is proposed again", `document.querySelectorAll("article .proposal").length === 3`)
	p.key("s")
	p.key("s")
	p.key("x")
	p.until("one less", `document.querySelectorAll("article .proposal").length === 2`)
	p.key(kb.Escape)
	p.saved()
	p.until("what was saved", `document.querySelector("[data-do=suggest]").title === "0 gestures saved"`) // 3 made for 9 keys

	// Nothing of it is in a dataset, and the refusal survives a reload, offline.
	if got := rows(t, p.export("jsonl", ".jsonl")); len(got[1].Spans) != 5 {
		t.Errorf("exported are %q", got[1].labelled())
	}
	p.synced()
	if b := s.get("/api/v1/projects/" + projectID(t, s) + "/export?format=jsonl"); bytes.Contains(b, []byte("refused")) {
		t.Errorf("the server exports what was refused: %s", b)
	}
	p.reload()
	p.installed()
	s.kill()
	p.reload()
	p.until("the proposals", `document.querySelectorAll("article .proposal").length === 2`)
	if got := eval[[]string](p, `[...document.querySelectorAll("article .proposal")].map(e => e.parentElement.textContent)`); !slices.Equal(got, []string{"Later Ada Lovelace left.", "At last Ada Lovelace slept."}) {
		t.Errorf("after a reload it is proposed in %q", got)
	}
	// Switched off, and so it stays; then on again.
	p.do(chromedp.Click(`[data-do=suggest]`))
	p.press("Suggest")
	p.press("Close")
	p.reload()
	p.until("off", `document.querySelector("[data-do=suggest] .count").textContent === "off"`)
	if got := p.proposed(); len(got) != 0 {
		t.Errorf("switched off, %q is proposed", got)
	}
	p.do(chromedp.Click(`[data-do=suggest]`))
	p.press("Suggest")
	p.press("Close")
	p.until("on", `document.querySelectorAll("article .proposal").length === 2`)

	// A click goes to it; a bracket gives it other ends.
	p.click("Ada Lovelace", 7)
	p.until("the card", `!document.querySelector("#proposal").hidden`)
	p.key("[")
	if got := p.chosen(); got != "last Ada Lovelace" {
		t.Errorf("a bracket made %q", got)
	}
}

// TestSuggestionsOfProjects: what was learnt in one project is not proposed in
// another, and is again when that one is back.
func TestSuggestionsOfProjects(t *testing.T) {
	s := startServer(t)
	p := newDevice(t).open(s.url())
	p.synced()
	gloss(t, "project", "add", "--data", s.data, "--from", "Sample project", "Elections")
	gloss(t, "import", "--data", s.data, "--project", "Elections", write(t, "second.txt", "In Islamabad it rained.\nLater Ada Lovelace went on.\nThen Ada Lovelace sat."))
	p.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("online"))`))
	p.until("the switch", `document.querySelector("#project")?.options.length === 2`)
	p.drag("Islamabad", 0)
	p.key("4")
	p.key(kb.Escape)
	p.until("a proposal", `document.querySelectorAll("article .proposal").length > 0`)
	p.do(chromedp.Focus("#project"), chromedp.KeyEvent(kb.ArrowDown))
	p.until("the other text", `document.querySelector("article").textContent.includes("it rained")`)
	p.drag("Ada Lovelace", 0)
	p.key("1")
	p.key(kb.Escape)
	p.until("a proposal", `document.querySelectorAll("article .proposal").length > 0`)
	if got := p.proposed(); !slices.Equal(got, []string{"actor: Ada Lovelace"}) {
		t.Errorf("proposed are %q", got)
	}
	p.do(chromedp.Focus("#project"), chromedp.KeyEvent(kb.ArrowUp))
	p.until("what is proposed in the first", `[...document.querySelectorAll("article .proposal")].some(e => e.textContent === "Islamabad")`)
}

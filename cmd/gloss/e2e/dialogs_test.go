package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestDialogs fills in what the page asks for, by keys alone: the field has the focus,
// Enter does what the button does, and what is missing or wrong is said beside it.
func TestDialogs(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program.")
	at := func(field string) {
		t.Helper()
		p.until("the focus on "+field, `document.activeElement.id === %q`, field)
	}
	wrong := func(field string) string {
		return eval[string](p, `document.querySelector(%q).validationMessage`, "#"+field)
	}
	p.press("New label")
	at("label-name")
	p.keys("Enter")
	if at("label-name"); wrong("label-name") == "" {
		t.Error("nothing is said of a label without a name")
	}
	p.do(chromedp.KeyEvent("Actor"))
	p.fill("#label-about", "Who acts.")
	p.fill("#label-name", "actor")
	p.press("Add label")
	if at("label-name"); wrong("label-name") != "There is a label actor already." {
		t.Errorf("of a name that is taken is said %q", wrong("label-name"))
	}
	if got := eval[string](p, `document.querySelector("#label-about").value`); got != "Who acts." {
		t.Errorf("of what was filled in there is left %q", got)
	}
	p.do(chromedp.KeyEvent(" two"))
	p.keys("Enter")
	p.until("the dialog to close", `!document.querySelector("dialog[open]")`)
	if got := p.labels(); !slices.Contains(got, "actor two") {
		t.Errorf("the labels are %q", got)
	}

	p.press("Paste text")
	at("paste-text")
	p.do(chromedp.KeyEvent("  "))
	p.press("Add document")
	if at("paste-text"); wrong("paste-text") == "" {
		t.Error("nothing is said of a text that is empty")
	}
	p.do(chromedp.KeyEvent("Another text."))
	p.keys("mod+Enter")
	p.isOpen("Another text.")
}

// TestLabelledByMouse sees the colour of a label that was given with the mouse, and
// where the keyboard goes on once keys are used.
func TestLabelledByMouse(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program.")
	p.press("actor")
	p.drag("Ada Lovelace", 0)
	cursor := func() string {
		return eval[string](p, `(s => s.textDecorationLine + " " + s.backgroundColor)(getComputedStyle(document.querySelector("mark"), "::highlight(gloss-cursor)"))`)
	}
	if got := cursor(); got != "none rgba(0, 0, 0, 0)" {
		t.Errorf("over the colour of the label lies %s", got)
	}
	p.keys("ArrowRight", "ArrowLeft")
	if got := cursor(); got != "underline rgba(0, 0, 0, 0)" {
		t.Errorf("where the keyboard goes on is shown by %s", got)
	}
}

// TestSaidInView says what is wrong in a long dialog where it is seen, wherever one has
// scrolled to.
func TestSaidInView(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program.")
	inView := func(selector, want string) {
		t.Helper()
		p.until(want, `document.querySelector(%q).textContent === %q`, selector, want)
		if !eval[bool](p, `(r => r.height > 0 && document.elementFromPoint(r.left + 4, r.top + r.height / 2) === document.querySelector(%q))(document.querySelector(%[1]q).getBoundingClientRect())`, selector) {
			t.Errorf("%q is out of view", want)
		}
	}
	p.press("Schema")
	p.row("actor")
	p.fill("#schema details[open] input", "claim")
	inView("#schema .report", "There is a label claim already.")
	p.fill("#schema details[open] input", "")
	inView("#schema .report", "A label needs a name.")
	p.press("Close")
	p.press("Settings")
	p.press("Change the key: Undo")
	p.keys("n")
	inView("#key-told", "n is used by: Select the next candidate (a name, a number, words labelled before) or, during a search, the next match. Press it again to use it here instead.")
}

// TestNoLabels begins a project without labels: the first is made where the labels would
// be, beside the text that is selected, and then labels it.
func TestNoLabels(t *testing.T) {
	s := startServer(t)
	p := newDevice(t).open(s.url())
	id := eval[string](p, `fetch("/api/v1/projects", { method: "POST", body: '{"name":"Elections"}' }).then(r => r.json()).then(p => p.id)`)
	p.do(chromedp.Navigate(s.url() + "/?project=" + id))
	p.until("the project", `document.querySelector("#project")?.value === %q`, id)
	p.importFiles(write(t, "one.txt", "The minister said that 12 people came."))
	p.until("the text", `document.querySelector("article").textContent.includes("12 people")`)
	p.until("what to do first", `/^There are no labels yet/.test(document.querySelector("#annotations .hint").innerText)`)
	p.drag("12 people", 0)
	at := eval[place](p, `(r => ({ X1: r.left + r.width / 2, Y1: r.top + r.height / 2 }))(document.querySelector("#palette [data-do=new-label]").getBoundingClientRect())`)
	p.do(chromedp.MouseClickXY(at.X1, at.Y1))
	p.until("the dialog", `document.activeElement.id === "label-name"`)
	p.do(chromedp.KeyEvent("number"))
	p.keys("Enter")
	p.until("the label", `document.querySelector("#palette .label")`)
	p.keys("1")
	if got := p.listed(); !slices.Equal(got, []string{"number: 12 people"}) {
		t.Errorf("labelled %q", got)
	}
	p.phone()
	if !eval[bool](p, `document.querySelector(".tools [data-do=new-label]").classList.contains("rare")`) {
		t.Error("with labels a further one is what is done first")
	}
}

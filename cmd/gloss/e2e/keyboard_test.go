package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	alt   = chromedp.ModifierAlt
	shift = chromedp.ModifierShift
)

// keys presses keys one after another, named as in the table of keys, and tells
// how many there were.
func (p *page) keys(names ...string) int {
	p.t.Helper()
	for _, name := range names {
		parts := strings.Split(name, "+")
		key := parts[len(parts)-1]
		if code, ok := map[string]string{
			"ArrowRight": kb.ArrowRight, "ArrowLeft": kb.ArrowLeft, "ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp,
			"Home": kb.Home, "End": kb.End, "Tab": kb.Tab, "Escape": kb.Escape, "Enter": kb.Enter, "Delete": kb.Delete, "F6": kb.F6,
		}[key]; ok {
			key = code
		}
		var modifiers []chromedp.Modifier
		for _, m := range parts[:len(parts)-1] {
			modifiers = append(modifiers, map[string]chromedp.Modifier{"mod": ctrl, "Alt": alt, "Shift": shift}[m])
		}
		if slices.Contains(parts[:len(parts)-1], "Shift") && len(key) == 1 {
			key = strings.ToUpper(key)
		}
		p.key(key, modifiers...)
	}
	return len(names)
}

// selected is the text that is selected in the page.
func (p *page) selected() string {
	p.t.Helper()
	return p.highlighted("gloss-selection")
}

func (p *page) highlighted(name string) string {
	p.t.Helper()
	return eval[string](p, `[...(CSS.highlights.get(%q) ?? [])].map(String).join("|")`, name)
}

// focus is what has the focus: a role or the kind of element, and the name.
func (p *page) focus() string {
	p.t.Helper()
	return eval[string](p, `(e => (e.tagName + " " + (e.ariaLabel || e.innerText.slice(0, 20))).toLowerCase())(document.activeElement)`)
}

// TestWordCursor goes through a text with keys alone.
func TestWordCursor(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program. Babbage built 2 engines.\nThe second paragraph has some words in it. "+strings.Repeat("More of them follow here. ", 12))
	for _, c := range []struct{ keys, want string }{
		{"ArrowRight", "A"},
		{"mod+ArrowDown", "Ada"},
		{"ArrowRight l", "wrote"},
		{"h", "Lovelace"},
		{"Shift+ArrowRight Shift+l", "Lovelace wrote the"},
		{"Shift+h", "Lovelace wrote"},
		{"]", "Lovelace wrote the"}, // brackets stretch the selection too
		{"} [", "Ada Lovelace wrote"},
		{"Alt+Shift+ArrowRight", "Ada Lovelace wrote t"},
		{"Alt+ArrowRight", "h"},
		{"End", "engines"},
		{"Home", "Ada"},
		{"Shift+End", "Ada Lovelace wrote the program. Babbage built 2 engines"},
		{"Home w", "Ada Lovelace wrote the program."},
		{"w", "Babbage built 2 engines."},
		{"Shift+w", "Ada Lovelace wrote the program."},
		{") ", "Babbage"},
		{"( ", "Ada"},
		{"mod+ArrowDown", "The"},
		{"Shift+ArrowDown", ""}, // as far as the line goes
		{"mod+End", "here"},
		{"mod+Home", "A"},
		{"mod+ArrowDown n", "Ada Lovelace"},
		{"n", "Babbage"},
		{"n", "2"},
		{"Shift+n", "Babbage"},
		{"Home j", ""}, // into the next line, wherever that is
		{"k", "Ada"},
	} {
		p.keys(strings.Fields(c.keys)...)
		if got := p.selected(); c.want != "" && got != c.want {
			t.Errorf("%s selects %q, want %q", c.keys, got, c.want)
		}
	}
	// The cursor stays visible where nothing is selected, while the text has the
	// focus.
	p.keys("Escape")
	if got := p.highlighted("gloss-cursor"); got != "Ada" || p.selected() != "" {
		t.Errorf("after Escape the cursor is at %q, %q is selected", got, p.selected())
	}
	if got := p.focus(); got != "article document" {
		t.Errorf("the focus is on %q", got)
	}
}

// TestTabWalks walks the annotations with Tab, and out of the text at both ends
// and after Escape (WCAG 2.1.2).
func TestTabWalks(t *testing.T) {
	p := withText(t, "Ada met Babbage in London.")
	for _, w := range []string{"Ada", "Babbage", "London"} {
		p.drag(w, 0)
		p.keys("1")
	}
	p.keys("Escape", "mod+Home", "Escape")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("article").focus()`))
	p.keys("h") // a key, so that Escape is not the last one
	for _, want := range []string{"Ada", "Babbage", "London"} {
		p.keys("Tab")
		if got := p.chosen(); got != want || p.focus() != "article document" {
			t.Errorf("Tab chooses %q with the focus on %q, want %q", got, p.focus(), want)
		}
	}
	if got := eval[string](p, `document.querySelector("#say").textContent`); got != "actor: London, 3 of 3" {
		t.Errorf("said %q", got)
	}
	p.keys("Tab")
	if got := p.focus(); got == "article document" {
		t.Error("Tab does not leave the text behind the last annotation")
	}
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("article").focus()`))
	p.keys("Shift+Tab", "Shift+Tab")
	if got := p.chosen(); got != "Ada" {
		t.Errorf("Shift+Tab chooses %q", got)
	}
	p.keys("Escape", "Tab")
	if got := p.focus(); got == "article document" {
		t.Error("Tab does not leave the text after Escape")
	}
	p.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
	var round []string
	for range 4 {
		p.keys("F6")
		round = append(round, p.focus())
	}
	if want := []string{"button actor", "input search documents", "article document", "button actor\nada"}; !slices.Equal(round, want) {
		t.Errorf("F6 goes round %q, want %q", round, want)
	}
}

// TestRightToLeft walks a Persian text: → goes to the right.
func TestRightToLeft(t *testing.T) {
	p := withText(t, "علی لاریجانی در Islamabad City گفت.")
	x := func() float64 {
		return eval[float64](p, `(([r]) => { const b = r.getBoundingClientRect(); return (b.left + b.right) / 2 })([...CSS.highlights.get("gloss-selection")])`)
	}
	p.keys("mod+End")
	if got := p.selected(); got != "گفت" {
		t.Fatalf("the last word is %q", got)
	}
	was := x()
	var words []string
	for range 5 {
		p.keys("ArrowRight")
		words = append(words, p.selected())
		if now := x(); now <= was {
			t.Errorf("→ went left, to %q", p.selected())
		} else {
			was = now
		}
	}
	if want := []string{"Islamabad", "City", "در", "لاریجانی", "علی"}; !slices.Equal(words, want) {
		t.Errorf("→ selects %q, want %q", words, want)
	}
	for range 5 {
		p.keys("h")
		if now := x(); now >= was {
			t.Errorf("h went right, to %q", p.selected())
		} else {
			was = now
		}
	}
	p.keys("mod+Home", "Shift+ArrowLeft", "1")
	if got := p.listed(); !slices.Equal(got, []string{"actor: علی لاریجانی"}) {
		t.Errorf("labelled %q", got)
	}
	if !eval[bool](p, `document.querySelector("#handle-end").getBoundingClientRect().left < document.querySelector("#handle-start").getBoundingClientRect().left`) {
		t.Error("the end of a Persian name has its handle on the right")
	}
}

// TestOwnKeys changes keys in the settings, switches them off and back on.
func TestOwnKeys(t *testing.T) {
	p := withText(t, "Ada met Babbage.")
	p.keys("mod+,")
	p.until("the settings", `document.querySelector("#settings[open] .keys")`)
	p.press("Change the key: Undo")
	p.keys("n")
	p.until("the conflict", `document.querySelector("#key-told").textContent.startsWith("n is used by: Select the next candidate")`)
	p.keys("n")
	p.until("the change", `document.querySelector("#key-told").textContent === "Changed to n."`)
	p.press("Switch off: Show the keys")
	p.keys("Escape")
	p.until("the settings to close", `!document.querySelector("#settings").open`)
	p.drag("Ada", 0)
	p.keys("1", "Escape", "n")
	if got := p.listed(); len(got) != 0 {
		t.Errorf("the new key of Undo leaves %q", got)
	}
	p.saved()
	p.reload()
	p.keys("?")
	if eval[bool](p, `document.querySelector("#help").open`) {
		t.Error("a key that was switched off opens the help")
	}
	p.drag("Babbage", 0)
	p.keys("2", "Escape", "n")
	if got := p.listed(); len(got) != 0 {
		t.Errorf("after a reload the new key of Undo leaves %q", got)
	}
	p.press("Settings")
	p.press("Reset all keys")
	p.press("Keys of a single character")
	p.keys("Escape")
	p.drag("Ada", 0)
	p.keys("1", "n")
	if got := p.listed(); len(got) != 0 {
		t.Errorf("keys of one character are off, yet: %q", got)
	}
	p.do(chromedp.KeyEvent("1", chromedp.KeyModifiers(ctrl, alt)))
	p.settle()
	if got := p.listed(); !slices.Equal(got, []string{"actor: Ada"}) {
		t.Errorf("Ctrl, Alt and 1 label %q", got)
	}
	p.press("Settings")
	eval[bool](p, `(() => { const s = document.querySelector("#language"); s.value = "de"; s.dispatchEvent(new InputEvent("input", { bubbles: true })); return true })()`)
	p.until("German", `document.documentElement.lang === "de" && [...document.querySelectorAll("button")].some(b => (b.ariaLabel || b.innerText.trim()) === "Rückgängig")`)
}

// TestDoneAndNext marks a document as reviewed and opens the next with one chord.
func TestDoneAndNext(t *testing.T) {
	p := withText(t, "Second.")
	p.sample()
	p.keys("mod+Enter")
	p.until("the second document", `document.querySelector("article").textContent === "Second."`)
	p.saved()
	p.synced()
}

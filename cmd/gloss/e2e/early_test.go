package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// held is a page in which the program is never there.
const held = `WebAssembly.compileStreaming = WebAssembly.compile = () => new Promise(() => {})`

// TestReadEarly shows the last document with its labels before the program is
// there, as it was left, and as text whatever it says.
func TestReadEarly(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	p := d.open(s.url())
	p.importFiles(write(t, "early.txt", `Ada <img src=x onerror="document.title='markup'"> met Grace in Tehran.`))
	p.until("the document", `document.querySelector("article").textContent.startsWith("Ada")`)
	p.drag("Ada", 0)
	p.key("1")
	p.key(kb.Escape)
	p.drag("Tehran", 0)
	p.key("4") // chosen when the page is left
	p.saved()
	const marks = `[...document.querySelectorAll("article mark")].map((m) => m.dataset.label + ": " + m.textContent + (m.classList.contains("chosen") ? " chosen" : "")).join(", ")`
	was := eval[string](p, marks)
	if was != "actor: Ada, location: Tehran chosen" {
		t.Fatalf("labelled %q", was)
	}
	text := eval[string](p, `document.querySelector("article").textContent`)
	url := eval[string](p, `location.href`)

	p.early(held)
	p.do(chromedp.Navigate(url))
	p.until("the early text", `document.querySelector(".early mark")`)
	if got := eval[string](p, marks); got != "actor: Ada, location: Tehran" {
		t.Errorf("before the program runs: %q", got)
	}
	if got := eval[string](p, `document.querySelector("article").textContent`); got != text {
		t.Errorf("the early text is %q, want %q", got, text)
	}
	if eval[bool](p, `Boolean(document.querySelector("article img")) || document.title === "markup"`) {
		t.Error("text became markup")
	}
}

// TestLeftAtStart leaves the page while it makes its database. The browser may keep
// such a page for the way back, frozen, and must not let it stand in the way.
func TestLeftAtStart(t *testing.T) {
	s := startServer(t)
	for range 4 {
		p := newDevice(t).tab()
		p.do(chromedp.Navigate(s.url()))
		p.until("the program", `performance.getEntriesByName("gloss:program").length`)
		time.Sleep(20 * time.Millisecond)
		p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(s.url()))
		p.ready()
	}
}

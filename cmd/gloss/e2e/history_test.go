package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestTimeTravel lists what was done, shows the document as it was, and restores
// it; and what was done can be undone after another document and a reload.
func TestTimeTravel(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	p.drag("Ali Larijani", 0)
	p.key("1")
	p.key("2") // a claim after all
	p.key(kb.Escape)
	p.drag("Islamabad", 1)
	p.key("4")
	p.key(kb.Escape)
	now := []string{"claim: Ali Larijani", "location: Islamabad"}
	if got := p.listed(); !slices.Equal(got, now) {
		t.Fatalf("listed are %q", got)
	}
	p.press("History")
	says := eval[[]string](p, `[...document.querySelectorAll(".moment-says")].map(e => e.textContent)`)
	if want := []string{"location: Islamabad", "claim: Ali Larijani (was actor)", "actor: Ali Larijani"}; !slices.Equal(says, want) {
		t.Fatalf("the history says %q, want %q", says, want)
	}
	eval[bool](p, `(document.querySelectorAll(".moment")[2].click(), true)`)
	p.until("the first state", `document.querySelectorAll("#annotations ol.rows > li").length === 1`)
	p.shot("past")
	if got := p.listed(); !slices.Equal(got, []string{"actor: Ali Larijani"}) {
		t.Errorf("then there was %q", got)
	}
	// The past is not edited.
	p.drag("Pakistan", 0)
	p.key("1")
	if got := p.listed(); !slices.Equal(got, []string{"actor: Ali Larijani"}) {
		t.Errorf("the past was edited: %q", got)
	}
	p.press("Back to now")
	if got := p.listed(); !slices.Equal(got, now) {
		t.Errorf("now there is %q", got)
	}
	// Restored by key alone: the button is the next after the moment.
	eval[bool](p, `(document.querySelectorAll(".moment")[2].focus(), true)`)
	p.key(kb.Enter)
	p.until("the first state again", `document.querySelectorAll("#annotations ol.rows > li").length === 1`)
	p.key(kb.Tab)
	p.key(kb.Enter)
	p.until("restored", `document.querySelectorAll(".moment").length === 4 && document.querySelectorAll("#annotations ol.rows > li").length === 1`)
	p.until("the focus on what was done", `document.activeElement === document.querySelector(".moment")`)
	p.saved()
	p.press("Close")
	p.until("the focus where it came from", `document.activeElement.dataset.do === "history"`)

	// Undo is not lost with another document, nor with a reload.
	p.press("Paste text")
	p.fill("#paste-text", "Another text.")
	p.press("Add document")
	p.until("the other document", `document.querySelector("article").textContent.includes("Another text.")`)
	eval[bool](p, `(document.querySelector("#documents a").click(), true)`)
	p.until("the first document", `document.querySelector("article").textContent.includes("Larijani")`)
	p.press("Undo")
	if got := p.listed(); !slices.Equal(got, now) {
		t.Errorf("after another document and undo: %q", got)
	}
	p.saved()
	p.do(chromedp.Reload())
	p.ready()
	p.press("Undo")
	if got := p.listed(); !slices.Equal(got, now[:1]) {
		t.Errorf("after a reload and another undo: %q", got)
	}
	p.press("Redo")
	if got := p.listed(); !slices.Equal(got, now) {
		t.Errorf("and redo: %q", got)
	}
}

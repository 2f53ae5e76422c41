package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestListTells: a row says how far the document is and how many annotations of
// each label it has: the open one's at once, those of others when they are read.
func TestListTells(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	says := func(what, row, want string) {
		t.Helper()
		p.until(what, `[...document.querySelectorAll("#documents li")].find(li => li.innerText.includes(%q))?.querySelector(".doc-facts").innerText.replace(/\s+/g, " ").trim() === %q`, row, want)
	}
	says("a new document", "Larijani", "New")
	p.drag("Ali Larijani", 0)
	p.key("1")
	says("one that is begun", "Larijani", "In work 1")
	p.press("Paste text")
	p.fill("#paste-text", "Another text.")
	p.press("Add document")
	says("another", "Another text", "New")
	says("the first, which is closed", "Larijani", "In work 1")
	p.press("Reviewed")
	says("one that is done", "Another text", "Reviewed")
	p.saved()
	p.do(chromedp.Reload())
	p.ready()
	says("done after a reload", "Another text", "Reviewed")
	says("begun after a reload", "Larijani", "In work 1")
}

package e2e

import (
	"testing"
	"time"

	page_ "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestRefusedStorage opens the page in a browser that lets the site store
// nothing at all, where even reading the names of its storage throws.
func TestRefusedStorage(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	p := d.tab()
	refuse := `for (const name of ["localStorage", "indexedDB"]) {
		Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError") }, configurable: true });
	}`
	if _, err := chromedp.Call(p.ctx, page_.AddScriptToEvaluateOnNewDocument, page_.AddScriptToEvaluateOnNewDocumentParams{Source: refuse}); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Navigate(s.url()))
	p.ready()
	p.until("the warning", `document.querySelector("[role=alert]#notice").innerText.includes("stores nothing")`)
	p.until("the status", `document.querySelector("[role=status]").innerText.includes("Not saved")`)
	if all := rows(t, p.export("jsonl", ".jsonl")); len(all) != 1 {
		t.Errorf("%d documents were exported", len(all))
	}
}

// TestFullStorage labels until the device is full: what is not saved is not called
// synced, and nothing more is changed.
func TestFullStorage(t *testing.T) {
	s := startServer(t)
	p := newDevice(t).open(s.url())
	p.drag("Ali Larijani", 0)
	p.keys("1", "Escape")
	p.synced()
	other := newDevice(t).open(s.url())
	other.synced()
	eval[bool](p, `(IDBObjectStore.prototype.add = IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError") }, true)`)
	p.drag("Tuesday", 0)
	p.key("4")
	p.until("the status", `document.querySelector("[role=status]").innerText.trim() === "Not saved"`)
	p.until("the warning", `document.querySelector("[role=alert]#notice").innerText.includes("full")`)
	p.keys("Escape")
	p.drag("Islamabad", 1)
	p.key("4")
	if got := p.listed(); len(got) != 2 {
		t.Errorf("labels that cannot be stored were made: %q", got)
	}
	// What comes from elsewhere has no room either, which is not for want of a line.
	eval[bool](p, `(globalThis.refused = 0, IDBObjectStore.prototype.add = IDBObjectStore.prototype.put = () => { refused++; throw new DOMException("full", "QuotaExceededError") }, true)`)
	other.drag("Pakistan", 0)
	other.keys("4", "Escape")
	other.synced()
	p.until("what comes refused", `refused > 0`)
	time.Sleep(500 * time.Millisecond) // were it to be said, it would
	if got := eval[string](p, `document.querySelector("[role=status]").innerText.trim()`); got != "Not saved" {
		t.Errorf("the status is %q", got)
	}
}

package e2e

import (
	"testing"

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

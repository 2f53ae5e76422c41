package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const story = "Ada Lovelace went to London.\n" +
	"Then Ada Lovelace saw Charles Babbage.\n" +
	"In London Ada Lovelace wrote 12 notes.\n" +
	"Charles Babbage and Ada Lovelace met in London.\n" +
	"Later Ada Lovelace left."

// write writes a file to import.
func write(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// proposed are the proposals that are drawn, each «name: text».
func (p *page) proposed() []string {
	p.t.Helper()
	return eval[[]string](p, `[...document.querySelectorAll("article .proposal")].map(e => (e.dataset.name ?? "") + ": " + e.textContent)`)
}

// TestSuggestions labels by hand, and then by the keys of the suggestions.
func TestSuggestions(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	p := d.open(s.url())
	p.importFiles(write(t, "ada.txt", story))
	p.until("the document", `document.querySelector("article").textContent.startsWith("Ada Lovelace")`)
	p.press("Close")
	for i := range 2 {
		p.drag("Ada Lovelace", i)
		p.key("1")
		p.key(kb.Escape)
	}
	p.until("a proposal", `document.querySelectorAll("article .proposal").length > 0`)
	t.Log(p.proposed())
	shot(p, "/tmp/s6-a.png")
	p.key("s")
	p.until("the card", `!document.querySelector("#proposal").hidden`)
	shot(p, "/tmp/s6-b.png")
	t.Log(eval[string](p, `document.querySelector("#say").textContent`), eval[string](p, `document.querySelector("#proposal").innerText`))
	before := p.listed()
	p.key("a")
	t.Log(p.listed(), before)
	if slices.Equal(before, p.listed()) {
		t.Error("nothing was accepted")
	}
	shot(p, "/tmp/s6-c.png")
}

func shot(p *page, name string) {
	b, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	os.WriteFile(name, b, 0o600)
}

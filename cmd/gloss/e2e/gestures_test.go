package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chosen is the text of the chosen annotation, as the list shows it.
func (p *page) chosen() string {
	p.t.Helper()
	return eval[string](p, `document.querySelector("[aria-label=Annotations] [aria-current=true] .item-text")?.textContent ?? ""`)
}

// TestGestures labels one article in all the ways that the mouse offers.
func TestGestures(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())

	// A double-click takes the word, a digit labels it, brackets stretch it.
	at := p.find("Larijani", 1)
	x, y := (at.X1+at.X2)/2, at.Y1
	p.do(chromedp.MouseClickXY(x, y), chromedp.MouseClickXY(x, y, chromedp.ClickCount(2)))
	p.settle()
	p.key("1")
	p.key("[")
	if got := p.listed(); !slices.Equal(got, []string{"actor: Ali Larijani"}) {
		t.Fatalf("double-click, digit, bracket: %q", got)
	}
	p.key(kb.Escape)

	// With Alt held a drag takes characters.
	at = p.find("Islam", 1)
	alt := func(m *input.DispatchMouseEventParams) {
		m.Button, m.Buttons, m.ClickCount, m.Modifiers = "left", 1, 1, int64(chromedp.ModifierAlt)
	}
	p.do(
		chromedp.MouseEvent("mousePressed", at.X1+1, at.Y1, alt),
		chromedp.MouseEvent("mouseMoved", at.X2-1, at.Y2, alt),
		chromedp.MouseEvent("mouseReleased", at.X2-1, at.Y2, alt),
	)
	p.settle()
	p.key("4")
	p.key(kb.Escape)

	// Around what is there, and across it.
	p.drag("Ali Larijani, who heads Iran", 0)
	p.key("2")
	p.key(kb.Escape)
	p.drag("heads Iran’s Supreme", 0)
	p.key("3")
	p.key(kb.Escape)
	want := []string{"claim: Ali Larijani, who heads Iran", "actor: Ali Larijani", "number: heads Iran’s Supreme", "location: Islam"}
	if got := p.listed(); !slices.Equal(got, want) {
		t.Fatalf("nested and crossing: %q", got)
	}

	// What was labelled by a key is chosen, and the lines below it are free for the next
	// drag; a click has the palette come.
	p.drag("Islamabad", 0)
	if eval[bool](p, `document.querySelector("#palette").hidden`) {
		t.Error("there is no palette beside a selection")
	}
	p.key("1")
	if got := p.chosen(); got != "Islamabad" || !eval[bool](p, `document.querySelector("#palette").hidden`) {
		t.Errorf("after its digit %q is chosen, and the palette is in the way", got)
	}
	p.click("Islamabad", 0)
	if got := p.chosen(); got != "Islamabad" || eval[bool](p, `document.querySelector("#palette").hidden`) {
		t.Errorf("a click on %q, which is chosen, brings no palette", got)
	}
	p.press("Undo")
	p.key(kb.Escape)

	// Clicks at one place go outwards, and round.
	for _, want := range []string{"Ali Larijani", "Ali Larijani, who heads Iran", "Ali Larijani"} {
		p.click("Larijani", 1)
		if got := p.chosen(); got != want {
			t.Errorf("a click chose %q, want %q", got, want)
		}
	}
	// The palette relabels, stretches and removes.
	p.press("Shrink at the start ({)")
	if got := p.chosen(); got != "Larijani" {
		t.Errorf("shrunk to %q", got)
	}
	eval[bool](p, `(document.querySelector("#palette [data-arg=location]").click(), true)`)
	p.settle()
	p.press("Remove")
	if got := p.listed(); !slices.Equal(got, []string{want[0], want[2], want[3]}) {
		t.Errorf("after the palette: %q", got)
	}
	p.press("Undo")
	p.press("Undo")
	p.press("Undo")
	if got := p.listed(); !slices.Equal(got, want) {
		t.Errorf("after three undos: %q", got)
	}

	// The list leads to the text.
	p.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, document.body.scrollHeight)`))
	eval[bool](p, `([...document.querySelectorAll("[aria-label=Annotations] li button")].find(b => b.textContent.includes("Supreme")).click(), true)`)
	p.settle()
	p.until("the mark in view", `(() => { const r = document.querySelector("mark.chosen").getBoundingClientRect(); return r.top > 100 && r.bottom < innerHeight })()`)

	// What is copied is the text, and nothing that is drawn beside it.
	if got := eval[string](p, `(() => {
		const s = getSelection(), ps = document.querySelectorAll("article p");
		s.setBaseAndExtent(ps[1], 0, ps[2].firstChild, 0);
		s.extend(document.querySelector("article p:nth-child(3) mark"), 1);
		const e = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
		document.querySelector("article").dispatchEvent(e);
		return e.clipboardData.getData("text/plain");
	})()`); got != "Talks turn to the border, to security, and to Palestine\nAli Larijani" && got != "Talks turn to the border, to security, and to Palestine\nAli" {
		t.Errorf("copied %q", got)
	}
}

// TestDropAndPaste brings documents in without the file dialog.
func TestDropAndPaste(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	eval[bool](p, `(() => {
		const files = new DataTransfer();
		files.items.add(new File(["Dropped here."], "dropped.txt", { type: "text/plain" }));
		for (const type of ["dragover", "drop"])
			document.body.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
		return true;
	})()`)
	p.until("the dropped document", `document.querySelector("article").textContent === "Dropped here."`)

	p.press("Paste text")
	p.do(chromedp.SendKeys(`#paste-text`, "Pasted <i>here</i>.\n\nIt has lines."))
	p.press("Add document")
	p.until("the pasted document", `document.querySelector("article").textContent === "Pasted <i>here</i>.It has lines."`)
	p.saved()
	p.reload()
	p.until("the list", `document.querySelectorAll("[aria-label=Documents] a[href]").length === 3`)
	p.until("the titles", `[...document.querySelectorAll("[aria-label=Documents] .doc-title")].every(a => a.textContent !== "…")`)
	if got := eval[[]string](p, `[...document.querySelectorAll("[aria-label=Documents] .doc-title")].map(a => a.textContent)`); !slices.Equal(got[1:], []string{"dropped", "Pasted <i>here</i>."}) {
		t.Errorf("documents %q", got)
	}
}

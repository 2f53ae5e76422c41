package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestFindAndLabelAll labels every occurrence of a word in a long document with
// two keys, and takes it back with one.
func TestFindAndLabelAll(t *testing.T) {
	var text strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&text, "Line %d: the Minister met ministers, and the minister spoke. %s\n", i, strings.Repeat("And so on. ", 20))
	}
	p := newDevice(t).open(startServer(t).url())
	p.importFiles(write(t, "long.txt", text.String()))
	p.until("the document", `document.querySelectorAll("article [data-start]").length === 1501`)
	p.drag("minister spoke", 0)
	p.key("[") // nothing is chosen yet: nothing happens
	p.key(kb.Escape)
	p.click("minister", 1) // the lone word: the first is in «ministers»
	at := p.find("minister spoke", 2)
	p.do(chromedp.MouseClickXY(at.X1+20, at.Y1), chromedp.MouseClickXY(at.X1+20, at.Y1, chromedp.ClickCount(2)))
	p.settle()
	p.key("1")
	p.until("one annotation", `document.querySelectorAll("[aria-label=Annotations] li").length === 1`)
	p.key("r")
	p.until("the count", `document.querySelector(".finder .count").textContent === "1500 matches"`)
	p.key(kb.Enter)
	p.until("1500 annotations", `document.querySelector("[aria-label=Annotations] .count").textContent === "1500"`)
	if n := eval[int](p, `document.querySelectorAll("[aria-label=Annotations] li").length`); n > 150 {
		t.Errorf("%d rows are drawn", n)
	}
	first := eval[string](p, `[...document.querySelectorAll("mark")].slice(0, 3).map(m => m.dataset.label + " " + m.textContent).join()`)
	if first != "actor minister,actor minister,actor minister" {
		t.Errorf("the first marks are %s", first)
	}
	p.saved()
	p.key(kb.Escape)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("article").focus()`))
	p.key("z", ctrl)
	p.until("one undo", `%s === 1`, total)
	p.key("y", ctrl)
	p.until("one redo", `%s === 1500`, total)

	// Typing searches whatever the case, and Enter walks.
	p.key("/")
	p.do(chromedp.KeyEvent("MINIST"))
	p.until("the count", `document.querySelector(".finder .count").textContent === "4500 matches"`)
	if !eval[bool](p, `CSS.highlights.get("gloss-found")?.size > 0`) {
		t.Error("no match is highlighted")
	}
	p.press("Whole words")
	p.until("the count", `document.querySelector(".finder .count").textContent === "0 matches"`)
	p.press("Whole words")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#find-text").focus()`))
	p.key(kb.Enter)
	p.until("the next match", `/^Minist, 4?\d* of 4500$/.test(document.querySelector("#say").textContent)`)
	p.key(kb.Escape)
	if eval[bool](p, `Boolean(document.querySelector(".finder").offsetParent)`) {
		t.Error("Escape does not close the search")
	}
}

// TestLabelTheProject labels a string in all documents but in some places, takes
// it back with one undo, also after a reload, and brings it back.
func TestLabelTheProject(t *testing.T) {
	var lines strings.Builder
	for i := range 40 {
		fmt.Fprintf(&lines, `{"title":"Document %d","text":"Here the ministry %d spoke, and the Ministry answered."}`+"\n", i, i)
	}
	lines.WriteString(`{"title":"Other","text":"Ministrys and nothing else."}` + "\n")
	s := startServer(t)
	p := newDevice(t).open(s.url())
	p.importFiles(write(t, "many.jsonl", lines.String()))
	p.until("the first document", `document.querySelector("article").textContent.startsWith("Here the ministry 0")`)
	p.press("Close")
	p.clicks(2, "ministry", 0)
	p.keys("1")
	p.keys("r")
	p.press("Match case") // off: both are meant
	p.press("Whole project")
	p.until("the count", `document.querySelector(".finder .count").textContent === "80 matches in 40 documents"`)
	if got := eval[string](p, `document.querySelector("#places .place").innerText.split("\n").join(" | ")`); got != "Document 0 | Here the ministry 0 spoke, and the Ministry answered." {
		t.Errorf("the first place reads %q", got)
	}
	eval[bool](p, `([...document.querySelectorAll("#places .place")].filter(b => /^Document [12]$/m.test(b.innerText)).forEach(b => b.click()), true)`)
	p.until("four places left out", `document.querySelectorAll("#places .place[aria-pressed=false]").length === 4`)
	p.press("Label all as")
	p.until("what was labelled", `document.querySelector("#notice").innerText.startsWith("75 places in 38 documents labelled actor.")`)
	labels := func() int {
		p.saved()
		p.synced()
		n := 0
		for _, r := range rows(t, s.get("/api/v1/projects/"+projectID(t, s)+"/export?format=jsonl")) {
			n += len(r.Spans)
		}
		return n
	}
	if n := labels(); n != 76 { // the first one was there
		t.Errorf("%d labels, want 76", n)
	}
	if got := p.listed(); len(got) != 2 {
		t.Errorf("in the open document: %q", got)
	}
	p.press("Close the search")
	p.reload()
	p.keys("mod+z")
	p.until("all taken back", `document.querySelector("#notice").innerText.startsWith("75 places in 38 documents changed.")`)
	if n := labels(); n != 1 {
		t.Errorf("after one undo there are %d labels", n)
	}
	p.keys("mod+y")
	p.until("all brought back", `document.querySelectorAll("[aria-label=Annotations] li").length === 2`)
	if n := labels(); n != 76 {
		t.Errorf("after one redo there are %d labels", n)
	}
}

// TestManyDocuments opens a long list anywhere, searches it, and steps through.
func TestManyDocuments(t *testing.T) {
	var lines strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&lines, `{"title":"Document %d","text":"This is text number %d of many."}`+"\n", i, i)
	}
	p := newDevice(t).open(startServer(t).url())
	p.importFiles(write(t, "many.jsonl", lines.String()))
	p.until("all documents", `document.querySelector("[aria-label=Documents] .count").textContent === "3001"`)
	titles := func() []string {
		return eval[[]string](p, `[...document.querySelectorAll("[aria-label=Documents] li a[href]")].map(a => a.querySelector(".doc-title").textContent)`)
	}
	if n := len(titles()); n > 200 {
		t.Errorf("%d rows are drawn", n)
	}
	eval[bool](p, `(() => { const nav = document.querySelector("#documents"); nav.scrollTop = nav.scrollHeight / 2; return true })()`)
	p.until("the middle of the list", `[...document.querySelectorAll("[aria-label=Documents] a[href]")].some(a => a.querySelector(".doc-title").textContent === "Document 1500")`)
	if got := titles(); slices.Contains(got, "Document 0") || slices.Contains(got, "Document 2999") {
		t.Errorf("in the middle the list shows %q", got)
	}
	eval[bool](p, `([...document.querySelectorAll("[aria-label=Documents] a[href]")].find(a => a.querySelector(".doc-title").textContent === "Document 1500").click(), true)`)
	p.until("the document", `document.querySelector("article").textContent === "This is text number 1500 of many."`)
	p.key("]", ctrl)
	p.until("the next document", `document.querySelector("article").textContent === "This is text number 1501 of many."`)
	p.reload()
	p.until("its row", `document.querySelector("[aria-label=Documents] [aria-current=page] .doc-title")?.textContent === "Document 1501"`)
	p.key("[", ctrl)
	p.until("the document before", `document.querySelector("article").textContent === "This is text number 1500 of many."`)

	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#pile-text").focus()`), chromedp.KeyEvent("NUMBER 299"))
	p.until("what is found", `document.querySelector("[aria-label=Documents] .count").textContent === "11 found"`)
	if got := titles(); len(got) != 11 || got[0] != "Document 299" || got[1] != "Document 2990" {
		t.Errorf("found %q", got)
	}
}

package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestMistakes works through possible mistakes by keyboard, from one document to
// the next: one is put right, one kept, one skipped; what was kept does not come
// again.
func TestMistakes(t *testing.T) {
	type span struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Label string `json:"label"`
	}
	var file strings.Builder
	add := func(lines int, labels ...string) {
		body, spans := "", []span{}
		for i := range lines {
			at := len(body) + len("Then ")
			body += "Then Ada Lovelace went to London by train.\n"
			label := "actor"
			if i < len(labels) {
				label = labels[i]
			}
			spans = append(spans, span{at, at + len("Ada Lovelace"), label})
		}
		b, err := json.Marshal(map[string]any{"text": body + "The end.", "spans": spans})
		if err != nil {
			t.Fatal(err)
		}
		file.Write(append(b, '\n'))
	}
	add(25)
	add(6, "actor", "location", "actor", "claim")
	add(4, "actor", "number")

	p := newDevice(t).open(startServer(t).url())
	p.importFiles(write(t, "ada.jsonl", file.String()))
	p.press("Close")
	p.until("what was learnt", `document.querySelector("[data-do=suggest] .count").textContent !== "…"`)
	begin := func() {
		p.do(chromedp.Click(`[data-do=suggest]`))
		p.press("Find mistakes")
		p.until("an answer", `!document.querySelector(".review").hidden && !/Looking|…/.test(document.querySelector(".review").innerText)`)
	}
	left := func() string { return eval[string](p, `document.querySelector(".review .count").innerText`) }
	begin()
	if got := left(); got != "3 left" {
		t.Fatalf("%s: %s", got, eval[string](p, `document.querySelector(".review").innerText`))
	}
	before := p.listed()
	what := eval[string](p, `document.querySelector(".review-what").innerText`)
	if !strings.Contains(what, "here, actor 2") || p.chosen() != "Ada Lovelace" {
		t.Errorf("it says %q of %q", what, p.chosen())
	}
	shown := func() {
		p.t.Helper()
		p.until("the next", `document.querySelector(".review").ariaBusy !== "true" && document.querySelector("[aria-label=Annotations] [aria-current=true]")`)
	}
	shown()
	p.key("a")
	p.until("one less", `document.querySelector(".review .count").innerText === "2 left"`)
	shown()
	p.key("x")
	p.until("one less", `document.querySelector(".review .count").innerText === "1 left"`)
	shown()
	p.key("s")
	p.until("none", `document.querySelector(".review-what").innerText.startsWith("Nothing more")`)
	p.saved()
	if after := p.listed(); slices.Equal(before, after) {
		t.Errorf("nothing was changed: %q", after)
	}
	p.press("Close the list of mistakes")
	p.until("closed", `document.querySelector(".review").hidden`)
	begin() // the skipped one is there again, the kept one is not
	if got := left(); got != "1 left" {
		t.Errorf("the second time: %s", got)
	}
}

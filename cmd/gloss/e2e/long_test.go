package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestLongDocument opens 1,000 lines with a span each: what is in view is
// painted, wherever the view goes, and the page holds little more than that.
func TestLongDocument(t *testing.T) {
	type span struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Label string `json:"label"`
	}
	var text strings.Builder
	var spans []span
	for i := range 1000 {
		start := text.Len()
		fmt.Fprintf(&text, "number%d", i)
		spans = append(spans, span{start, text.Len(), "number"})
		text.WriteString(strings.Repeat(" and so on", 30) + "\n")
	}
	b, err := json.Marshal(map[string]any{"text": text.String(), "spans": spans})
	if err != nil {
		t.Fatal(err)
	}
	p := newDevice(t).open(startServer(t).url())
	p.importFiles(write(t, "long.jsonl", string(b)))
	p.until("the document", `document.querySelectorAll("article [data-start]").length === 1001`)
	for _, line := range []int{0, 999, 500, 3} {
		p.find(fmt.Sprintf("number%d ", line), 0)
		p.until(fmt.Sprintf("the mark of line %d", line), `[...document.querySelectorAll("mark")].some(m => m.textContent === "number%d")`, line)
		if n := eval[int](p, `document.querySelectorAll("mark").length`); n > 400 {
			t.Errorf("at line %d there are %d marks", line, n)
		}
	}
	// A view that flies over the text is painted when it has landed.
	p.until("what follows laid out", settled+`.indexOf(false) > 35`)
	for _, slow := range []int{0, 300} { // so many milliseconds more for a frame
		flown := eval[int](p, `(async () => {
			const shown = new Set();
			scrollTo(0, 0);
			for (let i = 0; i < 12; i++) {
				scrollBy({ top: 3 * innerHeight, behavior: "instant" });
				await new Promise((r) => requestAnimationFrame(r));
				for (const end = performance.now() + %d; performance.now() < end; );
				for (const m of document.querySelectorAll("mark")) shown.add(m.textContent);
			}
			return shown.size;
		})()`, slow)
		p.until("the marks where the view has landed", `[...document.querySelectorAll("mark")].some((m) => m.getBoundingClientRect().top > 0 && m.getBoundingClientRect().bottom < innerHeight)`)
		if all := eval[int](p, `[...document.querySelectorAll("article [data-start]")].filter((e) => e.getBoundingClientRect().top < 0).length`); 2*flown > all {
			t.Errorf("%d lines were painted on the way over %d, a frame in %d ms more", flown, all, slow)
		}
	}
	// Labels far down are labels like others.
	p.drag("so on", 30*700)
	p.key("1")
	p.key(kb.Escape)
	p.saved()
	for _, r := range rows(t, p.export("jsonl", ".jsonl"))[1:] {
		if got := r.labelled(); len(got) != 1001 || !strings.HasPrefix(got[701], "actor: so on") {
			t.Errorf("%d spans, number 701 is %q", len(got), got[701])
		}
	}
}

// settled tells of each chunk whether it is laid out, or is kept so.
const settled = `[...document.querySelectorAll(".chunk")].map((c) => c.classList.contains("settled"))`

// TestHugeDocument: of a text of three megabytes what is around the view is laid out, more
// while it travels, but never all; and where it has not been for a while, no longer. What is
// in view does not move for that.
func TestHugeDocument(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	p.importFiles(write(t, "huge.txt", strings.Repeat(strings.Repeat("and so on ", 30)+"\n", 10_000)))
	p.until("the document", `document.querySelectorAll("article [data-start]").length > 9999`)
	all := eval[int](p, settled+`.length`)
	if all < 900 {
		t.Fatalf("there are %d chunks", all)
	}
	laidOut := func(what string, from, to int) {
		t.Helper()
		time.Sleep(500 * time.Millisecond) // were it to go on, it would
		if n := eval[int](p, settled+`.filter(Boolean).length`); n < from || n > to {
			t.Errorf("%d chunks are laid out %s, want %d to %d", n, what, from, to)
		}
	}
	p.until("what follows laid out", settled+`.indexOf(false) > 35`)
	laidOut("around a view that stays where it is", 36, 80)
	p.do(chromedp.Evaluate[chromedp.Void](`scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" })`))
	p.until("the end laid out", settled+`.slice(-35).every(Boolean)`)
	p.until("the start let go of", `!`+settled+`[0]`)
	laidOut("where a leap has ended", 36, 80)

	p.do(chromedp.Evaluate[chromedp.Void](`(async () => {
		for (let i = 0; i < 60; i++) {
			scrollBy({ top: -innerHeight, behavior: "instant" });
			await new Promise(requestAnimationFrame);
		}
	})()`))
	p.until("more laid out", settled+`.filter(Boolean).length > 150`)
	laidOut("while the view travels", 150, 340)
	const where = `(() => {
		const at = document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest("[data-start]");
		return [at.dataset.start, at.getBoundingClientRect().top, document.documentElement.scrollHeight].join(" ");
	})()`
	was := eval[string](p, where)
	p.until("what is far let go of", settled+`.filter(Boolean).length <= 80`)
	laidOut("when the view has stayed for a while", 36, 80)
	if is := eval[string](p, where); is != was {
		t.Errorf("the line in the middle, its place and the height of the page were %s, and are %s", was, is)
	}
}

// TestLongLine goes to the end of a text of one line of 200 KB, and stays there while the
// text above is laid out, with the focus in the text.
func TestLongLine(t *testing.T) {
	p := withText(t, strings.Repeat("word and more words go on in the only line of this text, says Ada Lovelace in London. ", 2400))
	p.click("word", 0)
	p.keys("mod+End")
	for _, when := range []string{"at once", "when what is above is laid out"} {
		at := eval[place](p, `(() => {
			const [s] = CSS.highlights.get("gloss-selection"), range = document.createRange();
			range.setStart(s.startContainer, s.startOffset);
			range.setEnd(s.endContainer, s.endOffset);
			const { top, bottom } = range.getBoundingClientRect();
			return { Y1: top, Y2: bottom };
		})()`)
		if at.Y1 < 0 || at.Y2 > 900 {
			t.Errorf("%s the last word is at %.0f px", when, at.Y1)
		}
		p.until("what is above laid out", settled+`.slice(-20).every(Boolean)`)
	}
}

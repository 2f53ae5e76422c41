package e2e

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// rounds is how often each gesture is made on each size of document by each
// contestant, each time at another place, after once to warm up.
const rounds = 6

// frame is the length of a frame in milliseconds.
const frame = 1000.0 / 60

// BenchmarkGestures is the time from the input, as the browser stamps it, to
// the frame after which the change was painted.
func BenchmarkGestures(b *testing.B) {
	g := newRig(b, chosenLoads(b)...)
	r := newResults(b, "Gestures", "From the input event to the frame after the change was painted; two frames are 33.3 ms.")
	for _, l := range chosenLoads(b) {
		for i, w := range g.docs[l] {
			for _, c := range editable {
				if got := g.open(c, w); got == nil {
					r.note("%s did not show %s within a minute.", c.Name, l.Name)
				}
			}
			// Of the rounds each seed has its share; places lie all over the document.
			from, to := rounds*i/len(g.docs[l]), rounds*(i+1)/len(g.docs[l])
			for round := from - 1; round < to; round++ {
				places := w.targets(3, round+1)
				for _, c := range editable {
					h := hands{g.tab(c), c, l, r, round >= from, places}
					h.round()
				}
			}
		}
	}
}

// hands make the gestures of one round in the tab of a contestant.
type hands struct {
	*page
	c      contestant
	l      load
	r      *results
	counts bool // else it is to warm up
	places []target
}

// made notes a gesture.
func (h hands) made(gesture string, got *took) {
	switch {
	case got == nil && h.counts:
		h.r.note("%s, %s: %s showed nothing within four seconds.", h.l.Name, gesture, h.c.Name)
	case h.counts:
		h.r.add(gesture, "ms", h.l.Name, h.c.Name, got.Ms)
		h.r.add(gesture, "frames", h.l.Name, h.c.Name, math.Ceil(got.Ms/frame))
		h.r.add(gesture, "ms of long tasks", h.l.Name, h.c.Name, got.Long)
	}
	h.rest()
}

// labelled is the condition that a place has a label, "" for none.
func labelled(paragraph, offset int, label string) string {
	return fmt.Sprintf(`probe.labelAt(%d, %d) === %q`, paragraph, offset, label)
}

// toKey measures a key.
func (h hands) toKey(gesture, condition, key string, modifiers ...chromedp.Modifier) {
	h.t.Helper()
	h.made(gesture, h.measure("keydown", condition, func() {
		h.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(modifiers...)))
	}))
}

// round adds, relabels, grows and removes annotations at places that had none,
// and takes two of these steps back.
func (h hands) round() {
	h.t.Helper()
	at := h.places[0]
	word, next := at.Word[0]+1, at.Next[0]+1

	h.letGo()
	h.take(at, at.Word)
	h.toKey("add: drag, then digit", labelled(at.Paragraph, word, "actor"), "1")
	h.toKey("relabel", labelled(at.Paragraph, word, "claim"), "2")
	h.toKey("grow by a word", labelled(at.Paragraph, next, "claim"), "]")
	h.toKey("undo a step", labelled(at.Paragraph, next, ""), "z", chromedp.ModifierCtrl)

	h.letGo()
	box := h.at(at, at.Word)
	if h.c.Kind != "ranges" { // nothing is under the pointer there
		h.do(chromedp.MouseEvent("mouseMoved", 5, 300))
		h.rest()
		h.made("hover", h.measure("mousemove", fmt.Sprintf(`probe.hovered(%d, %d)`, at.Paragraph, word), func() {
			h.do(chromedp.MouseEvent("mouseMoved", (box.X1+box.X2)/2, box.Y1))
		}))
	}
	before := eval[string](h.page, `probe.look(%d, %d)`, at.Paragraph, word)
	h.made("choose by click", h.measure("mouseup", fmt.Sprintf(`probe.look(%d, %d) !== %q`, at.Paragraph, word, before), func() {
		h.do(chromedp.MouseClickXY((box.X1+box.X2)/2, box.Y1))
	}))
	h.toKey("remove", labelled(at.Paragraph, word, ""), kb.Delete)
	h.toKey("undo a removal", labelled(at.Paragraph, word, "claim"), "z", chromedp.ModifierCtrl)

	// A label pressed, then a drag: elsewhere, as the first place is labelled.
	at = h.places[1]
	h.letGo()
	h.do(chromedp.KeyEvent("3"))
	h.rest()
	h.made("add: label pressed, then drag", h.measure("mouseup", labelled(at.Paragraph, at.Word[0]+1, "number"), func() { h.sweep(h.at(at, at.Word)) }))

	// As it was, so that no round leaves more to do to the next.
	h.letGo()
	for range 3 {
		h.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
		h.rest()
	}

	// The word cursor, from a click on a word without a label.
	h.letGo()
	at = h.places[2]
	box = h.at(at, at.Word)
	h.do(chromedp.MouseClickXY((box.X1+box.X2)/2, box.Y1))
	h.rest()
	for range 2 {
		before = eval[string](h.page, `probe.cursor()`)
		h.toKey("move the word cursor", fmt.Sprintf(`probe.cursor() !== %q`, before), kb.ArrowRight)
	}
	h.letGo()
	if h.c == glossItself {
		h.suggested()
	}
}

// suggested goes to a proposal and accepts it, where there is one.
func (h hands) suggested() {
	h.t.Helper()
	some := false
	for end := time.Now().Add(30 * time.Second); !some && h.counts && time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		// Only what is near the view is drawn; the button counts them all.
		some = eval[bool](h.page, `Number(document.querySelector("[data-do=suggest] .count").textContent) > 0`)
	}
	if !some {
		return
	}
	const current = `document.querySelector("article .proposal.current")`
	h.toKey("go to a suggestion", `Boolean(`+current+`)`, "s")
	eval[bool](h.page, `(globalThis.proposal = `+current+`, true)`)
	h.toKey("accept a suggestion", `!proposal.isConnected`, "a")
	h.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	h.letGo()
}

// letGo leaves selection, annotation and label.
func (h hands) letGo() {
	h.t.Helper()
	h.do(chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent(kb.Escape))
	h.rest()
}

// at brings a stretch of a paragraph into view and says where it is.
func (h hands) at(at target, stretch [2]int) place {
	h.t.Helper()
	for range 2 { // what comes into view may yet change its height
		h.until("the paragraph", `probe.bring(%d)`, at.Paragraph)
		h.rest()
	}
	return eval[place](h.page, `probe.where(%d, %d, %d)`, at.Paragraph, stretch[0], stretch[1])
}

// take selects a stretch of a paragraph by a drag.
func (h hands) take(at target, stretch [2]int) {
	h.t.Helper()
	h.sweep(h.at(at, stretch))
	h.rest()
}

// sweep drags from one end to the other.
func (h hands) sweep(at place) {
	h.t.Helper()
	left := func(m *input.DispatchMouseEventParams) { m.Button, m.Buttons, m.ClickCount = "left", 1, 1 }
	h.do(
		chromedp.MouseEvent("mouseMoved", at.X1+1, at.Y1),
		chromedp.MouseEvent("mousePressed", at.X1+1, at.Y1, left),
		chromedp.MouseEvent("mouseMoved", (at.X1+at.X2)/2, (at.Y1+at.Y2)/2, left),
		chromedp.MouseEvent("mouseMoved", at.X2-1, at.Y2, left),
		chromedp.MouseEvent("mouseReleased", at.X2-1, at.Y2, left),
	)
}

package e2e

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// clicks clicks so many times on words, with modifiers.
func (p *page) clicks(n int, words string, nth int, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	at := p.find(words, nth)
	for i := 1; i <= n; i++ {
		mouse := func(m *input.DispatchMouseEventParams) {
			m.Button, m.ClickCount = "left", int64(i)
			for _, mod := range modifiers {
				m.Modifiers |= int64(mod)
			}
		}
		p.do(
			chromedp.MouseEvent("mouseMoved", (at.X1+at.X2)/2, at.Y1),
			chromedp.MouseEvent("mousePressed", (at.X1+at.X2)/2, at.Y1, mouse),
			chromedp.MouseEvent("mouseReleased", (at.X1+at.X2)/2, at.Y1, mouse),
		)
	}
	p.settle()
}

// dragHandle drags a handle of the chosen annotation to an end of words.
func (p *page) dragHandle(name, words string, toStart bool) {
	p.t.Helper()
	at := p.find(words, 0)
	x, y := at.X2-1, at.Y2
	if toStart {
		x, y = at.X1+1, at.Y1
	}
	grip := eval[place](p, `(r => ({ X1: r.left + r.width / 2, Y1: r.top + 8, Y2: r.top }))(document.querySelector("#handle-%s").getBoundingClientRect())`, name)
	left := func(m *input.DispatchMouseEventParams) { m.Button, m.Buttons, m.ClickCount = "left", 1, 1 }
	// The hand holds the grip, which hangs below the text.
	lift := grip.Y1 - grip.Y2 + 4
	p.do(
		chromedp.MouseEvent("mouseMoved", grip.X1, grip.Y1),
		chromedp.MouseEvent("mousePressed", grip.X1, grip.Y1, left),
		chromedp.MouseEvent("mouseMoved", (grip.X1+x)/2, (grip.Y1+y+lift)/2, left),
		chromedp.MouseEvent("mouseMoved", x, y+lift, left),
		chromedp.MouseEvent("mouseReleased", x, y+lift, left),
	)
	p.settle()
}

// TestPointer labels and corrects with the mouse.
func TestPointer(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program. Babbage built 2 engines in London.")
	want := func(what string, want ...string) {
		t.Helper()
		if got := p.listed(); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	p.clicks(2, "Ada", 0)
	p.keys("]", "1")
	want("a double-click, one key grows, one labels", "actor: Ada Lovelace")
	p.dragHandle("end", "wrote", false)
	want("a handle grows", "actor: Ada Lovelace wrote")
	p.dragHandle("start", "Lovelace", true)
	want("a handle shrinks", "actor: Lovelace wrote")
	if eval[bool](p, `Boolean(document.querySelector(".dragged"))`) || p.selected() != "" {
		t.Errorf("after the drag %q is selected", p.selected())
	}
	p.clicks(1, "program", 0, shift)
	want("Shift and a click grow", "actor: Lovelace wrote the program")
	p.clicks(1, "Lovelace", 0, shift)
	want("Shift and a click shrink", "actor: Lovelace wrote the program") // it is the start already
	p.keys("mod+z", "mod+z", "mod+z")
	want("three undone", "actor: Ada Lovelace")
	p.keys("Escape")
	p.clicks(3, "built", 0)
	if got := p.selected(); got != "Babbage built 2 engines in London." {
		t.Errorf("a third click selects %q", got)
	}
	p.keys("2", "Escape")
	want("the sentence", "actor: Ada Lovelace", "claim: Babbage built 2 engines in London.")
	// With a label pressed the sentence takes the place of the word.
	p.keys("3")
	p.clicks(3, "wrote", 0)
	want("with a label pressed", "number: Ada Lovelace wrote the program.", "actor: Ada Lovelace", "claim: Babbage built 2 engines in London.")
	p.keys("3")
	p.clicks(2, "engines", 0)
	p.clicks(1, "London", 0, shift)
	if got := p.selected(); got != "engines in London" {
		t.Errorf("Shift and a click extend to %q", got)
	}
	p.keys("Escape")
	p.clicks(1, "2 engines", 0)
	p.clicks(1, "London", 0, shift)
	if got := p.chosen(); got != "Babbage built 2 engines in London" {
		t.Errorf("Shift and a click move the end to %q", got)
	}
}

// The operators of the keystroke-level model, in seconds (reference: peers.md,
// section 5). A modifier that is held is a key too.
const (
	opDrag, opClick, opDouble, opKey = 2.4, 1.3, 1.5, 0.2
)

// meter counts what the browser hears of a hand.
const meter = `(() => {
	const m = globalThis.meter = { keys: 0, clicks: 0, doubles: 0, drags: 0 };
	let from = null;
	const on = (name, f) => addEventListener(name, (e) => e.isTrusted && f(e), true);
	on("keydown", (e) => { m.keys += 1 + e.ctrlKey + e.altKey + e.shiftKey + e.metaKey; });
	on("mousedown", (e) => { from = e; });
	on("mouseup", (e) => {
		if (Math.hypot(e.x - from.x, e.y - from.y) > 3) m.drags++;
		else if (e.detail === 2) { m.clicks--; m.doubles++; }
		else m.clicks++;
	});
	return true;
})()`

// took is the time of what the meter has heard since it was last asked.
func (p *page) took() float64 {
	p.t.Helper()
	m := eval[struct{ Keys, Clicks, Doubles, Drags float64 }](p, `(({ ...m }) => { Object.assign(meter, { keys: 0, clicks: 0, doubles: 0, drags: 0 }); return { Keys: m.keys, Clicks: m.clicks, Doubles: m.doubles, Drags: m.drags } })(meter)`)
	return m.Keys*opKey + m.Clicks*opClick + m.Doubles*opDouble + m.Drags*opDrag
}

// TestModelTime counts the operators of the common gestures: events that the
// browser itself hears, not what the test means to send.
func TestModelTime(t *testing.T) {
	p := withText(t, "A text\nThen Ada Lovelace wrote the program. Babbage built 2 engines in London.")
	eval[bool](p, meter)
	for _, c := range []struct {
		what   string
		before func()
		do     func()
		want   string // the annotation that it makes
		most   float64
	}{
		{"a new span of two words by mouse", nil, func() { p.clicks(2, "Ada", 0); p.keys("]", "1") }, "actor: Ada Lovelace", 1.9},
		{"the same by drag", nil, func() { p.drag("Ada Lovelace", 0); p.keys("1") }, "actor: Ada Lovelace", 2.6},
		{"the same label again by mouse", func() { p.keys("Escape", "1") }, func() { p.drag("Ada Lovelace", 0) }, "actor: Ada Lovelace", 2.4},
		{"by keyboard from the word before", func() { p.clicks(2, "Then", 0) }, func() { p.keys("ArrowRight", "Shift+ArrowRight", "1") }, "actor: Ada Lovelace", 1.0},
		{"a candidate", func() { p.clicks(2, "Then", 0) }, func() { p.keys("n", "1") }, "actor: Ada Lovelace", 0.4},
		{"the end of a span moved by mouse", func() { p.clicks(2, "Lovelace", 0); p.keys("1") }, func() { p.clicks(1, "wrote", 0, shift) }, "actor: Lovelace wrote", 1.5},
		{"and by key", func() { p.clicks(2, "Ada", 0); p.keys("1") }, func() { p.keys("]") }, "actor: Ada Lovelace", 0.2},
		{"a sentence by key", func() { p.clicks(2, "wrote", 0) }, func() { p.keys("w", "2") }, "claim: Then Ada Lovelace wrote the program.", 0.4},
	} {
		p.keys("Escape", "Escape", "Escape")
		if c.before != nil {
			c.before()
		}
		p.took()
		c.do()
		took := p.took()
		if got := p.listed(); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
		if took == 0 || took > c.most+1e-9 {
			t.Errorf("%s takes %.1f s, at most %.1f", c.what, took, c.most)
		}
		t.Logf("%s: %.1f s", c.what, took)
		for range 3 { // undone, and nothing left
			p.keys("mod+z")
		}
		if got := p.listed(); len(got) != 0 {
			t.Fatalf("%s: %q is left", c.what, got)
		}
	}
	p.sample()
	p.took()
	chords := p.keys("mod+Enter")
	p.until("the next document", `document.querySelector("article").textContent.startsWith("A text")`)
	if took := p.took(); chords != 1 || math.Abs(took-2*opKey) > 1e-9 {
		t.Errorf("the next document takes %d chords, %.1f s", chords, took)
	}
	t.Logf("marked as reviewed, and the next: %.1f s", 2*opKey)
}

// TestPaintedUnderTheHand: a line that is painted anew while text is dragged over, as
// suggestions do when they come, changes nothing of what is selected.
func TestPaintedUnderTheHand(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program. Babbage built 2 engines in London.")
	at := p.find("Babbage built 2 engines", 0)
	left := func(m *input.DispatchMouseEventParams) { m.Button, m.Buttons, m.ClickCount = "left", 1, 1 }
	paint := func(segments string) {
		eval[bool](p, `(glossDraw.paint('[[1,%s]]'), true)`, segments)
	}
	p.do(
		chromedp.MouseEvent("mouseMoved", at.X1+1, at.Y1),
		chromedp.MouseEvent("mousePressed", at.X1+1, at.Y1, left),
	)
	paint(`[[4],[8,[["proposal hue-0","actor"]]],[56]]`)
	p.do(chromedp.MouseEvent("mouseMoved", (at.X1+at.X2)/2, at.Y1, left))
	paint(`[[32],[7,[["proposal hue-0","actor"]]],[29]]`)
	p.do(
		chromedp.MouseEvent("mouseMoved", at.X2-1, at.Y2, left),
		chromedp.MouseEvent("mouseReleased", at.X2-1, at.Y2, left),
	)
	p.until("what the hand selected", `[...(CSS.highlights.get("gloss-selection") ?? [])].join() === "Babbage built 2 engines"`)
}

// TestDragOutOfText drags from the text over what stands around it: only the text is
// selected.
func TestDragOutOfText(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program.")
	at := p.find("wrote", 0)
	left := func(m *input.DispatchMouseEventParams) { m.Button, m.Buttons, m.ClickCount = "left", 1, 1 }
	for _, to := range [][2]float64{{700, 80}, {60, at.Y1}, {1200, 300}} {
		p.do(
			chromedp.MouseEvent("mousePressed", at.X2-1, at.Y1, left),
			chromedp.MouseEvent("mouseMoved", (at.X2+to[0])/2, (at.Y1+to[1])/2, left),
			chromedp.MouseEvent("mouseMoved", to[0], to[1], left),
		)
		if got := eval[string](p, `getSelection().toString()`); !strings.Contains("A text\n\nAda Lovelace wrote the program.", strings.TrimSpace(got)) {
			t.Errorf("dragged to %v, %q is selected", to, got)
		}
		p.do(chromedp.MouseEvent("mouseReleased", to[0], to[1], left))
		p.keys("Escape")
	}
}

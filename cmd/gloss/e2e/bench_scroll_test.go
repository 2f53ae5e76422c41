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

// scrolls is how often each contestant is scrolled from top to end.
const scrolls = 4

// reading is for how long a document that was opened is left alone before it is scrolled.
const reading = 2 * time.Second

// BenchmarkScroll turns the wheel from the top to the end of a document and
// counts the frames that the page did not make in time.
func BenchmarkScroll(b *testing.B) {
	g := newRig(b, chosenLoads(b)...)
	r := newResults(b, "Scroll", "Two seconds after a document was opened, from top to end by the wheel, a turn every 16 ms and at most 240 turns; a frame is dropped when the page makes none in its 16.7 ms. Then back, and to the end by Ctrl+End: to the frame that shows the last lines with their labels.")
	for _, l := range chosenLoads(b) {
		w := g.docs[l][0]
		for i := range scrolls {
			for _, c := range contestants {
				g.open(c, w) // anew, as what has been in view stays laid out
				p := g.tab(c)
				time.Sleep(reading)
				dropped, all := p.wheel()
				if i > 0 || scrolls == 1 { // the first is to warm up
					r.add("frames dropped", "%", l.Name, c.Name, 100*dropped/all)
					r.add("frames dropped", "frames", l.Name, c.Name, dropped)
				}
				eval[bool](p, `(scrollTo({ top: 0, behavior: "instant" }), true)`)
				p.rest()
				p.do(chromedp.KeyEvent(kb.Escape))
				got := p.measure("keydown", fmt.Sprintf(`scrollY > 0 === %v && probe.shows(%s, %v)`, l.Bytes > 10_000, w.lastLines(), c.Kind != "plain"), func() {
					p.do(chromedp.KeyEvent(kb.End, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
				})
				switch {
				case l.Bytes < 10_000: // all of it is in view or near it
				case got == nil:
					r.note("%s, %s: the last lines were not there within four seconds of the key.", l.Name, c.Name)
				case i > 0:
					r.add("to the end by a key", "ms", l.Name, c.Name, got.Ms)
				}
				eval[bool](p, `(scrollTo({ top: 0, behavior: "instant" }), true)`)
				p.rest()
			}
		}
	}
}

// wheel scrolls from the top to the end, and returns how many frames were
// dropped of how many that there could have been.
func (p *page) wheel() (dropped, all float64) {
	p.t.Helper()
	eval[bool](p, `(scrollTo({ top: 0, behavior: "instant" }), true)`)
	p.rest()
	size := eval[struct{ X, Y, Height float64 }](p, `(() => {
		const r = document.querySelector("article").getBoundingClientRect();
		return { X: r.left + r.width / 2, Y: innerHeight / 2, Height: document.documentElement.scrollHeight - innerHeight };
	})()`)
	turn := max(100, size.Height/240)
	eval[bool](p, `probe.frames.start()`)
	tick := time.NewTicker(16 * time.Millisecond)
	defer tick.Stop()
	for i := range 400 { // heights that were guessed may make it longer
		<-tick.C
		p.do(chromedp.MouseEvent("mouseWheel", size.X, size.Y, func(m *input.DispatchMouseEventParams) {
			m.DeltaX, m.DeltaY = 1e-6, turn // a zero would not be sent, and is asked for
		}))
		if i%20 == 19 && eval[bool](p, `innerHeight + scrollY > document.documentElement.scrollHeight - 4`) {
			break
		}
	}
	times := eval[[]float64](p, `probe.frames.stop()`)
	for i := 1; i < len(times); i++ {
		n := math.Max(1, math.Round((times[i]-times[i-1])/frame))
		dropped += n - 1
		all += n
	}
	return dropped, math.Max(1, all)
}

// lastLines are the last two paragraphs as probe.shows takes them.
func (w workload) lastLines() string {
	end := w
	end.Paragraphs = w.Paragraphs[len(w.Paragraphs)-2:]
	return end.firstScreen()
}

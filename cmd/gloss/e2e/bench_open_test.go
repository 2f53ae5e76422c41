package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// opens is how often each contestant opens each document size, after once to
// warm up.
const opens = 6

// BenchmarkOpen is the time from a click to the frame after which the first
// screen stands with its labels, with everything at hand: Gloss runs and reads
// the document from the device; the pages written by hand have it in memory.
func BenchmarkOpen(b *testing.B) {
	g := newRig(b, chosenLoads(b)...)
	r := newResults(b, "Open", "From the click that opens a document to the frame after its first screen, labels included, was painted (plain: the text).")
	for _, l := range chosenLoads(b) {
		for i := range opens + 1 {
			w := g.docs[l][i%len(g.docs[l])]
			for _, c := range contestants {
				got := g.open(c, w)
				if i == 0 {
					continue
				}
				if got == nil {
					r.note("%s did not show %s within a minute.", c.Name, l.Name)
					continue
				}
				r.add("from click", "ms", l.Name, c.Name, got.Ms)
				r.add("of it long tasks", "ms", l.Name, c.Name, got.Long)
			}
		}
		for _, c := range contestants {
			r.add("DOM nodes", "nodes", l.Name, c.Name, eval[float64](g.tab(c), `document.querySelectorAll("*").length`))
		}
	}
}

// open shows a workload in the tab of a contestant and says how long it took.
func (g *rig) open(c contestant, w workload) *took {
	g.b.Helper()
	p := g.tab(c)
	if c == glossItself {
		g.leave(p)
	} else {
		p.do(chromedp.Navigate(g.floors.page(c, w, false)))
		p.until("the data", `globalThis.ready`)
	}
	link := `document.querySelector("#open")`
	if c == glossItself {
		link = fmt.Sprintf(`[...document.querySelectorAll("[aria-label=Documents] a")].find((a) => a.querySelector(".doc-title").textContent.trim() === %q)`, w.Title)
	}
	at := eval[place](p, `(() => {
		const a = %s;
		a.scrollIntoView({ block: "nearest", behavior: "instant" });
		const r = a.getBoundingClientRect();
		return { X1: (r.left + r.right) / 2, Y1: (r.top + r.bottom) / 2 };
	})()`, link)
	p.rest()
	condition := fmt.Sprintf(`probe.shows(%s, %v)`, w.firstScreen(), c.Kind != "plain")
	return p.measureFor("click", condition, 60_000, func() {
		p.do(chromedp.MouseEvent("mouseMoved", at.X1, at.Y1), chromedp.MouseClickXY(at.X1, at.Y1)) // no hand is as quick
	})
}

// leave opens the small document in Gloss.
func (g *rig) leave(p *page) {
	g.b.Helper()
	shown := fmt.Sprintf(`probe.shows(%s, true)`, g.small.firstScreen())
	if url := eval[string](p, `location.href`); url == "about:blank" {
		p.do(chromedp.Navigate(g.server.url() + "/d/" + g.ids[g.small.Title]))
	} else if !eval[bool](p, `%s`, shown) {
		eval[bool](p, `([...document.querySelectorAll("[aria-label=Documents] a")].find((a) => a.querySelector(".doc-title").textContent.trim() === %q).click(), true)`, g.small.Title)
	}
	p.untilLong("the small document", `%s`, shown)
}

// rest is the pause between two gestures, in which a page does what it put off.
func (p *page) rest() {
	p.t.Helper()
	eval[bool](p, `new Promise((done) => setTimeout(() => probe.afterPaint(() => done(true)), 70))`)
}

// BenchmarkReload is the time from the start of a navigation to the same frame:
// Gloss comes from its service worker with its program, the pages written by
// hand from a server on this machine with the document in them.
func BenchmarkReload(b *testing.B) {
	g := newRig(b, chosenLoads(b)...)
	r := newResults(b, "Reload", "From the start of a navigation straight to the document to the frame after its first screen, labels included, was painted.")
	g.tab(glossItself).installed()
	for _, l := range chosenLoads(b) {
		for i := range opens {
			w := g.docs[l][i%len(g.docs[l])]
			for _, c := range contestants {
				p := g.tab(c)
				url := g.server.url() + "/d/" + g.ids[w.Title]
				if c != glossItself {
					url = g.floors.page(c, w, true)
				}
				p.do(chromedp.Navigate("about:blank"))
				p.navigate(url)
				ms, err := evalIn[*float64](p, slowest, `probe.painted(() => probe.shows(%s, %v))`, w.firstScreen(), c.Kind != "plain")
				if err != nil {
					b.Fatal(err)
				}
				if i == 0 {
					continue
				}
				if ms == nil {
					r.note("%s did not show %s within a minute.", c.Name, l.Name)
					continue
				}
				r.add("from navigation", "ms", l.Name, c.Name, *ms)
			}
		}
	}
}

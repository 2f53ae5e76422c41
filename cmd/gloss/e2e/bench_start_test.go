package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// How often the program is started each way.
const (
	coldStarts = 5
	warmStarts = 7
)

// started tells the moments of a start, in milliseconds from the navigation.
type started struct{ Text, Labels, Key float64 }

// starting watches a page start: the frame that shows the first words of the
// article, the frame that shows a mark, the frame in which a key did something.
const starting = `globalThis.starting = (words, labels, keys) => Promise.all([
	probe.painted(() => document.body?.textContent.includes(words)),
	labels ? probe.painted(() => document.querySelector("article mark")) : 0,
	keys ? probe.painted(() => document.querySelector("article mark") && probe.cursor() !== "") : 0,
]).then(([text, labels, key]) => ({ text, labels, key }))`

// BenchmarkStart is from navigation to the article of 3 KB with 40 spans, on a
// new device and from the service worker.
func BenchmarkStart(b *testing.B) {
	l := loads[0]
	w := generate(l, seeds(b)[0])
	s := serverWith(b, w)
	url := s.url() + "/d/" + s.documents()[w.Title]
	first := newDevice(b).open(url)
	floors := serveFloors(b, typographyOf(first), w)
	r := newResults(b, "Start", "From navigation to the frame with the first words of the article, to the first labelled frame, and to the frame in which a key (→, pressed until then) did something. Cold is a new device, with program and data from a server on this machine; warm is the service worker, or the same page again.")
	html := contestant{"html", "html", false}
	of := []contestant{glossItself, html}
	at := map[contestant]string{glossItself: url, html: floors.page(html, w, true)}
	words := w.Paragraphs[1].Text[:12]

	for range coldStarts {
		for _, c := range of {
			p := newDevice(b).tab()
			p.probed()
			p.early(starting)
			r.start("cold", c, p.start(at[c], words, c == glossItself))
		}
	}
	d := newDevice(b)
	tabs := map[contestant]*page{}
	for _, c := range of {
		tabs[c] = d.tab()
		tabs[c].probed()
		tabs[c].early(starting)
		tabs[c].do(chromedp.Navigate(at[c]))
	}
	tabs[glossItself].front()
	tabs[glossItself].installed()
	for i := range warmStarts + 1 {
		for _, c := range of {
			p := tabs[c]
			p.front()
			p.do(chromedp.Navigate("about:blank"))
			p.rest()
			got := p.start(at[c], words, c == glossItself)
			if i > 0 {
				r.start("warm", c, got)
			}
		}
	}
}

func (r *results) start(how string, c contestant, got started) {
	r.add(how+": text readable", "ms", "3KB", c.Name, got.Text)
	r.add(how+": labelled", "ms", "3KB", c.Name, got.Labels)
	if got.Key > 0 {
		r.add(how+": a key does something", "ms", "3KB", c.Name, got.Key)
	}
}

// start goes to an address and tells the moments of its start.
func (p *page) start(url, words string, keys bool) started {
	p.t.Helper()
	p.navigate(url)
	eval[bool](p, `(globalThis.seen = starting(%q, true, %v), true)`, words, keys)
	if keys {
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
			p.do(chromedp.KeyEvent(kb.ArrowRight))
			if eval[bool](p, `probe.cursor() !== ""`) {
				break
			}
		}
	}
	got, err := evalIn[started](p, slowest, `seen.then((s) => ({ Text: s.text, Labels: s.labels, Key: s.key }))`)
	if err != nil {
		p.t.Fatal(fmt.Errorf("starting %s: %w", url, err))
	}
	return got
}

package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"gloss/annotations/suggest/worker"
)

// watchWorkers counts the workers that learn, those that were ended among them, and keeps
// what each says first.
const watchWorkers = `
	globalThis.learners = [];
	globalThis.Worker = class extends Worker {
		constructor(url) {
			super(url);
			this.addEventListener("message", ({ data }) => {
				if (typeof data === "string" || this.first) return;
				this.first = [...data];
				learners.push(this);
			});
		}
		terminate() {
			this.ended = true;
			super.terminate();
		}
	};`

// woken is what worker n knew when it began.
func (p *page) woken(n int) worker.Woken {
	p.t.Helper()
	p.until("the worker", `learners.length === %d`, n)
	numbers := eval[[]int](p, `learners[%d].first`, n-1)
	b := make([]byte, len(numbers))
	for i, n := range numbers {
		b[i] = byte(n)
	}
	m, err := worker.Decode(b)
	w, is := m.(worker.Woken)
	if err != nil || !is {
		p.t.Fatalf("worker %d begins with %#v, %v", n, m, err)
	}
	return w
}

func (p *page) learnerEnds(n int) {
	p.t.Helper()
	p.until("the end of the worker", `learners.length === %d && learners[%d].ended`, n, n-1)
}

// TestSuggestionsRest: the worker that learns is ended when it has nothing to do. It wakes
// for the next label, and in the next visit, and knows what it knew and what has come
// meanwhile; and learns all again when what was kept is damaged or gone.
func TestSuggestionsRest(t *testing.T) {
	const story = "Ada Lovelace met Charles Babbage.\n" +
		"Then Ada Lovelace saw Charles Babbage.\n" +
		"Ada Lovelace wrote in Paris.\n" +
		"Charles Babbage went to Paris.\n" +
		"Ada Lovelace went to Paris."
	s, d := startServer(t), newDevice(t)
	p := d.tab()
	p.early(watchWorkers)
	p.do(chromedp.Navigate(s.url()))
	p.ready()
	p.importFiles(write(t, "ada.txt", story))
	p.until("the document", `document.querySelector("article").textContent.startsWith("Ada Lovelace met")`)
	p.press("Close")
	label := func(words string, n int, key string) {
		t.Helper()
		p.drag(words, n)
		p.key(key)
		p.key(kb.Escape)
	}
	proposed := func(what string, n int) {
		t.Helper()
		p.until(what, `[...document.querySelectorAll("article .proposal")].filter(e => e.textContent === %q).length === %d`, what, n)
	}
	label("Ada Lovelace", 0, "1")
	label("Ada Lovelace", 1, "1")
	proposed("Ada Lovelace", 2)
	if w := p.woken(1); w.Sum != 0 || len(w.All) != 0 {
		t.Errorf("the first worker knew %+v", w)
	}
	p.learnerEnds(1)

	// What is proposed stays, and is explained by a worker that wakes for it.
	proposed("Ada Lovelace", 2)
	p.key("s")
	p.until("the reason", `document.querySelector("#proposal").innerText.includes("labelled actor 2 times")`)
	p.key(kb.Escape)
	w := p.woken(2)
	if w.Sum == 0 || len(w.All) != 2 || !slices.ContainsFunc(w.All, func(h worker.Held) bool { return h.Bytes == len(story) }) {
		t.Errorf("it woke with %+v", w)
	}
	label("Charles Babbage", 0, "1")
	proposed("Charles Babbage", 2)
	p.learnerEnds(2)

	// The next visit goes on from there.
	p.saved()
	p.reload()
	proposed("Ada Lovelace", 2)
	proposed("Charles Babbage", 2)
	if next := p.woken(1); next.Sum == 0 || next.Sum == w.Sum || len(next.All) != 2 {
		t.Errorf("after %+v the next visit began with %+v", w, next)
	}
	// What is labelled while nothing is suggested is known afterwards.
	toggle := func() {
		t.Helper()
		p.do(chromedp.Click(`[data-do=suggest]`))
		p.press("Suggest")
		p.press("Close")
	}
	toggle()
	p.until("the end of the worker", `learners.at(-1).ended`)
	label("Paris", 0, "4")
	p.saved()
	toggle()
	proposed("Paris", 2)
	if w := p.woken(2); w.Sum == 0 {
		t.Error("switched on again, it began with nothing")
	}
	// A damaged archive is as none.
	eval[bool](p, `(async () => {
		const cache = await caches.open("learnt");
		for (const request of await cache.keys()) await cache.put(request, new Response(new Uint8Array(5000)));
		return true;
	})()`)
	p.reload()
	proposed("Paris", 2)
	proposed("Ada Lovelace", 2)
	if w := p.woken(1); w.Sum != 0 {
		t.Errorf("of a damaged archive it knew %+v", w)
	}
}

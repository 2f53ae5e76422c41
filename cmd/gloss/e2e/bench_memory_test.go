package e2e

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/memory"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

// memories is how often each contestant is weighed with each document.
const memories = 3

// learning is for how long a page is watched after that, once a second; Gloss itself
// until its suggestions have learnt and their worker is ended.
const learning = 12 * time.Second

// wasmMemory keeps the memories of the WASM programs of a page, to ask for
// their size.
const wasmMemory = `(() => {
	const all = (globalThis.wasmMemories = []);
	const keep = (got) => {
		for (const e of Object.values((got.instance ?? got).exports ?? {})) if (e instanceof WebAssembly.Memory) all.push(e);
		return got;
	};
	for (const name of ["instantiate", "instantiateStreaming"]) {
		const real = WebAssembly[name];
		WebAssembly[name] = (...args) => real.apply(WebAssembly, args).then(keep);
	}
})()`

// BenchmarkMemory weighs a page that shows a document after garbage was collected.
// There is one browser at a time, with one page: of what processes have in common, the
// program of the browser above all, each has a share that hangs on how many there are.
func BenchmarkMemory(b *testing.B) {
	sizes := chosenLoads(b)
	g := newRig(b, sizes...)
	r := newResults(b, "Memory", "A page that was opened straight at the document, after garbage was collected. The renderer is the process of the page: all that it has in memory, and its share, where what processes have in common, the program of the browser above all, counts by parts. Suggestions learn from nothing on.")
	end := func(ctx context.Context) {
		if err := chromedp.Cancel(ctx); err != nil {
			b.Fatal(err)
		}
	}
	end(g.tabs[glossItself.Name].ctx)
	for _, c := range contestants { // Gloss is the first
		for _, l := range sizes {
			d := g.device // it holds the documents
			if c != glossItself {
				d = newDevice(b)
			}
			w := g.docs[l][0]
			url := g.server.url() + "/d/" + g.ids[w.Title]
			if c != glossItself {
				url = g.floors.page(c, w, true)
			}
			for range memories {
				p := d.tab()
				p.probed()
				p.early(wasmMemory)
				p.early(watchWorkers)
				p.early(`caches.delete("learnt")`) // Gloss learns anew
				// Else the process keeps a copy of all that was fetched, for developer tools.
				if _, err := chromedp.Call(p.ctx, network.Disable, cdp.Empty{}); err != nil {
					b.Fatal(err)
				}
				p.do(chromedp.Navigate(url))
				p.untilLong(w.Title, `probe.shows(%s, %v)`, w.firstScreen(), c.Kind != "plain")
				time.Sleep(time.Second)
				process := p.process()
				p.weigh(process, func(what, unit string, v float64) { r.add(what, unit, l.Name, c.Name, v) })
				if c == glossItself || c == plainText {
					const ended = `Boolean(learners.at(-1)?.ended)`
					var most, share float64
					for i := time.Duration(0); i < learning/time.Second || c == glossItself && !eval[bool](p, ended); i++ {
						time.Sleep(time.Second)
						all, part := p.resident(process)
						most, share = max(most, all), max(share, part)
					}
					r.add("renderer, at most while suggestions learn", "MiB", l.Name, c.Name, most)
					r.add("its share then", "MiB", l.Name, c.Name, share)
					time.Sleep(learning / 2)
					all, part := p.resident(process)
					r.add("renderer, at rest", "MiB", l.Name, c.Name, all)
					r.add("its share at rest", "MiB", l.Name, c.Name, part)
					eval[bool](p, `(scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }), true)`)
					time.Sleep(learning / 2)
					all, part = p.resident(process)
					r.add("renderer, at the end of the text", "MiB", l.Name, c.Name, all)
					r.add("its share there", "MiB", l.Name, c.Name, part)
				}
				end(p.ctx)
			}
			if c != glossItself {
				end(d.ctx)
			}
		}
		if c == glossItself {
			end(g.device.ctx)
		}
	}
}

const mib = 1 << 20

// weigh tells what a page takes, which is in this process.
func (p *page) weigh(process int64, tell func(what, unit string, v float64)) {
	p.t.Helper()
	must := func(err error) {
		if err != nil {
			p.t.Fatal(err)
		}
	}
	all, part := p.resident(process)
	tell("renderer", "MiB", all)
	tell("its share", "MiB", part)
	tell("elements of the page", "nodes", eval[float64](p, `document.querySelectorAll("*").length`))
	counters, err := chromedp.Call(p.ctx, memory.GetDOMCounters, cdp.Empty{})
	must(err)
	tell("all DOM nodes that live, texts too", "nodes", float64(counters.Nodes))
	_, err = chromedp.Call(p.ctx, performance.Enable, performance.EnableParams{})
	must(err)
	metrics, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	must(err)
	for _, m := range metrics.Metrics {
		if m.Name == "JSHeapUsedSize" {
			tell("JavaScript heap", "MiB", m.Value/mib)
		}
	}
	if v := eval[float64](p, `wasmMemories.reduce((sum, m) => sum + m.buffer.byteLength, 0)`); v > 0 {
		tell("WASM memory", "MiB", v/mib)
	}
}

// process is the one that is busy when the page is: a browser has others, for pages of its
// own.
func (p *page) process() (id int64) {
	p.t.Helper()
	busy := func() map[int64]float64 {
		info, err := chromedp.CallBrowser(p.ctx, systeminfo.GetProcessInfo, cdp.Empty{})
		if err != nil {
			p.t.Fatal(err)
		}
		of := map[int64]float64{}
		for _, process := range info.ProcessInfo {
			if process.Type == "renderer" {
				of[process.ID] = process.CPUTime
			}
		}
		return of
	}
	before := busy()
	eval[bool](p, `(() => { for (const end = performance.now() + 300; performance.now() < end; ); return true; })()`)
	most := 0.0
	for process, time := range busy() {
		if time -= before[process]; time > most {
			id, most = process, time
		}
	}
	return id
}

// resident is what a process has in memory in MiB, once the page has collected garbage: all
// that is resident there, and its proportional share. They are 0 where the system does not
// tell.
func (p *page) resident(process int64) (all, share float64) {
	p.t.Helper()
	for range 2 {
		if _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			p.t.Fatal(err)
		}
	}
	file := fmt.Sprintf("/proc/%d/smaps_rollup", process)
	return procField(file, "Rss:") / mib, procField(file, "Pss:") / mib
}

// procField reads a field in KiB and returns it in bytes.
func procField(file, field string) float64 {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == field {
			n, _ := strconv.ParseFloat(f[1], 64)
			return n * 1024
		}
	}
	return 0
}

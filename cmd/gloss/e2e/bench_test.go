package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	page_ "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The measurements of `make bench`. README.md in this folder says what is
// measured, how, and how to repeat it.

// seeds are those of the workloads: SEEDS=4,5,6 tries others.
func seeds(t testing.TB) []uint64 {
	list := os.Getenv("SEEDS")
	if list == "" {
		list = "1,2"
	}
	var all []uint64
	for s := range strings.SplitSeq(list, ",") {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("SEEDS=%s: %v", list, err)
		}
		all = append(all, n)
	}
	return all
}

// chosenLoads are the sizes to measure: LOADS=1MB leaves out the others.
func chosenLoads(t testing.TB) []load {
	list := os.Getenv("LOADS")
	if list == "" {
		return loads
	}
	var all []load
	for _, l := range loads {
		if strings.Contains(","+list+",", ","+l.Name+",") {
			all = append(all, l)
		}
	}
	if all == nil {
		t.Fatalf("LOADS=%s: there are 3KB, 100KB and 1MB", list)
	}
	return all
}

// small is a document to leave a large one for.
var small = load{"small", 500, 5}

// rig is what the browser measurements share: a server and a device that hold
// all workloads, and the same workloads in pages written by hand.
type rig struct {
	b      *testing.B
	server *server
	device *device
	floors *floorServer
	small  workload
	docs   map[load][]workload // one for each seed
	ids    map[string]string   // of documents, by title
	tabs   map[string]*page
}

func newRig(b *testing.B, sizes ...load) *rig {
	b.Helper()
	g := &rig{b: b, docs: map[load][]workload{}, ids: map[string]string{}, tabs: map[string]*page{}}
	g.small = generate(small, 1)
	all := []workload{g.small}
	for _, l := range sizes {
		for _, seed := range seeds(b) {
			w := generate(l, seed)
			g.docs[l] = append(g.docs[l], w)
			all = append(all, w)
		}
	}
	g.server = serverWith(b, all...)
	g.ids = g.server.documents()
	g.device = newDevice(b)
	p := g.tab(glossItself)
	p.do(chromedp.Navigate(g.server.url()))
	p.ready()
	p.untilLong("everything on the device", `document.querySelector("[role=status]").innerText.includes("Synced")
		&& document.querySelectorAll("[aria-label=Documents] a").length > %d`, len(all))
	p.do(chromedp.Navigate(g.server.url() + "/d/" + g.ids[g.small.Title]))
	p.ready()
	p.untilLong("the list", `document.querySelectorAll("[aria-label=Documents] a").length > %d`, len(all))
	p.untilLong("what the labels teach", `document.querySelector("[data-do=suggest] .count").textContent !== "…"`)
	g.floors = serveFloors(b, typographyOf(p), all...)
	return g
}

// serverWith is a running server that has documents.
func serverWith(t testing.TB, docs ...workload) *server {
	t.Helper()
	s := startServer(t)
	s.kill()
	gloss(t, "import", "--data", s.data, writeLoads(t, docs...))
	s.start()
	return s
}

// documents are the IDs of the documents, by title.
func (s *server) documents() map[string]string {
	s.t.Helper()
	var projects []struct{ ID string }
	if err := json.Unmarshal(s.get("/api/v1/projects"), &projects); err != nil {
		s.t.Fatal(err)
	}
	ids := map[string]string{}
	for _, p := range projects {
		var documents []struct{ ID, Title string }
		if err := json.Unmarshal(s.get("/api/v1/projects/"+p.ID+"/documents"), &documents); err != nil {
			s.t.Fatal(err)
		}
		for _, d := range documents {
			ids[d.Title] = d.ID
		}
	}
	return ids
}

// tab is the tab of a contestant, made at the first call and in front after
// each: what lies behind is drawn late or not at all.
func (g *rig) tab(c contestant) *page {
	g.b.Helper()
	p := g.tabs[c.Name]
	if p == nil {
		p = g.device.tab()
		p.probed()
		g.tabs[c.Name] = p
	}
	p.front()
	return p
}

func (p *page) front() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, page_.BringToFront, cdp.Empty{}); err != nil {
		p.t.Fatal(err)
	}
}

// probed puts the probe into every page that the tab will show.
func (p *page) probed() {
	p.t.Helper()
	source, err := os.ReadFile("testdata/bench/probe.js")
	if err != nil {
		p.t.Fatal(err)
	}
	p.early(string(source))
}

// early runs a script in every page that the tab will show, before its own.
func (p *page) early(source string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, page_.AddScriptToEvaluateOnNewDocument, page_.AddScriptToEvaluateOnNewDocumentParams{Source: source}); err != nil {
		p.t.Fatal(err)
	}
}

// navigate starts a navigation and does not wait for its end: a probe in the
// new page tells what it waits for.
func (p *page) navigate(url string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, page_.Navigate, page_.NavigateParams{URL: url}); err != nil {
		p.t.Fatal(err)
	}
}

// slowest is how long a page may take for anything that is measured.
const slowest = 4 * time.Minute

// untilLong waits for a condition that a large document takes its time for.
func (p *page) untilLong(what, js string, args ...any) {
	p.t.Helper()
	for end := time.Now().Add(slowest); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok, err := evalIn[bool](p, slowest, `Boolean(`+js+`)`, args...); err == nil && ok {
			return
		}
	}
	p.t.Fatalf("waited in vain for: %s\nthe page says: %s", what, p.said())
}

// took is what the probe tells about a gesture; nil when nothing came of it.
type took struct {
	Ms   float64 // from the input to the frame that shows what it did
	Long float64 // of it in long tasks
}

// measure makes input and waits for the frame that shows a condition. kind is
// the event that the time starts with.
func (p *page) measure(kind, condition string, input func()) *took {
	p.t.Helper()
	return p.measureFor(kind, condition, 4000, input)
}

// measureFor has a patience in milliseconds.
func (p *page) measureFor(kind, condition string, patience int, input func()) *took {
	p.t.Helper()
	eval[bool](p, `probe.begin(%q, () => %s, %d)`, kind, condition, patience)
	input()
	got, err := evalIn[*took](p, slowest, `probe.ended()`)
	if err != nil {
		p.t.Fatalf("measuring %s: %v", condition, err)
	}
	return got
}

// evalIn is eval for what may take longer.
func evalIn[T any](p *page, patience time.Duration, js string, args ...any) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](fmt.Sprintf(js, args...), chromedp.EvalAwaitPromise))
}

// firstScreen is what an opened document has to show, as probe.shows takes it:
// its first paragraphs, each with the places of its spans.
func (w workload) firstScreen() string {
	type line [3]any
	var all []line
	for _, p := range w.Paragraphs[:min(5, len(w.Paragraphs))] {
		spans := []int{}
		for _, s := range w.Stretches {
			if s.Start >= p.Start && s.Start < p.Start+units(p.Text) {
				spans = append(spans, s.Start-p.Start)
			}
		}
		all = append(all, line{p.Start, p.Text, spans})
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return string(b)
}

package e2e

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	page_ "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The measurements of `make bench`. Each is the median of several runs in
// milliseconds, with a floor measured in the same way in the same run: the same
// article with the same labels as a plain HTML page with hand-written marks.

// observer notes when the first mark is painted: the frame after it is there.
const observer = `
	globalThis.labelled = new Promise((done) => {
		const look = () => {
			if (!document.querySelector("mark")) return requestAnimationFrame(look);
			requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0));
		};
		look();
	});
	// The time from a key to the frame after the article has changed.
	globalThis.keyToPaint = () => new Promise((done) => {
		addEventListener("keydown", (e) => {
			const start = e.timeStamp;
			const seen = new MutationObserver(() => {
				seen.disconnect();
				requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
			});
			seen.observe(document.querySelector("article"), { subtree: true, childList: true, attributes: true });
		}, { capture: true, once: true });
	});`

// article is about 3 KB with 40 spans: name, lines, and stretches of words.
func article() (text string, spans [][2]int) {
	var b strings.Builder
	for i := range 40 {
		b.WriteString("The minister said that ")
		start := b.Len()
		fmt.Fprintf(&b, "%d billion", 10+i)
		spans = append(spans, [2]int{start, b.Len()})
		b.WriteString(" dollars of trade a year were within reach")
		if b.WriteString("."); i%4 == 3 {
			b.WriteString("\n")
		} else {
			b.WriteString(" ")
		}
	}
	return strings.TrimSpace(b.String()), spans
}

// plain is the same as a page that needs no program; its key handler marks the
// next unmarked word by hand.
func plain(t testing.TB) string {
	text, spans := article()
	var b strings.Builder
	b.WriteString(`<!doctype html><meta charset="utf-8"><title>plain</title><article><p>`)
	at := 0
	write := func(s string) { b.WriteString(strings.ReplaceAll(html.EscapeString(s), "\n", "</p><p>")) }
	for _, s := range spans {
		write(text[at:s[0]])
		b.WriteString("<mark>" + html.EscapeString(text[s[0]:s[1]]) + "</mark>")
		at = s[1]
	}
	write(text[at:])
	b.WriteString(`</article><script>addEventListener("keydown", () => {
		const node = document.querySelector("article p").lastChild;
		const range = document.createRange();
		range.setStart(node, 1); range.setEnd(node, 6);
		range.surroundContents(document.createElement("mark"));
	})</script>`)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(b.String()))
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// labelledServer has the article with its labels, and the address of it.
func labelledServer(t testing.TB) (*server, string) {
	s := startServer(t)
	s.kill()
	text, spans := article()
	type span struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Label string `json:"label"`
	}
	rec := struct {
		Text  string `json:"text"`
		Spans []span `json:"spans"`
	}{Text: text}
	for _, s := range spans {
		rec.Spans = append(rec.Spans, span{s[0], s[1], "number"})
	}
	b, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "bench.jsonl")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	gloss(t, "import", "--data", s.data, file)
	s.start()
	var projects []struct{ ID string }
	if err := json.Unmarshal(s.get("/api/v1/projects"), &projects); err != nil {
		t.Fatal(err)
	}
	var documents []struct{ ID, Title string }
	if err := json.Unmarshal(s.get("/api/v1/projects/"+projects[0].ID+"/documents"), &documents); err != nil {
		t.Fatal(err)
	}
	return s, s.url() + "/d/" + documents[1].ID
}

func (p *page) observe() {
	if _, err := chromedp.Call(p.ctx, page_.AddScriptToEvaluateOnNewDocument, page_.AddScriptToEvaluateOnNewDocumentParams{Source: observer}); err != nil {
		p.t.Fatal(err)
	}
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

func report(b *testing.B, ours, floor []float64) {
	b.ReportMetric(median(ours), "ms")
	b.ReportMetric(ours[0], "ms-min")
	b.ReportMetric(ours[len(ours)-1], "ms-max")
	b.ReportMetric(median(floor), "floor-ms")
	b.ReportMetric(0, "ns/op") // of no meaning here
}

// BenchmarkStartCold is from navigation to the first labelled frame on a new
// device: program, data and all from the server.
func BenchmarkStartCold(b *testing.B) {
	_, url := labelledServer(b)
	simple := plain(b)
	var ours, floor []float64
	for range 5 {
		for _, m := range []struct {
			url  string
			into *[]float64
		}{{url, &ours}, {simple, &floor}} {
			p := newDevice(b).tab()
			p.observe()
			p.do(chromedp.Navigate(m.url))
			*m.into = append(*m.into, eval[float64](p, `labelled`))
		}
	}
	report(b, ours, floor)
}

// BenchmarkStartWarm is the same from the service worker, with the server there
// or not.
func BenchmarkStartWarm(b *testing.B) {
	_, url := labelledServer(b)
	simple := plain(b)
	d := newDevice(b)
	p, q := d.tab(), d.tab()
	p.observe()
	q.observe()
	p.do(chromedp.Navigate(url))
	p.installed()
	var ours, floor []float64
	for range 9 {
		p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(url))
		ours = append(ours, eval[float64](p, `labelled`))
		q.do(chromedp.Navigate("about:blank"), chromedp.Navigate(simple))
		floor = append(floor, eval[float64](q, `labelled`))
	}
	report(b, ours, floor)
}

// BenchmarkKeyToPaint is from the press of a label's key to the next paint.
func BenchmarkKeyToPaint(b *testing.B) {
	_, url := labelledServer(b)
	d := newDevice(b)
	p, q := d.tab(), d.tab()
	p.observe()
	q.observe()
	p.do(chromedp.Navigate(url))
	p.ready()
	var ours, floor []float64
	for i := range 15 {
		p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("article").focus()`))
		p.drag("minister", i)
		eval[bool](p, `(globalThis.time = keyToPaint(), true)`)
		p.do(chromedp.KeyEvent("1"))
		ours = append(ours, eval[float64](p, `time`))
		p.key(kb.Escape)
	}
	simple := plain(b)
	for range 15 {
		q.do(chromedp.Navigate(simple))
		q.do(chromedp.Evaluate[chromedp.Void](`document.body.focus()`))
		eval[bool](q, `(globalThis.time = keyToPaint(), true)`)
		q.do(chromedp.KeyEvent("1"))
		floor = append(floor, eval[float64](q, `time`))
	}
	report(b, ours, floor)
}

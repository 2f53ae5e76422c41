package e2e

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// pileSize is how many documents the pile has; GLOSS_SIZE sets another number.
const pileSize = 100_000

// writePile writes documents of some 300 characters, no two alike, with ten spans each.
func writePile(b *testing.B, n int) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "pile.jsonl")
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	r := rand.New(rand.NewPCG(uint64(n), 1))
	for i := range n {
		var text, spans strings.Builder
		for k := range 50 {
			word := plainWords[r.IntN(len(plainWords))]
			if k%5 == 0 {
				fmt.Fprintf(&spans, `,{"start":%d,"end":%d,"label":%q}`, text.Len(), text.Len()+len(word), benchLabels[r.IntN(4)])
			}
			text.WriteString(word + " ")
		}
		fmt.Fprintf(w, `{"title":"%s: report %d","text":"%sNo. %d.","spans":[%s]}`+"\n", plainWords[r.IntN(len(plainWords))], i, text.String(), i, spans.String()[1:])
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return file
}

// BenchmarkPile has a large project arrive on a new device, and does there what one
// does with a list. A task is what holds up the page: while it runs, no key is heard.
func BenchmarkPile(b *testing.B) {
	n := pileSize
	if s := os.Getenv("GLOSS_SIZE"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	s := startServer(b)
	gloss(b, "import", "--data", s.data, writePile(b, n))
	r := newResults(b, "Pile", fmt.Sprintf("A project of %d documents with %d annotations. A task of the page is long from 50 ms on; the worst is the longest that a key may have to wait.", n, 10*n))
	size := fmt.Sprint(n)
	p := newDevice(b).tab()
	p.probed()
	p.early(wasmMemory)
	measure := func(what string, act func(), until string, args ...any) {
		from := eval[float64](p, `performance.now()`)
		act()
		p.untilAtSize(what, until, args...)
		to := eval[float64](p, `performance.now()`)
		time.Sleep(time.Second) // what it leaves to do counts as well
		tasks := eval[[2]float64](p, `probe.worstSince(%f)`, from)
		r.add(what, "ms", size, "gloss", to-from)
		r.add(what+", worst task", "ms", size, "gloss", tasks[0])
		r.add(what+", tasks over 100 ms", "tasks", size, "gloss", tasks[1])
	}
	counted := `document.querySelector("#documents .count")?.textContent === %q`
	p.do(chromedp.Navigate(s.url()))
	measure("all arrive on a new device", func() {}, counted+` && /\d/.test(document.querySelector(".pile-counts")?.innerText ?? "") && document.querySelector("#list-label option[value='+actor']")`, fmt.Sprint(n+1))
	p.synced()
	p.settle()
	r.add("WASM memory then", "MiB", size, "gloss", eval[float64](p, `wasmMemories.reduce((sum, m) => sum + m.buffer.byteLength, 0)`)/mib)

	eval[bool](p, `(document.querySelector(".pile-tools").open = true)`)
	total := fmt.Sprint(n + 1)
	fewer := `document.querySelector("#documents .count").textContent !== %q`
	measure("filter by label", func() { p.pick("#list-label", "-actor") }, fewer, total)
	measure("no filter", func() { p.pick("#list-label", "") }, counted, total)
	first := p.titles()[0]
	for _, by := range []string{"title", "length", "spans"} {
		measure("sort by "+by, func() { p.pick("#list-sort", by) }, `document.querySelector("#documents .rows .doc-title").textContent !== %q`, first)
		p.pick("#list-sort", "")
		p.untilAtSize("as they came", `document.querySelector("#documents .rows .doc-title").textContent === %q`, first)
	}
	word := fmt.Sprintf("No. %d.", n-7)
	measure("search in texts", func() { p.fill("#pile-text", word) }, counted, "1 found")
	measure("no search", func() { p.fill("#pile-text", "") }, counted, total)
	p.pick("#list-inside", "in")
	for _, what := range []string{"search in annotations, the first", "search in annotations, the next"} {
		measure(what, func() { p.fill("#pile-text", "harbour") }, `/^\d+ found$/.test(document.querySelector("#documents .count").textContent) && document.querySelector(".pile-searched").hidden`)
		p.fill("#pile-text", "")
		p.untilAtSize("no search", counted, total)
	}
	eval[bool](p, `(document.querySelector("#documents .rows .doc-link").focus(), true)`)
	measure("archive one by a key", func() { p.key("e") }, counted, fmt.Sprint(n))
	measure("open the next", func() { p.key("]", chromedp.ModifierCtrl) }, `document.querySelector("#documents [aria-current=page]")`)
	p.key(kb.Escape)
	r.add("WASM memory in the end", "MiB", size, "gloss", eval[float64](p, `wasmMemories.reduce((sum, m) => sum + m.buffer.byteLength, 0)`)/mib)
}

// untilAtSize waits for what may take minutes.
func (p *page) untilAtSize(what, js string, args ...any) {
	p.t.Helper()
	for end := time.Now().Add(20 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok, err := evalIn[bool](p, slowest, `Boolean(`+js+`)`, args...); err == nil && ok {
			return
		}
	}
	p.t.Fatalf("waited in vain for: %s\nthe page says: %s", what, p.said())
}

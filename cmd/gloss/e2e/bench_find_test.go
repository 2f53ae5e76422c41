package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// BenchmarkFind searches as one types, labels every occurrence of a frequent
// word, and takes that back. No floor has such a search: the lengths of the
// tasks tell whether the page was held up.
func BenchmarkFind(b *testing.B) {
	g := newRig(b, chosenLoads(b)...)
	r := newResults(b, "Find", "From the key to the frame that shows the new number of matches with those in view marked; then from Enter to the frame in which the first occurrence in view bears the label, and to the one that counts them all.")
	for _, l := range chosenLoads(b) {
		for _, w := range g.docs[l] {
			g.open(glossItself, w)
			h := hands{page: g.tab(glossItself), c: glossItself, l: l, r: r, counts: true}
			h.letGo()
			h.do(chromedp.KeyEvent("/"))
			h.rest()
			text := strings.ToLower(w.Text())
			found := func(word string) int { return strings.Count(text, word) }
			const count = `document.querySelector(".finder .count").textContent`
			for i, letter := range "water" {
				before := eval[string](h.page, count)
				condition := fmt.Sprintf(`%s !== %q && CSS.highlights.get("gloss-found")?.size > 0`, count, before)
				if i == 0 || found("water"[:i]) == found("water"[:i+1]) {
					h.do(chromedp.KeyEvent(string(letter)))
					h.rest()
					continue // the first letter is everywhere, and the same number cannot be seen to be new
				}
				h.made("type a letter", h.measure("keydown", condition, func() { h.do(chromedp.KeyEvent(string(letter))) }))
			}
			h.until("the end of the search", `/^\d+ match/.test(%s) && !/…/.test(%[1]s)`, count)
			matches := eval[int](h.page, `parseInt(%s)`, count)
			have := eval[int](h.page, total)
			h.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#find-label").focus()`))
			h.made("label all: the first", h.measure("keydown", `document.querySelectorAll("article mark").length > 0 && `+
				fmt.Sprintf(`%s > %d`, total, have), func() { h.do(chromedp.KeyEvent(kb.Enter)) }))
			h.until("all labels", `%s === %d`, total, have+matches)
			r.add("label all", "annotations", l.Name, glossItself.Name, float64(matches))
			h.do(chromedp.KeyEvent(kb.Escape), chromedp.Evaluate[chromedp.Void](`document.querySelector("article").focus()`))
			h.rest()
			h.made("undo all", h.measure("keydown", fmt.Sprintf(`%s === %d`, total, have), func() {
				h.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
			}))
		}
	}
}

// total is how many annotations the page counts.
const total = `Number(document.querySelector("[aria-label=Annotations] .count").textContent)`

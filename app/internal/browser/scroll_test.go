//go:build js

package browser

import (
	"strconv"
	"strings"
	"testing"
)

func TestScrollTo(t *testing.T) {
	body(t, story+`<style>article { padding: 3000px 0 }</style>`)
	defer window.Call("scrollTo", 0, 0)
	ScrollTo(28, 31)
	height := window.Get("innerHeight").Float()
	r := Rects(28, 31)[0]
	if r.Top < 0 || r.Bottom > height {
		t.Errorf("the stretch is at %v of %v", r, height)
	}
	before := window.Get("scrollY").Float()
	ScrollTo(28, 31)
	if after := window.Get("scrollY").Float(); after != before {
		t.Errorf("scrolled from %v to %v though it was in view", before, after)
	}
}

// tall is a document of so many lines of 100 pixels.
func tall(lines int) string {
	var html strings.Builder
	html.WriteString(`<style>body { margin: 0 } p { margin: 0; height: 100px }</style><article aria-label="Document">`)
	for i := range lines {
		html.WriteString(`<p data-start="` + strconv.Itoa(2*i) + `">x</p>`)
	}
	return html.String() + `</article>`
}

// Much scrolling in one frame is told once.
func TestOnScroll(t *testing.T) {
	body(t, tall(50))
	defer ToTop()
	frame := func() {
		if _, err := Await(ctx, eval(`new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))`)); err != nil {
			t.Fatal(err)
		}
	}
	frame()
	told := 0
	OnScroll(func() { told++ })
	for y := range 5 {
		window.Call("scrollTo", 0, 10*y+10)
		window.Call("dispatchEvent", window.Get("Event").New("scroll"))
	}
	frame()
	if told == 0 || told > 2 {
		t.Errorf("told %d times of five steps in one frame", told)
	}
}

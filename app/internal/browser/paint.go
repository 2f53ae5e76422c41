//go:build js

package browser

import (
	"strconv"
	"syscall/js"
)

// Rect is a box in the viewport, in CSS pixels.
type Rect struct{ Left, Top, Right, Bottom float64 }

func rectOf(v js.Value) Rect {
	return Rect{v.Get("left").Float(), v.Get("top").Float(), v.Get("right").Float(), v.Get("bottom").Float()}
}

// Rects returns the boxes that a stretch of the document fills, line by line.
// An empty stretch has the box of a caret, unless its line is empty.
func Rects(start, end int) []Rect {
	r, ok := rangeOf(start, end)
	if !ok {
		return nil
	}
	list := r.Call("getClientRects")
	rects := make([]Rect, list.Length())
	for i := range rects {
		rects[i] = rectOf(list.Index(i))
	}
	return rects
}

// Highlight paints a stretch of the document under a name that the style knows
// as ::highlight(name), without touching the document. Browsers that cannot do
// so show nothing. An empty stretch takes the paint away.
func Highlight(name string, start, end int) {
	var pairs []int
	if start < end {
		pairs = []int{start, end}
	}
	HighlightAll(name, pairs)
}

// Place puts a floating element beside a stretch of the document: below its
// last line, or above its first where only there is room; over the text, and not over
// what stands beside it, as long as it fits.
func Place(selector string, start, end int) {
	e, rects := document.Call("querySelector", selector), Rects(start, end)
	if !e.Truthy() || len(rects) == 0 {
		return
	}
	first, last := rects[0], rects[len(rects)-1]
	scrollX, scrollY := window.Get("scrollX").Float(), window.Get("scrollY").Float()
	width, height := e.Get("offsetWidth").Float(), e.Get("offsetHeight").Float()
	from, to := uncovered()
	const gap = 10
	top := last.Bottom + gap
	if top+height > to && first.Top > from+height+gap {
		top = first.Top - height - gap
	}
	column := rectOf(e.Get("parentElement").Call("getBoundingClientRect"))
	left := max(gap, min(last.Left, column.Right-width-gap))
	style := e.Get("style")
	style.Call("setProperty", "--left", px(left+scrollX))
	style.Call("setProperty", "--top", px(top+scrollY))
}

// PlaceHandle puts a handle at an offset, above the side on which the text before it
// ends: the left one where it is read from right to left. A negative offset hides it.
func PlaceHandle(selector string, offset int, left bool) {
	e := document.Call("querySelector", selector)
	if !e.Truthy() {
		return
	}
	var rects []Rect
	if offset > 0 {
		rects = Rects(offset-1, offset)
	}
	e.Set("hidden", len(rects) == 0)
	if len(rects) == 0 {
		return
	}
	at := rects[len(rects)-1]
	if left {
		at.Right = at.Left
	}
	style := e.Get("style")
	style.Call("setProperty", "--left", px(at.Right+window.Get("scrollX").Float()))
	style.Call("setProperty", "--top", px(at.Top+window.Get("scrollY").Float()))
}

func px(v float64) string { return strconv.Itoa(int(v+0.5)) + "px" }

// Before reports whether a point lies on the character before an offset rather
// than on the one after it.
func Before(offset int, x float64) bool {
	for _, r := range Rects(max(0, offset-1), offset) {
		if r.Left <= x && x < r.Right {
			return true
		}
	}
	return false
}

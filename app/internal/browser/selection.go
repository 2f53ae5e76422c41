//go:build js

package browser

import (
	"sort"
	"strconv"
	"syscall/js"
)

// The document is the article element. It holds one block for each line of the
// text, with data-start: the offset in UTF-16 units of its first character. The
// text nodes of a block, in order, are exactly the line without its end.
const articleSelector = "article[aria-label=Document]"

func article() js.Value { return document.Call("querySelector", articleSelector) }

func inArticle(node js.Value) bool { return closest(node, articleSelector).Truthy() }

// Selection returns where the selection starts and where it is moved, in UTF-16
// units of the document; ok is false when it is not in the document.
func Selection() (anchor, focus int, ok bool) {
	s := window.Call("getSelection")
	if s.Get("rangeCount").Int() == 0 {
		return 0, 0, false
	}
	anchor, a := offsetOf(s.Get("anchorNode"), s.Get("anchorOffset").Int())
	focus, f := offsetOf(s.Get("focusNode"), s.Get("focusOffset").Int())
	return anchor, focus, a && f
}

// offsetOf turns a point in the page into an offset in the document. A point
// before or after the document is its first or last place.
func offsetOf(node js.Value, offset int) (int, bool) {
	root := article()
	if !root.Truthy() || !node.Truthy() {
		return 0, false
	}
	if !root.Call("contains", node).Bool() {
		const following = 4 // Node.DOCUMENT_POSITION_FOLLOWING
		blocks := root.Get("children")
		if blocks.Length() == 0 {
			return 0, false
		}
		if root.Call("compareDocumentPosition", node).Int()&following != 0 {
			return blockEnd(blocks.Index(blocks.Length() - 1)), true
		}
		return 0, true
	}
	if node.Equal(root) {
		blocks := root.Get("children")
		if offset < blocks.Length() {
			return blockStart(blocks.Index(offset)), true
		}
		return blockEnd(blocks.Index(blocks.Length() - 1)), true
	}
	block := node
	for !block.Get("parentNode").Equal(root) {
		block = block.Get("parentNode")
	}
	// The text before the point: of the range from the start of the block to it.
	r := document.Call("createRange")
	r.Call("selectNodeContents", block)
	r.Call("setEnd", node, offset)
	return blockStart(block) + length(r.Call("toString")), true
}

// length is that of a string, in UTF-16 units.
func length(s js.Value) int { return window.Call("Object", s).Length() }

func blockStart(block js.Value) int {
	return window.Call("parseInt", block.Get("dataset").Get("start"), 10).Int()
}

func blockEnd(block js.Value) int {
	return blockStart(block) + length(block.Get("textContent"))
}

// pointAt finds the text node and the place in it for an offset. With atEnd an
// offset between two nodes is the end of the first.
func pointAt(root js.Value, offset int, atEnd bool) (node js.Value, at int) {
	blocks := root.Get("children")
	i := sort.Search(blocks.Length(), func(i int) bool { return blockStart(blocks.Index(i)) > offset }) - 1
	if i < 0 {
		return root, 0
	}
	block := blocks.Index(i)
	left := offset - blockStart(block)
	const showText = 4 // NodeFilter.SHOW_TEXT
	walker := document.Call("createTreeWalker", block, showText)
	last, lastLength := block, 0
	for n := walker.Call("nextNode"); n.Truthy(); n = walker.Call("nextNode") {
		size := n.Get("length").Int()
		if left < size || left == size && atEnd {
			return n, left
		}
		left -= size
		last, lastLength = n, size
	}
	return last, lastLength
}

func rangeOf(start, end int) (js.Value, bool) {
	root := article()
	if !root.Truthy() || root.Get("children").Length() == 0 {
		return js.Null(), false
	}
	r := document.Call("createRange")
	node, at := pointAt(root, start, false)
	r.Call("setStart", node, at)
	node, at = pointAt(root, end, true)
	r.Call("setEnd", node, at)
	return r, true
}

// Select makes a stretch of the document the page's selection.
func Select(start, end int) {
	if r, ok := rangeOf(start, end); ok {
		s := window.Call("getSelection")
		s.Call("removeAllRanges")
		s.Call("addRange", r)
	}
}

// Unselect takes the selection away if it is in the document.
func Unselect() {
	if _, _, ok := Selection(); ok {
		window.Call("getSelection").Call("removeAllRanges")
	}
}

// Highlight paints a stretch of the document under a name that the style knows
// as ::highlight(name), without touching the document. Browsers that cannot do
// so show nothing. An empty stretch takes the paint away.
func Highlight(name string, start, end int) {
	highlights := window.Get("CSS").Get("highlights")
	if !highlights.Truthy() {
		return
	}
	if r, ok := rangeOf(start, end); ok && start < end {
		highlights.Call("set", name, window.Get("Highlight").New(r))
	} else {
		highlights.Call("delete", name)
	}
}

// OffsetAt returns the place in the document at a point of the viewport.
func OffsetAt(x, y float64) (offset int, ok bool) {
	if f := document.Get("caretPositionFromPoint"); f.Type() == js.TypeFunction {
		p := document.Call("caretPositionFromPoint", x, y)
		if !p.Truthy() || !inArticleNode(p.Get("offsetNode")) {
			return 0, false
		}
		return offsetOf(p.Get("offsetNode"), p.Get("offset").Int())
	}
	r := document.Call("caretRangeFromPoint", x, y)
	if !r.Truthy() || !inArticleNode(r.Get("startContainer")) {
		return 0, false
	}
	return offsetOf(r.Get("startContainer"), r.Get("startOffset").Int())
}

func inArticleNode(node js.Value) bool {
	root := article()
	return root.Truthy() && root.Call("contains", node).Bool()
}

// MarkAt tells whether a mark is painted at a point of the viewport: a click
// beside a line of text finds an offset, but nothing that was clicked on.
func MarkAt(x, y float64) bool {
	return closest(document.Call("elementFromPoint", x, y), articleSelector+" mark").Truthy()
}

// LineFrom returns the offset one line above (-1) or below (1) an offset, in
// the lines as they are shown.
func LineFrom(offset, direction int) (int, bool) {
	s := window.Call("getSelection")
	r, ok := rangeOf(offset, offset)
	if !ok || s.Get("modify").Type() != js.TypeFunction {
		return 0, false
	}
	s.Call("removeAllRanges")
	s.Call("addRange", r)
	where := "forward"
	if direction < 0 {
		where = "backward"
	}
	s.Call("modify", "move", where, "line")
	_, focus, ok := Selection()
	s.Call("removeAllRanges")
	return focus, ok
}

// ScrollTo brings a stretch of the document into view if it is out of it.
func ScrollTo(start, end int) {
	r, ok := rangeOf(start, end)
	if !ok {
		return
	}
	box := r.Call("getBoundingClientRect")
	top, bottom := box.Get("top").Float(), box.Get("bottom").Float()
	height := window.Get("innerHeight").Float()
	const header, footer = 150, 90 // what lies over the text there
	if top < header || bottom > height-footer {
		window.Call("scrollBy", map[string]any{"top": top - height/3, "behavior": "instant"})
	}
}

// ToTop scrolls to the start of the page.
func ToTop() { window.Call("scrollTo", 0, 0) }

// Place puts a floating element beside a stretch of the document: below its
// last line, or above its first where there is no room.
func Place(selector string, start, end int) {
	e := document.Call("querySelector", selector)
	r, ok := rangeOf(start, end)
	if !e.Truthy() || !ok {
		return
	}
	rects := r.Call("getClientRects")
	if rects.Length() == 0 {
		return
	}
	first, last := rects.Index(0), rects.Index(rects.Length()-1)
	scrollX, scrollY := window.Get("scrollX").Float(), window.Get("scrollY").Float()
	width, height := e.Get("offsetWidth").Float(), e.Get("offsetHeight").Float()
	view := document.Get("documentElement")
	const gap = 10
	top := last.Get("bottom").Float() + gap
	if top+height > view.Get("clientHeight").Float() && first.Get("top").Float() > height+gap {
		top = first.Get("top").Float() - height - gap
	}
	left := min(last.Get("left").Float(), view.Get("clientWidth").Float()-width-gap)
	style := e.Get("style")
	style.Call("setProperty", "--left", px(max(gap, left)+scrollX))
	style.Call("setProperty", "--top", px(top+scrollY))
}

func px(v float64) string { return strconv.Itoa(int(v+0.5)) + "px" }

// Before reports whether a point lies on the character before an offset rather
// than on the one after it.
func Before(offset int, x float64) bool {
	r, ok := rangeOf(max(0, offset-1), offset)
	if !ok {
		return false
	}
	rects := r.Call("getClientRects")
	for i := range rects.Length() {
		box := rects.Index(i)
		if box.Get("left").Float() <= x && x < box.Get("right").Float() {
			return true
		}
	}
	return false
}

// VisibleBlocks are the first and the last block of the document that are in
// the viewport, by their place among the blocks.
func VisibleBlocks() (first, last int, ok bool) {
	root := article()
	if !root.Truthy() {
		return 0, 0, false
	}
	blocks := root.Get("children")
	n := blocks.Length()
	height := window.Get("innerHeight").Float()
	edge := func(i int, name string) float64 {
		return blocks.Index(i).Call("getBoundingClientRect").Get(name).Float()
	}
	first = sort.Search(n, func(i int) bool { return edge(i, "bottom") > 0 })
	last = sort.Search(n, func(i int) bool { return edge(i, "top") > height }) - 1
	return min(first, n-1), max(last, first), n > 0
}

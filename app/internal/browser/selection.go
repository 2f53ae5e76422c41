//go:build js

package browser

import "syscall/js"

// Selection returns where the page's selection starts and where it is moved. ok
// is false when nothing of it is in the document; what of it lies before or
// after the document counts as the document's first or last place.
func Selection() (anchor, focus int, ok bool) {
	s, root := window.Call("getSelection"), article()
	if !s.Truthy() || !root.Truthy() || s.Get("rangeCount").Int() == 0 ||
		!s.Call("getRangeAt", 0).Call("intersectsNode", root).Bool() {
		return 0, 0, false
	}
	anchor, a := offsetOf(s.Get("anchorNode"), s.Get("anchorOffset").Int())
	focus, f := offsetOf(s.Get("focusNode"), s.Get("focusOffset").Int())
	return anchor, focus, a && f
}

func selectRange(r js.Value) {
	s := window.Call("getSelection")
	s.Call("removeAllRanges")
	s.Call("addRange", r)
}

// Unselect takes the selection away if it is in the document.
func Unselect() {
	if _, _, ok := Selection(); ok {
		window.Call("getSelection").Call("removeAllRanges")
	}
}

// OffsetAt returns the place in the document at a point of the viewport: the
// nearest border between two characters.
func OffsetAt(x, y float64) (offset int, ok bool) {
	if f := document.Get("caretPositionFromPoint"); f.Type() == js.TypeFunction {
		p := document.Call("caretPositionFromPoint", x, y)
		if !p.Truthy() {
			return 0, false
		}
		return offsetInside(p.Get("offsetNode"), p.Get("offset").Int())
	}
	r := document.Call("caretRangeFromPoint", x, y)
	if !r.Truthy() {
		return 0, false
	}
	return offsetInside(r.Get("startContainer"), r.Get("startOffset").Int())
}

func offsetInside(node js.Value, at int) (offset int, ok bool) {
	if root := article(); !root.Truthy() || !root.Call("contains", node).Bool() {
		return 0, false
	}
	return offsetOf(node, at)
}

// MarkAt tells whether a mark is painted at a point of the viewport: a click
// beside a line of text finds an offset, but nothing that was clicked on.
func MarkAt(x, y float64) bool {
	return closest(document.Call("elementFromPoint", x, y), articleSelector+" :is(mark, .proposal)").Truthy()
}

// LineFrom returns the offset one line above (-1) or below (1) an offset, in
// the lines as they are shown.
func LineFrom(offset, direction int) (int, bool) { return modified(offset, direction, "line") }

// LineEdge returns the offset of the start (-1) or the end (1) of the line that
// holds an offset, as it is shown.
func LineEdge(offset, direction int) (int, bool) { return modified(offset, direction, "lineboundary") }

// modified lets the browser move an offset. The page's selection goes away, as it
// is what the browser moves.
func modified(offset, direction int, by string) (int, bool) {
	s := window.Call("getSelection")
	r, ok := rangeOf(offset, offset)
	if !ok || s.Get("modify").Type() != js.TypeFunction {
		return 0, false
	}
	selectRange(r)
	where := "forward"
	if direction < 0 {
		where = "backward"
	}
	s.Call("modify", "move", where, by)
	at, ok := offsetOf(s.Get("focusNode"), s.Get("focusOffset").Int())
	s.Call("removeAllRanges")
	return at, ok
}

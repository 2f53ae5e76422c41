//go:build js

package browser

import "syscall/js"

// Grip hears of the dragging of the elements with data-handle, the grips at the ends
// of what is chosen. The place that
// it is told lies in the text above the pointer, as a handle hangs below the line
// that it belongs to.
type Grip struct {
	Move func(name string, at Pointer)
	// End is called when the handle is let go, Cancel when the browser takes the
	// pointer away.
	End    func(name string, at Pointer)
	Cancel func()
}

// OnGrip listens to the grips, for pointers of all kinds.
func OnGrip(h Grip) {
	name, element := "", js.Null()
	var liftX, liftY float64 // from the pointer to the text
	of := func(e js.Value) Pointer {
		return Pointer{X: e.Get("clientX").Float() + liftX, Y: e.Get("clientY").Float() + liftY, Alt: e.Get("altKey").Bool()}
	}
	let := func() {
		element.Get("classList").Call("remove", "dragged")
		name, element = "", js.Null()
	}
	listen(document, "pointerdown", func(e js.Value) {
		grip := closest(e.Get("target"), "[data-handle]")
		if !grip.Truthy() || e.Get("button").Int() != 0 {
			return
		}
		e.Call("preventDefault") // no selection, and the focus stays
		name, element = grip.Get("dataset").Get("handle").String(), grip
		// Out of the way of what looks for the text under the pointer.
		grip.Get("classList").Call("add", "dragged")
		box := rectOf(grip.Call("getBoundingClientRect"))
		liftX, liftY = (box.Left+box.Right)/2-e.Get("clientX").Float(), box.Top-4-e.Get("clientY").Float()
	})
	listen(document, "pointermove", func(e js.Value) {
		if name != "" {
			h.Move(name, of(e))
		}
	})
	listen(document, "pointerup", func(e js.Value) {
		if name != "" {
			was, at := name, of(e)
			let()
			h.End(was, at)
		}
	})
	listen(document, "pointercancel", func(js.Value) {
		if name != "" {
			let()
			h.Cancel()
		}
	})
}

// PlaceGrip hangs an element below the left or the right side of the character at
// an offset.
func PlaceGrip(selector string, at int, right bool) {
	e, rects := document.Call("querySelector", selector), Rects(at, at+1)
	if !e.Truthy() || len(rects) == 0 {
		return
	}
	box := rects[0]
	x := box.Left
	if right {
		x = box.Right
	}
	style := e.Get("style")
	style.Call("setProperty", "--left", px(x+window.Get("scrollX").Float()))
	style.Call("setProperty", "--top", px(box.Bottom+window.Get("scrollY").Float()))
}

//go:build js

package browser

import "syscall/js"

// ScrollTo brings a stretch of the document into view if it is out of it.
func ScrollTo(start, end int) {
	r, ok := rangeOf(start, end)
	if !ok {
		return
	}
	drawer("layAround", r)
	box := rectOf(r.Call("getBoundingClientRect"))
	top, bottom := uncovered()
	const above, below = 40, 90 // its label's name; the palette
	if box.Top < top+above || box.Bottom > bottom-below {
		window.Call("scrollBy", map[string]any{"top": box.Top - top - (bottom-top)/3, "behavior": "instant"})
	}
}

// uncovered is the stretch of the view that neither the head of the page nor, on a phone,
// the bar of labels covers.
func uncovered() (top, bottom float64) {
	bottom = window.Get("innerHeight").Float()
	if head := document.Call("querySelector", ".top"); head.Truthy() {
		top = max(0, rectOf(head.Call("getBoundingClientRect")).Bottom)
	}
	if bar := document.Call("querySelector", ".toolbar"); bar.Truthy() {
		if at := rectOf(bar.Call("getBoundingClientRect")).Top; at > top {
			bottom = min(bottom, at)
		}
	}
	return top, bottom
}

// ToTop scrolls to the start of the page.
func ToTop() { window.Call("scrollTo", 0, 0) }

// OnScroll calls f when the page has been scrolled, at most once a frame.
func OnScroll(f func()) {
	waiting := false
	frame := js.FuncOf(func(js.Value, []js.Value) any {
		waiting = false
		Guard("on scroll", f)
		return nil
	})
	listen(window, "scroll", func(js.Value) {
		if !waiting {
			waiting = true
			window.Call("requestAnimationFrame", frame)
		}
	})
}

//go:build js

package browser

import "syscall/js"

// ScrollTo brings a stretch of the document into view if it is out of it.
func ScrollTo(start, end int) {
	r, ok := rangeOf(start, end)
	if !ok {
		return
	}
	box := rectOf(r.Call("getBoundingClientRect"))
	height := window.Get("innerHeight").Float()
	header, footer := 40.0, 90.0 // what lies over the text there
	if top := document.Call("querySelector", ".top"); top.Truthy() {
		header += max(0, rectOf(top.Call("getBoundingClientRect")).Bottom)
	}
	if box.Top < header || box.Bottom > height-footer {
		window.Call("scrollBy", map[string]any{"top": box.Top - height/3, "behavior": "instant"})
	}
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

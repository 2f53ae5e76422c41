//go:build js

package browser

import "syscall/js"

var (
	window    = js.Global()
	document  = window.Get("document")
	navigator = window.Get("navigator")
)

// listen calls f for each event of a kind, until remove is called.
func listen(target js.Value, event string, f func(event js.Value)) (remove func()) {
	handler := js.FuncOf(func(_ js.Value, args []js.Value) any {
		Guard("on "+event, func() { f(args[0]) })
		return nil
	})
	target.Call("addEventListener", event, handler)
	return func() {
		target.Call("removeEventListener", event, handler)
		handler.Release()
	}
}

// After calls f in so many milliseconds; 0 is when the browser is done with the
// present event.
func After(milliseconds int, f func()) { window.Call("setTimeout", once("later", f), milliseconds) }

// once is a function for the browser to call a single time.
func once(what string, f func()) js.Func {
	var called js.Func
	called = js.FuncOf(func(js.Value, []js.Value) any {
		called.Release()
		Guard(what, f)
		return nil
	})
	return called
}

// AfterPaint calls f once when the browser has painted what the page shows now;
// in a page that is not shown, in a tenth of a second.
func AfterPaint(f func()) {
	called := false
	first := func() {
		if !called {
			called = true
			f()
		}
	}
	AfterFrame(first)
	After(100, first)
}

// AfterFrame calls f once when the browser has painted the next frame, however long that
// takes; in a page that is not shown, when it is shown again.
func AfterFrame(f func()) {
	window.Call("requestAnimationFrame", once("a frame", func() { After(0, f) }))
}

// On calls f for each event of that name on the window.
func On(event string, f func()) { listen(window, event, func(js.Value) { f() }) }

// OnNear calls f with what the row stands for that the pointer or the keys have come
// to, in the list of documents.
func OnNear(f func(arg string)) {
	listen(window, "gloss:near", func(e js.Value) { f(e.Get("detail").String()) })
}

// OnHidden calls f when the page is about to be put away: the last moment that
// phones are sure to give.
func OnHidden(f func()) { onVisibility("hidden", f) }

// OnVisible calls f when the page is back.
func OnVisible(f func()) { onVisibility("visible", f) }

func onVisibility(state string, f func()) {
	listen(document, "visibilitychange", func(js.Value) {
		if document.Get("visibilityState").String() == state {
			f()
		}
	})
}

// WarnOnLeave asks whether the page may be left while busy says so.
func WarnOnLeave(busy func() bool) {
	listen(window, "beforeunload", func(e js.Value) {
		if busy() {
			e.Call("preventDefault")
		}
	})
}

//go:build js

package browser

import (
	"strings"
	"syscall/js"
)

// Focused reports whether the focus is on an element within the selector.
func Focused(selector string) bool { return closest(document.Get("activeElement"), selector).Truthy() }

// FocusedData is a data attribute of the element that has the focus or holds it, ""
// when none does.
func FocusedData(selector, name string) string {
	if e := closest(document.Get("activeElement"), selector); e.Truthy() {
		return e.Get("dataset").Get(name).String()
	}
	return ""
}

// Shown reports whether an element takes room on the page.
func Shown(selector string) bool {
	e := document.Call("querySelector", selector)
	return e.Truthy() && e.Call("getClientRects").Length() > 0
}

// Focus moves the focus to the element, without scrolling to it.
func Focus(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() {
		e.Call("focus", map[string]any{"preventScroll": true})
	}
}

// FocusNext moves the focus from one of the elements to the next one (1) or the
// one before (-1) that is shown, and into it where it cannot have the focus
// itself.
func FocusNext(selector string, direction int) {
	all := document.Call("querySelectorAll", selector)
	n, from := all.Length(), -1
	for i := range n {
		if all.Index(i).Call("contains", document.Get("activeElement")).Bool() {
			from = i
		}
	}
	if from < 0 && direction < 0 {
		from = n
	}
	for range n {
		from = (from + direction + n) % n
		e := all.Index(from)
		if e.Call("getClientRects").Length() == 0 {
			continue
		}
		if e.Get("tabIndex").Int() < 0 {
			if inside := e.Call("querySelector", "button, [href], input:not([hidden])"); inside.Truthy() {
				e = inside
			}
		}
		e.Call("focus", map[string]any{"preventScroll": true})
		return
	}
}

// Unhide shows an element that is hidden.
func Unhide(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() {
		e.Set("hidden", false)
	}
}

// SelectAll selects what stands in a field.
func SelectAll(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() && e.Get("select").Type() == js.TypeFunction {
		e.Call("select")
	}
}

// Value is what stands in a field of a form.
func Value(selector string) string {
	if e := document.Call("querySelector", selector); e.Truthy() {
		return e.Get("value").String()
	}
	return ""
}

// SetValue fills in a field of a form.
func SetValue(selector, value string) {
	if e := document.Call("querySelector", selector); e.Truthy() {
		e.Set("value", value)
	}
}

// Filled reports whether a required field holds more than white space and nothing is
// wrong with it; else it goes there, and the browser says what is.
func Filled(selector, wrong string) bool {
	e := document.Call("querySelector", selector)
	if strings.TrimSpace(e.Get("value").String()) == "" {
		e.Set("value", "")
	}
	e.Call("setCustomValidity", wrong)
	return e.Call("reportValidity").Bool()
}

// Click does what a click on the element would.
func Click(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() {
		e.Call("click")
	}
}

// OpenDialog shows a dialog over the page, CloseDialog takes it away.
func OpenDialog(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() && !e.Get("open").Bool() {
		e.Call("showModal")
	}
}

// OnClose calls f when a dialog has been closed, by whatever.
func OnClose(selector string, f func()) {
	handler := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if args[0].Get("target").Call("matches", selector).Bool() {
			Guard("on close", f)
		}
		return nil
	})
	document.Call("addEventListener", "close", handler, true) // it does not bubble
}

// CloseDialog closes a dialog.
func CloseDialog(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() && e.Get("open").Bool() {
		e.Call("close")
	}
}

//go:build js

package browser

import "syscall/js"

// Key is a key that was pressed.
type Key struct {
	Key, Code              string // as KeyboardEvent names them
	Ctrl, Alt, Shift, Meta bool
	// Field: the key goes into a text field; Control: it goes to a button or
	// the like, which has a use for Enter and Space; Dialog: a dialog is open.
	Field, Control, Dialog bool
}

// OnKey calls f for every key; the browser does nothing more about a key that f
// has taken.
func OnKey(f func(Key) (taken bool)) {
	listen(document, "keydown", nil, func(e js.Value) {
		if e.Get("isComposing").Bool() || e.Get("key").Type() != js.TypeString {
			return
		}
		target := e.Get("target")
		k := Key{
			Key: e.Get("key").String(), Code: e.Get("code").String(),
			Ctrl: e.Get("ctrlKey").Bool(), Alt: e.Get("altKey").Bool(),
			Shift: e.Get("shiftKey").Bool(), Meta: e.Get("metaKey").Bool(),
			Field:   inField(target),
			Control: closest(target, "button, a, summary, [role=button]").Truthy(),
			Dialog:  document.Call("querySelector", "dialog[open]").Truthy(),
		}
		if f(k) {
			e.Call("preventDefault")
		}
	})
}

func closest(node js.Value, selector string) js.Value {
	if node.Truthy() && node.Get("closest").Type() == js.TypeFunction {
		return node.Call("closest", selector)
	}
	return js.Null()
}

func inField(target js.Value) bool {
	field := closest(target, "input, textarea, select, [contenteditable]")
	if !field.Truthy() {
		return false
	}
	if kind := field.Get("type"); kind.Type() == js.TypeString {
		switch kind.String() {
		case "file", "checkbox", "radio", "button":
			return false
		}
	}
	return true
}

// Pointer is a moment of a drag over the document, or a click in it.
type Pointer struct {
	X, Y   float64 // in the viewport
	Alt    bool
	Shift  bool
	Touch  bool
	Clicks int // 2 for a double-click; of the end of a gesture only
}

// Drag hears of the gestures that a pointer makes in the document.
type Drag struct {
	// Move is called while the selection may be changing.
	Move func(Pointer)
	// End is called when the button is let go, wherever that is.
	End func(Pointer)
}

// OnDrag listens to pointers that were pressed in the document.
func OnDrag(d Drag) {
	pressed := false
	of := func(e js.Value) Pointer {
		p := Pointer{X: e.Get("clientX").Float(), Y: e.Get("clientY").Float(), Alt: e.Get("altKey").Bool(), Shift: e.Get("shiftKey").Bool()}
		if kind := e.Get("pointerType"); kind.Type() == js.TypeString {
			p.Touch = kind.String() == "touch"
		}
		return p
	}
	listen(document, "pointerdown", nil, func(e js.Value) {
		pressed = e.Get("button").Int() == 0 && inArticle(e.Get("target"))
	})
	listen(document, "pointermove", nil, func(e js.Value) {
		if pressed && e.Get("buttons").Int()&1 != 0 {
			d.Move(of(e))
		}
	})
	listen(document, "pointercancel", nil, func(js.Value) { pressed = false })
	// mouseup comes after the browser has settled the selection, and it counts
	// the clicks; on touch screens it follows a tap.
	listen(document, "mouseup", nil, func(e js.Value) {
		if !pressed || e.Get("button").Int() != 0 {
			return
		}
		pressed = false
		p := of(e)
		p.Clicks = e.Get("detail").Int()
		// A press on what is selected is unselected only after mouseup.
		later(func() { d.End(p) })
	})
}

// later calls f when the browser is done with the present event.
func later(f func()) {
	var once js.Func
	once = js.FuncOf(func(js.Value, []js.Value) any {
		once.Release()
		Guard("later", f)
		return nil
	})
	window.Call("setTimeout", once, 0)
}

// OnSelection calls f when the selection has changed by other means than a
// pointer that is being dragged: the handles of a touch screen, the keyboard.
func OnSelection(f func()) {
	down := false
	listen(document, "pointerdown", nil, func(e js.Value) { down = e.Get("pointerType").String() == "mouse" })
	listen(document, "mouseup", nil, func(js.Value) { down = false })
	listen(document, "selectionchange", nil, func(js.Value) {
		if !down {
			f()
		}
	})
}

// Focused reports whether the focus is on an element within the selector.
func Focused(selector string) bool { return closest(document.Get("activeElement"), selector).Truthy() }

// Focus moves the focus to the element, without scrolling to it.
func Focus(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() {
		e.Call("focus", map[string]any{"preventScroll": true})
	}
}

// Reveal scrolls an element into view if it is out of it.
func Reveal(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() {
		e.Call("scrollIntoView", map[string]any{"block": "nearest", "inline": "nearest"})
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

// OpenDialog shows a dialog over the page, CloseDialog takes it away.
func OpenDialog(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() && !e.Get("open").Bool() {
		e.Call("showModal")
	}
}

// CloseDialog closes a dialog.
func CloseDialog(selector string) {
	if e := document.Call("querySelector", selector); e.Truthy() && e.Get("open").Bool() {
		e.Call("close")
	}
}

// OnCommand calls f for a click on an element with data-do, wherever it is.
func OnCommand(f func(do, arg string)) {
	listen(document, "click", nil, func(e js.Value) {
		el := closest(e.Get("target"), "[data-do]")
		if !el.Truthy() {
			return
		}
		data := el.Get("dataset")
		arg := data.Get("arg")
		if arg.Type() != js.TypeString {
			arg = js.ValueOf("")
		}
		f(data.Get("do").String(), arg.String())
	})
	// A press on a button must not take the selection out of the document.
	listen(document, "mousedown", nil, func(e js.Value) {
		if closest(e.Get("target"), "#palette, [aria-label=Labels]").Truthy() {
			e.Call("preventDefault")
		}
	})
}

// SetRootClass sets or clears a class of the whole page.
func SetRootClass(name string, on bool) {
	document.Get("documentElement").Get("classList").Call("toggle", name, on)
}

// SetTitle sets the title of the page.
func SetTitle(title string) { document.Set("title", title) }

// OnScroll calls f when the page has been scrolled, at most once a frame.
func OnScroll(f func()) {
	waiting := false
	frame := js.FuncOf(func(js.Value, []js.Value) any {
		waiting = false
		Guard("on scroll", f)
		return nil
	})
	listen(window, "scroll", map[string]any{"passive": true}, func(js.Value) {
		if !waiting {
			waiting = true
			window.Call("requestAnimationFrame", frame)
		}
	})
}

//go:build js

package browser

import (
	"math"
	"syscall/js"
)

// Key is a key that was pressed.
type Key struct {
	Key, Code              string // as KeyboardEvent names them
	Ctrl, Alt, Shift, Meta bool
	// Field: the key goes into a text field; Control: it goes to a button or
	// the like, which has a use for Enter and Space; Dialog: a dialog is open.
	Field, Control, Dialog bool
	// InText: the focus is on the document, or nowhere.
	InText bool
}

// OnKey calls f for every key; the browser does nothing more about a key that f
// has taken.
func OnKey(f func(Key) (taken bool)) {
	taken := false
	// A key that has moved the focus to a field must not be typed there.
	listen(document, "keypress", func(e js.Value) {
		if taken {
			e.Call("preventDefault")
		}
	})
	listen(document, "keyup", func(js.Value) { taken = false })
	listen(document, "keydown", func(e js.Value) {
		// Autofill sends a keydown that is no KeyboardEvent and has no key.
		if e.Get("key").Type() != js.TypeString || e.Get("isComposing").Truthy() {
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
			InText:  inArticle(target) || closest(target, "body").Equal(target),
		}
		if taken = f(k); taken {
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
	Mod    bool // Ctrl, or Cmd on a Mac
	Touch  bool
	Clicks int  // 2 for a double-click; of the end of a gesture only
	Moved  bool // from where it was pressed
}

// Drag hears of the gestures that a pointer makes in the document.
type Drag struct {
	// Move is called while the selection may be changing.
	Move func(Pointer)
	// End is called when the button is let go, wherever that is.
	End func(Pointer)
}

func pointerOf(e js.Value) Pointer {
	p := Pointer{
		X: e.Get("clientX").Float(), Y: e.Get("clientY").Float(), Alt: e.Get("altKey").Bool(),
		Shift: e.Get("shiftKey").Bool(), Mod: e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool(),
	}
	if kind := e.Get("pointerType"); kind.Type() == js.TypeString {
		p.Touch = kind.String() == "touch"
	}
	return p
}

// OnHandle listens to pointers that drag something by a handle. A press without
// a drag is a click like any other.
func OnHandle(selector string, d Drag) {
	pressed, dragged := false, false
	var from Pointer
	listen(document, "pointerdown", func(e js.Value) {
		pressed = e.Get("button").Int() == 0 && closest(e.Get("target"), selector).Truthy()
		dragged, from = false, pointerOf(e)
		if pressed {
			e.Call("preventDefault") // else text is selected on the way
		}
	})
	listen(document, "pointermove", func(e js.Value) {
		if !pressed {
			return
		}
		p := pointerOf(e)
		const least = 5
		if dragged = dragged || max(p.X-from.X, from.X-p.X, p.Y-from.Y, from.Y-p.Y) >= least; dragged {
			d.Move(p)
		}
	})
	listen(document, "pointerup", func(e js.Value) {
		if pressed && dragged {
			d.End(pointerOf(e))
		}
		pressed = false
	})
	listen(document, "pointercancel", func(js.Value) { pressed = false })
}

// OnDrag listens to pointers that were pressed in the document.
func OnDrag(d Drag) {
	pressed, moved := false, false
	presses := 0
	var from Pointer
	listen(document, "pointerdown", func(e js.Value) {
		pressed = e.Get("button").Int() == 0 && inArticle(e.Get("target"))
		moved, from = false, pointerOf(e)
		presses++
	})
	listen(document, "pointermove", func(e js.Value) {
		if pressed && e.Get("buttons").Int()&1 != 0 {
			at := pointerOf(e)
			moved = moved || math.Hypot(at.X-from.X, at.Y-from.Y) > 3
			at.Moved = moved
			d.Move(at)
		}
	})
	listen(document, "pointercancel", func(js.Value) { pressed = false })
	// mouseup comes after the browser has settled the selection, and it counts
	// the clicks; on touch screens it follows a tap.
	listen(document, "mouseup", func(e js.Value) {
		if !pressed || e.Get("button").Int() != 0 {
			return
		}
		pressed = false
		p := pointerOf(e)
		p.Moved = moved
		p.Clicks = e.Get("detail").Int()
		if moved || p.Clicks > 1 { // a further click may come at once
			d.End(p)
			return
		}
		// A press on what is selected is unselected only after mouseup.
		press := presses
		After(0, func() {
			if press == presses { // else it was the first of several clicks
				d.End(p)
			}
		})
	})
}

// OnSelection calls f when the selection has changed by other means than a
// pointer that is being dragged: the handles of a touch screen, the keyboard.
func OnSelection(f func()) {
	down := false
	listen(document, "pointerdown", func(e js.Value) { down = e.Get("pointerType").String() == "mouse" })
	// The event of the last change may come after mouseup.
	listen(document, "mouseup", func(js.Value) { After(50, func() { down = false }) })
	listen(document, "selectionchange", func(js.Value) {
		if !down {
			f()
		}
	})
}

// OnInput calls f when what stands in a field has changed.
func OnInput(selector string, f func()) {
	listen(document, "input", func(e js.Value) {
		if closest(e.Get("target"), selector).Truthy() {
			f()
		}
	})
}

// OnChange calls f when a field with data-change is left with something else in
// it, or a choice is made.
func OnChange(f func(do, arg, value string)) {
	listen(document, "change", func(e js.Value) {
		field := e.Get("target")
		data := field.Get("dataset")
		if do := data.Get("change"); do.Type() == js.TypeString {
			arg := data.Get("arg")
			if arg.Type() != js.TypeString {
				arg = js.ValueOf("")
			}
			f(do.String(), arg.String(), field.Get("value").String())
		}
	})
}

// OnCommand calls f for a click on an element with data-do, wherever it is; not for
// one on a link that opens elsewhere, in a new tab for instance.
func OnCommand(f func(do, arg string)) {
	listen(document, "click", func(e js.Value) {
		el := closest(e.Get("target"), "[data-do]")
		if !el.Truthy() {
			return
		}
		if el.Get("href").Truthy() && (e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool() || e.Get("shiftKey").Bool() || e.Get("altKey").Bool()) {
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
	listen(document, "mousedown", func(e js.Value) {
		if closest(e.Get("target"), "#palette, .labels").Truthy() {
			e.Call("preventDefault")
		}
	})
}

//go:build js

package browser

import (
	"fmt"
	"strings"
	"syscall/js"
	"testing"
)

const controls = `<article aria-label="Document"><p data-start="0">text</p></article>
<button data-do="label" data-arg="actor"><b>actor</b></button><button data-do="undo">undo</button><button>other</button>
<input type="text"><input type="file"><textarea></textarea><div contenteditable>x</div><a href="#">link</a><dialog>d</dialog>`

// fire sends an event of a class to an element.
func fire(selector, class, event string, init map[string]any) (prevented bool) {
	init["bubbles"], init["cancelable"] = true, true
	return !query(selector).Call("dispatchEvent", window.Get(class).New(event, init)).Bool()
}

// OnKey tells where a key goes, and what it takes the browser does not do.
func TestOnKey(t *testing.T) {
	body(t, controls)
	told := caught(t)
	var got []Key
	OnKey(func(k Key) bool {
		got = append(got, k)
		return k.Key == "1"
	})
	press := func(selector, key string, init map[string]any) (taken bool) {
		init["key"] = key
		return fire(selector, "KeyboardEvent", "keydown", init)
	}
	tests := []struct {
		selector string
		init     map[string]any
		want     Key
	}{
		{"article p", map[string]any{"code": "Digit1"}, Key{Key: "1", Code: "Digit1", InText: true}},
		{"article p", map[string]any{"ctrlKey": true, "shiftKey": true, "metaKey": true, "altKey": true}, Key{Key: "1", Ctrl: true, Shift: true, Meta: true, Alt: true, InText: true}},
		{"[type=text]", map[string]any{}, Key{Key: "1", Field: true}},
		{"textarea", map[string]any{}, Key{Key: "1", Field: true}},
		{"[contenteditable]", map[string]any{}, Key{Key: "1", Field: true}},
		{"[type=file]", map[string]any{}, Key{Key: "1"}},
		{"button b", map[string]any{}, Key{Key: "1", Control: true}},
		{"a", map[string]any{}, Key{Key: "1", Control: true}},
	}
	for _, tt := range tests {
		got = nil
		if taken := press(tt.selector, "1", tt.init); !taken || len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s: %+v %v, want %+v", tt.selector, got, taken, tt.want)
		}
	}
	if press("p", "2", map[string]any{}) {
		t.Error("a key that was not taken is kept from the browser")
	}
	OpenDialog("dialog")
	OpenDialog("dialog") // open already: nothing
	got = nil
	if press("dialog", "1", map[string]any{}); len(got) != 1 || !got[0].Dialog {
		t.Errorf("over a dialog: %+v", got)
	}
	CloseDialog("dialog")
	CloseDialog("dialog")
	got = nil
	press("p", "1", map[string]any{"isComposing": true})
	fire("[type=text]", "Event", "keydown", map[string]any{}) // as autofill does
	if len(got) != 0 || len(*told) != 0 {
		t.Errorf("heard %+v, told of %v", got, *told)
	}
}

func TestOnCommand(t *testing.T) {
	body(t, controls+`<a href="javascript:void 0" data-do="open" data-arg="1">there</a>`)
	var got []string
	OnCommand(func(do, arg string) { got = append(got, fmt.Sprintf("%s(%s)", do, arg)) })
	for _, selector := range []string{"button b", "[data-do=undo]", "button:not([data-do])", "article"} {
		query(selector).Call("click")
	}
	for _, key := range []string{"", "ctrlKey", "metaKey", "shiftKey"} { // held, it opens another tab or window
		fire("[data-do=open]", "MouseEvent", "click", map[string]any{key: true})
	}
	if s := strings.Join(got, " "); s != "label(actor) undo() open(1)" {
		t.Errorf("got %s", s)
	}
}

// A drag is heard from the press in the document to the release, wherever that
// is; a press elsewhere is none.
func TestOnDrag(t *testing.T) {
	body(t, controls)
	var got []string
	ended := make(chan bool, 9)
	OnDrag(Drag{
		Move: func(p Pointer) { got = append(got, fmt.Sprintf("move %v,%v alt=%v", p.X, p.Y, p.Alt)) },
		End: func(p Pointer) {
			got = append(got, fmt.Sprintf("end %v,%v clicks=%d", p.X, p.Y, p.Clicks))
			ended <- true
		},
	})
	type init = map[string]any
	fire("p", "PointerEvent", "pointermove", init{"buttons": 1}) // pressed elsewhere
	fire("button", "PointerEvent", "pointerdown", init{"button": 0})
	fire("p", "PointerEvent", "pointermove", init{"buttons": 1})
	fire("p", "MouseEvent", "mouseup", init{})
	fire("p", "PointerEvent", "pointerdown", init{"button": 2}) // the other button
	fire("p", "MouseEvent", "mouseup", init{"button": 2})
	fire("p", "PointerEvent", "pointerdown", init{"button": 0})
	fire("p", "PointerEvent", "pointermove", init{"buttons": 1, "clientX": 3, "clientY": 4, "altKey": true})
	fire("button", "MouseEvent", "mouseup", init{"clientX": 5, "clientY": 6, "detail": 2})
	<-ended
	fire("p", "PointerEvent", "pointerdown", init{"button": 0})
	fire("p", "PointerEvent", "pointercancel", init{})
	fire("p", "MouseEvent", "mouseup", init{})
	pause(t, 5)
	if want := "move 3,4 alt=true; end 5,6 clicks=2"; strings.Join(got, "; ") != want {
		t.Errorf("got %s\nwant %s", strings.Join(got, "; "), want)
	}
}

// Text that is pasted or copied in a field is the field's affair.
func TestPasteAndCopy(t *testing.T) {
	body(t, controls)
	var pasted []string
	OnPaste(func(text string) { pasted = append(pasted, text) })
	copied := "the article\r\n"
	OnCopy(func() (string, bool) { return copied, copied != "" })
	clip := func(selector, event, text string) (data js.Value, prevented bool) {
		data = window.Get("DataTransfer").New()
		if text != "" {
			data.Call("setData", "text/plain", text)
		}
		return data, fire(selector, "ClipboardEvent", event, map[string]any{"clipboardData": data})
	}
	if _, prevented := clip("p", "paste", "words"); !prevented {
		t.Error("a paste is left to the browser")
	}
	clip("textarea", "paste", "for the field")
	clip("p", "paste", "")
	if s := strings.Join(pasted, "|"); s != "words" {
		t.Errorf("pasted %q", s)
	}
	if data, prevented := clip("p", "copy", ""); !prevented || data.Call("getData", "text/plain").String() != copied {
		t.Errorf("copied %q %v", data.Call("getData", "text/plain").String(), prevented)
	}
	if _, prevented := clip("textarea", "copy", ""); prevented {
		t.Error("a copy in a field is taken")
	}
	copied = ""
	if _, prevented := clip("p", "copy", ""); prevented {
		t.Error("a copy of nothing is taken")
	}
}

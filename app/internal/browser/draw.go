//go:build js

package browser

import (
	"encoding/binary"
	"encoding/json"
	"syscall/js"
)

func drawer(what string, args ...any) js.Value { return window.Get("glossDraw").Call(what, args...) }

// ShowText fills the document with the lines of a text. edges are the start and
// the end of each line in UTF-16 units, one after the other.
func ShowText(text string, edges []uint32) {
	root := article()
	if !root.Truthy() {
		return
	}
	b := make([]byte, 0, 4*len(edges))
	for _, e := range edges {
		b = binary.LittleEndian.AppendUint32(b, e)
	}
	array := window.Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	drawer("show", root, text, array)
}

// PaintLines draws lines with their annotations. draw.js says what the JSON is.
func PaintLines(json []byte) { drawer("paint", string(json)) }

// DrawLinks draws links over the document: the JSON that over.js takes.
func DrawLinks(json []byte) { drawer("arcs", article(), string(json)) }

// HighlightAll paints stretches of the document, given as starts and ends in
// pairs, as Highlight does one.
func HighlightAll(name string, pairs []int) {
	root := article()
	if !root.Truthy() || blocksOf(root).Length() == 0 {
		pairs = nil
	}
	if b, err := json.Marshal(pairs); err == nil {
		drawer("highlight", root, name, string(b))
	}
}

// LinesNear are the lines [from, to) of the document within so many heights of
// the viewport around it.
func LinesNear(heights float64) (from, to int) { return pair(drawer("near", heights)) }

// Flying reports whether the view goes over the document faster than it can be
// read. It is asked once for each time that the view has been scrolled.
func Flying() bool { return drawer("flying").Bool() }

func pair(v js.Value) (a, b int) { return v.Index(0).Int(), v.Index(1).Int() }

// List is a list of which only the rows near its view are drawn.
type List struct {
	// Selector finds the list, Box the element around it that scrolls.
	Selector, Box string
	Kind          string // of the rows, as draw.js knows it
}

func (l List) elements() (list, box js.Value, ok bool) {
	list, box = document.Call("querySelector", l.Selector), document.Call("querySelector", l.Box)
	return list, box, list.Truthy() && box.Truthy()
}

// Draw shows the rows of the JSON as those from first on, of total.
func (l List) Draw(first, total int, json []byte) {
	if list, _, ok := l.elements(); ok {
		drawer("rows", list, l.Kind, first, total, string(json))
	}
}

// InView are the rows [from, to) that can be seen, those after the last included;
// none when the list is not shown.
func (l List) InView() (from, to int) {
	if list, box, ok := l.elements(); ok {
		return pair(drawer("inView", list, box))
	}
	return 0, 0
}

// Reveal scrolls the box until a row can be seen.
func (l List) Reveal(row int) {
	if list, box, ok := l.elements(); ok {
		drawer("reveal", list, box, row)
	}
}

// OnScroll calls f when the box of the list has been scrolled.
func (l List) OnScroll(f func()) {
	handler := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if target := args[0].Get("target"); target.Get("matches").Type() == js.TypeFunction && target.Call("matches", l.Box).Bool() {
			Guard("on scroll", f)
		}
		return nil
	})
	document.Call("addEventListener", "scroll", handler, true) // it does not bubble
}

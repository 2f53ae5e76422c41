//go:build js

package browser

import (
	"strconv"
	"strings"
	"syscall/js"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

// drawn is a document as it is drawn: its text, and where its lines are in it.
type drawn struct {
	units  []uint16
	starts []int
	ends   []int // without the line ends
}

// clamp moves an offset within a line end to the end of its line.
func (d drawn) clamp(offset int) int {
	for i, start := range d.starts {
		if next := i + 1; next == len(d.starts) || offset < d.starts[next] {
			return min(max(offset, start), d.ends[i])
		}
	}
	return offset
}

// text is a stretch without the line ends, as a DOM range gives it.
func (d drawn) text(start, end int) string {
	var out []uint16
	for i := range d.starts {
		from, to := max(start, d.starts[i]), min(end, d.ends[i])
		out = append(out, d.units[from:max(from, to)]...)
	}
	return string(utf16.Decode(out))
}

// draw makes an article of random lines of hard text, in text nodes and nested
// marks, with the blocks as children of the article or in sections.
func draw(t *rapid.T) drawn {
	var d drawn
	root := document.Call("createElement", "article")
	root.Call("setAttribute", "aria-label", "Document")
	sections := rapid.Bool().Draw(t, "sections")
	piece := rapid.StringOf(rapid.SampledFrom([]rune("ab \t\u00a0é\u0301ñ漢😀👩\u200dקש<&")))
	parent := root
	for i := range rapid.IntRange(1, 6).Draw(t, "lines") {
		if sections && (i == 0 || rapid.Bool().Draw(t, "new section")) {
			parent = document.Call("createElement", "section")
			root.Call("append", parent)
		}
		block := document.Call("createElement", "p")
		block.Call("setAttribute", "data-start", len(d.units))
		d.starts = append(d.starts, len(d.units))
		node := block
		for range rapid.IntRange(0, 5).Draw(t, "pieces") {
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				mark := document.Call("createElement", "mark")
				node.Call("append", mark)
				node = mark
			case 1:
				if !node.Equal(block) {
					node = node.Get("parentNode")
				}
			default:
				s := piece.Draw(t, "piece")
				d.units = append(d.units, utf16.Encode([]rune(s))...)
				node.Call("append", document.Call("createTextNode", s))
			}
		}
		d.ends = append(d.ends, len(d.units))
		d.units = append(d.units, utf16.Encode([]rune(rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")))...)
		parent.Call("append", block)
	}
	d.units = d.units[:d.ends[len(d.ends)-1]] // the last line has no end
	document.Get("body").Call("replaceChildren", root)
	return d
}

// What is selected is what was asked for, and comes back as such.
func TestSelectAndBack(t *testing.T) {
	body(t, "")
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		start := rapid.IntRange(0, len(d.units)).Draw(t, "start")
		end := rapid.IntRange(start, len(d.units)).Draw(t, "end")
		selectText(start, end)
		anchor, focus, ok := Selection()
		if !ok || anchor != d.clamp(start) || focus != d.clamp(end) {
			t.Fatalf("selected %d–%d, got %d–%d %v", start, end, anchor, focus, ok)
		}
		if got, want := window.Call("getSelection").Call("getRangeAt", 0).Call("toString").String(), d.text(start, end); got != want {
			t.Fatalf("selected %q, want %q", got, want)
		}
	})
}

// Every point of the article has the offset that counting by hand gives.
func TestOffsetOfEveryPoint(t *testing.T) {
	body(t, "")
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		root := article()
		points(root, func(node js.Value, at int) {
			want := counted(root, d, node, at)
			if got, ok := offsetOf(node, at); !ok || got != want {
				t.Fatalf("point %d of %s: got %d %v, want %d", at, node.Get("nodeName").String(), got, ok, want)
			}
		})
	})
}

// points calls f with all points within a node.
func points(node js.Value, f func(node js.Value, at int)) {
	if node.Get("nodeName").String() == "#text" {
		for at := range node.Get("length").Int() + 1 {
			f(node, at)
		}
		return
	}
	children := node.Get("childNodes")
	for at := range children.Length() + 1 {
		f(node, at)
	}
	for i := range children.Length() {
		points(children.Index(i), f)
	}
}

// counted walks through the document up to a point and counts: the slow and
// obvious twin of offsetOf. A point outside of the blocks is the start of the
// next block, or the end of the document.
func counted(root js.Value, d drawn, node js.Value, at int) int {
	offset, block, inBlock := 0, -1, false
	var walk func(n js.Value) (found bool)
	walk = func(n js.Value) bool {
		if n.Get("nodeName").String() == "#text" {
			if n.Equal(node) {
				offset += at
				return true
			}
			offset += n.Get("length").Int()
			return false
		}
		isBlock := n.Get("nodeName").String() == "P"
		if isBlock {
			block++
			inBlock, offset = true, d.starts[block]
		}
		children := n.Get("childNodes")
		for i := range children.Length() {
			if n.Equal(node) && i == at || walk(children.Index(i)) {
				return true
			}
		}
		if n.Equal(node) {
			return true
		}
		if isBlock {
			inBlock = false
		}
		return false
	}
	walk(root)
	if !inBlock && block+1 < len(d.starts) {
		return d.starts[block+1]
	}
	return offset
}

const threeLines = `<main><nav>before</nav><article aria-label="Document"><p data-start="0">Ada spoke.</p><p data-start="11"></p><p data-start="12">And <mark>left<mark> now</mark></mark>.</p></article></main><aside>after</aside>`

// Selections that begin or end outside of the document.
func TestSelectionAtTheEdges(t *testing.T) {
	const last = 25
	tests := []struct {
		name          string
		from          string // selector of the element
		at            int    // which of its children
		to            string
		end           int
		anchor, focus int
		ok            bool
	}{
		{"all of the page", "body", 0, "body", 2, 0, last, true},
		{"all of main", "main", 0, "main", 2, 0, last, true},
		{"from before into it", "nav", 0, "p", 1, 0, 10, true},
		{"out of it to what follows, as a triple click does", "mark", 0, "aside", 0, 16, last, true},
		{"backwards from after it", "aside", 1, "mark", 0, last, 16, true},
		{"between two blocks", "article", 1, "article", 2, 11, 12, true},
		{"an empty line", "p:nth-child(2)", 0, "p:nth-child(2)", 0, 11, 11, true},
		{"before it", "nav", 0, "nav", 1, 0, 0, false},
		{"after it", "aside", 0, "aside", 1, 0, 0, false},
		{"beside it in main", "main", 0, "main", 1, 0, 0, false},
	}
	body(t, threeLines)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			window.Call("getSelection").Call("setBaseAndExtent", query(tt.from), tt.at, query(tt.to), tt.end)
			anchor, focus, ok := Selection()
			if ok != tt.ok || ok && (anchor != tt.anchor || focus != tt.focus) {
				t.Errorf("got %d–%d %v, want %d–%d %v", anchor, focus, ok, tt.anchor, tt.focus, tt.ok)
			}
		})
	}
}

// Unselect leaves alone what is selected elsewhere.
func TestUnselect(t *testing.T) {
	body(t, threeLines)
	selected := func() string { return window.Call("getSelection").Call("toString").String() }
	window.Call("getSelection").Call("selectAllChildren", query("aside"))
	Unselect()
	if selected() != "after" {
		t.Errorf("%q is selected, want what was", selected())
	}
	selectText(0, 3)
	if selected() != "Ada" {
		t.Errorf("%q is selected, want Ada", selected())
	}
	Unselect()
	if selected() != "" {
		t.Errorf("%q is still selected", selected())
	}
}

// A page without a document, or with an empty one, has no offsets and no paint.
func TestNoDocument(t *testing.T) {
	for _, html := range []string{"", `<p>no document</p>`, `<article aria-label="Document"></article>`} {
		body(t, html)
		window.Call("getSelection").Call("selectAllChildren", document.Get("body"))
		if anchor, focus, ok := Selection(); ok {
			t.Errorf("%q: selection %d–%d", html, anchor, focus)
		}
		selectText(0, 1)
		Highlight("test", 0, 1)
		ScrollTo(0, 1)
		if rects := Rects(0, 1); rects != nil {
			t.Errorf("%q: boxes %v", html, rects)
		}
		if offset, ok := LineFrom(0, 1); ok {
			t.Errorf("%q: next line at %d", html, offset)
		}
		if offset, ok := OffsetAt(5, 5); ok {
			t.Errorf("%q: offset %d", html, offset)
		}
	}
}

// In a document of many lines a point is found by halving, not by counting.
func TestManyLines(t *testing.T) {
	var html strings.Builder
	html.WriteString(`<article aria-label="Document">`)
	const lines, width = 3000, 4
	for i := range lines {
		html.WriteString(`<p data-start="` + strconv.Itoa(i*width) + `">abc</p>`)
	}
	body(t, html.String()+`</article>`)
	asked := 0
	root := article()
	counting := js.FuncOf(func(js.Value, []js.Value) any { asked++; return nil })
	defer counting.Release()
	restore := eval(`(count) => {
		const real = Element.prototype.getAttribute;
		Element.prototype.getAttribute = function (n) { count(); return real.call(this, n); };
		return () => { Element.prototype.getAttribute = real; };
	}`).Invoke(counting)
	defer restore.Invoke()
	point := drawer("pointAt", root, 2900*width+2, false)
	node, at := point.Index(0), point.Index(1).Int()
	if got := node.Get("parentNode").Get("dataset").Get("start").String(); got != "11600" || at != 2 {
		t.Errorf("found %d in the line at %s", at, got)
	}
	if asked == 0 || asked > 20 {
		t.Errorf("%d lines were looked at", asked)
	}
}

// selectText makes a stretch of the document the page's selection.
func selectText(start, end int) {
	if r, ok := rangeOf(start, end); ok {
		selectRange(r)
	}
}

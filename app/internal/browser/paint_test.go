//go:build js

package browser

import "testing"

const story = `<style>article { font: 20px/30px monospace; width: 12ch; margin: 40px } p { margin: 0; min-height: 30px }</style>
<article aria-label="Document"><p data-start="0">Ada spoke at great length.</p><p data-start="27"></p><p data-start="28">And <mark>left</mark>.</p></article>
<div id="palette" style="position: absolute; width: 50px; height: 20px"></div>`

// The point of a character's left half is its offset; the right half belongs to
// the border after it, and Before tells that it is this character still.
func TestOffsetAt(t *testing.T) {
	body(t, story)
	for _, offset := range []int{0, 1, 4, 15, 28, 30, 33} {
		rects := Rects(offset, offset+1)
		if len(rects) == 0 {
			t.Fatalf("character %d has no box", offset)
		}
		r := rects[len(rects)-1]
		middle, third := (r.Top+r.Bottom)/2, (r.Right-r.Left)/3
		if got, ok := OffsetAt(r.Left+third, middle); !ok || got != offset || Before(got, r.Left+third) {
			t.Errorf("left half of character %d: offset %d %v", offset, got, ok)
		}
		if got, ok := OffsetAt(r.Right-third, middle); !ok || got != offset+1 || !Before(got, r.Right-third) {
			t.Errorf("right half of character %d: offset %d %v", offset, got, ok)
		}
		if on, want := MarkAt(r.Left+third, middle), offset >= 32; on != want {
			t.Errorf("character %d in a mark: %v, want %v", offset, on, want)
		}
	}
	if offset, ok := OffsetAt(5000, 5000); ok {
		t.Errorf("outside of the window: offset %d", offset)
	}
}

func TestLineFrom(t *testing.T) {
	body(t, story)
	top := func(offset int) float64 { return Rects(offset, offset+1)[0].Top }
	below, ok := LineFrom(1, 1) // within the first block, which is wrapped
	if !ok || below <= 1 || below >= 27 || top(below) <= top(1) {
		t.Errorf("below the first line: %d %v", below, ok)
	}
	if above, ok := LineFrom(below, -1); !ok || above != 1 {
		t.Errorf("and back: %d %v, want 1", above, ok)
	}
	if over, ok := LineFrom(28, -1); !ok || over != 27 {
		t.Errorf("above the last block: %d %v, want the empty line at 27", over, ok)
	}
	for _, edge := range []struct{ from, direction int }{{0, -1}, {36, 1}} {
		if at, ok := LineFrom(edge.from, edge.direction); !ok || at < 0 || at > 37 {
			t.Errorf("from %d by %d: %d %v", edge.from, edge.direction, at, ok)
		}
	}
	if window.Call("getSelection").Get("rangeCount").Int() != 0 {
		t.Error("the selection stays where it was moved")
	}
}

func TestHighlight(t *testing.T) {
	body(t, story)
	painted := func() string {
		h := window.Get("CSS").Get("highlights").Call("get", "test")
		if !h.Truthy() {
			return ""
		}
		return window.Get("Array").Call("from", h).Index(0).Call("toString").String()
	}
	for _, tt := range []struct {
		start, end int
		want       string
	}{{28, 36, "And left"}, {4, 9, "spoke"}, {4, 4, ""}, {27, 32, "And "}, {5, 4, ""}} {
		Highlight("test", tt.start, tt.end)
		if got := painted(); got != tt.want {
			t.Errorf("%d–%d: painted %q, want %q", tt.start, tt.end, got, tt.want)
		}
	}
	// Without the API the page goes on unpainted.
	css := window.Get("CSS")
	defer window.Set("CSS", css)
	for _, missing := range []string{`({})`, `undefined`} {
		window.Set("CSS", eval(missing))
		Highlight("test", 0, 3)
		if css.Get("highlights").Call("has", "test").Bool() {
			t.Errorf("painted where CSS is %s", missing)
		}
	}
}

func TestPlace(t *testing.T) {
	body(t, story)
	style := query("#palette").Get("style")
	Place("#palette", 4, 9)
	r := Rects(4, 9)
	want := px(r[len(r)-1].Bottom + 10)
	if got := style.Call("getPropertyValue", "--top").String(); got != want {
		t.Errorf("top is %s, want %s", got, want)
	}
	style.Call("setProperty", "height", "2000px") // no room below, none above: below
	Place("#palette", 4, 9)
	if got := style.Call("getPropertyValue", "--top").String(); got != want {
		t.Errorf("too high: top is %s, want %s", got, want)
	}
	Place("#nothing", 4, 9)
}

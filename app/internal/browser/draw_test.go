//go:build js

package browser

import (
	"fmt"
	"strings"
	"testing"
)

const paper = `<style>body { margin: 0 } .chunk { padding: 0 } article p { margin: 0; height: 100px }</style><article aria-label="Document"></article>`

// shown draws a text of lines joined by \n.
func shown(lines ...string) {
	var edges []uint32
	at := 0
	for _, l := range lines {
		n := len([]rune(l)) // no line here has characters of two units
		edges = append(edges, uint32(at), uint32(at+n))
		at += n + 1
	}
	ShowText(strings.Join(lines, "\n"), edges)
}

func TestShowAndPaint(t *testing.T) {
	body(t, paper)
	shown("Ada said <b>", "", "\ufeffé & so on")
	html := func() string { return query("article").Get("innerHTML").String() }
	plain := `<p class="block headline" dir="auto" data-start="0">Ada said &lt;b&gt;</p><p class="block" dir="auto" data-start="13"></p><p class="block" dir="auto" data-start="14">` + "\ufeff" + `é &amp; so on</p>`
	if got := html(); got != plain {
		t.Errorf("shown\n%s\nwant\n%s", got, plain)
	}
	PaintLines([]byte(`[[0,[[3,"hue-0 first","actor","id1 id2","cl<i>aim · actor"],[9]]],[2,[[3],[9,"hue-1","<x>","id3","","outer"]]],[1,[[0]]]]`))
	want := `<p class="block headline" dir="auto" data-start="0"><mark class="hue-0 first" data-label="actor" data-ids="id1 id2" data-names="cl<i>aim · actor" aria-description="cl<i>aim · actor">Ada</mark> said &lt;b&gt;</p><p class="block" dir="auto" data-start="13"></p><p class="block" dir="auto" data-start="14">` + "\ufeff" + `é <mark class="hue-1" data-label="<x>" data-ids="id3" aria-description="end of outer">&amp; so on</mark></p>`
	if got := strings.NewReplacer("&lt;i&gt;", "<i>", `"&lt;x&gt;"`, `"<x>"`).Replace(html()); got != want {
		t.Errorf("painted\n%s\nwant\n%s", got, want)
	}
	PaintLines([]byte(`[[0],[2]]`))
	if got := html(); got != plain {
		t.Errorf("unpainted\n%s\nwant\n%s", got, plain)
	}
	if got := query("article b"); got.Truthy() {
		t.Error("text became markup")
	}
}

func TestLinesNear(t *testing.T) {
	body(t, paper)
	defer ToTop()
	shown(strings.Split(strings.Repeat("x\n", 199)+"x", "\n")...)
	height := window.Get("innerHeight").Int()
	for _, y := range []int{0, 50, 100, 7_777, 20_000 - height} {
		window.Call("scrollTo", 0, y)
		for _, heights := range []int{0, 1, 3} {
			from, to := LinesNear(float64(heights))
			wantFrom := max(0, (y-heights*height)/100)
			wantTo := min(200, (y+(1+heights)*height+99)/100)
			if from != wantFrom || to != wantTo {
				t.Errorf("at %d, %d heights: %d to %d, want %d to %d", y, heights, from, to, wantFrom, wantTo)
			}
		}
	}
	// A long document lies in chunks of 30 lines.
	shown(strings.Split(strings.Repeat("x\n", 599)+"x", "\n")...)
	if n := query("article").Get("children").Length(); n != 20 {
		t.Errorf("600 lines lie in %d chunks", n)
	}
	for _, y := range []int{0, 7_777, 60_000 - height} {
		window.Call("scrollTo", 0, y)
		from, to := LinesNear(1)
		first, last := max(0, y-height)/100, min(600, (y+2*height+99)/100)
		if from > first || from < first-30 || to < last || to > last+30 {
			t.Errorf("at %d of a long document: %d to %d, want about %d to %d", y, from, to, first, last)
		}
	}
	if got := Rects(2*599, 2*599+1); len(got) != 1 {
		t.Errorf("the last character has %d boxes", len(got))
	}
	shown()
	if from, to := LinesNear(1); from != 0 || to != 0 {
		t.Errorf("without lines: %d to %d", from, to)
	}
}

// TestRows draws windows of a list: rows that stay keep their elements.
func TestRows(t *testing.T) {
	body(t, `<div id="box" style="height: 300px; overflow: auto; position: relative"><ol style="--row: 2; min-height: calc(var(--total) * 2rem); margin: 0; padding-top: calc(var(--first) * 2rem)"></ol></div>`)
	eval(`document.documentElement`).Get("style").Set("fontSize", "10px") // a row is 20 pixels
	defer eval(`document.documentElement`).Get("style").Call("removeProperty", "font-size")
	l := List{Selector: "#box ol", Box: "#box", Kind: "annotation"}
	rows := func(ids ...int) []byte {
		var all []string
		for _, id := range ids {
			all = append(all, fmt.Sprintf(`{"id":"%d","label":"actor","hue":1,"quote":"<q>%d"}`, id, id))
		}
		return []byte("[" + strings.Join(all, ",") + "]")
	}
	ids := func() (all string) {
		for i := range query("#box ol").Get("children").Length() {
			all += query("#box ol").Get("children").Index(i).Get("dataset").Get("id").String() + " "
		}
		return all
	}
	l.Draw(0, 1000, rows(1, 2, 3, 4))
	two := query(`[data-id="2"]`)
	for _, c := range [][]int{{2, 3, 4, 5}, {9, 4, 2}, {2}, {1, 2, 3}, {3, 2, 1}} {
		l.Draw(10, 1000, rows(c...))
		if got, want := ids(), strings.Trim(fmt.Sprint(c), "[]")+" "; got != want {
			t.Errorf("rows %s, want %s", got, want)
		}
		if !query(`[data-id="2"]`).Equal(two) {
			t.Errorf("%v: a row that stayed was made anew", c)
		}
	}
	if got := two.Call("getAttribute", "aria-posinset").String() + "/" + two.Call("getAttribute", "aria-setsize").String(); got != "12/1000" {
		t.Errorf("the second of the rows from 10 on is %s of all", got)
	}
	if got := two.Get("textContent").String(); got != "actor<q>2×" {
		t.Errorf("the row says %q", got)
	}
	l.Draw(0, 2, rows(1, 2))
	if two.Call("hasAttribute", "aria-setsize").Bool() {
		t.Error("of a list that is drawn whole, rows say how many there are")
	}

	l.Draw(0, 1000, rows(1))
	if from, to := l.InView(); from != 0 || to != 15 {
		t.Errorf("at the top rows %d to %d are in view, want 0 to 15", from, to)
	}
	l.Reveal(500)
	if from, to := l.InView(); from > 500 || to <= 500 || from == 0 {
		t.Errorf("after showing row 500, rows %d to %d are in view", from, to)
	}
	before := query("#box").Get("scrollTop").Int()
	l.Reveal(501)
	if after := query("#box").Get("scrollTop").Int(); after != before {
		t.Error("scrolled to a row that was in view")
	}
	query("#box").Get("style").Set("display", "none")
	if from, to := l.InView(); from != to {
		t.Errorf("of a list that is not shown, rows %d to %d are in view", from, to)
	}
}

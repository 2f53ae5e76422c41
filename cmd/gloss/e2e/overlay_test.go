package e2e

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// linked is a claim with links to what lies in it, on its line and on the next one.
const linked = `{"title":"Linked","text":"Linked\nThe minister, Ada Lovelace, said in London that the fund grew by 12 million pounds in Kent and in Wales, a spokesman for the bank of England added on Tuesday evening.","spans":[{"id":"00000000-0000-4000-8000-000000000001","label":"claim","start":55,"end":110},{"id":"00000000-0000-4000-8000-000000000002","label":"actor","start":21,"end":33},{"id":"00000000-0000-4000-8000-000000000003","label":"location","start":43,"end":49},{"id":"00000000-0000-4000-8000-000000000004","label":"number","start":72,"end":89},{"id":"00000000-0000-4000-8000-000000000005","label":"location","start":93,"end":97},{"id":"00000000-0000-4000-8000-000000000006","label":"location","start":105,"end":110}],"links":[{"label":"made by","from":"00000000-0000-4000-8000-000000000001","to":"00000000-0000-4000-8000-000000000002"},{"label":"about place","from":"00000000-0000-4000-8000-000000000001","to":"00000000-0000-4000-8000-000000000003"},{"label":"about number","from":"00000000-0000-4000-8000-000000000001","to":"00000000-0000-4000-8000-000000000004"},{"label":"about place","from":"00000000-0000-4000-8000-000000000001","to":"00000000-0000-4000-8000-000000000005"},{"label":"about place","from":"00000000-0000-4000-8000-000000000001","to":"00000000-0000-4000-8000-000000000006"}]}
`

// TestLinksAreReadable shows the links of a claim: each has its name beside what it
// goes to, over no other name and over nothing that is dragged, also after the text was
// wrapped otherwise.
func TestLinksAreReadable(t *testing.T) {
	p := withFile(t, "news.jsonl", linked, "Linked")
	p.click("the fund", 0)
	p.until("the badges", `document.querySelectorAll("#links text").length === 5`)
	readable := func(when string) {
		t.Helper()
		p.until("readable links "+when, `(() => {
			const badges = [...document.querySelectorAll("#links rect")].map((e) => e.getBoundingClientRect());
			const marks = [...document.querySelectorAll("article mark.first")].map((e) => e.getClientRects()[0]);
			const page = document.querySelector("article").getBoundingClientRect();
			const handle = document.querySelector("#link-handle").getBoundingClientRect();
			const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
			return badges.length === 5 && badges.every((b, i) =>
				b.left > page.left - 12 && b.right < page.right + 12 && apart(b, handle) && badges.every((c, j) => i === j || apart(b, c)) &&
				marks.some((m) => Math.abs(m.top - b.top) < 24 && b.left > m.left - 90 && b.left < m.left + 220));
		})()`)
	}
	readable("beside a wide text")
	p.key("g")
	p.until("the guidelines", `document.querySelector("#guide-text h1, #guide-text h2")`)
	readable("beside the guidelines")
	p.size(390, 844)
	p.press("Close the guidelines")
	readable("on a phone")
	if got := eval[int](p, `new Set([...document.querySelectorAll("#links rect")].map((e) => getComputedStyle(e).stroke)).size`); got != 3 {
		t.Errorf("links of 3 kinds have %d colours", got)
	}
}

// TestGripsFromRightToLeft has the grips at the ends of a stretch that is read from
// right to left and holds a number, which is not.
func TestGripsFromRightToLeft(t *testing.T) {
	p := withFile(t, "news.jsonl", `{"title":"نص","text":"نص\nقال إن نحو 25 ألف نازح عادوا إلى ديارهم.","spans":[{"label":"number","start":10,"end":25}]}`+"\n", "نص")
	p.click("ألف", 0)
	p.until("the grips", `!document.querySelector("#handle-start").hidden`)
	type ends struct{ Start, End, Right, Left, Link float64 }
	at := eval[ends](p, `(() => {
		const middle = (id) => (r => (r.left + r.right) / 2)(document.querySelector(id).getBoundingClientRect());
		const boxes = [...document.querySelectorAll("mark.chosen")].flatMap((m) => [...m.getClientRects()]);
		return { Start: middle("#handle-start"), End: middle("#handle-end"), Link: middle("#link-handle"),
			Right: Math.max(...boxes.map((b) => b.right)), Left: Math.min(...boxes.map((b) => b.left)) };
	})()`)
	if math.Abs(at.Start-at.Right) > 3 || math.Abs(at.End-at.Left) > 3 || math.Abs(at.Link-at.Left) > 16 {
		t.Errorf("from %.0f to %.0f the grips are at %.0f and %.0f, and links begin at %.0f", at.Right, at.Left, at.Start, at.End, at.Link)
	}
}

// TestDefinition shows what counts as a label with one key: the definition stays in
// view above the guidelines, the text stays where it is, and Escape ends it.
func TestDefinition(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program.")
	p.size(1280, 600)
	p.keys("mod+Home", "l", "2")
	was := eval[float64](p, `document.querySelector("article").getBoundingClientRect().top`)
	p.keys("g")
	inView := func(what string) {
		t.Helper()
		p.until(what, `(() => {
			const panel = document.querySelector("#guide").getBoundingClientRect();
			const seen = (e) => (r => r.top >= panel.top && r.bottom <= Math.min(panel.bottom, innerHeight))(e.getBoundingClientRect());
			const heading = [...document.querySelectorAll("#guide-text h2, #guide-text h3")].find((h) => h.textContent === "claim");
			return heading && seen(heading) && seen(document.querySelector("#guide .definition .item-label")) && seen(document.querySelector("#guide [data-do=guide]"));
		})()`)
	}
	inView("the definition and its heading")
	if now := eval[float64](p, `document.querySelector("article").getBoundingClientRect().top`); now != was {
		t.Errorf("the text went from %.0f to %.0f", was, now)
	}
	p.keys("Escape", "Escape")
	p.until("the end of it", `document.querySelector("#guide").hidden`)
	// The label that has the focus is explained before any other.
	eval[bool](p, `(document.querySelector(".labels [aria-label=claim]").focus(), true)`)
	p.keys("g")
	inView("the definition of the label with the focus")
}

// TestDrawers opens on a narrow screen what it has no room for: the focus goes in and
// comes back, Escape and what lies beside close it, and from right to left it is on the
// other side.
func TestDrawers(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program.")
	p.drag("Ada Lovelace", 0)
	p.keys("1")
	p.saved()
	for _, language := range []string{"en", "ar"} {
		eval[bool](p, `(localStorage.setItem("gloss.language", %q), true)`, language)
		p.reload()
		p.size(390, 844)
		for _, name := range []string{"documents", "annotations"} {
			button := "[data-do=drawer][data-arg=" + name + "].only-narrow"
			shown := func(open bool) {
				t.Helper()
				p.until(name+" open or not", `(document.querySelector("#%s").getClientRects().length > 0) === %t`, name, open)
			}
			open := func() {
				t.Helper()
				eval[bool](p, `(document.querySelector(%q).click(), true)`, button)
				shown(true)
			}
			open()
			p.until("the focus in it", `document.querySelector("#%s").contains(document.activeElement)`, name)
			right := eval[bool](p, `document.querySelector("#%s").getBoundingClientRect().right > innerWidth - 1`, name)
			if right != (name == "annotations" == (language == "en")) {
				t.Errorf("%s: %s are on the right: %t", language, name, right)
			}
			if name == "annotations" && eval[bool](p, `document.querySelector("#inspector").getBoundingClientRect().bottom > document.querySelector(".toolbar").getBoundingClientRect().top + 1`) {
				t.Errorf("%s: the labels cover the details", language)
			}
			p.keys("Escape")
			shown(false)
			p.until("the focus back", `document.activeElement === document.querySelector(%q)`, button)
			open()
			beside := 370.0
			if right {
				beside = 20
			}
			p.do(chromedp.MouseClickXY(beside, 300))
			shown(false)
		}
	}
}

// TestListStays: the rows of the list are where they are when they first come, whatever
// becomes known of the project afterwards.
func TestListStays(t *testing.T) {
	p := pileOf(t, startServer(t), 3)
	p.saved()
	p.early(`addEventListener("DOMContentLoaded", () => {
		window.tops = new Set();
		const look = () => {
			const row = document.querySelector("#documents .rows > li");
			if (row) tops.add(Math.round(row.getBoundingClientRect().top));
			requestAnimationFrame(look);
		};
		look();
	})`)
	p.reload()
	p.until("how far it is", `document.querySelector(".pile-counts strong").textContent === "0 of 4 reviewed"`)
	if got := eval[[]int](p, `[...tops]`); len(got) != 1 {
		t.Errorf("the first row was at %d", got)
	}
}

// TestGuideMakesRoom reads the guidelines beside the text where that has room, and over
// it where it has none: then what lies beside them closes them.
func TestGuideMakesRoom(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	p.size(1024, 768)
	p.keys("g")
	p.until("the guidelines", `document.querySelector("#guide-text h2")`)
	if got := eval[float64](p, `document.querySelector("article").getBoundingClientRect().left - document.querySelector("#guide").getBoundingClientRect().right`); got < 0 {
		t.Errorf("at 1024 px the guidelines lie over %.0f px of the text", -got)
	}
	p.drag("Ali Larijani", 0)
	p.keys("1")
	if got := p.listed(); len(got) != 1 {
		t.Errorf("beside the guidelines was labelled %q", got)
	}
	for _, width := range []int64{900, 390} {
		p.size(width, 768)
		p.do(chromedp.MouseClickXY(float64(width)-8, 500))
		p.until("the guidelines to close", `document.querySelector("#guide").hidden`)
		p.press("Guidelines")
		p.until("the guidelines", `document.querySelector("#guide-text h2")`)
	}
}

// TestManyLabels leaves the text in view however many labels there are: above it, beside
// a selection, and in what is said of the import that brought them.
func TestManyLabels(t *testing.T) {
	var text, spans strings.Builder
	for i := range 40 {
		fmt.Fprintf(&spans, `,{"label":"a label of its own, number %02d","start":%d,"end":%d}`, i, text.Len(), text.Len()+5)
		fmt.Fprintf(&text, "sign%c ", 'A'+i%26)
	}
	p := newDevice(t).open(startServer(t).url())
	p.importFiles(write(t, "many.jsonl", `{"title":"Many","text":"`+text.String()+`","spans":[`+spans.String()[1:]+"]}\n"))
	p.until("the text", `document.querySelector("article").textContent.startsWith("signA")`)
	if got := eval[float64](p, `document.querySelector("#notice").getBoundingClientRect().height`); got > 200 {
		t.Errorf("what is said of the import is %.0f px high", got)
	}
	p.press("Close")
	for _, width := range []int64{1440, 1024} {
		p.size(width, 768)
		p.clicks(2, "signB", 0)
		if got := eval[float64](p, `document.querySelector(".top").getBoundingClientRect().height`); got > 768/2.5 {
			t.Errorf("at %d px the labels take %.0f px", width, got)
		}
		if got := eval[float64](p, `document.querySelector(".palette").getBoundingClientRect().bottom`); got > 768 {
			t.Errorf("at %d px the palette ends at %.0f px", width, got)
		}
		p.keys("Escape")
	}
}

// TestFourLevels names what nests four times, and no line goes through the names.
func TestFourLevels(t *testing.T) {
	p := withFile(t, "nest.jsonl", `{"title":"Nested","text":"The far north of it.","spans":[{"label":"actor","start":0,"end":19},{"label":"actor","start":0,"end":16},{"label":"claim","start":0,"end":13},{"label":"location","start":0,"end":7}]}`+"\n", "The far")
	if got := eval[string](p, `getComputedStyle(document.querySelector("mark.first"), "::before").backgroundColor`); got == "rgba(0, 0, 0, 0)" {
		t.Error("the line at the top goes through the names")
	}
}

package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// phone makes a page that of a phone: narrow, with a finger for a pointer.
func (p *page) phone() {
	p.t.Helper()
	metrics := emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 844, DeviceScaleFactor: 2, Mobile: true}
	if _, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, metrics); err != nil {
		p.t.Fatal(err)
	}
	touch := emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: 1}
	if _, err := chromedp.Call(p.ctx, emulation.SetTouchEmulationEnabled, touch); err != nil {
		p.t.Fatal(err)
	}
	p.saved()
	p.reload()
	p.settle()
}

func (p *page) touch(kind input.DispatchTouchEventType, at ...*input.TouchPoint) {
	p.t.Helper()
	if at == nil {
		at = []*input.TouchPoint{}
	}
	if _, err := chromedp.Call(p.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: at}); err != nil {
		p.t.Fatal(err)
	}
}

// press holds a finger on a point for so long.
func (p *page) hold(x, y float64, long time.Duration) {
	p.t.Helper()
	p.touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: x, Y: y})
	time.Sleep(long)
	p.touch(input.DispatchTouchEventTypeTouchEnd)
	p.settle()
}

// tap taps on what a selector finds.
func (p *page) tap(selector string) {
	p.t.Helper()
	p.until("something to tap", `document.querySelector(%q)?.offsetParent !== null`, selector)
	at := eval[place](p, `(r => ({ X1: r.left + r.width / 2, Y1: r.top + r.height / 2 }))(document.querySelector(%q).getBoundingClientRect())`, selector)
	p.hold(at.X1, at.Y1, 30*time.Millisecond)
}

// TestTouch labels with a finger: the browser's own selection, the labels at the
// thumb, buttons and grips to correct.
func TestTouch(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program. Babbage built 2 engines in London.")
	p.phone()
	want := func(what string, want ...string) {
		t.Helper()
		if got := p.listed(); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	at := p.find("Lovelace", 0)
	p.hold((at.X1+at.X2)/2, at.Y1, 30*time.Millisecond)
	// A browser without a screen does not select where a finger stays, nor draws
	// handles: what they do is done to the selection, and the page hears of it.
	eval[bool](p, `(s => {
		const r = document.caretRangeFromPoint(%f, %f);
		s.setBaseAndExtent(r.startContainer, r.startOffset, r.startContainer, r.startOffset);
		s.modify("move", "backward", "word");
		s.modify("extend", "forward", "word");
		return true;
	})(getSelection())`, (at.X1+at.X2)/2, at.Y1)
	p.until("the word in the page's own colour", `[...(CSS.highlights.get("gloss-selection") ?? [])].join() === "Lovelace"`)
	eval[bool](p, `(getSelection().modify("extend", "forward", "word"), true)`)
	p.until("the longer selection", `[...(CSS.highlights.get("gloss-selection") ?? [])].join().startsWith("Lovelace wrote")`)
	p.tap(".labels .label")
	want("a label at the thumb", "actor: Lovelace wrote")
	if eval[bool](p, `document.querySelector(".labels").getBoundingClientRect().top < innerHeight / 2`) {
		t.Error("the labels are not at the thumb")
	}

	p.tap("#palette [data-do=grow-start]")
	want("the button that grows", "actor: Ada Lovelace wrote")
	p.tap("#palette [data-do=shrink-end]")
	want("the button that shrinks", "actor: Ada Lovelace")

	to := p.find("program", 0)
	grip := eval[place](p, `(r => ({ X1: r.left + r.width / 2, Y1: r.top + 12 }))(document.querySelector("#handle-end").getBoundingClientRect())`)
	p.touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: grip.X1, Y: grip.Y1})
	for _, part := range []float64{0.3, 0.6, 1} {
		p.touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: grip.X1 + part*(to.X2-2-grip.X1), Y: grip.Y1 + part*(to.Y2+16-grip.Y1)})
	}
	p.touch(input.DispatchTouchEventTypeTouchEnd)
	p.settle()
	want("a grip under the finger", "actor: Ada Lovelace wrote the program")

	p.forFingers("beside an annotation")
	p.saved()
}

// forFingers fails when what can be tapped is less than 44 px wide or high, or when
// there is more than the screen is wide: fingers are thick.
func (p *page) forFingers(where string) {
	p.t.Helper()
	small := eval[[]string](p, `[...document.querySelectorAll("button, a[href], select, input, textarea, summary, label.button, .handle")].filter(e => !e.matches(".file input"))
		.map(e => [e, e.getBoundingClientRect()]).filter(([, r]) => r.width > 0 && (r.width < 43.9 || r.height < 43.9)).map(([e, r]) => (e.id || e.ariaLabel || e.innerText) + " " + r.width + " × " + r.height)`)
	if len(small) > 0 {
		p.t.Errorf("%s: too small for a finger: %q", where, small)
	}
	wide := eval[[]string](p, `[document.documentElement, ...document.querySelectorAll("dialog[open], .documents, .annotations, #guide")].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => (e.id || e.tagName) + " " + (e.scrollWidth - e.clientWidth))`)
	if len(wide) > 0 {
		p.t.Errorf("%s: wider than the screen by so many px: %q", where, wide)
	}
}

// TestFingersEverywhere looks at each dialog and drawer of a phone.
func TestFingersEverywhere(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program. Babbage built 2 engines in London.")
	p.drag("2 engines", 0)
	p.keys("3", "0")
	p.phone()
	for _, dialog := range []string{"schema", "settings", "help", "export", "suggest", "paste", "label"} {
		eval[bool](p, `(document.querySelector("[data-do=" + ({ label: "new-label" }[%q] ?? %[1]q) + "]").click(), true)`, dialog)
		p.until(dialog, `document.querySelector("dialog#%s[open]")`, dialog)
		eval[bool](p, `(document.querySelectorAll("dialog[open] details").forEach(d => d.open = true), true)`)
		p.settle()
		p.forFingers(dialog)
		eval[bool](p, `(document.querySelector("dialog[open]").close(), true)`)
	}
	p.click("engines", 0)
	for _, drawer := range []string{"annotations", "documents"} {
		p.tap("[data-do=drawer][data-arg=" + drawer + "].only-narrow")
		p.until(drawer, `document.querySelector("#%s").getClientRects().length > 0`, drawer)
		eval[bool](p, `(document.querySelector(".pile-tools").open = true, true)`)
		p.settle()
		p.forFingers(drawer)
		p.key(kb.Escape)
	}
	p.key(kb.Escape)
	p.key("g")
	p.until("the guidelines", `document.querySelector("#guide-text h2")`)
	p.forFingers("guidelines")
}

// TestFarDownOnAPhone is in the middle of a long text: the panels, the search and what is
// found by it are in reach, and nothing lies over what is gone to or beside it.
func TestFarDownOnAPhone(t *testing.T) {
	p := withText(t, "A long text\n"+strings.Repeat("Ada Lovelace wrote the program. Babbage built 2 engines in London, and said so.\n", 60)+"At last Ampère came.")
	p.phone()
	eval[bool](p, `(scrollTo(0, 3000), true)`)
	p.settle()
	if rows := eval[float64](p, `document.querySelector(".toolbar").offsetHeight / 44`); rows >= 3 {
		t.Errorf("the bar is %.1f rows high", rows)
	}
	p.tap("[data-do=drawer][data-arg=documents].only-narrow")
	p.until("the documents", `document.querySelector("#documents").getClientRects().length > 0`)
	p.key(kb.Escape)

	p.tap("[data-do=find]")
	p.do(chromedp.KeyEvent("ampère"))
	p.until("the match", `[...CSS.highlights.get("gloss-found") ?? []].length === 1`)
	p.tap("[data-do=find-next]")
	p.until("the search above what is found, and the bar below it", `(() => {
		const [found] = CSS.highlights.get("gloss-found") ?? [];
		if (!found) return false;
		const at = found.getBoundingClientRect(), search = document.querySelector(".finder").getBoundingClientRect();
		return search.top >= -1 && search.bottom < at.top && at.bottom < document.querySelector(".toolbar").getBoundingClientRect().top;
	})()`)
	p.forFingers("in the search")
	p.tap("[data-do=find-close]")

	// What is chosen near the bar has its buttons where they can be tapped.
	p.clicks(2, "Ampère", 0)
	p.tap(".labels .label")
	eval[bool](p, `(scrollBy(0, document.querySelector("mark").getBoundingClientRect().bottom - document.querySelector(".toolbar").getBoundingClientRect().top + 20), true)`)
	p.keys("Escape")
	p.click("Ampère", 0)
	for _, do := range []string{"grow-start", "shrink-end", "delete"} {
		if !eval[bool](p, `(b => { const r = b.getBoundingClientRect(); return b.contains(document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)); })(document.querySelector("#palette [data-do=%s]"))`, do) {
			t.Errorf("something lies over the button %s", do)
		}
	}
	p.key(kb.Escape)

	// Done, and on to the next, without a keyboard.
	p.tap("[data-do=drawer][data-arg=annotations].only-narrow")
	p.press("Reviewed, next document")
	p.until("that there is none", `document.querySelector("#notice").innerText.includes("the last document")`)
	p.pick("#list-order", "shortest")
	p.press("Reviewed, next document")
	p.until("the sample", `document.querySelector("article").textContent.includes("Larijani")`)
	p.until("the drawer to be closed", `document.querySelector("#annotations").getClientRects().length === 0`)
	p.pick("#list-status", "reviewed")
	p.pileShows("what is reviewed", "1")
}

// TestPhoneOnItsSide leaves most of a low screen to the text, once one has scrolled.
func TestPhoneOnItsSide(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	p.phone()
	p.size(844, 390)
	p.find("business between", 0)
	if got := eval[float64](p, `document.querySelector(".top").getBoundingClientRect().bottom`); got > 100 {
		t.Errorf("%.0f of 390 px are covered", got)
	}
	p.forFingers("on its side")
	p.keys("mod+Home")
	if got := eval[float64](p, `document.querySelector("article").getBoundingClientRect().top - document.querySelector(".top").getBoundingClientRect().bottom`); got < 0 {
		t.Errorf("the text begins %.0f px below the labels", -got)
	}
}

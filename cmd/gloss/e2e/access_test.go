package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	page_ "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// axeScript is what `make test-browser` installs beside the build.
const axeScript = "../../../build/axe/node_modules/axe-core/axe.min.js"

// violations are the barriers that axe-core finds in the page as it is.
func (p *page) violations() []string {
	p.t.Helper()
	if !eval[bool](p, `Boolean(globalThis.axe)`) {
		b, err := os.ReadFile(axeScript)
		if err != nil {
			p.t.Fatalf("axe-core is not there, run `make test-browser`: %v", err)
		}
		// Evaluated, as the policy of the page lets nothing else in.
		p.do(chromedp.Evaluate[chromedp.Void](string(b)))
	}
	return eval[[]string](p, `axe.run(document, { resultTypes: ["violations"] }).then(r => r.violations.map(v =>
		v.id + ": " + v.help + "\n\t" + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + "\n\t\t" + n.failureSummary.replaceAll("\n", " ")).join("\n\t")))`)
}

// blank are buttons that are shown, on which there is nothing to see.
func (p *page) blank() []string {
	p.t.Helper()
	return eval[[]string](p, `[...document.querySelectorAll("button, a[href], summary")].filter((b) => b.getClientRects().length && !b.innerText.trim() &&
		![...b.children].some((c) => c.getBoundingClientRect().width > 0) && getComputedStyle(b, "::after").content === "none").map((b) => "nothing to see on " + b.outerHTML.slice(0, 160))`)
}

// emulate sets media features of the page: its colours, its motion.
func (p *page) emulate(features ...string) {
	p.t.Helper()
	var all []*emulation.MediaFeature
	for _, f := range features {
		name, value, _ := strings.Cut(f, ": ")
		all = append(all, &emulation.MediaFeature{Name: name, Value: value})
	}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: all}); err != nil {
		p.t.Fatal(err)
	}
	p.settle()
}

// size sets the size of the view, in CSS pixels.
func (p *page) size(width, height int64) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1}); err != nil {
		p.t.Fatal(err)
	}
	p.settle()
}

// TestNoBarriers lets axe-core look at every screen, in both themes, wide and
// narrow, and from right to left.
func TestNoBarriers(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	close := func(dialog string) func() {
		return func() {
			eval[bool](p, `(document.querySelector(%q).close(), true)`, dialog)
		}
	}
	escape := func() { p.keys("Escape", "Escape", "Escape") }
	// With a second document the list has its tools.
	p.press("Paste text")
	p.fill("#paste-text", "Another text.")
	p.press("Add document")
	p.isOpen("Another text.")
	eval[bool](p, `(document.querySelector("#documents .doc-link").click(), true)`)
	p.until("the first document", `document.querySelector("article").textContent.includes("Islamabad")`)
	tools := func(open bool) func() {
		return func() { eval[bool](p, `(document.querySelector(".pile-tools").open = %t, true)`, open) }
	}
	screens := []struct {
		name       string
		show, hide func()
	}{
		{"the document", func() {}, func() {}},
		{"the tools of the list", tools(true), tools(false)},
		{"an archived document", func() { p.press("Archive") }, func() { p.press("Bring back to the list"); p.press("Close") }},
		{"a selection with its palette", func() { p.clicks(2, "Islamabad", 0) }, escape},
		{"a chosen annotation", func() { p.clicks(2, "Islamabad", 0); p.keys("4"); p.click("Islamabad", 0) }, escape},
		{"nested annotations", func() { p.drag("Larijani in Islamabad", 0); p.keys("2") }, escape},
		{"a label that is pressed", func() { p.keys("1") }, escape},
		{"the search", func() { p.keys("/"); p.do(chromedp.KeyEvent("iran")) }, func() { p.press("Close the search") }},
		{"the places that were found", func() { p.keys("/"); p.do(chromedp.KeyEvent("iran")); p.press("Whole project") }, func() { p.press("Close the search") }},
		{"the guidelines", func() {
			p.keys("2", "g")
			p.until("the guidelines", `document.querySelector("#guide-text h2")`)
		}, func() { p.keys("Escape", "Escape") }},
		{"pasting", func() { p.press("Paste text") }, close("#paste")},
		{"exporting", func() { p.press("Export") }, close("#export")},
		{"the keys", func() { p.press("Keys") }, close("#help")},
		{"the settings", func() { p.press("Settings") }, close("#settings")},
		{"a key that is taken", func() { p.press("Settings"); p.press("Change the key: Undo"); p.keys("n") }, close("#settings")},
		{"a message", func() { p.importFiles(bad(t)) }, func() { p.press("Close") }},
	}
	for _, dialog := range eval[[]string](p, `[...document.querySelectorAll("dialog[id]")].map(d => "#" + d.id)`) {
		if !slices.Contains([]string{"#paste", "#export", "#help", "#settings"}, dialog) {
			screens = append(screens, struct {
				name       string
				show, hide func()
			}{"dialog " + dialog, func() { eval[bool](p, `(document.querySelector(%q).showModal(), true)`, dialog) }, close(dialog)})
		}
	}
	p.emulate("prefers-reduced-motion: reduce") // no colours on their way from one theme to the other
	for _, theme := range []string{"light", "dark"} {
		eval[bool](p, `(localStorage.setItem("gloss.theme", %q), glossTheme(), true)`, theme)
		for _, s := range screens {
			t.Run(theme+"/"+s.name, func(t *testing.T) {
				p.t = t
				s.show()
				p.settle()
				for _, v := range append(p.violations(), p.blank()...) {
					t.Error(v)
				}
				s.hide()
				p.settle()
			})
		}
		p.t = t
		p.size(390, 800)
		for _, drawer := range []string{"", "Documents", "Annotations"} {
			if drawer != "" {
				p.press(drawer)
			}
			for _, v := range p.violations() {
				t.Errorf("%s, at 390 px %s: %s", theme, drawer, v)
			}
			if drawer != "" {
				eval[bool](p, `([...document.querySelectorAll("[data-do=drawer]")].find(b => b.textContent === %q).click(), true)`, drawer)
			}
		}
		p.size(1280, 900)
	}
	eval[bool](p, `(localStorage.setItem("gloss.language", "ar"), true)`)
	p.saved()
	p.reload()
	for _, v := range p.violations() {
		t.Errorf("in Arabic: %s", v)
	}
}

// bad is a file that no format reads.
func bad(t *testing.T) string {
	return write(t, "bad.jsonl", "{no json\n")
}

// node is what assistive technology is told of an element.
type node struct {
	role, name, description string
	children                []string
	ignored                 bool
}

// tree is the accessibility tree of the page, by ID, and the IDs in its order.
func (p *page) tree() (nodes map[string]node, order []string) {
	p.t.Helper()
	res, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.t.Fatal(err)
	}
	nodes = map[string]node{}
	text := func(v *accessibility.Value) string {
		var s string
		if v != nil {
			_ = json.Unmarshal(v.Value, &s)
		}
		return s
	}
	for _, n := range res.Nodes {
		one := node{role: text(n.Role), name: text(n.Name), description: text(n.Description), ignored: n.Ignored}
		for _, c := range n.ChildIDs {
			one.children = append(one.children, string(c))
		}
		nodes[string(n.NodeID)] = one
		order = append(order, string(n.NodeID))
	}
	return nodes, order
}

// TestWhatIsTold reads the page as assistive technology does.
func TestWhatIsTold(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program.")
	p.drag("Ada Lovelace wrote", 0)
	p.keys("2", "Escape")
	p.drag("Ada Lovelace", 0)
	p.keys("1", "Escape")
	nodes, order := p.tree()
	find := func(role, name string) (node, bool) {
		for _, id := range order {
			if n := nodes[id]; !n.ignored && n.role == role && (name == "" || n.name == name) {
				return n, true
			}
		}
		return node{}, false
	}
	for _, want := range [][2]string{
		{"banner", ""}, {"main", ""}, {"navigation", "Documents"}, {"complementary", "Annotations"},
		{"article", "Document"}, {"toolbar", "Labels"}, {"button", "actor"}, {"heading", "Gloss"}, {"heading", "Annotations 2"},
		{"button", "Remove actor: Ada Lovelace"}, {"status", ""},
	} {
		if _, ok := find(want[0], want[1]); !ok {
			t.Errorf("there is no %s %q", want[0], want[1])
		}
	}
	// The article is read with where annotations begin and end, and nothing else is
	// in it.
	var read strings.Builder
	var walk func(id string)
	walk = func(id string) {
		n := nodes[id]
		switch {
		case n.role == "StaticText":
			read.WriteString(n.name)
			return
		case n.role == "mark":
			fmt.Fprintf(&read, "[%s: ", n.description)
		}
		for _, c := range n.children {
			walk(c)
		}
		if n.role == "mark" {
			read.WriteString("]")
		} else if n.role == "paragraph" {
			read.WriteString("\n")
		}
	}
	for _, id := range order {
		if nodes[id].role == "article" {
			walk(id)
		}
	}
	if want := "A text\n[claim · actor: Ada Lovelace][end of claim:  wrote] the program.\n"; read.String() != want {
		t.Errorf("the article reads\n%swant\n%s", read.String(), want)
	}
	// What happens is said, once, and no more than that.
	said := func() string { return eval[string](p, `document.querySelector("#say").textContent.trim()`) }
	if got := eval[string](p, `document.querySelector("#say").getAttribute("aria-live")`); got != "polite" {
		t.Errorf("what is said is %q", got)
	}
	for _, c := range []struct{ key, want string }{
		{"mod+Home", "A"}, {".", "claim: Ada Lovelace wrote, 1 of 2"}, {".", "actor: Ada Lovelace, 2 of 2"},
		{"]", "actor: Ada Lovelace wrote"}, {"mod+z", "Undone: actor: Ada Lovelace"}, {"Delete", "Removed actor: Ada Lovelace"},
		{"mod+z", "Undone: actor: Ada Lovelace"}, {"mod+z", "Undone: actor: Ada Lovelace removed"},
	} {
		p.keys(c.key)
		if got := said(); got != c.want {
			t.Errorf("%s says %q, want %q", c.key, got, c.want)
		}
	}
}

// TestComfort looks at what people set for themselves: colours, motion, size.
func TestComfort(t *testing.T) {
	p := withText(t, "A text\nAda Lovelace wrote the program.")
	p.drag("Ada Lovelace", 0)
	p.keys("1", "Escape")
	p.emulate("forced-colors: active", "prefers-reduced-motion: reduce")
	if got := eval[string](p, `getComputedStyle(document.querySelector("mark")).borderBottomStyle`); got != "solid" {
		t.Errorf("in forced colours a label has %s below it", got)
	}
	// What is chosen, and its name, are seen in dark colours too, whatever the theme.
	p.emulate("forced-colors: active", "prefers-reduced-motion: reduce", "prefers-color-scheme: dark")
	p.click("Ada Lovelace", 0)
	if got := eval[[]string](p, `[".item-go[aria-current=true]", ".doc-link[aria-current=page]"].map((s) => getComputedStyle(document.querySelector(s)).outlineStyle)`); !slices.Equal(got, []string{"solid", "solid"}) {
		t.Errorf("in forced colours what is open and what is chosen have the outlines %q", got)
	}
	if got := eval[[]string](p, `(s => [s.color, s.backgroundColor])(getComputedStyle(document.querySelector("mark.first"), "::before"))`); got[0] == got[1] {
		t.Errorf("in forced colours the name of a label is %s on %s", got[0], got[1])
	}
	p.keys("Escape", "1")
	if got := eval[string](p, `getComputedStyle(document.querySelector(".label[aria-pressed=true]")).outlineStyle`); got != "solid" {
		t.Errorf("in forced colours a pressed label has the outline %q", got)
	}
	if got := eval[bool](p, `[...document.querySelectorAll("*")].every(e => { const s = getComputedStyle(e); return parseFloat(s.transitionDuration) === 0 && s.animationName === "none" })`); !got {
		t.Error("something moves though motion is to be reduced")
	}
	p.emulate()
	// Text of twice the size: nothing is cut off, nothing lies over the article, and
	// the page does not scroll sideways.
	sizes := page_.SetFontSizesParams{FontSizes: &page_.FontSizes{Standard: 32, Fixed: 26}}
	if _, err := chromedp.Call(p.ctx, page_.SetFontSizes, sizes); err != nil {
		t.Fatal(err)
	}
	p.settle()
	if got := eval[string](p, `getComputedStyle(document.documentElement).fontSize`); got != "32px" {
		t.Fatalf("the text is %s", got)
	}
	if got := eval[[]string](p, `[...document.querySelectorAll(".header button, .toolbar button, .status span")].filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline").map(e => e.textContent)`); len(got) > 0 {
		t.Errorf("cut off at twice the size: %q", got)
	}
	if got := eval[int](p, `document.documentElement.scrollWidth - innerWidth`); got > 0 {
		t.Errorf("at twice the size the page is %d px too wide", got)
	}
	at := p.find("program", 0)
	if !eval[bool](p, `Boolean(document.elementFromPoint(%f, %f)?.closest("article"))`, (at.X1+at.X2)/2, at.Y1) {
		t.Error("at twice the size something lies over the text")
	}
}

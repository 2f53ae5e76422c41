package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// pileOf opens a page with so many documents beside the sample: each third has an
// actor, each fifth a claim with a note, and the later are the shorter.
func pileOf(t *testing.T, s *server, n int) *page {
	t.Helper()
	var lines strings.Builder
	for i := range n {
		var spans []string
		if i%3 == 0 {
			spans = append(spans, `{"start":0,"end":3,"label":"actor"}`)
		}
		if i%5 == 0 {
			spans = append(spans, `{"start":4,"end":8,"label":"claim","note":"to be checked"}`)
		}
		fmt.Fprintf(&lines, `{"title":"Document %d","text":"Ada said %s","spans":[%s]}`+"\n", i, strings.Repeat("on and ", n-i), strings.Join(spans, ","))
	}
	p := newDevice(t).open(s.url())
	p.importFiles(write(t, "pile.jsonl", lines.String()))
	p.press("Close")
	p.isOpen("Document 0")
	p.pileShows("all documents", fmt.Sprint(n+1))
	return p
}

// isOpen waits for a document to be the open one.
func (p *page) isOpen(title string) {
	p.t.Helper()
	p.until(title+" to be open", `document.title === %q && document.querySelector("#documents [aria-current=page] .doc-title")?.textContent === %q`, title+" – Gloss", title)
}

// pileShows waits for what the count above the list says.
func (p *page) pileShows(what, count string) {
	p.t.Helper()
	p.until(what, `document.querySelector("#documents .count").textContent === %q`, count)
}

func (p *page) titles() []string {
	p.t.Helper()
	return eval[[]string](p, `[...document.querySelectorAll("#documents .rows .doc-title")].map(e => e.textContent)`)
}

// pick takes a value in a field of the list.
func (p *page) pick(field, value string) {
	p.t.Helper()
	eval[bool](p, `(() => {
		const field = document.querySelector(%q);
		field.value = %q;
		if (field.value !== %[2]q) throw new Error("no such choice");
		field.dispatchEvent(new Event("change", { bubbles: true }));
		return true;
	})()`, field, value)
	p.settle()
}

func (p *page) focusRow(title string) {
	p.t.Helper()
	eval[bool](p, `([...document.querySelectorAll("#documents .doc-link")].find(a => a.querySelector(".doc-title").textContent === %q).focus(), true)`, title)
}

// focused is the row with the focus.
func (p *page) focused() string {
	p.t.Helper()
	return eval[string](p, `document.activeElement.querySelector(".doc-title")?.textContent ?? document.activeElement.tagName`)
}

// TestPile filters, sorts and searches the list, and finds it so after a reload.
func TestPile(t *testing.T) {
	p := pileOf(t, startServer(t), 30)
	p.until("how far it is", `document.querySelector(".pile-counts").innerText.replace(/\s+/g, " ").trim() === "0 of 31 reviewed 17 new · 14 in work"`)
	p.pick("#list-label", "+actor")
	p.pileShows("those with an actor", "10")
	if got := p.titles(); got[1] != "Document 3" {
		t.Errorf("with an actor: %q", got)
	}
	p.pick("#list-sort", "length")
	if got := p.titles(); got[0] != "Document 27" || got[9] != "Document 0" {
		t.Errorf("the shortest first: %q", got)
	}
	p.pick("#list-label", "-actor")
	p.pick("#list-status", "in work")
	p.pileShows("in work without an actor", "4")
	p.until("what is shown", `document.querySelector(".pile-tools summary").textContent === "In work, without actor"`)
	p.reload()
	p.pileShows("the same after a reload", "4")
	if got := p.titles(); !slices.Equal(got, []string{"Document 25", "Document 20", "Document 10", "Document 5"}) {
		t.Errorf("after a reload: %q", got)
	}
	eval[bool](p, `(document.querySelector(".pile-tools").open = true)`)
	p.press("Show all")
	p.pileShows("all again", "31")
	if got := eval[string](p, `["status", "label"].map(f => document.querySelector("#list-" + f).value).join()`); got != "," {
		t.Errorf("the fields still say %q", got)
	}
	p.pick("#list-inside", "in")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#pile-text").focus()`), chromedp.KeyEvent("CHECKED"))
	p.pileShows("what notes say", "6 found")
	p.fill("#pile-text", "said")
	p.pileShows("what annotations are on", "6 found")
	p.until("it says that it is done", `document.querySelector(".pile-searched").hidden`)
	// What was found once is known; what changes since is found too.
	p.key(kb.Escape)
	p.clicks(2, "and", 0)
	p.keys("1")
	p.saved()
	p.fill("#pile-text", "and")
	p.pileShows("what was labelled meanwhile", "1 found")
	p.pick("#list-inside", "")
	p.pileShows("what texts say", "31 found")
}

// TestFirstOfAnOrder: a new order is shown from its first document on, and not where the
// open one has gone; to clear a filter leads back to that.
func TestFirstOfAnOrder(t *testing.T) {
	const n = 100
	p := pileOf(t, startServer(t), n)
	inView := func(title string) {
		t.Helper()
		p.until(title+" in view", `[...document.querySelectorAll("#documents .doc-link")].some(a => {
			const r = a.getBoundingClientRect();
			return a.querySelector(".doc-title").textContent === %q && r.top >= 0 && r.bottom <= innerHeight;
		})`, title)
	}
	first, last := "Document 0", fmt.Sprint("Document ", n-1)
	p.pick("#list-sort", "length") // the later are the shorter
	inView(last)
	p.pick("#list-label", "+actor")
	inView(last) // of those with an actor too: 99 is a third
	eval[bool](p, `(document.querySelector(".pile-tools").open = true)`)
	p.press("Show all")
	inView(first)
}

// TestNextInOrder: the next document is the one that the user's order says, of those
// that are not done.
func TestNextInOrder(t *testing.T) {
	p := pileOf(t, startServer(t), 6)
	p.pick("#list-order", "shortest")
	p.key(kb.Enter, ctrl)
	p.isOpen("Document 5") // the sample and all others are longer than the first
	p.until("one is done", `document.querySelector(".pile-counts strong").textContent === "1 of 7 reviewed"`)
	p.key("]", ctrl)
	p.isOpen("Document 4")
	p.key("[", ctrl)
	p.isOpen("Document 5")
	p.pick("#list-order", "random")
	run := func() (all []string) {
		for range 4 {
			p.key("]", ctrl)
			p.until("another", `!%q.startsWith(document.title)`, strings.Join(append(all, "Document 5"), " ")+" – Gloss")
			p.settle()
			all = append(all, strings.TrimSuffix(eval[string](p, `document.title`), " – Gloss"))
		}
		return all
	}
	first := run()
	if slices.Contains(first, "Document 0") {
		t.Errorf("what is done comes again: %q", first)
	}
	if sorted := slices.Sorted(slices.Values(first)); len(slices.Compact(sorted)) != 4 {
		t.Errorf("one of them comes twice: %q", first)
	}
}

// TestMostUncertain: the next document may be the one that the command line names
// first of those that would teach most.
func TestMostUncertain(t *testing.T) {
	var lines strings.Builder
	names := []string{"Ada Lovelace", "Bob Stone", "Eve Moneypenny", "Carl Gauss", "Dora Maar", "Emil Nolde", "Fritz Lang", "Greta Garbo"}
	for i, name := range names {
		spans := ""
		if i < 3 {
			spans = fmt.Sprintf(`{"start":0,"end":%d,"label":"actor"}`, len(name))
		}
		fmt.Fprintf(&lines, `{"title":"On %s","text":"%[1]s went to %s by train. %[1]s met %[3]s there, and %[4]d reporters.","spans":[%[5]s]}`+"\n",
			name, []string{"Rome", "the London of Dickens", "Ulm"}[i%3], names[(i+3)%len(names)], i, spans)
	}
	s := startServer(t)
	p := newDevice(t).open(s.url())
	p.importFiles(write(t, "people.jsonl", lines.String()))
	p.press("Close")
	p.isOpen("On Ada Lovelace")
	p.saved()
	p.synced()
	var order struct{ Next []struct{ Title, By string } }
	if err := json.Unmarshal(gloss(t, "suggest", "--data", s.data, "--next", "1"), &order); err != nil || len(order.Next) != 1 || order.Next[0].By != "doubt" {
		t.Fatalf("the command line says %+v, %v", order, err)
	}
	p.pick("#list-order", "uncertain")
	want := order.Next[0].Title
	opened := ""
	for end := time.Now().Add(patience); opened != want && time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		p.key("]", ctrl)
		p.until("another document", `document.title !== "On Ada Lovelace – Gloss"`)
		opened = strings.TrimSuffix(eval[string](p, `document.title`), " – Gloss")
		p.key("[", ctrl) // until the suggestions have learnt, it is one at random
		p.isOpen("On Ada Lovelace")
	}
	if opened != want {
		t.Fatalf("the next is %q, want %q", opened, want)
	}
	// Why one came to a document is in its status.
	p.key("]", ctrl)
	p.isOpen(want)
	p.key(kb.Enter, ctrl)
	p.until("another document", `document.title !== %q`, want+" – Gloss")
	for line := range strings.Lines(string(p.export("jsonl", ".jsonl"))) {
		if why := strings.Contains(line, `{"name":"gloss:order","value":"model"}`); why != strings.Contains(line, `"title":"`+want+`"`) {
			t.Errorf("why it was chosen: %t, of %s", why, line)
		}
	}
}

// TestListByKeys walks through the list, deletes and archives there, and takes that
// back with one key.
func TestListByKeys(t *testing.T) {
	s := startServer(t)
	p := pileOf(t, s, 200)
	p.focusRow("Document 0")
	if n := eval[int](p, `document.querySelectorAll('#documents .doc-link[tabindex="0"]').length`); n != 1 {
		t.Errorf("Tab stops at %d rows", n)
	}
	for _, step := range []struct{ key, want string }{
		{kb.ArrowDown, "Document 1"}, {kb.ArrowDown, "Document 2"}, {kb.ArrowUp, "Document 1"}, {kb.End, "Document 199"}, {kb.Home, "Ali Larijani"},
	} {
		p.key(step.key)
		if got := p.focused(); !strings.Contains(got, step.want) && step.key != kb.Home {
			t.Errorf("the focus is on %q, want %q", got, step.want)
		}
	}
	p.key(kb.PageDown)
	p.key(kb.PageDown)
	if got := p.focused(); got == "Document 1" || !strings.HasPrefix(got, "Document ") {
		t.Errorf("two screens on the focus is on %q", got)
	}
	p.key(kb.PageUp)
	p.key(kb.PageUp)
	p.key(kb.ArrowDown)
	p.key(kb.ArrowDown)
	p.key(kb.Enter)
	p.isOpen("Document 1")

	// What is no row keeps its keys.
	eval[bool](p, `(document.querySelector(".pile-tools summary").focus(), true)`)
	p.key(kb.Enter)
	if !eval[bool](p, `document.querySelector(".pile-tools").open`) {
		t.Error("Enter does not open the tools of the list")
	}
	p.key(kb.Delete)
	p.key(kb.Enter)
	p.pileShows("nothing is deleted from there", "201")

	p.focusRow("Document 1")
	p.key(kb.ArrowDown)
	p.key(kb.Delete)
	p.until("it is deleted", `document.querySelector("#notice p").innerText === "“Document 2”: Deleted"`)
	p.pileShows("one less", "200")
	p.until("the focus on the next", `document.activeElement.querySelector(".doc-title")?.textContent === "Document 3"`)
	p.key("e")
	p.until("the next is archived", `document.querySelector("#notice p").innerText === "“Document 3”: Archived"`)
	p.pileShows("two less", "199")
	p.keys("mod+z")
	p.pileShows("the last is back", "200")
	p.keys("mod+y")
	p.pileShows("and gone again", "199")
	p.saved()
	p.synced()
	exported := func(query string) int {
		return len(rows(t, s.get("/api/v1/projects/"+projectID(t, s)+"/export?format=jsonl"+query)))
	}
	if a, b := exported(""), exported("&archived=true"); a != 199 || b != 200 {
		t.Errorf("%d are exported, with archived ones %d", a, b)
	}
	p.pick("#list-status", "archived")
	p.pileShows("the archived one", "1")
	p.focusRow("Document 3")
	p.key(kb.Enter)
	p.until("it says so", `document.querySelector(".past").innerText.startsWith("This document is archived.")`)
	p.press("Bring back to the list")
	p.pileShows("none is archived", "0")
	p.pick("#list-status", "deleted")
	p.pileShows("the deleted one", "1")
	p.reload()
	p.pileShows("the deleted one after a reload", "1")
	eval[bool](p, `(document.querySelector(".pile-tools").open = true)`)
	p.press("Bring back 1 document")
	p.press("Show all")
	p.pileShows("all are back", "201")
	p.pick("#list-label", "+actor")
	p.pileShows("those with an actor", "67")
	p.press("Archive 67 documents")
	p.pileShows("all of them are archived", "0")
	p.press("Undo")
	p.press("Show all")
	p.pileShows("and all are back", "201")
}

// TestClickOnRow opens a document with the mouse: the keys are for its text then.
func TestClickOnRow(t *testing.T) {
	p := pileOf(t, startServer(t), 3)
	at := eval[place](p, `(() => {
		const a = [...document.querySelectorAll("#documents .doc-link")].find((a) => a.textContent.startsWith("Document 2"));
		const r = a.getBoundingClientRect();
		return { X1: (r.left + r.right) / 2, Y1: (r.top + r.bottom) / 2 };
	})()`)
	p.do(chromedp.MouseClickXY(at.X1, at.Y1))
	p.isOpen("Document 2")
	p.until("the focus in the text", `document.activeElement === document.querySelector("article")`)
	p.key(kb.Delete)
	p.key(kb.ArrowDown)
	p.until("a word to be selected", `CSS.highlights.get("gloss-selection")?.size > 0 || CSS.highlights.get("gloss-cursor")?.size > 0`)
	p.pileShows("all documents still", "4")
}

// TestTitlesInTheirLanguage sorts titles as the readers of the page's language do:
// letters with accents beside those without, whatever their case, and numbers by what
// they count.
func TestTitlesInTheirLanguage(t *testing.T) {
	titles := []string{"Zebra", "Ärger", "apfel", "10 Dinge", "9 Dinge", "上海", "Éclair", "安徽", "北京"}
	var lines strings.Builder
	for _, title := range titles {
		fmt.Fprintf(&lines, `{"title":%q,"text":"About %s."}`+"\n", title, title)
	}
	p := withFile(t, "titles.jsonl", lines.String(), "About")
	p.saved()
	for _, c := range []struct {
		language string
		want     []string
	}{
		{"de", []string{"9 Dinge", "10 Dinge", "apfel", "Ärger", "Éclair", "Larijani", "Zebra"}},
		{"zh", []string{"安徽", "北京", "上海"}}, // anhui, beijing, shanghai
	} {
		eval[bool](p, `(localStorage.setItem("gloss.language", %q), true)`, c.language)
		p.reload()
		p.until("the list", `document.querySelectorAll("#documents .rows > li").length === %d`, len(titles)+1)
		p.pick("#list-sort", "title")
		want, _ := json.Marshal(c.want)
		p.until("the order of "+c.language, `(want => JSON.stringify([...document.querySelectorAll("#documents .rows .doc-title")].map(e => e.textContent.split(" in ")[0]).filter(t => want.includes(t))) === JSON.stringify(want))(%s)`, want)
	}
}

// TestFirstDocuments: a new device shows the first documents while the others are still
// on their way.
func TestFirstDocuments(t *testing.T) {
	const n = 3000
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, `{"title":"Document %d","text":"Ada said so %[1]d times."}`+"\n", i)
	}
	file := write(t, "many.jsonl", lines.String())
	s := startServer(t)
	s.kill()
	gloss(t, "import", "--data", s.data, file)
	s.start()
	p := newDevice(t).tab()
	p.early(`{
		const real = window.fetch;
		let asked = 0;
		window.fetch = (...all) => !String(all[0]).includes("changes?after=") || ++asked === 1 ? real(...all)
			: new Promise((go) => { (window.waiting ??= []).push(() => go(real(...all))); });
		window.release = () => { window.fetch = real; waiting.forEach((go) => go()); };
	}`)
	p.do(chromedp.Navigate(s.url()))
	p.ready()
	p.until("the others to be waited for", `window.waiting?.length > 0`)
	eval[bool](p, `(release(), true)`)
	p.pileShows("all documents", fmt.Sprint(n+1))
}

// TestReadAhead: a document is read when the pointer comes to its row, and shown with
// what was labelled in it since then.
func TestReadAhead(t *testing.T) {
	s := startServer(t)
	for _, name := range []string{"second", "third"} {
		gloss(t, "import", "--data", s.data, write(t, name+".txt", "The "+name+" article.\nIt is short."))
	}
	d := newDevice(t)
	here, there := d.tab(), d.tab()
	const row = `[...document.querySelectorAll("[aria-label=Documents] a")].find((a) => a.textContent.includes("third"))`
	for _, p := range []*page{here, there} {
		p.do(chromedp.Navigate(s.url()))
		p.ready()
		p.until("the third document", `Boolean(%s)`, row)
	}
	at := eval[place](here, `(() => { const r = %s.getBoundingClientRect(); return { X1: r.left + 20, Y1: r.top + 10 }; })()`, row)
	here.do(chromedp.MouseEvent("mouseMoved", at.X1, at.Y1))
	here.until("nothing under way", `new Promise((done) => requestIdleCallback(() => done(true)))`)
	eval[bool](there, `(%s.click(), true)`, row)
	there.until("the third text", `document.querySelector("article").textContent.includes("third article")`)
	there.drag("third", 0)
	there.key("1")
	there.saved()
	here.until("nothing under way", `new Promise((done) => requestIdleCallback(() => done(true)))`)
	eval[bool](here, `(globalThis.first = new Promise((done) => {
		const look = () => {
			const article = document.querySelector("article[aria-label]");
			article.textContent.includes("third article") ? done(article.querySelector("mark")?.textContent ?? "no label") : requestAnimationFrame(look);
		};
		look();
	}), true)`)
	here.do(chromedp.MouseClickXY(at.X1, at.Y1))
	if is := eval[string](here, `first`); is != "third" {
		t.Errorf("the first frame shows %q for the label that came meanwhile", is)
	}
	// It goes on from there: an own label stands beside it.
	here.drag("short", 0)
	here.key("2")
	here.saved()
	there.until("both labels", `[...document.querySelectorAll("article mark")].map((m) => m.textContent).join() === "third,short"`)
}

// TestBackBeforeSaved: who goes to another document and back faster than the disk writes
// finds the labels, and goes on behind them.
func TestBackBeforeSaved(t *testing.T) {
	s := startServer(t)
	p := pileOf(t, s, 3)
	eval[bool](p, `(() => {
		const run = glossIDB.run;
		glossIDB.run = async (db, stores, mode, ...rest) => {
			if (mode === "readwrite") await new Promise((done) => setTimeout(done, 8000));
			return run(db, stores, mode, ...rest);
		};
		return true;
	})()`)
	p.drag("said", 0)
	p.key("3")
	p.key("]", chromedp.ModifierCtrl)
	p.isOpen("Document 1")
	p.key("[", chromedp.ModifierCtrl)
	p.isOpen("Document 0")
	p.until("the label that is on its way", `document.querySelector('article mark[data-label="number"]')`)
	if saved := eval[bool](p, `document.body.innerText.includes("Saved on this device")`); saved {
		t.Fatal("the disk was faster: nothing is shown by this")
	}
	p.drag("on", 0)
	p.key("4")
	p.saved()
	p.reload()
	p.until("both labels", `["number", "location"].every((l) => document.querySelector('article mark[data-label="' + l + '"]'))`)
}

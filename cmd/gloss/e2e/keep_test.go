package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	page_ "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const ctrl = chromedp.ModifierCtrl

// TestUndoSurvives labels, reloads, and takes everything back and again.
func TestUndoSurvives(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	p.drag("Islamabad", 1)
	p.key("4")
	p.key("]") // grows by a word
	p.key("1") // is an actor now
	p.key(kb.Delete)
	steps := [][]string{{}, {"location: Islamabad"}, {"location: Islamabad on"}, {"actor: Islamabad on"}, {}}
	if got := p.listed(); len(got) != 0 {
		t.Fatalf("after all steps: %q", got)
	}
	p.saved()
	p.reload()
	for i := len(steps) - 2; i >= 0; i-- {
		p.key("z", ctrl)
		if got := p.listed(); !slices.Equal(got, steps[i]) {
			t.Fatalf("undone to step %d: %q, want %q", i, got, steps[i])
		}
	}
	p.saved()
	p.reload()
	for i := 1; i < len(steps); i++ {
		p.key("y", ctrl)
		if got := p.listed(); !slices.Equal(got, steps[i]) {
			t.Fatalf("redone to step %d: %q, want %q", i, got, steps[i])
		}
	}
}

// TestTwoTabs labels one document in two tabs: each follows the other at once,
// and nothing is lost or doubled. The same goes for a tab that is killed.
func TestTwoTabs(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	a := d.open(s.url())
	b := d.open(s.url())
	label := func(p *page, words string, n int, key string) {
		p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("article").focus()`))
		p.drag(words, n)
		p.key(key)
		p.key(kb.Escape)
	}
	label(a, "Islamabad", 1, "4")
	b.until("the label of the other tab", `document.querySelectorAll("mark").length === 1`)
	label(b, "Ali Larijani", 0, "1")
	a.until("the label of the other tab", `document.querySelectorAll("mark").length === 2`)
	label(a, "Mohammad Ishaq Dar", 0, "1")
	a.saved()
	if err := chromedp.Cancel(a.ctx); err != nil {
		t.Fatal(err)
	}
	b.until("the last label of the dead tab", `document.querySelectorAll("mark").length === 3`)
	label(b, "two days", 0, "3")
	b.saved()
	b.synced()
	b.reload()
	want := []string{"actor: Ali Larijani", "location: Islamabad", "number: two days", "actor: Mohammad Ishaq Dar"}
	if got := b.listed(); !slices.Equal(got, want) {
		t.Errorf("after it all: %q, want %q", got, want)
	}
	// Undo is one history over the tabs.
	b.key("z", ctrl)
	b.key("z", ctrl)
	if got := b.listed(); !slices.Equal(got, want[:2]) {
		t.Errorf("after two undos: %q", got)
	}
}

// TestServerDies kills the server while changes come in, many times, and loses
// its data once: in the end it has everything that the device has.
func TestServerDies(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	p := d.open(s.url())
	p.installed()
	words := []string{"Ali Larijani", "Islamabad", "Tuesday", "trade", "figure", "neighbours", "Pakistan", "minister", "Tehran", "business"}
	for i, w := range words {
		p.drag(w, 0)
		p.key("1")
		p.key(kb.Escape)
		if got := p.listed(); len(got) != i+1 {
			t.Fatalf("after %q is labelled, %q are", w, got)
		}
		if i%3 == 1 {
			s.kill()
			if i == 7 {
				if err := os.RemoveAll(s.data); err != nil {
					t.Fatal(err)
				}
			}
			s.start()
		}
	}
	p.saved()
	p.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("online"))`))
	p.synced()
	all := rows(t, s.get("/api/v1/projects/"+projectID(t, s)+"/export?format=jsonl"))
	if len(all) != 1 || len(all[0].Spans) != len(words) {
		t.Fatalf("the server has %d documents, the first with %q", len(all), all[0].labelled())
	}
}

// TestOneEditRedrawsOneBlock counts the blocks that change in the page.
func TestOneEditRedrawsOneBlock(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	// What is suggested after an edit may lie in any block.
	eval[bool](p, `(document.querySelector("[data-do=suggest-off]").click(), true)`)
	p.drag("Tehran", 0)
	eval[bool](p, `(() => {
		globalThis.touched = new Set();
		new MutationObserver((list) => {
			for (const m of list) {
				let n = m.target;
				while (n.parentNode && !n.parentNode.matches?.("article")) n = n.parentNode;
				touched.add(n.dataset?.start ?? "the article");
			}
		}).observe(document.querySelector("article"), { subtree: true, childList: true, characterData: true, attributes: true });
		return true;
	})()`)
	p.key("4")
	p.saved()
	if got := eval[[]string](p, `[...touched]`); len(got) != 1 {
		t.Errorf("one edit changed %d blocks: %q", len(got), got)
	}
}

// TestBadFiles imports good and bad files together: the good ones come in, and
// of each bad one it is said where and what.
func TestBadFiles(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	dir := t.TempDir()
	var files []string
	for name, content := range map[string]string{
		"good.txt":   "A good one.",
		"latin1.txt": "first\ncaf\xe9",
		"data.jsonl": `{"text":"One"}` + "\n" + `{"text":"Two","spans":[{"start":1,"end":9,"label":"x"}]}` + "\n{oops\n" + `{"text":"Three"}` + "\n",
		"image.png":  "x",
		"empty.txt":  " \n",
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	p.importFiles(files...)
	notice := eval[string](p, `document.querySelector("#notice").innerText`)
	for _, want := range []string{"Imported 3 documents", "latin1.txt:2:4: not UTF-8", "data.jsonl:2: ", "data.jsonl:3:2: ", "image.png: ", "empty.txt: "} {
		if !strings.Contains(notice, want) {
			t.Errorf("the notice does not say %q:\n%s", want, notice)
		}
	}
	p.until("the documents", `document.querySelectorAll("[aria-label=Documents] a[href]").length === 4`)
}

// TestNoStorage opens the page where the browser stores nothing: it says so,
// changes nothing, and still exports.
func TestNoStorage(t *testing.T) {
	s, d := startServer(t), newDevice(t)
	p := d.tab()
	blank := "indexedDB.open = () => { throw new DOMException('no', 'SecurityError') };"
	if _, err := chromedp.Call(p.ctx, page_.AddScriptToEvaluateOnNewDocument, page_.AddScriptToEvaluateOnNewDocumentParams{Source: blank}); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Navigate(s.url()))
	p.ready()
	p.until("the warning", `document.querySelector("[role=alert]#notice").innerText.includes("stores nothing")`)
	p.until("the status", `document.querySelector("[role=status]").innerText.includes("Not saved")`)
	p.drag("Tehran", 0)
	p.key("4")
	if got := p.listed(); len(got) != 0 {
		t.Errorf("labels that cannot be stored were made: %q", got)
	}
	if all := rows(t, p.export("jsonl", ".jsonl")); len(all) != 1 {
		t.Errorf("%d documents were exported", len(all))
	}
}

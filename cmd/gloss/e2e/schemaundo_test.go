package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestSchemaUndo takes edits of the schema back with a key, with a button and all at
// once, what became of the annotations of a removed label too.
func TestSchemaUndo(t *testing.T) {
	s := startServer(t)
	p := newDevice(t).open(s.url())
	p.drag("Ali Larijani", 0)
	p.key("1")
	p.key(kb.Escape)
	labels := func(what string, want ...string) {
		t.Helper()
		p.until(what, `JSON.stringify([...document.querySelectorAll("[role=toolbar][aria-label=Labels] button")].map(b => b.ariaLabel)) === JSON.stringify(%s)`, asList(want))
	}
	p.press("Schema")
	p.row("actor")
	p.fill("#schema-label-name-actor", "who")
	labels("renamed", "who", "claim", "number", "location")
	p.keys("mod+z")
	labels("taken back", "actor", "claim", "number", "location")
	if got := eval[string](p, `document.querySelector("#schema-label-name-actor").value`); got != "actor" {
		t.Errorf("the field says %q", got)
	}
	p.keys("mod+Shift+z")
	labels("done again", "who", "claim", "number", "location")

	// A label is removed with what it was given to, and both come back.
	p.row("who")
	p.press("Remove the label")
	p.press("Remove them too")
	labels("removed", "claim", "number", "location")
	p.until("what it was given to as well", `document.querySelectorAll("#annotations .rows > li").length === 0`)
	eval[bool](p, `(document.querySelector('#schema [data-do="schema-undo"]').click(), true)`)
	labels("the label is back", "who", "claim", "number", "location")
	p.until("and what it was given to", `document.querySelectorAll("#annotations .rows > li").length === 1`)

	// Closing tells how much was edited, and takes it all back.
	p.fill("#new-span", "event")
	p.press("Add: Labels")
	labels("one more", "who", "claim", "number", "location", "event")
	p.key(kb.Escape)
	p.until("how much was edited", `document.querySelector("#notice p").innerText === "2 changes of the schema"`)
	eval[bool](p, `(document.querySelector("#notice .primary").click(), true)`)
	labels("all is taken back", "actor", "claim", "number", "location")
	p.saved()
	p.synced()
	p.reload()
	labels("on the disk too", "actor", "claim", "number", "location")
	if got := p.listed(); !slices.Equal(got, []string{"actor: Ali Larijani"}) {
		t.Errorf("annotations: %q", got)
	}
}

func asList(all []string) string {
	list := "["
	for i, s := range all {
		if i > 0 {
			list += ","
		}
		list += `"` + s + `"`
	}
	return list + "]"
}

package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// labels are the names on the toolbar.
func (p *page) labels() []string {
	p.t.Helper()
	return eval[[]string](p, `[...document.querySelectorAll("[role=toolbar][aria-label=Labels] button")].map(b => b.ariaLabel)`)
}

// row opens the row of a label or an attribute in the schema, and shows it.
func (p *page) row(name string) {
	p.t.Helper()
	p.until("the row "+name, `[...document.querySelectorAll("#schema details .label-name")].some(e => e.textContent === %q)`, name)
	eval[bool](p, `(() => {
		const row = [...document.querySelectorAll("#schema details")].find(d => d.querySelector(".label-name").textContent === %q);
		row.open = true;
		row.scrollIntoView({ block: "start" });
		return true;
	})()`, name)
	p.settle()
}

// TestSchema renames, adds, colours and removes labels: what was labelled stays,
// is relabelled or removed as the user says; and the schema travels by link.
func TestSchema(t *testing.T) {
	s := startServer(t)
	d := newDevice(t)
	p := d.open(s.url())
	p.drag("Ali Larijani", 0)
	p.key("1")
	p.key(kb.Escape)
	p.drag("Islamabad", 1)
	p.key("4")
	p.key(kb.Escape)

	p.press("Schema")
	p.row("actor")
	p.shot("schema")
	p.fill("#schema-label-name-actor", "who")
	p.until("the new name on the toolbar", `document.querySelector("[role=toolbar][aria-label=Labels] button").ariaLabel === "who"`)
	p.until("and in the list", `document.querySelector("#annotations li").dataset.label === "who"`)
	p.row("who")
	eval[bool](p, `([...document.querySelectorAll('#schema details[open] [data-do=colour]')].find(b => b.ariaLabel === "Colour 6").click(), true)`)
	p.until("the colour in the text", `document.querySelector("mark.hue-5")`)

	// A new label with a key of its own.
	p.fill("#new-span", "event")
	p.press("Add: Labels")
	p.until("a fifth label", `document.querySelectorAll("[role=toolbar][aria-label=Labels] button").length === 5`)
	p.row("event")
	p.fill("#schema-label-key-event", "e")
	p.fill("#schema-label-about-event", "What happens.")

	// One that is in use asks what becomes of it.
	p.row("location")
	eval[bool](p, `(document.querySelector('#schema [data-do=label-remove][data-arg=location]').click(), true)`)
	p.until("the question", `document.querySelector("#schema [role=alert]")?.innerText.includes("1 annotation has this label")`)
	eval[bool](p, `(document.querySelector("#uses-to").value = "event", document.querySelector('#schema [data-do=uses-move]').click(), true)`)
	p.until("the relabelled one", `[...document.querySelectorAll("#annotations li")].some(li => li.dataset.label === "event")`)
	p.until("the label gone", `document.querySelectorAll("[role=toolbar][aria-label=Labels] button").length === 4`)
	if got, want := p.labels(), []string{"who", "claim", "number", "event"}; !slices.Equal(got, want) {
		t.Errorf("labels %q, want %q", got, want)
	}
	// A link with its ends, and an attribute with choices.
	p.fill("#new-attribute", "role")
	p.press("Add: Attributes")
	p.row("role")
	eval[bool](p, `(() => { const s = document.querySelector("#schema-kind-role"); s.value = "choice"; s.dispatchEvent(new Event("change", { bubbles: true })); return true })()`)
	p.until("choices", `document.querySelector("#schema-attribute-options-role")`)
	eval[bool](p, `(() => { const s = document.querySelector("#schema-attribute-options-role"); s.value = "host\nguest"; s.dispatchEvent(new Event("change", { bubbles: true })); return true })()`)
	p.press("Close")
	p.key("e")
	p.until("the key presses the label", `[...document.querySelectorAll("[aria-pressed=true]")].some(b => b.ariaLabel === "event")`)
	p.key(kb.Escape)
	p.click("Larijani", 1)
	p.until("the attribute in the panel", `document.querySelector("#attribute-role")?.options.length === 3`)
	p.saved()

	// The link: another project adopts the schema after a question.
	// The clipboard of a browser without a window asks for permission.
	eval[bool](p, `(() => { navigator.clipboard.writeText = async (text) => { window.copied = text }; return true })()`)
	p.press("Schema")
	p.press("Copy a link")
	p.until("copied", `document.querySelector("#schema .report").innerText.includes("copied")`)
	link := eval[string](p, `window.copied`)
	if !strings.HasPrefix(link, s.url()+"/#schema=") {
		t.Fatalf("the link is %.80q", link)
	}
	other := startServer(t)
	q := newDevice(t).open(other.url() + "/" + strings.TrimPrefix(link, s.url()+"/"))
	q.press("Use it")
	q.until("the labels", `[...document.querySelectorAll("[role=toolbar][aria-label=Labels] button")].map(b => b.ariaLabel).includes("event")`)
	if got, want := q.labels(), []string{"who", "claim", "number", "location", "event"}; !slices.Equal(got, want) {
		t.Errorf("adopted labels %q, want %q", got, want)
	}
	q.until("the schema on the server", `fetch("/api/v1/projects").then(r => r.text()).then(t => window.stored = t) && window.stored?.includes('"event"')`)
	var projects []struct {
		Labels     []struct{ Name, Key, About string }
		Attributes []struct{ Name string }
	}
	if err := json.Unmarshal(other.get("/api/v1/projects"), &projects); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, l := range projects[0].Labels {
		found = found || l.Name == "event" && l.Key == "e" && l.About == "What happens."
	}
	if !found || len(projects[0].Attributes) != 4 {
		t.Errorf("the server has %+v", projects[0])
	}
}

// TestGuidelines shows them beside the text, at the label that is asked about.
func TestGuidelines(t *testing.T) {
	p := newDevice(t).open(startServer(t).url())
	p.drag("Ali Larijani", 0)
	p.key("1")
	p.key("g")
	p.until("the definition", `document.querySelector("#guide .definition")?.innerText.includes("Who acts or speaks")`)
	p.until("the guidelines", `document.querySelectorAll("#guide-text h2").length >= 5`)
	p.until("at the label", `(() => {
		const box = document.querySelector("#guide-text").getBoundingClientRect();
		const h = [...document.querySelectorAll("#guide-text h2")].find(h => h.textContent === "actor").getBoundingClientRect();
		return h.top >= box.top - 2 && h.top < box.top + 60;
	})()`)
	p.shot("guide")
	if n := eval[int](p, `document.querySelectorAll("#guide-text mark.example").length`); n < 10 {
		t.Errorf("%d examples", n)
	}
	p.key("g")
	p.until("hidden again", `document.querySelector("#guide").hidden`)

	// What is written in the schema is shown, and cannot run.
	p.press("Schema")
	eval[bool](p, `(() => { const f = document.querySelector("#guidelines-text"); f.value = "# Ours\n\n<img src=x onerror='window.ran = true'> **bold** [x](javascript:window.ran=true)"; f.dispatchEvent(new Event("change", { bubbles: true })); return true })()`)
	p.press("Close")
	p.press("Guidelines")
	p.until("ours", `document.querySelector("#guide-text h1")?.textContent === "Ours" && document.querySelector("#guide-text strong")`)
	if got := eval[string](p, `String(window.ran) + document.querySelectorAll("#guide-text img, #guide-text a[href^=javascript]").length`); got != "undefined0" {
		t.Errorf("something of the guidelines runs: %s", got)
	}
}

//go:build js

package app

import (
	"encoding/json"
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/internal/browser"
)

// The lists, of which only the rows near their views are drawn.
var (
	annotationRows = browser.List{Selector: "#annotations ol", Box: "#annotations", Kind: "annotation"}
	documentRows   = browser.List{Selector: "#documents ul", Box: "#documents", Kind: "document"}
)

// A list of so many rows is drawn whole; of a longer one what is in view is, and
// so many rows before and after it.
const (
	listWhole  = 150
	listAround = 30
)

// rows is what the lists show.
type rows struct {
	chosen annotations.AnnotationID // that its list has been scrolled to
}

// window are the rows [from, to) to draw of a list.
func window(l browser.List, total int) (from, to int) {
	if total <= listWhole {
		return 0, total
	}
	from, to = l.InView()
	return max(0, min(from, total)-listAround), min(total, to+listAround)
}

// annotationList is the annotations of the document in text order.
func (p *Program) annotationList() ui.UI {
	total, hint := p.model.Set.Len(), tr("Press a label, then select text. Or select text, then press a digit.")
	if p.model.IsOpen() && len(p.model.Labels) == 0 {
		hint = tr("There are no labels yet: make one, or import a schema.")
	}
	return el("aside").Class("annotations").Aria("label", tr("Annotations")).ID("annotations").Body(
		el("h2").Body(ui.Text(tr("Annotations")), el("span").Class("count").Text(itoa(total))),
		el("p").Class("hint").Hidden(total > 0).Text(hint),
		el("ol").Class("rows"),
		p.part("inspector", p.inspectorKey()...),
	)
}

// drawAnnotations draws the rows of the annotations.
func (p *Program) drawAnnotations() {
	m := p.model
	if m.Chosen != p.rows.chosen {
		p.rows.chosen = m.Chosen
		if row, ok := m.Set.Rank(m.Chosen); ok {
			annotationRows.Reveal(row)
		}
	}
	type row struct {
		ID     string `json:"id"`
		Label  string `json:"label"`
		Hue    int    `json:"hue"`
		Quote  string `json:"quote"`
		Chosen bool   `json:"chosen,omitempty"`
		By     string `json:"by,omitempty"` // somebody else
	}
	from, to := window(annotationRows, m.Set.Len())
	all := make([]row, 0, to-from)
	for e := range m.Set.From(from) {
		if len(all) == to-from {
			break
		}
		label, _ := m.Labels.Find(e.Label)
		by := ""
		if m.Theirs(e) {
			by = string(e.By)
		}
		all = append(all, row{e.ID.String(), m.Labels.NameOf(e.Label), label.Shade(hues), p.quote(e), e.ID == m.Chosen, by})
	}
	annotationRows.Draw(from, m.Set.Len(), asJSON(all))
}

func asJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // rows hold strings and numbers
	}
	return b
}

// quote is the text of an annotation, cut where the list has no more room.
func (p *Program) quote(e annotations.Entry) string {
	const most = 120
	var words []string
	for _, part := range e.Target.Parts {
		words = append(words, p.model.Text(part))
	}
	q := strings.Join(words, " … ")
	if len(q) > most {
		q = q[:text.PrevGrapheme(q, most)] + "…"
	}
	if q == "" {
		q = tr("the whole document")
	}
	return q
}

// pointed reports whether text was selected with a pointer, which is there to
// choose a label too.
func (p *Program) pointed() bool {
	return p.model.IsOpen() && !p.model.Selection.Empty() && p.model.ByPointer
}

// palette offers the labels beside what is selected, and what can be done with
// the chosen annotation beside that.
func (p *Program) palette() ui.UI {
	m := p.model
	_, chosen := m.ChosenEntry()
	chosen = chosen && m.Chosen != p.hushed
	selected := p.pointed()
	box := el("div").ID("palette").Class("palette").Attr("role", "toolbar").Hidden(!selected && !chosen)
	if !selected && !chosen {
		return box
	}
	if chosen && !m.Linking.IsZero() { // what it links to may lie below
		return box.Aria("label", tr("Links")).Hidden(m.Chosen == m.Linking).Body(p.linkTools())
	}
	what, theirs := tr("Label the selection"), m.ChosenIsTheirs()
	switch {
	case theirs:
		what = tr("Label it yourself")
	case chosen:
		what = tr("Change the annotation")
	}
	var body []ui.UI
	for i, l := range m.Labels {
		b := labelButton(i, l)
		if e, ok := m.ChosenEntry(); ok {
			b = b.Aria("pressed", pressed(e.Label == l.ID && !theirs))
		}
		body = append(body, b)
	}
	if len(body) == 0 {
		body = append(body, button("new-label", "").Text(tr("New label")))
	}
	tools := []ui.UI{}
	switch {
	case theirs:
		tools = append(tools, p.whose())
	case chosen:
		tools = append(tools,
			end(tr("Start"), tool("grow-start", "+", tr("Grow at the start")+" ([)"), tool("shrink-start", "−", tr("Shrink at the start")+" ({)")),
			end(tr("End"), tool("grow-end", "+", tr("Grow at the end")+" (])"), tool("shrink-end", "−", tr("Shrink at the end")+" (})")),
			button("delete", "").Class("quiet").Aria("keyshortcuts", "Delete").Text(tr("Remove")),
		)
	}
	return box.Aria("label", what).Body(
		el("div").Class("palette-labels").Body(body...),
		ui.If(chosen, el("div").Class("palette-tools").Body(tools...)),
	)
}

// linkTools stand beside what a link that is made may go to.
func (p *Program) linkTools() ui.UI {
	m := p.model
	return lay(`<div class="palette-tools">$0$1</>`,
		textButton("link-here", m.Chosen.String(), "primary", tr("Link from {0}", p.endName(m.Linking))), textButton("link-end", "", "quiet", tr("Cancel")))
}

// linkStep is what the palette shows of a link that is made.
func (p *Program) linkStep() any {
	if m := p.model; !m.Linking.IsZero() {
		return m.Chosen
	}
	return nil
}

// end is what moves one end of the chosen annotation.
func end(name string, grow, shrink ui.UI) ui.UI {
	return el("div").Class("end").Body(el("span").Class("tool-name").Text(name), grow, shrink)
}

func tool(do, sign, name string) ui.HTMLElem {
	return button(do, "").Class("icon").Aria("label", name).Attr("title", name).Text(sign)
}

// whose says whose the chosen annotation is.
func (p *Program) whose() ui.UI {
	e, _ := p.model.ChosenEntry()
	return lay(`<span class="tool-name">$0</>`, tr("By {0}", string(e.By)))
}

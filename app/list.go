//go:build js

package app

import (
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/text"
)

// listed is how many annotations the list shows at most: more would cost time
// at each edit, and nobody reads them.
const listed = 400

// annotationList is the annotations of the document in text order.
func (p *Program) annotationList() ui.UI {
	m := p.model
	var items []ui.UI
	total := 0
	if m.IsOpen() {
		total = m.Set.Len()
		for e := range m.Set.All() {
			if len(items) == listed {
				break
			}
			items = append(items, p.item(e))
		}
	}
	return ui.Aside().Class("annotations").Aria("label", "Annotations").ID("annotations").Body(
		ui.H2().Body(ui.Text("Annotations"), ui.Span().Class("count").Text(itoa(total))),
		ui.If(total == 0, ui.P().Class("hint").Text("Press a label, then select text. Or select text, then press a digit.")),
		ui.Ol().Body(items...),
		ui.If(total > listed, ui.P().Class("hint").Text("The first "+itoa(listed)+" are listed.")),
	)
}

func (p *Program) item(e annotations.Entry) ui.UI {
	m := p.model
	label, _ := m.Labels.Find(e.Label)
	chosen := e.ID == m.Chosen
	name := m.Labels.NameOf(e.Label)
	quote := p.quote(e)
	return ui.Li().Class("item", hueClass(label.Hue)).DataSet("id", e.ID.String()).DataSet("label", name).Body(
		ui.Button().Type("button").Class("item-go").DataSet("do", "choose").DataSet("arg", e.ID.String()).
			Aria("current", pressed(chosen)).Body(
			ui.Span().Class("sign").Aria("hidden", "true"),
			ui.Span().Class("item-label").Text(name),
			ui.Span().Class("item-text").Dir("auto").Text(quote),
		),
		ui.Button().Type("button").Class("item-remove").DataSet("do", "remove").DataSet("arg", e.ID.String()).
			Aria("label", "Remove "+name+": "+quote).Title("Remove").Text("×"),
	)
}

// quote is the text of an annotation, cut where the list has no more room.
func (p *Program) quote(e annotations.Entry) string {
	const most = 140
	var words []string
	for _, part := range e.Target.Parts {
		words = append(words, p.model.Text(part))
	}
	q := strings.Join(words, " … ")
	if len(q) > most {
		q = q[:text.PrevGrapheme(q, most)] + "…"
	}
	if q == "" {
		q = "the whole document"
	}
	return q
}

// documentList is the documents of the project.
func (p *Program) documentList() ui.UI {
	var items []ui.UI
	for _, h := range p.documents {
		current := "false"
		if p.model.IsOpen() && h.ID == p.model.Document.ID {
			current = "page"
		}
		items = append(items, ui.Li().Body(
			ui.A().Class("doc-link").Href("/d/"+h.ID.String()).Aria("current", current).Dir("auto").Text(h.Title),
		))
	}
	return ui.Nav().Class("documents").Aria("label", "Documents").ID("documents").Body(
		ui.H2().Body(ui.Text(p.project.Name), ui.Span().Class("count").Text(itoa(len(p.documents)))),
		ui.Ul().Body(items...),
		ui.If(p.more, ui.P().Class("hint").Text("There are more documents than are listed here.")),
	)
}

// palette offers the labels beside what is selected, and what can be done with
// the chosen annotation beside that.
func (p *Program) palette() ui.UI {
	m := p.model
	_, chosen := m.ChosenEntry()
	selected := m.IsOpen() && !m.Selection.Empty() && m.ByPointer
	box := ui.Div().ID("palette").Class("palette").Attr("role", "toolbar").Hidden(!selected && !chosen)
	if !selected && !chosen {
		return box
	}
	what := "Label the selection"
	if chosen {
		what = "Change the annotation"
	}
	var body []ui.UI
	for i, l := range m.Labels {
		b := labelButton(i, l.Name, string(l.ID), l.Hue, l.About)
		if e, ok := m.ChosenEntry(); ok {
			b = b.Aria("pressed", pressed(e.Label == l.ID))
		}
		body = append(body, b)
	}
	tools := []ui.UI{}
	if chosen {
		tools = append(tools,
			ui.Span().Class("tool-name").Text("Start"),
			tool("grow-start", "+", "Grow at the start ([)"), tool("shrink-start", "−", "Shrink at the start ({)"),
			ui.Span().Class("tool-name").Text("End"),
			tool("grow-end", "+", "Grow at the end (])"), tool("shrink-end", "−", "Shrink at the end (})"),
			button("delete", "").Class("quiet").Aria("keyshortcuts", "Delete").Text("Remove"),
		)
	}
	return box.Aria("label", what).Body(
		ui.Div().Class("palette-labels").Body(body...),
		ui.If(chosen, ui.Div().Class("palette-tools").Body(tools...)),
	)
}

func tool(do, sign, name string) ui.UI {
	return button(do, "").Class("icon").Aria("label", name).Title(name).Text(sign)
}

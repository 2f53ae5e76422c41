//go:build js

package app

import (
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/dataset"
)

// schemaState is what the editor of the schema remembers.
type schemaState struct {
	open bool
	// asks is the label whose removal is asked about, with what it is given to.
	asks annotations.LabelID
	uses dataset.Uses
	says string
}

// schemaDialog edits labels, links, document labels, attributes and guidelines.
// Each field is kept when it is left; what was labelled stays as it is.
func (p *Program) schemaDialog() ui.UI {
	if !p.schema.open {
		return dialogBox("schema", tr("Schema"))
	}
	s := p.project.Schema
	body := []ui.UI{}
	for _, kind := range [...]struct {
		kind  annotations.LabelKind
		name  string
		title string
	}{
		{annotations.SpanLabel, "span", tr("Labels")},
		{annotations.LinkLabel, "link", tr("Links")},
		{annotations.WholeLabel, "document", tr("Labels of documents")},
	} {
		var rows []ui.UI
		for _, l := range s.Of(kind.kind) {
			rows = append(rows, p.labelRow(l))
		}
		body = append(body, schemaSection(kind.name, kind.title, rows))
	}
	var rows []ui.UI
	for _, a := range p.project.Attributes.Live() {
		rows = append(rows, p.attributeRow(a))
	}
	body = append(body, schemaSection("attribute", tr("Attributes"), rows))
	body = append(body,
		el("h3").Text(tr("Guidelines")),
		el("label").Attr("for", "guidelines-text").Text(tr("In Markdown; the heading with a label’s name explains it")),
		el("textarea").ID("guidelines-text").Attr("rows", 8).Dir("auto").DataSet("change", "guidelines").Attr("value", p.project.Guidelines.Text),
		el("p").Class("report").Attr("role", "status").Text(p.schema.says),
		el("div").Class("dialog-actions").Body(
			el("label").Class("button", "file").Body(ui.Text(tr("Import")),
				void("input").Attr("type", "file").Attr("accept", ".json").DataSet("schema", "").Aria("label", tr("Import a schema"))),
			button("schema-export", "").Text(tr("Export")),
			button("schema-share", "").Text(tr("Copy a link")),
			button("schema-close", "").Class("primary").Text(tr("Close")),
		),
	)
	return dialogBox("schema", tr("Schema"), body...)
}

func schemaSection(kind, title string, rows []ui.UI) ui.UI {
	id := "new-" + kind
	return el("section").Class("schema-section").Aria("label", title).Body(append(append([]ui.UI{el("h3").Text(title)}, rows...),
		el("div").Class("schema-new").Body(
			void("input").ID(id).Attr("type", "text").Attr("maxlength", "60").Attr("autocomplete", "off").Aria("label", tr("Name of a new one: {0}", title)).Attr("placeholder", tr("New…")),
			button("schema-add", kind).Aria("label", tr("Add: {0}", title)).Text(tr("Add")),
		))...)
}

// schemaInput is a field of a label or an attribute; its argument names the field
// and whose it is.
func schemaInput(do, name, id, title, value string, long bool) ui.UI {
	field := "schema-" + do + "-" + name + "-" + id
	var input ui.HTMLElem
	if long {
		input = el("textarea").Attr("rows", 2)
	} else {
		input = el("input").Attr("type", "text").Attr("autocomplete", "off")
	}
	return el("div").Class("schema-field").Body(
		el("label").Attr("for", field).Text(title),
		input.ID(field).Dir("auto").DataSet("change", do).DataSet("arg", name+"\n"+id).Attr("value", value),
	)
}

func (p *Program) labelRow(l annotations.Label) ui.UI {
	id := string(l.ID)
	body := []ui.UI{
		el("summary").Body(
			el("span").Class("sign").Aria("hidden", "true"), el("span").Class("label-name").Text(l.Name),
			ui.If(l.Key != "", key(l.Key)),
		),
		schemaInput("label", "name", id, tr("Name"), l.Name, false),
		schemaInput("label", "about", id, tr("What counts"), l.About, true),
	}
	if l.Kind == annotations.SpanLabel {
		body = append(body,
			schemaInput("label", "in", id, tr("Examples, one a line"), strings.Join(l.In, "\n"), true),
			schemaInput("label", "out", id, tr("What is not one, one a line"), strings.Join(l.Out, "\n"), true),
			schemaInput("label", "key", id, tr("Key instead of its digit"), l.Key, false),
		)
	}
	if l.Kind == annotations.LinkLabel {
		body = append(body, p.endChips(l, "from", tr("From"), l.From), p.endChips(l, "to", tr("To"), l.To))
	}
	var colours []ui.UI
	for n := range hues {
		colours = append(colours, button("colour", itoa(n+1)+"\n"+id).Class("swatch", hueClass(n)).
			Aria("label", tr("Colour {0}", n+1)).Aria("pressed", pressed(l.Shade(hues) == n)).Body(el("span").Class("sign").Aria("hidden", "true")))
	}
	body = append(body, el("div").Class("chips").Attr("role", "group").Aria("label", tr("Colour")).Body(colours...))
	if p.schema.asks == l.ID {
		body = append(body, p.askUses(l))
	} else {
		body = append(body, el("div").Class("chips").Body(
			button("label-up", id).Class("chip").Text(tr("Move up")),
			button("label-remove", id).Class("chip").Text(tr("Remove the label")),
		))
	}
	return el("details").Class("schema-row", hueClass(l.Shade(hues))).Body(body...)
}

// endChips are the labels that a link may begin or end at.
func (p *Program) endChips(l annotations.Label, end, title string, on []annotations.LabelID) ui.UI {
	chips := []ui.UI{el("span").Class("field-name").Text(title)}
	for _, other := range p.project.Schema.Of(annotations.SpanLabel) {
		chips = append(chips, chip("link-"+end, string(l.ID)+"\n"+string(other.ID), other.Name, contains(on, other.ID)))
	}
	return el("div").Class("chips").Attr("role", "group").Aria("label", title).Body(chips...)
}

// askUses asks what becomes of what a label is given to.
func (p *Program) askUses(l annotations.Label) ui.UI {
	options := []ui.UI{}
	for _, other := range p.project.Schema.Of(l.Kind) {
		if other.ID != l.ID {
			options = append(options, el("option").Attr("value", string(other.ID)).Text(other.Name))
		}
	}
	id := string(l.ID)
	return el("div").Class("schema-ask").Attr("role", "alert").Body(
		el("p").Text(count(p.schema.uses.Annotations, "{0} annotation has this label. What becomes of it?", "{0} annotations have this label. What becomes of them?")),
		el("div").Class("chips").Body(
			button("uses-keep", id).Class("chip").Text(tr("Keep the name")),
			ui.If(len(options) > 0,
				button("uses-move", id).Class("chip").Text(tr("Give them this label:")),
				el("select").ID("uses-to").Aria("label", tr("Another label")).Body(options...),
			),
			button("uses-drop", id).Class("chip").Text(tr("Remove them too")),
			button("uses-cancel", "").Class("chip").Text(tr("Cancel")),
		),
	)
}

func (p *Program) attributeRow(a annotations.Attribute) ui.UI {
	id := string(a.ID)
	var kinds []ui.UI
	for _, k := range annotations.AttributeKinds {
		kinds = append(kinds, el("option").Attr("value", string(k)).Text(kindName(k)).Attr("selected", k == a.Kind))
	}
	body := []ui.UI{
		el("summary").Body(el("span").Class("label-name").Text(a.Name), el("span").Class("hint").Text(kindName(a.Kind))),
		schemaInput("attribute", "name", id, tr("Name"), a.Name, false),
		schemaInput("attribute", "about", id, tr("What it says"), a.About, true),
		el("div").Class("schema-field").Body(
			el("label").Attr("for", "schema-kind-"+id).Text(tr("Values")),
			el("select").ID("schema-kind-"+id).DataSet("change", "attribute").DataSet("arg", "kind\n"+id).Body(kinds...),
		),
	}
	if a.Kind == annotations.ChoiceAttribute || a.Kind == annotations.ChoicesAttribute {
		var names []string
		for _, o := range a.Options {
			names = append(names, o.Name)
		}
		body = append(body, schemaInput("attribute", "options", id, tr("Choices, one a line"), strings.Join(names, "\n"), true))
	}
	chips := []ui.UI{el("span").Class("field-name").Text(tr("On"))}
	for _, l := range p.project.Schema.Live() {
		chips = append(chips, chip("attribute-on", id+"\n"+string(l.ID), l.Name, contains(a.On, l.ID)))
	}
	return el("details").Class("schema-row").Body(append(body,
		el("div").Class("chips").Attr("role", "group").Aria("label", tr("On")).Body(chips...),
		el("div").Class("chips").Body(button("attribute-remove", id).Class("chip").Text(tr("Remove the attribute"))),
	)...)
}

func kindName(k annotations.AttributeKind) string {
	switch k {
	case annotations.ChoiceAttribute:
		return tr("one of several choices")
	case annotations.ChoicesAttribute:
		return tr("several choices")
	case annotations.FlagAttribute:
		return tr("yes or nothing")
	case annotations.NumberAttribute:
		return tr("a number with its unit")
	}
	return tr("any text")
}

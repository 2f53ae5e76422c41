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
	rows := func(kind annotations.LabelKind) (all []ui.UI) {
		for _, l := range p.project.Schema.Of(kind) {
			all = append(all, p.labelRow(l))
		}
		return all
	}
	var attributes []ui.UI
	for _, a := range p.project.Attributes.Live() {
		attributes = append(attributes, p.attributeRow(a))
	}
	return dialogBox("schema", tr("Schema"), layAll(`$0$1$2$3
		<h3>$4</>
		<label for="guidelines-text">$5</>
		<textarea id="guidelines-text" rows="8" dir="auto" data-change="guidelines" value="$6"></>
		<div class="dialog-actions"><p class="report" role="status">$7</>
			<label class="button file">$8<input type="file" accept=".json" data-schema="" aria-label="$9"/></>
			$a$b$d$e$c
		</>`,
		schemaSection("span", tr("Labels"), rows(annotations.SpanLabel)),
		schemaSection("link", tr("Links"), rows(annotations.LinkLabel)),
		schemaSection("document", tr("Labels of documents"), rows(annotations.WholeLabel)),
		schemaSection("attribute", tr("Attributes"), attributes),
		tr("Guidelines"), tr("In Markdown; the heading with a label’s name explains it"), p.project.Guidelines.Text, p.schema.says,
		tr("Import"), tr("Import a schema"),
		textButton("schema-export", "", "", tr("Export")), textButton("schema-share", "", "", tr("Copy a link")), textButton("schema-close", "", "primary", tr("Close")),
		p.schemaUndoButton("schema-undo", "Control+Z", tr("Undo"), len(p.schemaEdits.past)), p.schemaUndoButton("schema-redo", "Control+Shift+Z", tr("Redo"), len(p.schemaEdits.next)),
	)...)
}

func (p *Program) schemaUndoButton(do, keys, name string, edits int) ui.UI {
	return lay(`<button type="button" class="button" data-do="$0" aria-keyshortcuts="$1" disabled="$2">$3</>`, do, keys, edits == 0, name)
}

// textButton is a button with words on it.
//
//go:noinline
func textButton(do, arg, class, text string) ui.UI {
	return lay(`<button type="button" class="button $0" data-do="$1" data-arg="$2">$3</>`, class, do, arg, text)
}

func schemaSection(kind, title string, rows []ui.UI) ui.UI {
	return lay(`<section class="schema-section" aria-label="$0"><h3>$0</>$1
		<div class="schema-new">
			<input id="new-$2" type="text" maxlength="60" autocomplete="off" aria-label="$3" placeholder="$4"/>
			<button type="button" class="button" data-do="schema-add" data-arg="$2" aria-label="$5">$6</>
		</>
	</>`, title, rows, kind, tr("Name of a new one: {0}", title), tr("New…"), tr("Add: {0}", title), tr("Add"))
}

// schemaInput is a field of a label or an attribute; its argument names the field
// and whose it is.
//
//go:noinline
func schemaInput(do, name, id, title, value string, long bool) ui.UI {
	template := `<div class="schema-field"><label for="schema-$0-$1-$2">$3</><input type="text" autocomplete="off" id="schema-$0-$1-$2" dir="auto" data-change="$0" data-arg="$5" value="$4"/></>`
	if long {
		template = `<div class="schema-field"><label for="schema-$0-$1-$2">$3</><textarea rows="2" id="schema-$0-$1-$2" dir="auto" data-change="$0" data-arg="$5" value="$4"></></>`
	}
	return lay(template, do, name, id, title, value, name+"\n"+id)
}

func (p *Program) labelRow(l annotations.Label) ui.UI {
	id := string(l.ID)
	var fields, colours []ui.UI
	switch l.Kind {
	case annotations.SpanLabel:
		fields = []ui.UI{
			schemaInput("label", "in", id, tr("Examples, one a line"), strings.Join(l.In, "\n"), true),
			schemaInput("label", "out", id, tr("What is not one, one a line"), strings.Join(l.Out, "\n"), true),
			schemaInput("label", "key", id, tr("Key instead of its digit"), l.Key, false),
		}
	case annotations.LinkLabel:
		fields = []ui.UI{p.labelChips("link-from", id, tr("From"), annotations.SpanLabel, l.From), p.labelChips("link-to", id, tr("To"), annotations.SpanLabel, l.To)}
	}
	for n := range hues {
		colours = append(colours, lay(`<button type="button" class="button swatch $0" data-do="colour" data-arg="$1" aria-label="$2" aria-pressed="$3"><span class="sign" aria-hidden="true"></></>`,
			hueClass(n), itoa(n+1)+"\n"+id, tr("Colour {0}", n+1), pressed(l.Shade(hues) == n)))
	}
	last := lay(`<div class="chips">$0$1</>`, textButton("label-up", id, "chip", tr("Move up")), textButton("label-remove", id, "chip", tr("Remove the label")))
	if p.schema.asks == l.ID {
		last = p.askUses(l)
	}
	var own any
	if l.Key != "" {
		own = key(l.Key)
	}
	return lay(`<details class="schema-row $0">
		<summary><span class="sign" aria-hidden="true"></><span class="label-name">$1</>$2</>
		$3$4$5
		<div class="chips" role="group" aria-label="$6">$7</>
		$8
	</>`, hueClass(l.Shade(hues)), l.Name, own,
		schemaInput("label", "name", id, tr("Name"), l.Name, false), schemaInput("label", "about", id, tr("What counts"), l.About, true),
		fields, tr("Colour"), colours, last)
}

// labelChips are labels to choose from, for a link or an attribute.
func (p *Program) labelChips(do, id, title string, kind annotations.LabelKind, on []annotations.LabelID) ui.UI {
	var chips []ui.UI
	for _, l := range p.project.Schema.Live() {
		if l.Kind == kind || do == "attribute-on" {
			chips = append(chips, chip(do, id+"\n"+string(l.ID), l.Name, contains(on, l.ID)))
		}
	}
	return lay(`<div class="chips" role="group" aria-label="$0"><span class="field-name">$0</>$1</>`, title, chips)
}

// option is a choice of a select.
//
//go:noinline
func option(value, name string, selected bool) ui.UI {
	return lay(`<option value="$0" selected="$1">$2</>`, value, selected, name)
}

// askUses asks what becomes of what a label is given to.
func (p *Program) askUses(l annotations.Label) ui.UI {
	id := string(l.ID)
	var options, move []ui.UI
	for _, other := range p.project.Schema.Of(l.Kind) {
		if other.ID != l.ID {
			options = append(options, option(string(other.ID), other.Name, false))
		}
	}
	if options != nil {
		move = layAll(`$0<select id="uses-to" aria-label="$1">$2</>`, textButton("uses-move", id, "chip", tr("Give them this label:")), tr("Another label"), options)
	}
	return lay(`<div class="schema-ask" role="alert"><p>$0</><div class="chips">$1$2$3$4</></>`,
		count(p.schema.uses.Annotations, "{0} annotation has this label. What becomes of it?", "{0} annotations have this label. What becomes of them?"),
		textButton("uses-keep", id, "chip", tr("Keep the name")), move,
		textButton("uses-drop", id, "chip", tr("Remove them too")), textButton("uses-cancel", "", "chip", tr("Cancel")))
}

func (p *Program) attributeRow(a annotations.Attribute) ui.UI {
	id := string(a.ID)
	var kinds []ui.UI
	for _, k := range annotations.AttributeKinds {
		kinds = append(kinds, option(string(k), kindName(k), k == a.Kind))
	}
	var options any
	if a.Kind == annotations.ChoiceAttribute || a.Kind == annotations.ChoicesAttribute {
		var names []string
		for _, o := range a.Options {
			names = append(names, o.Name)
		}
		options = schemaInput("attribute", "options", id, tr("Choices, one a line"), strings.Join(names, "\n"), true)
	}
	return lay(`<details class="schema-row">
		<summary><span class="label-name">$0</><span class="hint">$1</></>
		$2$3
		<div class="schema-field"><label for="schema-kind-$4">$5</><select id="schema-kind-$4" data-change="attribute" data-arg="$6">$7</></>
		$8$9
		<div class="chips">$a</>
	</>`, a.Name, kindName(a.Kind),
		schemaInput("attribute", "name", id, tr("Name"), a.Name, false), schemaInput("attribute", "about", id, tr("What it says"), a.About, true),
		id, tr("Values"), "kind\n"+id, kinds, options,
		p.labelChips("attribute-on", id, tr("On"), annotations.SpanLabel, a.On),
		textButton("attribute-remove", id, "chip", tr("Remove the attribute")))
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

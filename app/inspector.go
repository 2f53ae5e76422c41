//go:build js

package app

import (
	"slices"
	"strings"

	ui "github.com/maxence-charriere/go-app/v9/pkg/app"

	"gloss/annotations"
	"gloss/annotations/quantity"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// inspector shows what is said of the chosen annotation or, when none is, of the
// document. Each field is kept when it is left.
func (p *Program) inspector() ui.UI {
	box := el("section").ID("inspector").Class("inspector").Aria("label", tr("Details")).Hidden(!p.model.IsOpen())
	if !p.model.IsOpen() {
		return box
	}
	if e, ok := p.model.ChosenEntry(); ok {
		return box.Body(p.aboutAnnotation(e)...)
	}
	return box.Body(p.aboutDocument()...)
}

// inspectorKey is all that the inspector shows.
func (p *Program) inspectorKey() []any {
	m := p.model
	if !m.IsOpen() {
		return nil
	}
	return []any{m.Document.ID, " ", m.Chosen, " ", m.Linking, " ", m.Log.Len(), " ", m.Viewing, " ", p.labelled}
}

func (p *Program) aboutAnnotation(e annotations.Entry) []ui.UI {
	m := p.model
	l, _ := m.Schema.Find(e.Label)
	id := e.ID.String()
	body := []ui.UI{
		el("h3").Class("inspector-title", hueClass(l.Shade(hues))).Body(
			el("span").Class("sign").Aria("hidden", "true"),
			el("span").Class("item-label").Text(m.Schema.NameOf(e.Label)),
			button("define", string(e.Label)).Class("quiet", "define").Aria("label", tr("What counts as {0}", m.Schema.NameOf(e.Label))).Text("i"),
		),
		el("p").Class("inspector-quote").Dir("auto").Text(p.quote(e)),
	}
	for _, a := range p.project.Attributes.Live() {
		if a.Applies(l) {
			body = append(body, p.attributeField(e, a))
		}
	}
	body = append(body, p.linkList(e)...)
	body = append(body, noteField("note-"+id, id, tr("Note"), e.Note))
	flagged := slices.ContainsFunc(m.Passages(annotations.LabelFlag), func(f annotations.Entry) bool {
		a, _ := f.Target.Extent()
		b, _ := e.Target.Extent()
		return a == b
	})
	return append(body, el("div").Class("inspector-actions").Body(
		chip("here", string(annotations.LabelFlag), tr("Come back to this"), flagged),
	))
}

// aboutDocument is status, labels and note of the document.
func (p *Program) aboutDocument() []ui.UI {
	m := p.model
	status := m.Status()
	body := []ui.UI{el("h3").Class("inspector-title").Body(
		el("span").Class("item-label").Text(tr("This document")),
		button("history", "").Class("quiet").Text(tr("History")),
	)}
	var choices []ui.UI
	for _, s := range annotations.Statuses {
		if s == annotations.StatusFlagged || s == annotations.StatusNew && status != s || s == annotations.StatusInWork && status == annotations.StatusNew {
			continue // the flag has a button, and the first two follow from what is there
		}
		choices = append(choices, chip("status", string(s), statusName(s), s == status))
	}
	body = append(body, el("div").Class("chips").Attr("role", "group").Aria("label", tr("Status")).Body(choices...))
	var whole []ui.UI
	for _, l := range m.Schema.Of(annotations.WholeLabel) {
		_, on := m.About(l.ID)
		whole = append(whole, chip("about", string(l.ID), l.Name, on).Attr("title", l.About))
	}
	if whole != nil {
		body = append(body, el("div").Class("chips").Attr("role", "group").Aria("label", tr("Labels of the document")).Body(whole...))
	}
	_, nothing := m.About(annotations.LabelNothing)
	_, flagged := m.About(annotations.LabelFlag)
	body = append(body, el("div").Class("chips").Attr("role", "group").Aria("label", tr("Marks")).Body(
		chip("about", string(annotations.LabelNothing), tr("Nothing to label here"), nothing),
		chip("about", string(annotations.LabelFlag), tr("Come back to this"), flagged),
	))
	for _, label := range [...]annotations.LabelID{annotations.LabelFlag, annotations.LabelNothing} {
		body = append(body, p.passageList(label)...)
	}
	about, _ := m.About(annotations.LabelNote)
	return append(body, noteField("note-document", "", tr("Note on the document"), about.Note))
}

func statusName(s annotations.Status) string {
	switch s {
	case annotations.StatusReviewed:
		return tr("Reviewed")
	case annotations.StatusSkipped:
		return tr("Skipped")
	case annotations.StatusFlagged:
		return tr("Flagged")
	case annotations.StatusNew:
		return tr("New")
	}
	return tr("In work")
}

// passageList are the passages with a reserved label.
func (p *Program) passageList(label annotations.LabelID) []ui.UI {
	var rows []ui.UI
	for _, e := range p.model.Passages(label) {
		if len(rows) == 50 { // enough to begin with
			break
		}
		rows = append(rows, el("li").Body(
			button("reveal", e.ID.String()).Class("quiet", "passage").Dir("auto").Text(p.quote(e)),
			button("remove", e.ID.String()).Class("quiet", "icon").Aria("label", tr("Take back: {0}", p.quote(e))).Text("×"),
		))
	}
	if rows == nil {
		return nil
	}
	title := tr("To come back to")
	if label == annotations.LabelNothing {
		title = tr("Nothing to label in")
	}
	return []ui.UI{el("p").Class("field-name").Text(title), el("ul").Class("links-list").Body(rows...)}
}

// chip is a button that is on or off.
func chip(do, arg, name string, on bool) ui.HTMLElem {
	return button(do, arg).Class("toggle", "chip").Aria("pressed", pressed(on)).Text(name)
}

// field is an input under its name. What stands in it is told to Program.changed.
func field(id, name string, input ui.UI) ui.UI {
	return el("div").Class("field").Body(el("label").Class("field-name").Attr("for", id).Text(name), input)
}

func noteField(id, arg, name, note string) ui.UI {
	return field(id, name, el("textarea").ID(id).DataSet("change", "note").DataSet("arg", arg).Attr("rows", 2).Dir("auto").Attr("value", note))
}

// attributeField is the input of an attribute. Its argument is the annotation's ID
// and the attribute's, the former of 36 characters.
func (p *Program) attributeField(e annotations.Entry, a annotations.Attribute) ui.UI {
	arg, id := e.ID.String()+string(a.ID), "attribute-"+string(a.ID)
	value := e.Value(a.ID)
	input := void("input").ID(id).Attr("type", "text").Attr("autocomplete", "off").Dir("auto").
		DataSet("change", "value").DataSet("arg", arg).Attr("value", value).Attr("title", a.About)
	switch a.Kind {
	case annotations.ChoiceAttribute:
		options := []ui.UI{el("option").Attr("value", "").Text("–").Attr("selected", value == "")}
		for _, o := range a.Options {
			options = append(options, el("option").Attr("value", o.ID).Text(o.Name).Attr("selected", value == o.ID))
		}
		return field(id, a.Name, el("select").ID(id).DataSet("change", "value").DataSet("arg", arg).Attr("title", a.About).Body(options...))
	case annotations.ChoicesAttribute:
		var chips []ui.UI
		for _, o := range a.Options {
			chips = append(chips, chip("choice", arg+"\n"+o.ID, o.Name, e.Has(annotations.Value{Attribute: a.ID, Text: o.ID})))
		}
		return el("div").Class("field", "chips").Attr("role", "group").Aria("label", a.Name).Body(append([]ui.UI{el("span").Class("field-name").Text(a.Name)}, chips...)...)
	case annotations.FlagAttribute:
		return el("div").Class("field", "chips").Body(chip("choice", arg+"\n"+annotations.Yes, a.Name, value != ""))
	case annotations.NumberAttribute:
		return el("div").Class("field").Body(
			el("label").Class("field-name").Attr("for", id).Text(a.Name),
			input.Attr("placeholder", "<=10000000000 USD"),
			p.numberHint(e, a, arg, value),
		)
	}
	return field(id, a.Name, input)
}

// numberHint reads a number out, or proposes one.
func (p *Program) numberHint(e annotations.Entry, a annotations.Attribute, arg, value string) ui.UI {
	hint := el("div").Class("number-hint")
	if q, err := quantity.Parse(value); err == nil {
		return hint.Body(el("span").Text(numberWords(q)))
	}
	if q, ok := quantity.Propose(p.quote(e), p.habit()); ok {
		return hint.Body(button("value", arg+"\n"+q.String()).Class("chip").Text(tr("Take {0}", numberWords(q))))
	}
	return hint
}

// habit is how the open document writes numbers, found out once.
func (p *Program) habit() quantity.Habit {
	if p.inspected.habitOf != p.model.Document.ID {
		p.inspected.habitOf, p.inspected.habit = p.model.Document.ID, quantity.HabitOf(p.model.Document.Text)
	}
	return p.inspected.habit
}

// inspected is what the inspector remembers.
type inspected struct {
	habitOf annotations.DocumentID
	habit   quantity.Habit
}

// linkList are the links of an annotation, and the way to make one.
func (p *Program) linkList(e annotations.Entry) []ui.UI {
	m := p.model
	var rows []ui.UI
	for _, l := range m.LinksOf(e.ID) {
		label, _ := m.Schema.Find(l.Label)
		arrow, other := " → ", l.Target.To
		if l.Target.From != e.ID {
			arrow, other = " ← ", l.Target.From
		}
		name := label.Name + arrow + p.endName(other)
		var kind ui.UI = el("span").Class("link-kind").Text(label.Name + arrow)
		if may := m.LinkLabels(l.Target.From, l.Target.To); len(may) > 1 {
			var options []ui.UI
			for _, o := range may {
				options = append(options, el("option").Attr("value", string(o.ID)).Text(o.Name+arrow).Attr("selected", o.ID == l.Label))
			}
			kind = el("select").Class("link-kind").DataSet("change", "relabel").DataSet("arg", l.ID.String()).Aria("label", tr("Kind of link")).Body(options...)
		}
		rows = append(rows, el("li").Class(hueClass(label.Shade(hues))).Body(
			kind,
			button("choose", other.String()).Class("quiet", "passage").Dir("auto").Text(p.endName(other)),
			button("remove", l.ID.String()).Class("quiet", "icon").Aria("label", tr("Remove the link {0}", name)).Text("×"),
		))
	}
	var all []ui.UI
	if rows != nil {
		all = append(all, el("p").Class("field-name").Text(tr("Links")), el("ul").Class("links-list").Body(rows...))
	}
	if len(m.Schema.Of(annotations.LinkLabel)) == 0 {
		return all
	}
	text := tr("Link to…")
	if m.Linking == e.ID {
		text = tr("Choose what it links to, then Enter")
	} else if !m.Linking.IsZero() {
		text = tr("Link from {0}", p.endName(m.Linking))
	}
	do := "link"
	if !m.Linking.IsZero() && m.Linking != e.ID {
		do = "link-here"
	}
	return append(all, button(do, e.ID.String()).Class("chip").Aria("keyshortcuts", "c").Text(text))
}

// endName is the text of what a link goes to.
func (p *Program) endName(id annotations.AnnotationID) string {
	e, ok := p.model.Get(id)
	if !ok {
		return "…"
	}
	return p.quote(e)
}

// inspect does what a button of the inspector asks for; it reports false for
// others.
func (p *Program) inspect(do, arg string) bool {
	switch do {
	case "about":
		p.update(editor.Toggle{Label: annotations.LabelID(arg)})
	case "here":
		p.update(editor.MarkHere{Label: annotations.LabelID(arg)})
	case "status":
		p.setStatus(annotations.Status(arg))
	case "reveal":
		if e, ok := p.model.Get(idOf(arg)); ok {
			extent, _ := e.Target.Extent()
			p.drawer = ""
			browser.ScrollTo(p.model.Units(extent))
		}
	case "link":
		p.update(editor.BeginLink{})
	case "link-here":
		p.update(editor.Link{From: p.model.Linking, To: idOf(arg)})
	case "choice":
		p.flip(arg)
	case "value":
		arg, value, _ := strings.Cut(arg, "\n")
		p.setValue(arg, value)
	default:
		return false
	}
	return true
}

func (p *Program) setStatus(s annotations.Status) {
	p.update(editor.SetStatus{Status: s})
}

func idOf(arg string) annotations.AnnotationID {
	id, _ := annotations.ParseID[annotations.Annotation](arg)
	return id
}

// changed keeps what was put into a field; it reports false for fields that are
// not of the inspector.
func (p *Program) inspectorChanged(do, arg, value string) bool {
	switch do {
	case "note":
		p.update(editor.SetNote{ID: idOf(arg), Text: strings.TrimSpace(value)})
	case "value":
		p.setValue(arg, value)
	case "relabel":
		p.update(editor.Relabel{ID: idOf(arg), Label: annotations.LabelID(value)})
	default:
		return false
	}
	return true
}

// setValue gives the annotation of an argument a value of its attribute. A number
// is kept in the form of package quantity: words are read as it proposes.
func (p *Program) setValue(arg, value string) {
	if len(arg) < 36 {
		return
	}
	id, of := idOf(arg[:36]), annotations.AttributeID(arg[36:])
	value = strings.TrimSpace(value)
	if a, _ := p.project.Attributes.Find(of); a.Kind == annotations.NumberAttribute && value != "" {
		q, err := quantity.Parse(value)
		if err != nil {
			var ok bool
			if q, ok = quantity.Propose(value, p.habit()); !ok {
				p.say = tr("Not a number: {0}", value)
				e, _ := p.model.Get(id)
				browser.SetValue("#inspector [data-arg=\""+arg+"\"]", e.Value(of))
				return
			}
		}
		value = q.String()
	}
	p.update(editor.SetValues{ID: id, Attribute: of, Texts: []string{value}})
}

// flip sets or takes away one of several choices.
func (p *Program) flip(arg string) {
	arg, option, _ := strings.Cut(arg, "\n")
	if len(arg) < 36 {
		return
	}
	id, of := idOf(arg[:36]), annotations.AttributeID(arg[36:])
	e, ok := p.model.Get(id)
	if !ok {
		return
	}
	var texts []string
	on := false
	for _, v := range e.Values {
		switch {
		case v.Attribute != of:
		case v.Text == option:
			on = true
		default:
			texts = append(texts, v.Text)
		}
	}
	if !on {
		texts = append(texts, option)
	}
	p.update(editor.SetValues{ID: id, Attribute: of, Texts: texts})
}

// openDetails moves the focus to the first field of the inspector; Escape there
// goes back to the text.
func (p *Program) openDetails() {
	if p.drawer == "" && !browser.Shown("#inspector") {
		p.drawer = "annotations"
	}
	p.afterDraw(func() { browser.Focus("#inspector :is(.field, .chips) :is(input, select, textarea, button)") })
}

// numberWords is a quantity for people to read: "at most 10,000,000,000 USD".
func numberWords(q quantity.Quantity) string {
	s := q.Digits()
	switch q.Bound {
	case quantity.About:
		return tr("about {0}", s)
	case quantity.Less:
		return tr("less than {0}", s)
	case quantity.AtMost:
		return tr("at most {0}", s)
	case quantity.More:
		return tr("more than {0}", s)
	case quantity.AtLeast:
		return tr("at least {0}", s)
	}
	return s
}

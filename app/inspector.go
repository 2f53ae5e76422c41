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
	if p.inspected.moments > 0 {
		return box.Body(p.historyPanel()...)
	}
	return box.Body(p.aboutDocument()...)
}

// inspectorKey is all that the inspector shows.
func (p *Program) inspectorKey() []any {
	m := p.model
	if !m.IsOpen() {
		return nil
	}
	return []any{m.Document.ID, " ", m.Chosen, " ", m.Linking, " ", m.Log.Len(), " ", m.Viewing, " ", p.labelled, " ", p.inspected.moments, p.mayShelve()}
}

func (p *Program) aboutAnnotation(e annotations.Entry) []ui.UI {
	m := p.model
	l, _ := m.Schema.Find(e.Label)
	id := e.ID.String()
	var fields []ui.UI
	if m.Theirs(e) {
		return p.aboutTheirs(e, l)
	}
	for _, a := range p.project.Attributes.Live() {
		if a.Applies(l) {
			fields = append(fields, p.attributeField(e, a))
		}
	}
	flagged := slices.ContainsFunc(m.Passages(annotations.LabelFlag), func(f annotations.Entry) bool {
		a, _ := f.Target.Extent()
		b, _ := e.Target.Extent()
		return a == b
	})
	name := m.Schema.NameOf(e.Label)
	return layAll(`<h3 class="inspector-title $0"><span class="sign" aria-hidden="true"></><span class="item-label">$1</>
			<button type="button" class="button quiet define" data-do="define" data-arg="$2" aria-label="$3">i</></>
		<p class="inspector-quote" dir="auto">$4</>
		$5$6$7
		<div class="inspector-actions">$8</>`,
		hueClass(l.Shade(hues)), name, string(e.Label), tr("What counts as {0}", name), p.quote(e),
		fields, p.linkList(e), noteField("note-"+id, id, tr("Note"), e.Note),
		chip("here", string(annotations.LabelFlag), tr("Come back to this"), flagged))
}

// aboutTheirs shows what somebody else says, to be read.
func (p *Program) aboutTheirs(e annotations.Entry, l annotations.Label) []ui.UI {
	var said []ui.UI
	say := func(s string) { said = append(said, lay(`<p class="hint" dir="auto">$0</>`, s)) }
	say(tr("By {0}", string(e.By)) + ". " + tr("A label makes one of your own of it."))
	for _, v := range e.Values {
		if a, ok := p.project.Attributes.Find(v.Attribute); ok {
			say(a.Name + ": " + a.OptionName(v.Text))
		}
	}
	if e.Note != "" {
		say(tr("Note") + ": " + e.Note)
	}
	return layAll(`<h3 class="inspector-title $0"><span class="sign" aria-hidden="true"></><span class="item-label">$1</></>
		<p class="inspector-quote" dir="auto">$2</>$3$4`, hueClass(l.Shade(hues)), p.model.Schema.NameOf(e.Label), p.quote(e), said, p.linkList(e))
}

// aboutDocument is status, labels and note of the document.
func (p *Program) aboutDocument() []ui.UI {
	m := p.model
	status := m.Status()
	var statuses, whole []ui.UI
	for _, s := range annotations.Statuses {
		if s == annotations.StatusFlagged || s == annotations.StatusNew && status != s || s == annotations.StatusInWork && status == annotations.StatusNew {
			continue // the flag has a button, and the first two follow from what is there
		}
		statuses = append(statuses, chip("status", string(s), statusName(s), s == status))
	}
	statuses = append(statuses, textButton("done", "", "chip", tr("Reviewed, next document")))
	for _, l := range m.Schema.Of(annotations.WholeLabel) {
		_, on := m.About(l.ID)
		whole = append(whole, chip("about", string(l.ID), l.Name, on))
	}
	_, nothing := m.About(annotations.LabelNothing)
	_, flagged := m.About(annotations.LabelFlag)
	about, _ := m.About(annotations.LabelNote)
	shelf := p.shelfChips()
	return layAll(`<h3 class="inspector-title"><span class="item-label">$0</>$1</>
		<div class="chips" role="group" aria-label="$2">$3</>
		<div class="chips" role="group" aria-label="$4" hidden="$5">$6</>
		<div class="chips" role="group" aria-label="$7">$8$9</>
		$a$b$c
		<div class="chips" role="group" aria-label="$d" hidden="$e">$f</>`,
		tr("This document"), textButton("history", "", "quiet", tr("History")),
		tr("Status"), statuses, tr("Labels of the document"), whole == nil, whole, tr("Marks"),
		chip("about", string(annotations.LabelNothing), tr("Nothing to label here"), nothing),
		chip("about", string(annotations.LabelFlag), tr("Come back to this"), flagged),
		p.passageList(annotations.LabelFlag), p.passageList(annotations.LabelNothing),
		noteField("note-document", "", tr("Note on the document"), about.Note), tr("Archive or delete the document"), shelf == nil, shelf)
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
		rows = append(rows, listRow("", nil, "reveal", e.ID.String(), p.quote(e), e.ID.String(), tr("Take back: {0}", p.quote(e))))
	}
	if rows == nil {
		return nil
	}
	title := tr("To come back to")
	if label == annotations.LabelNothing {
		title = tr("Nothing to label in")
	}
	return layAll(`<p class="field-name">$0</><ul class="links-list">$1</>`, title, rows)
}

// listRow is a row that leads to something and can be removed.
//
//go:noinline
func listRow(class string, kind any, do, arg, quote, remove, removes string) ui.UI {
	return lay(`<li class="$0">$1<button type="button" class="button quiet passage" dir="auto" data-do="$2" data-arg="$3">$4</>
		<button type="button" class="button quiet icon" data-do="remove" data-arg="$5" aria-label="$6">×</></>`, class, kind, do, arg, quote, remove, removes)
}

// chip is a button that is on or off.
//
//go:noinline
func chip(do, arg, name string, on bool) ui.UI {
	return lay(`<button type="button" class="button toggle chip" data-do="$0" data-arg="$1" aria-pressed="$2">$3</>`, do, arg, pressed(on), name)
}

// field is an input under its name. What stands in it is told to Program.changed.
//
//go:noinline
func field(id, name string, input any) ui.UI {
	return lay(`<div class="field"><label class="field-name" for="$0">$1</>$2</>`, id, name, input)
}

func noteField(id, arg, name, note string) ui.UI {
	return field(id, name, lay(`<textarea id="$0" data-change="note" data-arg="$1" rows="2" dir="auto" value="$2"></>`, id, arg, note))
}

// attributeField is the input of an attribute. Its argument is the annotation's ID
// and the attribute's, the former of 36 characters.
func (p *Program) attributeField(e annotations.Entry, a annotations.Attribute) ui.UI {
	arg, id := e.ID.String()+string(a.ID), "attribute-"+string(a.ID)
	value := e.Value(a.ID)
	var choices []ui.UI
	switch a.Kind {
	case annotations.ChoiceAttribute:
		choices = append(choices, option("", "–", value == ""))
		for _, o := range a.Options {
			choices = append(choices, option(o.ID, o.Name, value == o.ID))
		}
		return field(id, a.Name, lay(`<select id="$0" data-change="value" data-arg="$1" title="$2">$3</>`, id, arg, a.About, choices))
	case annotations.ChoicesAttribute:
		for _, o := range a.Options {
			choices = append(choices, chip("choice", arg+"\n"+o.ID, o.Name, e.Has(annotations.Value{Attribute: a.ID, Text: o.ID})))
		}
		return lay(`<div class="field chips" role="group" aria-label="$0"><span class="field-name">$0</>$1</>`, a.Name, choices)
	case annotations.FlagAttribute:
		return lay(`<div class="field chips">$0</>`, chip("choice", arg+"\n"+annotations.Yes, a.Name, value != ""))
	}
	example := ""
	if a.Kind == annotations.NumberAttribute {
		example = "<=10000000000 USD"
	}
	input := layAll(`<input id="$0" type="text" autocomplete="off" dir="auto" data-change="value" data-arg="$1" value="$2" title="$3" placeholder="$4"/>`, id, arg, value, a.About, example)
	if a.Kind == annotations.NumberAttribute {
		input = append(input, p.numberHint(e, arg, value))
	}
	return field(id, a.Name, input)
}

// numberHint reads a number out, or proposes one.
func (p *Program) numberHint(e annotations.Entry, arg, value string) ui.UI {
	var hint any
	if q, err := quantity.Parse(value); err == nil {
		hint = numberWords(q)
	} else if q, ok := quantity.Propose(p.quote(e), p.habit()); ok {
		hint = textButton("value", arg+"\n"+q.String(), "chip", tr("Take {0}", numberWords(q)))
	}
	return lay(`<div class="number-hint">$0</>`, hint)
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
	moments int // of the history that are listed; 0 when it is not open
}

// linkList are the links of an annotation, and the way to make one.
func (p *Program) linkList(e annotations.Entry) []ui.UI {
	m := p.model
	var rows, all []ui.UI
	for _, l := range m.LinksOf(e.ID) {
		label, _ := m.Schema.Find(l.Label)
		arrow, other := " "+tr("→")+" ", l.Target.To
		if l.Target.From != e.ID {
			arrow, other = " "+tr("←")+" ", l.Target.From
		}
		name := label.Name + arrow + p.endName(other)
		kind := lay(`<span class="link-kind">$0</>`, label.Name+arrow)
		if may := m.LinkLabels(l.Target.From, l.Target.To); len(may) > 1 {
			var options []ui.UI
			for _, o := range may {
				options = append(options, option(string(o.ID), o.Name+arrow, o.ID == l.Label))
			}
			kind = lay(`<select class="link-kind" data-change="relabel" data-arg="$0" aria-label="$1">$2</>`, l.ID.String(), tr("Kind of link"), options)
		}
		if m.Theirs(l) {
			rows = append(rows, lay(`<li class="$0">$1<button type="button" class="button quiet passage" dir="auto" data-do="choose" data-arg="$2">$3 ($4)</></>`,
				hueClass(label.Shade(hues)), label.Name+arrow, other.String(), p.endName(other), string(l.By)))
			continue
		}
		rows = append(rows, listRow(hueClass(label.Shade(hues)), kind, "choose", other.String(), p.endName(other), l.ID.String(), tr("Remove the link {0}", name)))
	}
	if rows != nil {
		all = layAll(`<p class="field-name">$0</><ul class="links-list">$1</>`, tr("Links"), rows)
	}
	if len(m.Schema.Of(annotations.LinkLabel)) == 0 {
		return all
	}
	do, text := "link", tr("Link to…")
	switch {
	case m.Linking == e.ID:
		text = tr("Choose what it links to, then Enter")
	case !m.Linking.IsZero():
		do, text = "link-here", tr("Link from {0}", p.endName(m.Linking))
	}
	return append(all, textButton(do, e.ID.String(), "chip", text))
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
		p.drawer = "" // what it goes to lies in the text
		p.update(editor.BeginLink{})
	case "link-here":
		p.update(editor.Link{From: p.model.Linking, To: idOf(arg)})
	case "link-end":
		p.update(editor.Escape{})
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
				p.showSaid()
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

//go:build js

package app

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// editLabel changes a label of the schema, and stamps it.
func (p *Program) editLabel(id annotations.LabelID, change func(*annotations.Label)) {
	project := p.project
	project.Schema = slices.Clone(project.Schema)
	for i := range project.Schema {
		if l := &project.Schema[i]; l.ID == id {
			was := *l
			change(l)
			if l.Equal(was) {
				return
			}
			l.Stamp = p.project.Next(p.model.Replica)
			p.keepProject(project)
			return
		}
	}
}

func (p *Program) editAttribute(id annotations.AttributeID, change func(*annotations.Attribute)) {
	project := p.project
	project.Attributes = slices.Clone(project.Attributes)
	for i := range project.Attributes {
		if a := &project.Attributes[i]; a.ID == id {
			was := *a
			change(a)
			if a.Equal(was) {
				return
			}
			a.Stamp = p.project.Next(p.model.Replica)
			p.keepProject(project)
			return
		}
	}
}

// schemaCommand does what a button of the schema asks for; it reports false for
// others.
func (p *Program) schemaCommand(do, arg string) bool {
	first, second, _ := strings.Cut(arg, "\n")
	label := annotations.LabelID(arg)
	switch do {
	case "schema":
		p.schema = schemaState{open: true}
		p.schemaEdits.opened = len(p.schemaEdits.past)
		p.afterDraw(func() { browser.OpenDialog("#schema") })
	case "schema-close":
		browser.CloseDialog("#schema")
	case "schema-undo", "schema-redo":
		p.notice = notice{}
		p.undoSchema(do == "schema-redo")
	case "schema-undo-all":
		p.undoSchemaAll()
	case "schema-add":
		p.addToSchema(arg)
	case "colour":
		p.editLabel(annotations.LabelID(second), func(l *annotations.Label) { l.Colour = atoi(first) })
	case "link-from", "link-to":
		p.editLabel(annotations.LabelID(first), func(l *annotations.Label) {
			ends := &l.From
			if do == "link-to" {
				ends = &l.To
			}
			*ends = flipped(*ends, annotations.LabelID(second))
		})
	case "attribute-on":
		p.editAttribute(annotations.AttributeID(first), func(a *annotations.Attribute) { a.On = flipped(a.On, annotations.LabelID(second)) })
	case "attribute-remove":
		p.editAttribute(annotations.AttributeID(arg), func(a *annotations.Attribute) { a.Gone = true })
	case "label-up":
		p.moveUp(label)
	case "label-remove":
		p.askRemoval(label)
	case "uses-keep":
		p.removeLabel(label)
	case "uses-move":
		p.relabelAll(label, annotations.LabelID(browser.Value("#uses-to")))
	case "uses-drop":
		p.relabelAll(label, "")
	case "uses-cancel":
		p.schema.asks = ""
	case "schema-export":
		d := browser.NewDownload(fileName(p.project.Name)+".schema.json", "application/json")
		b, _ := json.MarshalIndent(p.project.File(), "", "  ") // strings and numbers
		_, _ = d.Write(append(b, '\n'))                        // it never fails
		d.File().Save()
	case "schema-share":
		p.shareSchema()
	case "schema-use":
		p.useSchema()
	default:
		return false
	}
	return true
}

// schemaChanged keeps what was put into a field of the schema; it reports false
// for other fields.
func (p *Program) schemaChanged(do, arg, value string) bool {
	name, id, _ := strings.Cut(arg, "\n")
	value = strings.TrimSpace(value)
	switch do {
	case "guidelines":
		project := p.project
		if value != project.Guidelines.Text {
			project.Guidelines = annotations.Guidelines{Text: value, Stamp: p.project.Next(p.model.Replica)}
			p.keepProject(project)
		}
	case "label":
		p.labelField(annotations.LabelID(id), name, value)
	case "attribute":
		p.editAttribute(annotations.AttributeID(id), func(a *annotations.Attribute) {
			switch name {
			case "name":
				if value != "" {
					a.Name = value
				}
			case "about":
				a.About = value
			case "kind":
				a.Kind = annotations.AttributeKind(value)
			case "options":
				a.Options = optionsOf(a.Options, linesOf(value))
			}
		})
	default:
		return false
	}
	return true
}

func (p *Program) labelField(id annotations.LabelID, name, value string) {
	if other, ok := p.project.Schema.Named(value); name == "name" && (value == "" || ok && other.ID != id && !other.Gone) {
		p.schema.says = tr("There is a label {0} already.", value)
		if value == "" {
			p.schema.says = tr("A label needs a name.")
		}
		return
	}
	if name == "key" && value != "" {
		_, taken := p.keys.Holder(value, false)
		if taken {
			p.schema.says = tr("This key is taken: {0}", value)
			return
		}
		if !editor.IsSingle(value) {
			p.schema.says = tr("A key is one character, not {0}", value)
			return
		}
	}
	p.schema.says = ""
	p.editLabel(id, func(l *annotations.Label) {
		switch name {
		case "name":
			l.Name = value
		case "about":
			l.About = value
		case "key":
			l.Key = value
		case "in":
			l.In = linesOf(value)
		case "out":
			l.Out = linesOf(value)
		}
	})
}

func linesOf(s string) (all []string) {
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// optionsOf are choices by their names. One that is called otherwise in its place
// is renamed, as long as none was added or taken away.
func optionsOf(was []annotations.Option, names []string) (all []annotations.Option) {
	taken := map[string]bool{}
	for _, o := range was {
		taken[o.ID] = true
	}
	for i, name := range names {
		o := annotations.Option{ID: name, Name: name}
		at := slices.IndexFunc(was, func(o annotations.Option) bool { return o.Name == name })
		switch {
		case at >= 0:
			o.ID = was[at].ID
		case len(was) == len(names):
			o.ID = was[i].ID
		case taken[name]: // the ID of a choice that has another name by now
			o.ID = name + " " + annotations.NewID[annotations.Option]().String()[:8]
		}
		all = append(all, o)
	}
	return all
}

func flipped(all []annotations.LabelID, l annotations.LabelID) (next []annotations.LabelID) {
	for _, a := range all {
		if a != l {
			next = append(next, a)
		}
	}
	if len(next) == len(all) {
		next = append(next, l)
	}
	return next
}

func (p *Program) addToSchema(kind string) {
	name := strings.TrimSpace(browser.Value("#new-" + kind))
	if name == "" {
		return
	}
	project := p.project
	stamp := project.Next(p.model.Replica)
	if kind == "attribute" {
		a := project.Attributes.Next(name, annotations.TextAttribute)
		a.Stamp = stamp
		project.Attributes = append(slices.Clone(project.Attributes), a)
	} else {
		if l, ok := project.Schema.Named(name); ok && !l.Gone {
			p.schema.says = tr("There is a label {0} already.", name)
			return
		}
		l := project.Schema.Next(name, p.model.Replica)
		l.Stamp = stamp
		switch kind {
		case "link":
			l.Kind = annotations.LinkLabel
		case "document":
			l.Kind = annotations.WholeLabel
		}
		project.Schema = append(slices.Clone(project.Schema), l)
	}
	p.schema.says = ""
	browser.SetValue("#new-"+kind, "")
	p.keepProject(project)
}

// moveUp moves a label before the one that stands before it. Both keep their
// colours.
func (p *Program) moveUp(id annotations.LabelID) {
	project := p.project
	project.Schema = slices.Clone(project.Schema)
	stamp := project.Next(p.model.Replica)
	before := -1
	for i, l := range project.Schema {
		if l.ID == id {
			if before < 0 {
				return
			}
			a, b := &project.Schema[before], &project.Schema[i]
			a.Colour, b.Colour = a.Shade(hues)+1, b.Shade(hues)+1
			a.Hue, b.Hue = b.Hue, a.Hue
			a.Stamp, b.Stamp = stamp, stamp
			project.Schema = project.Schema.Merge(nil)
			p.keepProject(project)
			return
		}
		if target, _ := project.Schema.Find(id); !l.Gone && l.Kind == target.Kind {
			before = i
		}
	}
}

// askRemoval removes a label that is given to nothing, and asks about another.
func (p *Program) askRemoval(id annotations.LabelID) {
	project, by := p.project.ID, p.model.Me
	browser.Go("counting uses", func() {
		uses, err := dataset.UsesOf(context.Background(), p.local, project, id, by)
		p.do(func() {
			switch {
			case err != nil:
				p.schema.says = err.Error()
			case uses.Annotations == 0:
				p.removeLabel(id)
			default:
				p.schema.asks, p.schema.uses = id, uses
			}
		})
	})
}

func (p *Program) removeLabel(id annotations.LabelID) {
	p.schema.asks = ""
	p.editLabel(id, func(l *annotations.Label) { l.Gone = true })
}

// relabelAll gives what has a label another one, or removes it, and then removes
// the label.
func (p *Program) relabelAll(from, to annotations.LabelID) {
	r := dataset.Relabelling{
		Store: p.local, Project: p.project.ID, From: from, To: to, By: p.model.Me,
		Replica: annotations.NewID[annotations.Replica](), Now: time.Now(),
		Changed: func(changes []annotations.Change) {
			p.do(func() { p.takeIn(changes) })
			p.tellTabs(changes)
		},
	}
	browser.Go("relabelling", func() {
		err := r.Do(context.Background())
		p.wakeSync()
		p.do(func() {
			if err != nil {
				p.schema.says = err.Error()
				return
			}
			edits := len(p.schemaEdits.past)
			p.removeLabel(from)
			if past := p.schemaEdits.past; len(past) > edits {
				past[edits].replica = r.Replica
			}
		})
	})
}

// labelKey is the label that has a key of its own.
func (p *Program) labelKey(name string) (annotations.LabelID, bool) {
	for _, l := range p.model.Labels {
		if l.Key != "" && l.Key == name {
			return l.ID, true
		}
	}
	return "", false
}

func atoi(s string) (n int) {
	for _, c := range []byte(s) {
		n = 10*n + int(c-'0')
	}
	return n
}

package annotations

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// SchemaFile is a schema outside of a project: in a file, or in a link.
type SchemaFile struct {
	Gloss      string     `json:"gloss"` // SchemaKind
	Name       string     `json:"name"`
	Labels     Schema     `json:"labels"`
	Attributes Attributes `json:"attributes,omitempty"`
	Guidelines string     `json:"guidelines,omitempty"` // Markdown
}

// SchemaKind tells a SchemaFile from other JSON.
const SchemaKind = "schema 1"

// ErrNoSchema says that a file is no SchemaFile.
var ErrNoSchema = errors.New("not a Gloss schema")

// File is the schema of a project without what was removed, for others.
func (p Project) File() SchemaFile {
	return SchemaFile{
		Gloss: SchemaKind, Name: p.Name, Labels: p.Schema.Live(), Attributes: p.Attributes.Live(), Guidelines: p.Guidelines.Text,
	}
}

// ReadSchemaFile reads a SchemaFile, and checks it.
func ReadSchemaFile(b []byte) (SchemaFile, error) {
	var f SchemaFile
	if err := json.Unmarshal(b, &f); err != nil || f.Gloss != SchemaKind {
		return SchemaFile{}, ErrNoSchema
	}
	for i, l := range f.Labels {
		if l.ID == "" || l.Name == "" || l.ID.Reserved() || !slices.Contains(LabelKinds, l.Kind) {
			return SchemaFile{}, fmt.Errorf("%w: label %d (%s) is none", ErrNoSchema, i+1, l.Name)
		}
	}
	for i, a := range f.Attributes {
		if a.ID == "" || a.Name == "" || LabelID(a.ID).Reserved() || !slices.Contains(AttributeKinds, a.Kind) {
			return SchemaFile{}, fmt.Errorf("%w: attribute %d (%s) is none", ErrNoSchema, i+1, a.Name)
		}
	}
	return f, nil
}

// Adopt returns the project with the labels, attributes and guidelines of a file:
// those that it knows by their ID become as they are there, others are added
// behind its own, and what only the project has stays.
func (p Project) Adopt(f SchemaFile, by ReplicaID) Project {
	stamp := p.Next(by)
	p.Schema, p.Attributes = slices.Clone(p.Schema), slices.Clone(p.Attributes)
	for _, l := range f.Labels {
		l.Stamp, l.Gone = stamp, false
		i := slices.IndexFunc(p.Schema, func(has Label) bool { return has.ID == l.ID })
		if i < 0 {
			if l.Colour == 0 { // it keeps its colour in another place
				l.Colour = l.Hue + 1
			}
			for _, has := range p.Schema {
				l.Hue = max(l.Hue, has.Hue+1)
			}
			p.Schema = append(p.Schema, l)
			continue
		}
		if has := p.Schema[i]; l.Colour == 0 && l.Hue != has.Hue {
			l.Colour = l.Hue + 1
		}
		l.Hue = p.Schema[i].Hue
		p.Schema[i] = l
	}
	for _, a := range f.Attributes {
		a.Stamp, a.Gone = stamp, false
		i := slices.IndexFunc(p.Attributes, func(has Attribute) bool { return has.ID == a.ID })
		if i >= 0 {
			a.Place = p.Attributes[i].Place
			p.Attributes[i] = a
			continue
		}
		for _, has := range p.Attributes {
			a.Place = max(a.Place, has.Place+1)
		}
		p.Attributes = append(p.Attributes, a)
	}
	if f.Guidelines != "" && f.Guidelines != p.Guidelines.Text {
		p.Guidelines = Guidelines{Text: f.Guidelines, Stamp: stamp}
	}
	return p
}

// Replace returns the project with the labels, attributes and guidelines of a file
// in place of its own, in the order of the file. What the project has besides is
// offered no more; what has no ID is new. Only what differs is edited, so that it
// merges with what others do to the rest. The error says what is wrong with the
// file.
func (p Project) Replace(f SchemaFile, by ReplicaID) (Project, error) {
	stamp := p.Next(by)
	labels, attributes := f.Labels.Live(), f.Attributes.Live()
	if err := p.complete(labels, attributes); err != nil {
		return p, err
	}
	before := p.Schema
	p.Schema = replaced(before, labels, stamp, func(l *Label) edit { return edit{string(l.ID), &l.Hue, &l.Stamp, &l.Gone} }, Label.Equal)
	for i := range p.Schema {
		l := &p.Schema[i]
		if was, ok := before.Find(l.ID); ok && was.Hue != l.Hue && l.Colour == 0 { // it keeps its colour in another place
			l.Colour = was.Hue + 1
		}
	}
	p.Attributes = replaced(p.Attributes, attributes, stamp, func(a *Attribute) edit { return edit{string(a.ID), &a.Place, &a.Stamp, &a.Gone} }, Attribute.Equal)
	if f.Guidelines != p.Guidelines.Text {
		p.Guidelines = Guidelines{Text: f.Guidelines, Stamp: stamp}
	}
	p.Schema, p.Attributes = p.Schema.Merge(nil), p.Attributes.Merge(nil) // in order
	return p, nil
}

// edit is what labels and attributes have in common.
type edit struct {
	id    string
	place *int
	stamp *Stamp
	gone  *bool
}

// replaced returns a list with what is wanted in place of what is offered. Places
// count up, and leave out those of tombstones.
func replaced[T any](was, wanted []T, stamp Stamp, of func(*T) edit, equal func(T, T) bool) []T {
	list := slices.Clone(was)
	stays, taken, at := map[string]bool{}, map[int]bool{}, map[string]int{}
	for i := range wanted {
		stays[of(&wanted[i]).id] = true
	}
	for i := range list {
		e := of(&list[i])
		at[e.id] = i
		if stays[e.id] {
			continue
		}
		taken[*e.place] = true
		if !*e.gone {
			*e.gone, *e.stamp = true, stamp
		}
	}
	place := -1
	for _, one := range wanted {
		e := of(&one)
		i, known := at[e.id]
		*e.stamp = Stamp{}
		if known {
			has := of(&list[i])
			*e.place, *e.stamp = *has.place, *has.stamp
		}
		for place = max(place+1, *e.place); taken[place]; {
			place++
		}
		*e.place = place
		if known && equal(one, list[i]) {
			continue
		}
		*e.stamp = stamp
		if known {
			list[i] = one
		} else {
			list = append(list, one)
		}
	}
	return list
}

// complete gives IDs to those labels, attributes and choices that have none, or
// says what is wrong with one.
func (p Project) complete(labels Schema, attributes Attributes) error {
	kinds := map[string]LabelKind{}
	for _, l := range p.Schema {
		kinds[string(l.ID)] = l.Kind
	}
	ids, err := identify("label", len(labels), func(i int) (id, name string) { return string(labels[i].ID), labels[i].Name },
		func(id string) bool { _, there := kinds[id]; return there })
	if err != nil {
		return err
	}
	wrong := func(what string, i int, name, format string, args ...any) error {
		return fmt.Errorf("%s %d (%s): %s", what, i+1, name, fmt.Sprintf(format, args...))
	}
	for i, id := range ids {
		l := &labels[i]
		if !slices.Contains(LabelKinds, l.Kind) {
			return wrong("label", i, l.Name, "there is no kind %q", l.Kind)
		}
		if was, there := kinds[id]; there && was != l.Kind {
			return wrong("label", i, l.Name, "it stays of the kind that it is; make another")
		}
		l.ID, kinds[id] = LabelID(id), l.Kind
	}
	unknown := func(of []LabelID) int {
		return slices.IndexFunc(of, func(id LabelID) bool { _, there := kinds[string(id)]; return !there })
	}
	for i, l := range labels {
		for _, ends := range [][]LabelID{l.From, l.To} {
			if at := unknown(ends); at >= 0 {
				return wrong("label", i, l.Name, "there is no label %q", ends[at])
			}
		}
	}
	ids, err = identify("attribute", len(attributes), func(i int) (id, name string) { return string(attributes[i].ID), attributes[i].Name },
		func(id string) bool { _, there := p.Attributes.Find(AttributeID(id)); return there })
	if err != nil {
		return err
	}
	for i, id := range ids {
		a := &attributes[i]
		a.ID, a.Options = AttributeID(id), slices.Clone(a.Options)
		if !slices.Contains(AttributeKinds, a.Kind) {
			return wrong("attribute", i, a.Name, "there is no kind %q", a.Kind)
		}
		if at := unknown(a.On); at >= 0 {
			return wrong("attribute", i, a.Name, "there is no label %q", a.On[at])
		}
		was, _ := p.Attributes.Find(a.ID)
		choices, err := identify("choice", len(a.Options), func(i int) (id, name string) { return a.Options[i].ID, a.Options[i].Name },
			func(id string) bool { return was.OptionName(id) != id })
		if err != nil {
			return wrong("attribute", i, a.Name, "%v", err)
		}
		for i, id := range choices {
			a.Options[i].ID = id
		}
	}
	return nil
}

// identify returns the IDs of a list: those that are given, and for what has none
// its name, or something like it where that is taken.
func identify(what string, n int, of func(int) (id, name string), taken func(id string) bool) ([]string, error) {
	ids, given, named := make([]string, n), map[string]bool{}, map[string]bool{}
	for i := range n {
		id, name := of(i)
		wrong := ""
		switch {
		case strings.TrimSpace(name) == "":
			wrong = "it has no name"
		case named[name]:
			wrong = "another is called so"
		case id != "" && given[id]:
			wrong = "another has the ID " + id
		case LabelID(id).Reserved():
			wrong = "its ID begins with " + reservedPrefix
		}
		if wrong != "" {
			return nil, fmt.Errorf("%s %d (%s): %s", what, i+1, name, wrong)
		}
		ids[i], named[name] = id, true
		given[id] = true
	}
	for i, id := range ids {
		if id != "" {
			continue
		}
		_, name := of(i)
		if id = name; given[id] || taken(id) || LabelID(id).Reserved() {
			id = NewID[Label]().String()[:8] + " " + name
		}
		ids[i], given[id] = id, true
	}
	return ids, nil
}

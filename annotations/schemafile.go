package annotations

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
		if l.ID == "" || l.Name == "" || l.ID.Reserved() || !slices.Contains([]LabelKind{SpanLabel, WholeLabel, LinkLabel}, l.Kind) {
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

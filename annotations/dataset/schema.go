package dataset

import "gloss/annotations"

// label returns the ID of the label of that name, made when there is none, for
// targets such as this one.
func (im *Importer) label(name annotations.LabelID, kind annotations.LabelKind) annotations.LabelID {
	if l, ok := im.Project.Schema.Named(string(name)); ok && !l.Gone {
		return l.ID
	}
	l := im.Project.Schema.Next(string(name), im.Replica)
	l.Kind = kind
	im.Project.Schema = append(im.Project.Schema, l)
	im.batch.Projects = []annotations.Project{im.Project}
	im.sum.Labels = append(im.sum.Labels, string(name))
	return l.ID
}

// attributes makes those that the project does not have, for any text.
func (im *Importer) attributes(a annotations.Annotation) {
	if a.Label.Reserved() {
		return
	}
	for _, v := range a.Values {
		if there, ok := im.Project.Attributes.Named(string(v.Attribute)); ok && !there.Gone {
			continue
		}
		im.attribute(im.Project.Attributes.Next(string(v.Attribute), annotations.TextAttribute))
	}
}

func (im *Importer) attribute(made annotations.Attribute) {
	made.Stamp = im.Project.Next(im.Replica)
	im.Project.Attributes = append(im.Project.Attributes, made)
	im.batch.Projects = []annotations.Project{im.Project}
}

// adopt adds the labels and attributes of a dataset that the project does not have.
// Those that it has, by their names, stay as they are.
func (im *Importer) adopt(s annotations.SchemaFile) {
	ids := func(of []annotations.LabelID) (all []annotations.LabelID) {
		for _, id := range of {
			if l, ok := im.Project.Schema.Named(s.Labels.NameOf(id)); ok {
				all = append(all, l.ID)
			}
		}
		return all
	}
	before := len(im.Project.Schema)
	for _, l := range s.Labels.Live() {
		im.label(annotations.LabelID(l.Name), l.Kind)
	}
	for i := before; i < len(im.Project.Schema); i++ {
		made := &im.Project.Schema[i]
		l, _ := s.Labels.Named(made.Name)
		made.About, made.In, made.Out, made.Colour = l.About, l.In, l.Out, l.Colour
		made.From, made.To = ids(l.From), ids(l.To)
	}
	for _, a := range s.Attributes.Live() {
		if there, ok := im.Project.Attributes.Named(a.Name); ok && !there.Gone {
			continue
		}
		made := im.Project.Attributes.Next(a.Name, a.Kind)
		made.About, made.Options, made.On = a.About, a.Options, ids(a.On)
		im.attribute(made)
	}
}

package annotations

import "slices"

// Revert returns the project with what an edit changed as it was before, by a new
// edit: labels, attributes and guidelines, as far as they still are what it made of
// them. What the edit added is taken off the schema. To revert what Revert did is to
// do the edit again.
func (p Project) Revert(before, after Project, by ReplicaID) Project {
	stamp := p.Next(by)
	p.Schema, p.Attributes = slices.Clone(p.Schema), slices.Clone(p.Attributes)
	for i := range p.Schema {
		l := &p.Schema[i]
		made, _ := after.Schema.Find(l.ID)
		was, had := before.Schema.Find(l.ID)
		made.Stamp, was.Stamp = l.Stamp, l.Stamp // who said it and when is no part of it
		switch {
		case !l.Equal(made) || was.Equal(made):
			continue
		case had:
			*l = was
		default:
			l.Gone = true
		}
		l.Stamp = stamp
	}
	for i := range p.Attributes {
		a := &p.Attributes[i]
		made, _ := after.Attributes.Find(a.ID)
		was, had := before.Attributes.Find(a.ID)
		made.Stamp, was.Stamp = a.Stamp, a.Stamp
		switch {
		case !a.Equal(made) || was.Equal(made):
			continue
		case had:
			*a = was
		default:
			a.Gone = true
		}
		a.Stamp = stamp
	}
	if p.Guidelines.Text == after.Guidelines.Text && before.Guidelines.Text != after.Guidelines.Text {
		p.Guidelines = Guidelines{before.Guidelines.Text, stamp}
	}
	p.Schema, p.Attributes = p.Schema.Merge(nil), p.Attributes.Merge(nil) // in order
	return p
}

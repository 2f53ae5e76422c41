// Package logs turns what package annotations says of documents and logs into
// what package follow takes.
package logs

import (
	"gloss/annotations"
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
)

// ID is what a model calls a document.
func ID(id annotations.DocumentID) suggest.DocumentID { return suggest.DocumentID(id.UUID) }

// Back is what a document is called whose ID in a model that is.
func Back(id suggest.DocumentID) annotations.DocumentID {
	return annotations.DocumentID{UUID: [16]byte(id)}
}

// Labels are the labels of a schema that are offered, for suggest.Options.
func Labels(schema annotations.Schema) (all []suggest.Named) {
	for _, l := range schema.Of(annotations.SpanLabel) {
		all = append(all, suggest.Named{Label: suggest.Label(l.ID), Name: l.Name})
	}
	return all
}

// Document is a document as a follower takes it.
func Document(d annotations.Document) follow.Document {
	return follow.Document{ID: ID(d.ID), Text: d.Text}
}

// Change is a change as a follower takes it. What teaches nothing of spans of the
// text is a change that drops its annotation.
func Change(c annotations.Change) follow.Change {
	out := follow.Change{
		Doc: ID(c.Doc), Stamp: follow.Stamp{N: c.Stamp.N, Replica: c.Stamp.Replica.UUID},
		Further: c.Step != c.Stamp, At: c.At.UnixMilli(), ID: follow.ID(c.Op.Of().UUID),
	}
	put, ok := c.Op.(annotations.Put)
	if !ok {
		return out
	}
	a := put.Annotation
	value := a.Value(annotations.ValueAttribute)
	inText, whole := len(a.Target.Parts) > 0, a.Target.Whole()
	switch {
	case a.Label == annotations.LabelRefused && inText:
		out.Kind, out.Label = follow.Refused, suggest.Label(value)
	case a.Label == annotations.LabelNothing && (inText || whole),
		a.Label == annotations.LabelStatus && whole && annotations.Status(value) == annotations.StatusReviewed:
		out.Kind = follow.Through
	case !a.Label.Reserved() && inText:
		out.Kind, out.Label = follow.Labelled, suggest.Label(a.Label)
	}
	if out.Kind != follow.Dropped {
		out.Parts = a.Target.Parts
	}
	return out
}

// Changes are changes as a follower takes them, in the same order.
func Changes(changes []annotations.Change) []follow.Change {
	return Append(make([]follow.Change, 0, len(changes)), changes)
}

// Append appends changes as a follower takes them.
func Append(all []follow.Change, changes []annotations.Change) []follow.Change {
	for _, c := range changes {
		all = append(all, Change(c))
	}
	return all
}

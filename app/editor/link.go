package editor

import (
	"slices"

	"gloss/annotations"
	"gloss/app/words"
)

// LinkLabels are the labels that a link from one annotation to another may have.
func (m *Model) LinkLabels(from, to annotations.AnnotationID) (labels annotations.Schema) {
	a, ok := m.Get(from)
	b, ok2 := m.Get(to)
	if !ok || !ok2 || from == to {
		return nil
	}
	for _, l := range m.Schema {
		if !l.Gone && l.Joins(a.Label, b.Label) {
			labels = append(labels, l)
		}
	}
	return labels
}

// BeginLink makes the chosen annotation the start of a link, or no longer; Confirm
// ends it at the one that is chosen then.
type BeginLink struct{}

func (BeginLink) edits() {}

func (BeginLink) apply(m *Model) []Effect {
	e, ok := m.ChosenEntry()
	switch {
	case !ok:
		return []Effect{Say{words.Tr("Choose an annotation to link from")}}
	case m.Linking == e.ID:
		return m.endLink()
	case len(m.Schema.Of(annotations.LinkLabel)) == 0:
		return []Effect{Say{words.Tr("The schema has no links")}}
	}
	m.touch(m.Linking)
	m.Linking = e.ID
	m.touch(e.ID)
	return []Effect{Say{words.Tr("Link from {0}: choose another, then Enter", m.describe(e.Annotation))}}
}

func (m *Model) endLink() []Effect {
	m.touch(m.Linking)
	m.Linking = annotations.AnnotationID{}
	return []Effect{Say{words.Tr("No link")}}
}

// Link links two annotations, the other way round where only that is allowed. Without
// a label it has the first that is.
type Link struct {
	From, To annotations.AnnotationID
	Label    annotations.LabelID
}

func (Link) edits() {}

func (l Link) apply(m *Model) []Effect {
	from, to := l.From, l.To
	labels := m.LinkLabels(from, to)
	if len(labels) == 0 {
		from, to = to, from
		labels = m.LinkLabels(from, to)
	}
	label := l.Label
	if label == "" && len(labels) > 0 {
		label = labels[0].ID
	}
	if !slices.ContainsFunc(labels, func(has annotations.Label) bool { return has.ID == label }) {
		a, _ := m.Get(l.From)
		b, _ := m.Get(l.To)
		return []Effect{Say{words.Tr("The schema has no link from {0} to {1}", m.nameOf(a.Label), m.nameOf(b.Label))}}
	}
	m.touch(m.Linking)
	m.Linking = annotations.AnnotationID{}
	for _, e := range m.LinksOf(from) {
		if e.Label == label && e.Target.From == from && e.Target.To == to {
			return []Effect{Say{words.Tr("Linked already: {0}", m.describe(e.Annotation))}}
		}
	}
	a := annotations.Annotation{
		ID:     annotations.NameID[annotations.Annotation](m.Document.ID.UUID, m.next().String()),
		Label:  label,
		Target: annotations.Target{From: from, To: to},
	}
	return m.record(m.describe(a), annotations.Put{Annotation: a})
}

// Relabel gives a link, or an annotation of the document, another label of its kind.
type Relabel struct {
	ID    annotations.AnnotationID
	Label annotations.LabelID
}

func (Relabel) edits() {}

func (r Relabel) apply(m *Model) []Effect {
	e, ok := m.Get(r.ID)
	l, known := m.Schema.Find(r.Label)
	if !ok || !known || l.Kind != e.Target.Kind() || e.Label == r.Label {
		return nil
	}
	a := e.Annotation
	a.Label = r.Label
	return m.record(m.describe(a), annotations.Put{Annotation: a})
}

// dropping are the ops that remove an annotation, with the links that would lose
// an end.
func (m *Model) dropping(id annotations.AnnotationID) []annotations.Op {
	if m.ends[id] == (Ends{}) {
		return []annotations.Op{annotations.Drop{ID: id}}
	}
	return annotations.Dropping(id, m.Links())
}

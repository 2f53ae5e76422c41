package editor

import (
	"slices"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

func (m Model) pressLabel(label annotations.LabelID) (Model, []Effect) {
	if _, ok := m.Labels.Find(label); !ok {
		return m, nil
	}
	if !m.Selection.Empty() {
		m, effects := m.annotate(m.Selection, label)
		return m, effects
	}
	if e, ok := m.ChosenEntry(); ok {
		if m.Theirs(e) {
			return m.ownOf(e, label)
		}
		if e.Label == label {
			return m, nil
		}
		a := e.Annotation
		a.Label = label
		return m.record(m.describe(a), annotations.Put{Annotation: a})
	}
	if m.Label == label {
		m.Label = ""
		return m, []Effect{Say{words.Tr("{0} off", m.Labels.NameOf(label))}}
	}
	m.Label = label
	return m, []Effect{Say{words.Tr("{0} on: select text to label it", m.Labels.NameOf(label))}}
}

func (m Model) selected(sp text.Span) (Model, []Effect) {
	if sp.Empty() {
		return m.letGo()
	}
	if m.Label != "" {
		m, effects := m.annotate(sp, m.Label)
		// The next key is for the next drag, not for this annotation.
		m.made = m.Chosen
		m.choose(annotations.AnnotationID{})
		return m, effects
	}
	m.choose(annotations.AnnotationID{})
	m.Selection, m.Parts, m.anchor, m.ByPointer = sp, nil, sp, true
	return m, nil
}

// annotate labels a stretch. The same label on the same stretch is not given
// twice: the annotation that is there is chosen.
func (m Model) annotate(sp text.Span, label annotations.LabelID) (Model, []Effect) {
	parts := m.Parts
	m.Selection, m.Parts, m.anchor = text.Span{}, nil, sp
	if e, there := m.mine(sp, label); there && parts == nil {
		m.choose(e.ID)
		return m, []Effect{Say{words.Tr("Labelled already: {0}", m.describe(e.Annotation))}, Unselect{}}
	}
	a := m.newAnnotation(m.next(), sp, label)
	if parts != nil {
		a.Target.Parts = joined(append(slices.Clone(parts), sp))
	}
	m, effects := m.record(m.describe(a), annotations.Put{Annotation: a})
	m.choose(a.ID)
	return m, append(effects, Unselect{})
}

// ownOf gives the stretch of somebody else's annotation a label of mine.
func (m Model) ownOf(e annotations.Entry, label annotations.LabelID) (Model, []Effect) {
	for mine := range m.Set.Overlapping(e.Target.Parts[0]) {
		if mine.By == m.Me && mine.Label == label && mine.Target.Equal(e.Target) {
			m.choose(mine.ID)
			return m, []Effect{Say{words.Tr("Labelled already: {0}", m.describe(mine.Annotation))}}
		}
	}
	a := m.newAnnotation(m.next(), text.Span{}, label)
	a.Target.Parts = slices.Clone(e.Target.Parts)
	m, effects := m.record(m.describe(a), annotations.Put{Annotation: a})
	m.choose(a.ID)
	return m, effects
}

// mine is my annotation of just this stretch with this label.
func (m Model) mine(sp text.Span, label annotations.LabelID) (annotations.Entry, bool) {
	for e := range m.Set.Overlapping(sp) {
		if e.Label == label && e.By == m.Me && len(e.Target.Parts) == 1 && e.Target.Parts[0] == sp {
			return e, true
		}
	}
	return annotations.Entry{}, false
}

// newAnnotation is one that the change of that stamp makes.
func (m Model) newAnnotation(stamp annotations.Stamp, sp text.Span, label annotations.LabelID) annotations.Annotation {
	return annotations.Annotation{
		ID:     annotations.NameID[annotations.Annotation](m.Document.ID.UUID, stamp.String()),
		Label:  label,
		Target: annotations.On(sp.Start, sp.End),
	}
}

func (m Model) delete(id annotations.AnnotationID) (Model, []Effect) {
	if id.IsZero() {
		id = m.Chosen
	}
	e, ok := m.Get(id)
	if !ok {
		return m, nil
	}
	if m.Theirs(e) { // nor the links to it, which may be mine
		return m, []Effect{saysTheirs(e.By)}
	}
	if extent, ok := e.Target.Extent(); ok {
		m.anchor = extent
	}
	return m.record(words.Tr("Removed {0}", m.describe(e.Annotation)), m.dropping(id)...)
}

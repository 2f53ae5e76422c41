package editor

import (
	"slices"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// PressLabel is a label's button or key: it accepts what is proposed under it, else
// labels the selection, else relabels the chosen annotation, else makes every further
// drag give this label, or no longer.
type PressLabel struct{ Label annotations.LabelID }

func (PressLabel) edits() {}

func (l PressLabel) apply(m *Model) []Effect {
	label := l.Label
	if _, ok := m.Labels.Find(label); !ok {
		return nil
	}
	if p, is := m.Proposed(); is {
		return m.accept(p, label)
	}
	if !m.Selection.Empty() {
		return m.annotate(m.Selection, label)
	}
	if e, ok := m.ChosenEntry(); ok {
		if m.Theirs(e) {
			return m.ownOf(e, label)
		}
		if e.Label == label {
			return nil
		}
		a := e.Annotation
		a.Label = label
		return m.record(m.describe(a), annotations.Put{Annotation: a})
	}
	if m.Label == label {
		m.Label = ""
		return []Effect{Say{words.Tr("{0} off", m.Labels.NameOf(label))}}
	}
	m.Label = label
	return []Effect{Say{words.Tr("{0} on: select text to label it", m.Labels.NameOf(label))}}
}

// Select is a stretch that was selected with a pointer. When a label is pressed it
// is labelled at once.
type Select struct {
	Span  text.Span
	Exact bool // characters rather than words
}

func (Select) edits() {}

func (s Select) apply(m *Model) []Effect { return m.selected(m.Snap(s.Span, s.Exact)) }

func (m *Model) selected(sp text.Span) []Effect {
	if sp.Empty() {
		m.letGo()
		return nil
	}
	if m.Label != "" {
		effects := m.annotate(sp, m.Label)
		// The next key is for the next drag, not for this annotation.
		m.made = m.Chosen
		m.choose(annotations.AnnotationID{})
		return effects
	}
	m.choose(annotations.AnnotationID{})
	m.Selection, m.Parts, m.anchor, m.ByPointer = sp, nil, sp, true
	return nil
}

// Confirm accepts the proposal, ends a link at the chosen annotation, or gives the
// pressed label to the selection.
type Confirm struct{}

func (Confirm) edits() {}

func (Confirm) apply(m *Model) []Effect {
	p, is := m.Proposed()
	switch {
	case is:
		return m.accept(p, p.Label)
	case !m.Linking.IsZero() && !m.Chosen.IsZero() && m.Chosen != m.Linking:
		return Link{From: m.Linking, To: m.Chosen}.apply(m)
	case m.Label != "" && !m.Selection.Empty():
		return m.annotate(m.Selection, m.Label)
	}
	return nil
}

// annotate labels a stretch. The same label on the same stretch is not given
// twice: the annotation that is there is chosen.
func (m *Model) annotate(sp text.Span, label annotations.LabelID) []Effect {
	parts := m.Parts
	m.Selection, m.Parts, m.anchor = text.Span{}, nil, sp
	if e, there := m.mine(sp, label); there && parts == nil {
		m.choose(e.ID)
		return []Effect{Say{words.Tr("Labelled already: {0}", m.describe(e.Annotation))}, Unselect{}}
	}
	a := m.newAnnotation(m.next(), sp, label)
	if parts != nil {
		a.Target.Parts = joined(append(slices.Clone(parts), sp))
	}
	effects := m.record(m.describe(a), annotations.Put{Annotation: a})
	m.choose(a.ID)
	return append(effects, Unselect{})
}

// ownOf gives the stretch of somebody else's annotation a label of mine.
func (m *Model) ownOf(e annotations.Entry, label annotations.LabelID) []Effect {
	for mine := range m.Set.Overlapping(e.Target.Parts[0]) {
		if mine.By == m.Me && mine.Label == label && mine.Target.Equal(e.Target) {
			m.choose(mine.ID)
			return []Effect{Say{words.Tr("Labelled already: {0}", m.describe(mine.Annotation))}}
		}
	}
	a := m.newAnnotation(m.next(), text.Span{}, label)
	a.Target.Parts = slices.Clone(e.Target.Parts)
	effects := m.record(m.describe(a), annotations.Put{Annotation: a})
	m.choose(a.ID)
	return effects
}

// mine is my annotation of just this stretch with this label.
func (m *Model) mine(sp text.Span, label annotations.LabelID) (annotations.Entry, bool) {
	for e := range m.Set.Overlapping(sp) {
		if e.Label == label && e.By == m.Me && len(e.Target.Parts) == 1 && e.Target.Parts[0] == sp {
			return e, true
		}
	}
	return annotations.Entry{}, false
}

// newAnnotation is one that the change of that stamp makes.
func (m *Model) newAnnotation(stamp annotations.Stamp, sp text.Span, label annotations.LabelID) annotations.Annotation {
	return annotations.Annotation{
		ID:     annotations.NameID[annotations.Annotation](m.Document.ID.UUID, stamp.String()),
		Label:  label,
		Target: annotations.On(sp.Start, sp.End),
	}
}

// Delete removes an annotation; when ID is zero the chosen one, or what is proposed.
type Delete struct{ ID annotations.AnnotationID }

func (Delete) edits() {}

func (d Delete) apply(m *Model) []Effect {
	id := d.ID
	if id.IsZero() {
		if p, is := m.Proposed(); is {
			return m.reject(p)
		}
		id = m.Chosen
	}
	e, ok := m.Get(id)
	if !ok {
		return nil
	}
	if m.Theirs(e) { // nor the links to it, which may be mine
		return []Effect{saysTheirs(e.By)}
	}
	if extent, ok := e.Target.Extent(); ok {
		m.anchor = extent
	}
	return m.record(words.Tr("Removed {0}", m.describe(e.Annotation)), m.dropping(id)...)
}

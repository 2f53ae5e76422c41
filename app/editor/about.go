package editor

import (
	"cmp"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// SetStatus says how far I am with the document. Reviewed means that there is nothing
// left to come back to, so the flags are taken away with it.
type SetStatus struct{ Status annotations.Status }

func (SetStatus) edits() {}

func (s SetStatus) apply(m *Model) []Effect {
	var ops []annotations.Op
	status := s.Status
	say := m.saysStatus(status)
	if status == annotations.StatusFlagged {
		return m.mark(annotations.LabelFlag, text.Span{}, true)
	}
	for e := range m.Aside.All() {
		if e.Label == annotations.LabelFlag && e.By == m.Me {
			ops = append(ops, annotations.Drop{ID: e.ID})
		}
	}
	a := annotations.Reserve(m.Document.ID, annotations.LabelStatus, m.Me, string(status))
	e, there := m.About(annotations.LabelStatus)
	order := m.Came
	if there {
		a.ID, order = e.ID, cmp.Or(e.Value(annotations.OrderAttribute), order)
	}
	a = a.With(annotations.OrderAttribute, order)
	switch {
	case status == annotations.StatusNew || status == annotations.StatusInWork:
		if there { // it follows from what is there
			ops = append(ops, annotations.Drop{ID: e.ID})
		}
	case !there || !a.Equal(e.Annotation):
		ops = append(ops, annotations.Put{Annotation: a})
	}
	if len(ops) == 0 {
		return []Effect{Say{say}}
	}
	return m.record(say, ops...)
}

// SaysShelf tells that a document was put on a shelf.
func SaysShelf(shelf annotations.Shelf) string {
	switch shelf {
	case annotations.ShelfArchived:
		return words.Tr("Archived")
	case annotations.ShelfDeleted:
		return words.Tr("Deleted")
	}
	return words.Tr("In the list")
}

func (m *Model) saysStatus(s annotations.Status) string {
	switch s {
	case annotations.StatusReviewed:
		return words.Tr("Reviewed")
	case annotations.StatusSkipped:
		return words.Tr("Skipped")
	case annotations.StatusFlagged:
		return words.Tr("Flagged to come back to")
	case annotations.StatusNew:
		return words.Tr("New")
	}
	return words.Tr("In work")
}

// Toggle gives the document a label of whole documents, or a reserved one, or takes
// it back.
type Toggle struct{ Label annotations.LabelID }

func (Toggle) edits() {}

func (t Toggle) apply(m *Model) []Effect {
	if l, ok := m.Schema.Find(t.Label); !t.Label.Reserved() && (!ok || l.Gone || l.Kind != annotations.WholeLabel) {
		return nil
	}
	return m.mark(t.Label, text.Span{}, false)
}

// MarkHere says something with a reserved label of what is selected or chosen, else
// of the document, or takes it back.
type MarkHere struct{ Label annotations.LabelID }

func (MarkHere) edits() {}

func (h MarkHere) apply(m *Model) []Effect {
	sp := m.Selection
	if e, ok := m.ChosenEntry(); sp.Empty() && ok {
		sp, _ = e.Target.Extent()
	}
	return m.mark(h.Label, sp, false)
}

// mark says something of a passage, or of the document when it is empty. What
// is said already is taken back, unless it is to stay.
func (m *Model) mark(label annotations.LabelID, sp text.Span, stay bool) []Effect {
	var said annotations.Entry
	there := false
	if sp.Empty() {
		said, there = m.About(label)
	} else {
		for _, e := range m.Passages(label) {
			if extent, _ := e.Target.Extent(); extent == sp {
				said, there = e, true
			}
		}
	}
	if there {
		if stay {
			return nil
		}
		return m.record(words.Tr("{0} taken back", m.describe(said.Annotation)), annotations.Drop{ID: said.ID})
	}
	a := annotations.Annotation{ID: annotations.ReservedID(m.Document.ID, label, m.Me), Label: label}
	if !sp.Empty() {
		a = m.newAnnotation(m.next(), sp, label)
	}
	return m.record(m.describe(a), annotations.Put{Annotation: a})
}

// SetNote keeps a note on an annotation, or without an ID on the document. An empty
// one takes it away.
type SetNote struct {
	ID   annotations.AnnotationID
	Text string
}

func (SetNote) edits() {}

func (n SetNote) apply(m *Model) []Effect {
	if n.ID.IsZero() {
		e, there := m.About(annotations.LabelNote)
		a := e.Annotation
		if !there {
			a = annotations.Reserve(m.Document.ID, annotations.LabelNote, m.Me, "")
		}
		switch {
		case a.Note == n.Text:
			return nil
		case n.Text == "":
			return m.record(words.Tr("Note removed"), annotations.Drop{ID: a.ID})
		}
		a.Note = n.Text
		return m.record(words.Tr("Note kept"), annotations.Put{Annotation: a})
	}
	e, ok := m.Get(n.ID)
	if !ok || e.Note == n.Text {
		return nil
	}
	a := e.Annotation
	a.Note = n.Text
	return m.record(words.Tr("Note kept: {0}", m.describe(a)), annotations.Put{Annotation: a})
}

// SetValues gives an annotation values of an attribute in place of those that it has.
type SetValues struct {
	ID        annotations.AnnotationID
	Attribute annotations.AttributeID
	Texts     []string
}

func (SetValues) edits() {}

func (v SetValues) apply(m *Model) []Effect {
	e, ok := m.Get(v.ID)
	if !ok {
		return nil
	}
	a := e.Annotation.With(v.Attribute, v.Texts...)
	if a.Equal(e.Annotation) || a.Check(m.Document.Text) != nil {
		return nil
	}
	say := words.Tr("{0} removed", string(v.Attribute))
	if s := a.Value(v.Attribute); s != "" {
		say = string(v.Attribute) + ": " + s
	}
	return m.record(say, annotations.Put{Annotation: a})
}

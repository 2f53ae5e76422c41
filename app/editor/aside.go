package editor

import (
	"cmp"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// Ends is how many links go out from an annotation, and how many come in.
type Ends struct{ Out, In int }

// settle shows a state: what can stand in the text, which is all but for a damaged
// log, and aside what is not in it.
func (m *Model) settle(all annotations.Set) {
	m.Set, m.Aside = all, annotations.Set{}
	var aside []annotations.Entry
	for e := range all.All() {
		fits := e.Check(m.Document.Text) == nil
		if fits && InText(e.Annotation) {
			continue
		}
		m.Set = m.Set.Drop(e.ID)
		if fits {
			aside = append(aside, e)
		}
	}
	if len(aside) > 0 {
		m.Aside = annotations.NewSet(aside)
	}
	m.countEnds()
}

// InText reports whether an annotation is shown as one in the text.
func InText(a annotations.Annotation) bool { return len(a.Target.Parts) > 0 && !a.Label.Reserved() }

func (m *Model) countEnds() {
	m.ends = nil
	for e := range m.Links() {
		if m.ends == nil {
			m.ends = map[annotations.AnnotationID]Ends{}
		}
		from, to := m.ends[e.Target.From], m.ends[e.Target.To]
		from.Out++
		m.ends[e.Target.From] = from
		if e.Target.From == e.Target.To {
			to = from
		}
		to.In++
		m.ends[e.Target.To] = to
	}
}

// EndsOf is how many links an annotation has.
func (m Model) EndsOf(id annotations.AnnotationID) Ends { return m.ends[id] }

// Get returns an annotation, in the text or not.
func (m Model) Get(id annotations.AnnotationID) (annotations.Entry, bool) {
	if e, ok := m.Set.Get(id); ok {
		return e, true
	}
	return m.Aside.Get(id)
}

// Links yields the links whose ends are there.
func (m Model) Links() func(yield func(annotations.Entry) bool) {
	return func(yield func(annotations.Entry) bool) {
		for e := range m.Aside.All() {
			if len(e.Target.Parts) > 0 {
				return
			}
			if e.Target.Whole() || e.Label.Reserved() {
				continue
			}
			if _, ok := m.Get(e.Target.From); !ok {
				continue
			}
			if _, ok := m.Get(e.Target.To); ok && !yield(e) {
				return
			}
		}
	}
}

// LinksOf are the links from and to an annotation.
func (m Model) LinksOf(id annotations.AnnotationID) (all []annotations.Entry) {
	if m.ends[id] == (Ends{}) {
		return nil
	}
	for e := range m.Links() {
		if e.Target.From == id || e.Target.To == id {
			all = append(all, e)
		}
	}
	return all
}

// About returns my annotation of the document as a whole with a label: one of
// the schema, or a reserved one.
func (m Model) About(label annotations.LabelID) (annotations.Entry, bool) {
	return m.Aside.Reserved(label, m.Me)
}

// Passages are the passages with a reserved label, mine, in text order.
func (m Model) Passages(label annotations.LabelID) (all []annotations.Entry) {
	for e := range m.Aside.All() {
		if len(e.Target.Parts) > 0 && e.Label == label && e.By == m.Me {
			all = append(all, e)
		}
	}
	return all
}

// Status is how far I am with the document.
func (m Model) Status() annotations.Status {
	status := annotations.StatusOf(m.Aside, m.Me)
	if status == annotations.StatusNew || status == annotations.StatusInWork {
		status = annotations.StatusNew
		if m.begun() {
			status = annotations.StatusInWork
		}
	}
	return status
}

// begun reports whether there are annotations: mine, where those of others are
// theirs.
func (m Model) begun() bool {
	if !m.Apart {
		return m.Set.Len()+m.Aside.Len() > 0
	}
	for _, s := range [...]annotations.Set{m.Set, m.Aside} {
		for e := range s.All() {
			if e.By == m.Me {
				return true
			}
		}
	}
	return false
}

// setStatus says how far I am. Reviewed means that there is nothing left to come
// back to, so the flags are taken away with it.
func (m Model) setStatus(status annotations.Status) (Model, []Effect) {
	var ops []annotations.Op
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
		return m, []Effect{Say{say}}
	}
	return m.record(say, ops...)
}

// putOn puts the document on a shelf.
func (m Model) putOn(shelf annotations.Shelf) (Model, []Effect) {
	if m.Aside.Shelf() == shelf {
		return m, nil
	}
	return m.record(SaysShelf(shelf), annotations.Put{Annotation: annotations.Shelve(m.Document.ID, m.Me, shelf)})
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

func (m Model) saysStatus(s annotations.Status) string {
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

// toggle says something of the document as a whole, or takes it back.
func (m Model) toggle(label annotations.LabelID) (Model, []Effect) {
	if l, ok := m.Schema.Find(label); !label.Reserved() && (!ok || l.Gone || l.Kind != annotations.WholeLabel) {
		return m, nil
	}
	return m.mark(label, text.Span{}, false)
}

// markHere says something with a reserved label of what is selected or chosen,
// else of the document, or takes it back.
func (m Model) markHere(label annotations.LabelID) (Model, []Effect) {
	sp := m.Selection
	if e, ok := m.ChosenEntry(); sp.Empty() && ok {
		sp, _ = e.Target.Extent()
	}
	return m.mark(label, sp, false)
}

// mark says something of a passage, or of the document when it is empty. What
// is said already is taken back, unless it is to stay.
func (m Model) mark(label annotations.LabelID, sp text.Span, stay bool) (Model, []Effect) {
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
			return m, nil
		}
		return m.record(words.Tr("{0} taken back", m.describe(said.Annotation)), annotations.Drop{ID: said.ID})
	}
	a := annotations.Annotation{ID: annotations.ReservedID(m.Document.ID, label, m.Me), Label: label}
	if !sp.Empty() {
		a = m.newAnnotation(m.next(), sp, label)
	}
	return m.record(m.describe(a), annotations.Put{Annotation: a})
}

// setNote keeps a note on an annotation, or on the document when it is named by
// no ID. An empty one takes it away.
func (m Model) setNote(n SetNote) (Model, []Effect) {
	if n.ID.IsZero() {
		e, there := m.About(annotations.LabelNote)
		a := e.Annotation
		if !there {
			a = annotations.Reserve(m.Document.ID, annotations.LabelNote, m.Me, "")
		}
		switch {
		case a.Note == n.Text:
			return m, nil
		case n.Text == "":
			return m.record(words.Tr("Note removed"), annotations.Drop{ID: a.ID})
		}
		a.Note = n.Text
		return m.record(words.Tr("Note kept"), annotations.Put{Annotation: a})
	}
	e, ok := m.Get(n.ID)
	if !ok || e.Note == n.Text {
		return m, nil
	}
	a := e.Annotation
	a.Note = n.Text
	return m.record(words.Tr("Note kept: {0}", m.describe(a)), annotations.Put{Annotation: a})
}

func (m Model) setValues(v SetValues) (Model, []Effect) {
	e, ok := m.Get(v.ID)
	if !ok {
		return m, nil
	}
	a := e.Annotation.With(v.Attribute, v.Texts...)
	if a.Equal(e.Annotation) || a.Check(m.Document.Text) != nil {
		return m, nil
	}
	say := words.Tr("{0} removed", string(v.Attribute))
	if s := a.Value(v.Attribute); s != "" {
		say = string(v.Attribute) + ": " + s
	}
	return m.record(say, annotations.Put{Annotation: a})
}

package editor

import "gloss/annotations"

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
func (m *Model) EndsOf(id annotations.AnnotationID) Ends { return m.ends[id] }

// Get returns an annotation, in the text or not.
func (m *Model) Get(id annotations.AnnotationID) (annotations.Entry, bool) {
	if e, ok := m.Set.Get(id); ok {
		return e, true
	}
	return m.Aside.Get(id)
}

// Links yields the links whose ends are there.
func (m *Model) Links() func(yield func(annotations.Entry) bool) {
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
func (m *Model) LinksOf(id annotations.AnnotationID) (all []annotations.Entry) {
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
func (m *Model) About(label annotations.LabelID) (annotations.Entry, bool) {
	return m.Aside.Reserved(label, m.Me)
}

// Passages are the passages with a reserved label, mine, in text order.
func (m *Model) Passages(label annotations.LabelID) (all []annotations.Entry) {
	for e := range m.Aside.All() {
		if len(e.Target.Parts) > 0 && e.Label == label && e.By == m.Me {
			all = append(all, e)
		}
	}
	return all
}

// Status is how far I am with the document.
func (m *Model) Status() annotations.Status {
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
func (m *Model) begun() bool {
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

package editor

import (
	"gloss/annotations"
)

// SetLabels says which labels are on offer.
type SetLabels struct{ Labels annotations.Schema }

func (l SetLabels) apply(m *Model) []Effect {
	if l.Labels.Equal(m.Schema) {
		return nil
	}
	m.Schema, m.Labels = l.Labels, l.Labels.Of(annotations.SpanLabel)
	if _, ok := m.Labels.Find(m.Label); !ok {
		m.Label = ""
	}
	if m.IsOpen() { // the names of labels are painted too
		m.repaintAll()
	}
	return nil
}

// Arrived are changes from elsewhere: another tab, another device. What is chosen
// or selected stays.
type Arrived struct{ Changes []annotations.Change }

func (a Arrived) apply(m *Model) []Effect {
	late := false
	for _, c := range a.Changes {
		top := m.Log.Top()
		added, err := m.Log.Add(c)
		if err != nil || !added {
			continue // a conflict is refused by the store too, and told there
		}
		m.follow(c)
		if c.Stamp.Less(top) {
			late = true
		} else {
			m.History.Follow(c)
		}
	}
	if late {
		m.History = m.Log.History(m.Me)
	}
	if _, ok := m.ChosenEntry(); !ok {
		m.choose(annotations.AnnotationID{})
	}
	return nil
}

// follow brings the set and what is painted up to a change in the log.
func (m *Model) follow(c annotations.Change) {
	id := c.Op.Of()
	m.touch(id)
	if !m.Viewing.IsZero() {
		return // what is shown does not follow
	}
	now, _ := m.Log.Current(id)
	put, ok := now.Op.(annotations.Put)
	linked := ok && put.Annotation.Target.Kind() == annotations.LinkLabel || m.ends[id] != (Ends{})
	if e, was := m.Aside.Get(id); was {
		linked = linked || e.Target.Kind() == annotations.LinkLabel
	}
	switch fits := ok && put.Annotation.Check(m.Document.Text) == nil; {
	case fits && InText(put.Annotation):
		m.Set, m.Aside = m.Set.Follow(now), m.Aside.Drop(id)
	case fits:
		m.Set, m.Aside = m.Set.Drop(id), m.Aside.Follow(now)
	default:
		m.Set, m.Aside = m.Set.Drop(id), m.Aside.Drop(id)
	}
	if linked {
		m.countEnds()
	}
	m.touch(id)
}

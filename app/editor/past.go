package editor

import (
	"time"

	"gloss/annotations"
	"gloss/app/words"
)

// Moment is a step in the history of the document, for people to read.
type Moment struct {
	Last annotations.Stamp // of its changes: what to view for the state after it
	At   time.Time
	By   annotations.Author
	Says string
}

// Moments are the steps of all authors, the latest first: at most limit of them
// after so many.
func (m *Model) Moments(skip, limit int) (all []Moment) {
	for step := range m.Log.StepsBack() {
		if skip--; skip >= 0 {
			continue
		}
		if len(all) == limit {
			break
		}
		first, last := step.Changes[0], step.Changes[len(step.Changes)-1]
		all = append(all, Moment{Last: last.Stamp, At: last.At, By: first.By, Says: m.saysStep(step)})
	}
	return all
}

func (m *Model) saysStep(step annotations.Step) string {
	s := m.saysChange(step.Changes[0])
	if n := len(step.Changes) - 1; n > 0 {
		s = words.Tr("{0} and {1} more", s, n)
	}
	if !step.Undoes.IsZero() {
		s = words.Tr("Undone: {0}", s)
	}
	return s
}

// saysChange tells what a change made of what was there before it.
func (m *Model) saysChange(c annotations.Change) string {
	before, was := m.Log.Before(c.Op.Of(), c.Stamp).(annotations.Put)
	put, is := c.Op.(annotations.Put)
	switch {
	case !is && was:
		return words.Tr("{0} removed", m.describe(before.Annotation))
	case !is:
		return words.Tr("Removed")
	case !was:
		return m.describe(put.Annotation)
	}
	a, b := before.Annotation, put.Annotation
	switch {
	case a.Label != b.Label:
		return words.Tr("{0} (was {1})", m.describe(b), m.nameOf(a.Label))
	case !a.Target.Equal(b.Target) && len(a.Target.Parts) > 0:
		return words.Tr("{0} (was {1})", m.describe(b), m.quote(a.Target.Parts))
	case a.Note != b.Note:
		return words.Tr("{0}: note", m.describe(b))
	case !b.Label.Reserved():
		return words.Tr("{0}: attributes", m.describe(b))
	}
	return m.describe(b)
}

// View shows the state after an earlier change; zero goes back to the present.
type View struct{ At annotations.Stamp }

func (v View) apply(m *Model) []Effect {
	at := v.At
	if m.Viewing == at {
		return nil
	}
	m.letGo()
	m.Label, m.Linking, m.Viewing = "", annotations.AnnotationID{}, at
	m.repaintAll()
	if at.IsZero() {
		m.settle(m.Log.Replay())
		return []Effect{Say{words.Tr("Now")}}
	}
	m.settle(m.Log.ReplayTo(at))
	return []Effect{Say{words.Count(m.Set.Len(), "{0} annotation", "{0} annotations")}}
}

// Restore makes the state that is viewed the present one, in one step.
type Restore struct{}

func (Restore) apply(m *Model) []Effect {
	if m.Viewing.IsZero() {
		return nil
	}
	then, now := m.Log.ReplayTo(m.Viewing), m.Log.Replay()
	View{}.apply(m)
	var ops []annotations.Op
	for e := range now.All() {
		if _, ok := then.Get(e.ID); !ok {
			ops = append(ops, annotations.Drop{ID: e.ID})
		}
	}
	for e := range then.All() {
		if is, ok := now.Get(e.ID); !ok || !is.Annotation.Equal(e.Annotation) {
			ops = append(ops, annotations.Put{Annotation: e.Annotation})
		}
	}
	if ops, _ = m.withoutTheirs(ops); len(ops) == 0 {
		return []Effect{Say{words.Tr("Nothing has changed since")}}
	}
	return m.record(words.Count(len(ops), "Restored: {0} change", "Restored: {0} changes"), ops...)
}

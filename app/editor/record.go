package editor

import (
	"gloss/annotations"
	"gloss/app/words"
)

// rest is what remains of a step of very many changes. It is recorded in slices,
// with time for the page between them; in the log it is one step all the same.
type rest struct {
	step, undoes annotations.Stamp
	ops          []annotations.Op
}

// sliceOps changes are recorded at a time: they take the page about as long as a
// frame.
const sliceOps = 200

// Recording reports whether a step has not been recorded to its end. Any message
// but RecordOn ends it first.
func (m Model) Recording() bool { return len(m.rest.ops) > 0 }

// recordOn records the next slice of what remains.
func (m Model) recordOn() (Model, []Effect) {
	now := m.rest.ops[:min(sliceOps, len(m.rest.ops))]
	m.rest.ops = m.rest.ops[len(now):]
	var changes []annotations.Change
	for _, op := range now {
		c := annotations.Change{
			Stamp: m.next(), Step: m.rest.step, Undoes: m.rest.undoes,
			Doc: m.Document.ID, By: m.Me, At: annotations.Moment(m.Now), Op: op,
		}
		if _, err := m.Log.Add(c); err != nil {
			m.rest = rest{}
			return m, []Effect{Say{words.Tr("This could not be done: {0}", err)}}
		}
		m.follow(c)
		m.History.Follow(c)
		changes = append(changes, c)
	}
	if _, ok := m.ChosenEntry(); !ok {
		m.Chosen = annotations.AnnotationID{}
	}
	if _, ok := m.Get(m.Linking); !ok {
		m.Linking = annotations.AnnotationID{}
	}
	effects := []Effect{Save{changes}}
	if m.Recording() {
		return m, append(effects, GoOn{RecordOn{}})
	}
	m.rest = rest{}
	return m, effects
}

// recordRest records all that remains.
func (m Model) recordRest() (Model, []Effect) {
	var all []Effect
	for m.Recording() {
		var effects []Effect
		m, effects = m.recordOn()
		all = append(all, effects[:1]...) // not to go on
	}
	return m, all
}

func isSave(e Effect) bool {
	_, ok := e.(Save)
	return ok
}

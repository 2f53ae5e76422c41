package editor

import (
	"slices"

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

// next is the stamp of the next change.
func (m Model) next() annotations.Stamp {
	return annotations.Stamp{N: m.Log.Top().N + 1, Replica: m.Replica}
}

// record does ops as one new step.
func (m Model) record(say string, ops ...annotations.Op) (Model, []Effect) {
	return m.recordStep(annotations.Stamp{}, say, ops...)
}

func (m Model) recordStep(undoes annotations.Stamp, say string, ops ...annotations.Op) (Model, []Effect) {
	ops, theirs := m.withoutTheirs(ops)
	if len(ops) == 0 && theirs != "" {
		return m, []Effect{saysTheirs(theirs)}
	}
	m.credit(ops)
	m.rest = rest{step: m.next(), undoes: undoes, ops: ops}
	m, effects := m.recordOn()
	if slices.ContainsFunc(effects, isSave) {
		effects = append(effects, Say{say})
	}
	return m, effects
}

// withoutTheirs leaves out what would change annotations of somebody else, and
// tells of whom.
func (m Model) withoutTheirs(ops []annotations.Op) (mine []annotations.Op, of annotations.Author) {
	if !m.Apart {
		return ops, ""
	}
	for _, op := range ops {
		if c, ok := m.Log.Current(op.Of()); ok && c.By != m.Me {
			of = c.By
			continue
		}
		mine = append(mine, op)
	}
	return mine, of
}

func (m Model) reverse(step annotations.Step, ok bool, done, nothing string) (Model, []Effect) {
	if !ok {
		return m, []Effect{Say{nothing}}
	}
	ops := m.Log.Inverse(step)
	m, effects := m.recordStep(step.Stamp, done+": "+m.describeOps(ops), ops...)
	for _, op := range ops {
		if put, ok := op.(annotations.Put); ok {
			if extent, ok := put.Annotation.Target.Extent(); ok {
				return m, append(effects, Reveal{extent})
			}
		}
	}
	return m, effects
}

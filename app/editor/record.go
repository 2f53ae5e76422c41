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
func (m *Model) Recording() bool { return len(m.rest.ops) > 0 }

// RecordOn goes on with a step of very many changes, by the next slice of what
// remains; the editor asks for it.
type RecordOn struct{}

func (RecordOn) apply(m *Model) []Effect {
	if !m.Recording() { // something else has ended it
		return nil
	}
	return m.recordSlice()
}

func (m *Model) recordSlice() []Effect {
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
			return []Effect{Say{words.Tr("This could not be done: {0}", err)}}
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
		return append(effects, GoOn{RecordOn{}})
	}
	m.rest = rest{}
	return effects
}

// recordRest records all that remains.
func (m *Model) recordRest() []Effect {
	var all []Effect
	for m.Recording() {
		all = append(all, m.recordSlice()[:1]...) // not to go on
	}
	return all
}

func isSave(e Effect) bool {
	_, ok := e.(Save)
	return ok
}

// next is the stamp of the next change.
func (m *Model) next() annotations.Stamp {
	return annotations.Stamp{N: m.Log.Top().N + 1, Replica: m.Replica}
}

// record does ops as one new step.
func (m *Model) record(say string, ops ...annotations.Op) []Effect {
	return m.recordStep(annotations.Stamp{}, say, ops...)
}

func (m *Model) recordStep(undoes annotations.Stamp, say string, ops ...annotations.Op) []Effect {
	ops, theirs := m.withoutTheirs(ops)
	if len(ops) == 0 && theirs != "" {
		return []Effect{saysTheirs(theirs)}
	}
	m.credit(ops)
	m.rest = rest{step: m.next(), undoes: undoes, ops: ops}
	effects := m.recordSlice()
	if slices.ContainsFunc(effects, isSave) {
		effects = append(effects, Say{say})
	}
	return effects
}

// withoutTheirs leaves out what would change annotations of somebody else, and
// tells of whom.
func (m *Model) withoutTheirs(ops []annotations.Op) (mine []annotations.Op, of annotations.Author) {
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

// Undo takes the last step back, Redo does it again.
type (
	Undo struct{}
	Redo struct{}
)

func (Undo) edits() {}
func (Redo) edits() {}

func (Undo) apply(m *Model) []Effect {
	step, ok := m.History.Undo()
	return m.reverse(step, ok, words.Tr("Undone"), words.Tr("Nothing to undo"))
}

func (Redo) apply(m *Model) []Effect {
	step, ok := m.History.Redo()
	return m.reverse(step, ok, words.Tr("Redone"), words.Tr("Nothing to redo"))
}

func (m *Model) reverse(step annotations.Step, ok bool, done, nothing string) []Effect {
	if !ok {
		return []Effect{Say{nothing}}
	}
	ops := m.Log.Inverse(step)
	effects := m.recordStep(step.Stamp, done+": "+m.describeOps(ops), ops...)
	for _, op := range ops {
		if put, ok := op.(annotations.Put); ok {
			if extent, ok := put.Annotation.Target.Extent(); ok {
				return append(effects, Reveal{extent})
			}
		}
	}
	return effects
}

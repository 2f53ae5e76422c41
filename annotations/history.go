package annotations

import "iter"

// Step is one gesture of an author: the changes that are undone together.
type Step struct {
	Stamp   Stamp // of its first change
	Undoes  Stamp // the step that it takes back, if it is an undo
	Changes []Change
}

// History is what an author can undo and redo in a document. It follows from
// the log, so it survives a reload and is the same in every tab. Copies share
// what they hold: go on with one of them alone.
type History struct {
	by      Author
	changes []stepChange
	steps   []step
	tops    [onRedo + 1]int32 // the top of each stack
	byStamp map[Stamp]int32   // the steps, once one had to be looked for
	shared  commons
}

// stepChange is a change of a step, with the index of the next one, 0 for none.
type stepChange struct {
	*record
	next int32
}

// step is a step, linked into the stack that it is on. Steps are numbered from
// 1, so that 0 is none.
type step struct {
	first, last  int32 // of its changes
	above, below int32 // of the steps on the stack
	on           stack
}

type stack int32

const (
	off stack = iota
	onUndo
	onRedo
)

// History returns the steps of one author.
func (l *Log) History(by Author) History {
	n := 0
	for _, r := range l.records {
		if r.common.by == by {
			n++
		}
	}
	h := History{by: by, changes: make([]stepChange, 0, n), steps: make([]step, 0, n)}
	for _, r := range l.records {
		if r.common.by == by {
			h.follow(r)
		}
	}
	return h
}

// Follow takes a change into the history, in constant time. It must be later
// than all before; after the arrival of an earlier one the history is built
// anew from the log.
func (h *History) Follow(c Change) {
	if c.By != h.by {
		return
	}
	r := new(record)
	r.setChange(&c, &h.shared)
	h.follow(r)
}

func (h *History) follow(r *record) {
	h.changes = append(h.changes, stepChange{record: r})
	last := int32(len(h.changes) - 1)
	// The first change of a step bears its stamp. The steps of two tabs may
	// lie between each other, so the step need not be the one before.
	if r.stamp() != r.stepStamp() {
		if s := h.find(r.stepStamp()); s != 0 && h.at(s).on != off {
			h.changes[h.at(s).last].next = last
			h.at(s).last = last
			return
		}
	}
	h.steps = append(h.steps, step{first: last, last: last})
	s := int32(len(h.steps))
	if h.byStamp != nil {
		h.byStamp[r.stepStamp()] = s
	}
	undone := int32(0)
	if !r.common.undoes.IsZero() {
		undone = h.find(r.common.undoes)
	}
	switch {
	case r.common.undoes.IsZero():
		for h.tops[onRedo] != 0 {
			h.take(h.tops[onRedo])
		}
		h.push(onUndo, s)
	case undone != 0 && h.at(undone).on == onUndo:
		h.take(undone)
		h.push(onRedo, s)
	default: // the undo of an undo, from the redo stack or from another tab
		if undone != 0 {
			h.take(undone)
		}
		h.push(onUndo, s)
	}
}

func (h *History) at(s int32) *step { return &h.steps[s-1] }

func (h *History) stampOf(s int32) Stamp { return h.changes[h.at(s).first].stepStamp() }

// find returns the step with a stamp, 0 for none. Mostly it is the last one or
// the top of a stack; the first time that it is not, all are indexed.
func (h *History) find(stamp Stamp) int32 {
	for _, s := range [...]int32{int32(len(h.steps)), h.tops[onUndo], h.tops[onRedo]} {
		if s != 0 && h.stampOf(s) == stamp {
			return s
		}
	}
	if h.byStamp == nil {
		h.byStamp = make(map[Stamp]int32, len(h.steps))
		for i := range h.steps {
			s := int32(i + 1)
			h.byStamp[h.stampOf(s)] = s
		}
	}
	return h.byStamp[stamp]
}

func (h *History) push(on stack, s int32) {
	top := h.tops[on]
	if top != 0 {
		h.at(top).above = s
	}
	h.at(s).on, h.at(s).below, h.at(s).above = on, top, 0
	h.tops[on] = s
}

// take takes a step off the stack that it is on, if any.
func (h *History) take(s int32) {
	t := h.at(s)
	if t.on == off {
		return
	}
	if t.above != 0 {
		h.at(t.above).below = t.below
	} else {
		h.tops[t.on] = t.below
	}
	if t.below != 0 {
		h.at(t.below).above = t.above
	}
	t.on, t.above, t.below = off, 0, 0
}

// Undo returns the step that would be undone next.
func (h *History) Undo() (Step, bool) { return h.top(onUndo) }

// Redo returns the undo that would be taken back next.
func (h *History) Redo() (Step, bool) { return h.top(onRedo) }

func (h *History) top(on stack) (Step, bool) {
	s := h.tops[on]
	if s == 0 {
		return Step{}, false
	}
	first := h.at(s).first
	step := Step{Stamp: h.stampOf(s), Undoes: h.changes[first].common.undoes}
	for i := first; ; i = h.changes[i].next {
		step.Changes = append(step.Changes, h.changes[i].change())
		if i == h.at(s).last {
			return step, true
		}
	}
}

// StepsBack yields the steps of all authors, the latest first. The changes of a
// step are those that lie together: a step that another tab wrote into is yielded
// in pieces.
func (l *Log) StepsBack() iter.Seq[Step] {
	return func(yield func(Step) bool) {
		for end := len(l.records); end > 0; {
			from := end - 1
			for from > 0 && l.records[from-1].stepStamp() == l.records[end-1].stepStamp() {
				from--
			}
			step := Step{Stamp: l.records[from].stepStamp(), Undoes: l.records[from].common.undoes}
			for _, r := range l.records[from:end] {
				step.Changes = append(step.Changes, r.change())
			}
			if !yield(step) {
				return
			}
			end = from
		}
	}
}

// Inverse returns the ops that bring every annotation of a step back to what it
// was just before it.
func (l *Log) Inverse(s Step) []Op {
	ops := make([]Op, 0, len(s.Changes))
	seen := make(map[AnnotationID]bool, len(s.Changes))
	for _, c := range s.Changes {
		id := c.Op.Of()
		if seen[id] {
			continue
		}
		seen[id] = true
		ops = append(ops, l.Before(id, c.Stamp))
	}
	return ops
}

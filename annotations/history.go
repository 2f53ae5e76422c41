package annotations

import "slices"

// Step is one gesture of an author: the changes that are undone together.
type Step struct {
	Stamp   Stamp // of its first change
	Undoes  Stamp // the step that it takes back, if it is an undo
	Changes []Change
}

// History is what an author can undo and redo in a document. It follows from
// the log, so it survives a reload and is the same in every tab.
type History struct {
	by         Author
	undo, redo []*Step
	last       *Step
}

// History returns the steps of one author.
func (l *Log) History(by Author) History {
	h := History{by: by}
	for _, c := range l.changes {
		h.Follow(*c)
	}
	return h
}

// Follow takes a change into the history. It must be later than all before;
// after the arrival of an earlier one the history is built anew from the log.
func (h *History) Follow(c Change) {
	if c.By != h.by {
		return
	}
	if h.last != nil && h.last.Stamp == c.Step {
		h.last.Changes = append(h.last.Changes, c)
		return
	}
	step := &Step{Stamp: c.Step, Undoes: c.Undoes, Changes: []Change{c}}
	h.last = step
	is := func(s *Step) bool { return s.Stamp == c.Undoes }
	switch {
	case c.Undoes.IsZero():
		h.undo, h.redo = append(h.undo, step), nil
	case slices.ContainsFunc(h.undo, is):
		h.undo = slices.DeleteFunc(h.undo, is)
		h.redo = append(h.redo, step)
	default: // the undo of an undo, from the redo stack or from another tab
		h.redo = slices.DeleteFunc(h.redo, is)
		h.undo = append(h.undo, step)
	}
}

// Undo returns the step that would be undone next.
func (h *History) Undo() (Step, bool) { return top(h.undo) }

// Redo returns the undo that would be taken back next.
func (h *History) Redo() (Step, bool) { return top(h.redo) }

func top(steps []*Step) (Step, bool) {
	if len(steps) == 0 {
		return Step{}, false
	}
	return *steps[len(steps)-1], true
}

// Inverse returns the ops that bring every annotation of a step back to what it
// was just before it.
func (l *Log) Inverse(s Step) []Op {
	var ops []Op
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

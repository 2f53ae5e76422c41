package annotations_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
)

// slowHistory is the definition of a history: two stacks, looked through from
// end to end.
type slowHistory struct{ undo, redo []*annotations.Step }

func (h *slowHistory) follow(c annotations.Change) {
	for _, s := range slices.Concat(h.undo, h.redo) {
		if s.Stamp == c.Step {
			s.Changes = append(s.Changes, c)
			return
		}
	}
	step := &annotations.Step{Stamp: c.Step, Undoes: c.Undoes, Changes: []annotations.Change{c}}
	is := func(s *annotations.Step) bool { return s.Stamp == c.Undoes }
	switch {
	case c.Undoes.IsZero():
		h.undo, h.redo = append(h.undo, step), nil
	case slices.ContainsFunc(h.undo, is):
		h.undo = slices.DeleteFunc(h.undo, is)
		h.redo = append(h.redo, step)
	default:
		h.redo = slices.DeleteFunc(h.redo, is)
		h.undo = append(h.undo, step)
	}
}

func (h *slowHistory) tops() (tops [2]annotations.Step) {
	for i, stack := range [][]*annotations.Step{h.undo, h.redo} {
		if n := len(stack); n > 0 {
			tops[i] = *stack[n-1]
		}
	}
	return tops
}

// TestHistoryIsTheDefinition draws the steps of two people in two tabs each, in
// between each other, some of which undo what others did, or what nobody did.
func TestHistoryIsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l annotations.Log
		h := l.History("ada")
		var slow slowHistory
		steps := []annotations.Change{} // the first change of each
		n := uint64(0)
		do := func(c annotations.Change) {
			if _, err := l.Add(c); err != nil {
				t.Fatal(err)
			}
			h.Follow(c)
			if c.By == "ada" {
				slow.follow(c)
			}
			anew := l.History("ada")
			for name, h := range map[string]*annotations.History{"followed": &h, "built anew": &anew} {
				undo, canUndo := h.Undo()
				redo, canRedo := h.Redo()
				if canUndo == (undo.Stamp.IsZero()) || canRedo == (redo.Stamp.IsZero()) {
					t.Fatalf("%s: Undo %v, %v; Redo %v, %v", name, undo, canUndo, redo, canRedo)
				}
				if diff := cmp.Diff(slow.tops(), [2]annotations.Step{undo, redo}); diff != "" {
					t.Fatalf("%s, after %v:\n%s", name, c.Stamp, diff)
				}
			}
		}
		next := func(replica annotations.ReplicaID, by annotations.Author, undoes annotations.Stamp) annotations.Change {
			n++
			s := annotations.Stamp{N: n, Replica: replica}
			return annotations.Change{
				Stamp: s, Step: s, Undoes: undoes, Doc: doc, By: by, At: noon,
				Op: annotations.Drop{ID: annotationID(int(n) % 6)},
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "changes") {
			i := rapid.IntRange(0, 3).Draw(t, "tab")
			c := next(replicas[i/2], []annotations.Author{"ada", "bob"}[i%2], annotations.Stamp{})
			tops := slow.tops()
			switch rapid.IntRange(0, 6).Draw(t, "kind") {
			case 0, 1:
				if len(steps) > 0 { // goes on with a step
					s := rapid.SampledFrom(steps).Draw(t, "step")
					c.By, c.Step, c.Undoes, c.Stamp.Replica = s.By, s.Stamp, s.Undoes, s.Stamp.Replica
					do(c)
					continue
				}
			case 2:
				c.Undoes = tops[0].Stamp
			case 3:
				c.Undoes = tops[1].Stamp
			case 4:
				if len(steps) > 0 {
					c.Undoes = rapid.SampledFrom(steps).Draw(t, "undone").Stamp
				}
			case 5:
				c.Undoes = annotations.Stamp{N: 999, Replica: replicas[2]}
			}
			steps = append(steps, c)
			do(c)
		}
		// What else is on the stacks comes to light when they are emptied.
		for len(slow.undo) > 0 {
			do(next(replicas[0], "ada", slow.tops()[0].Stamp))
		}
		for len(slow.redo) > 0 {
			do(next(replicas[0], "ada", slow.tops()[1].Stamp))
		}
	})
}

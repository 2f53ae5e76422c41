// Package everywhere finds a string in all documents of a project, labels it
// there, and takes that back. What one such gesture makes bears a replica of its
// own, so that it is found again in any document, also after a reload.
package everywhere

import (
	"context"
	"iter"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/text"
)

// Query is what is looked for.
type Query struct {
	Text string
	text.FindOptions
}

// Found is a document with the places of the string: in text order, whole
// characters, and not over each other.
type Found struct {
	Document annotations.Document
	Spans    []text.Span
}

// page is how many documents one call of the store finds.
const page = 100

// Search yields the documents that hold the string, in the order of the store. It
// ends with the first error.
func Search(ctx context.Context, s store.Store, project annotations.ProjectID, q Query) iter.Seq2[Found, error] {
	return func(yield func(Found, error) bool) {
		if q.Text == "" {
			return
		}
		for after := int64(0); ; {
			found, err := s.Search(ctx, project, q.Text, after, page)
			if err != nil {
				yield(Found{}, err)
				return
			}
			for _, h := range found.Headings {
				d, err := s.Document(ctx, h.ID)
				if err != nil {
					yield(Found{}, err)
					return
				}
				// The store looks at titles too, and at no case.
				if spans := spansIn(d.Text, q); len(spans) > 0 && !yield(Found{d, spans}, nil) {
					return
				}
			}
			if found.Done {
				return
			}
			after = found.Next
		}
	}
}

func spansIn(s string, q Query) (all []text.Span) {
	for sp := range text.Find(s, q.Text, q.FindOptions) {
		sp = text.SnapGraphemes(s, sp)
		if !sp.Empty() && (len(all) == 0 || all[len(all)-1].End <= sp.Start) {
			all = append(all, sp)
		}
	}
	return all
}

// Gesture is who makes changes, when, and under which replica: a new one for each
// gesture.
type Gesture struct {
	By      annotations.Author
	Replica annotations.ReplicaID
	At      time.Time
}

// Label returns the changes that label places in a document with this log, as one
// step. Places that bear the label of this author already are left out.
func (g Gesture) Label(log *annotations.Log, d annotations.DocumentID, spans []text.Span, label annotations.LabelID) []annotations.Change {
	there := map[text.Span]bool{}
	for e := range log.Replay().All() {
		if e.By == g.By && e.Label == label && len(e.Target.Parts) == 1 {
			there[e.Target.Parts[0]] = true
		}
	}
	stamp := annotations.Stamp{N: log.Top().N + 1, Replica: g.Replica}
	var ops []annotations.Op
	for _, sp := range spans {
		if there[sp] {
			continue
		}
		ops = append(ops, annotations.Put{Annotation: annotations.Annotation{
			ID:     annotations.NameID[annotations.Annotation](d.UUID, stamp.String()),
			Label:  label,
			Target: annotations.On(sp.Start, sp.End),
		}})
		stamp.N++
	}
	return g.changes(log, d, annotations.Stamp{}, ops)
}

// Shelve returns the change that puts a document on a shelf, none if it is there.
func (g Gesture) Shelve(log *annotations.Log, d annotations.DocumentID, on annotations.Shelf) []annotations.Change {
	if log.Replay().Shelf() == on {
		return nil
	}
	return g.changes(log, d, annotations.Stamp{}, []annotations.Op{annotations.Put{Annotation: annotations.Shelve(d, g.By, on)}})
}

// Reverse returns the changes that take back what a gesture did in a document, or
// that bring it back after it was taken back. Annotations that were changed since
// are left as they are.
func (g Gesture) Reverse(log *annotations.Log, d annotations.DocumentID, of annotations.ReplicaID) []annotations.Change {
	var step annotations.Step
	chain := map[annotations.Stamp]bool{}
	for c := range log.Changes() { // the gesture, its undo, the undo of that, and so on
		if c.Stamp.Replica == of && c.Undoes.IsZero() || chain[c.Undoes] {
			if !chain[c.Step] {
				chain[c.Step] = true
				step = annotations.Step{Stamp: c.Step, Undoes: c.Undoes}
			}
			if c.Step == step.Stamp {
				step.Changes = append(step.Changes, c)
			}
		}
	}
	var ops []annotations.Op
	for i, op := range log.Inverse(step) {
		if now, ok := log.Current(op.Of()); ok && now.Stamp == step.Changes[i].Stamp {
			ops = append(ops, op)
		}
	}
	return g.changes(log, d, step.Stamp, ops)
}

// changes makes one step of ops, which follows what is in the log.
func (g Gesture) changes(log *annotations.Log, d annotations.DocumentID, undoes annotations.Stamp, ops []annotations.Op) []annotations.Change {
	first := annotations.Stamp{N: log.Top().N + 1, Replica: g.Replica}
	all := make([]annotations.Change, 0, len(ops))
	for i, op := range ops {
		stamp := annotations.Stamp{N: first.N + uint64(i), Replica: g.Replica}
		all = append(all, annotations.Change{Stamp: stamp, Step: first, Undoes: undoes, Doc: d, By: g.By, At: annotations.Moment(g.At), Op: op})
	}
	return all
}

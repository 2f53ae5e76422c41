package dataset

import (
	"context"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
)

// Uses counts what a label is given to in a project.
type Uses struct{ Annotations, Documents int }

// UsesOf counts the annotations of an author with a label.
func UsesOf(ctx context.Context, st store.Store, project annotations.ProjectID, label annotations.LabelID, by annotations.Author) (Uses, error) {
	var uses Uses
	err := sets(ctx, st, project, func(l store.Labelled, log *annotations.Log) error {
		n := 0
		for e := range log.Replay().All() {
			if e.Label == label && e.By == by {
				n++
			}
		}
		if n > 0 {
			uses.Annotations += n
			uses.Documents++
		}
		return nil
	})
	return uses, err
}

// Relabelling gives all annotations of a label in a project another one, or
// removes them. In each document it is one step, which can be undone there.
type Relabelling struct {
	Store    store.Store
	Project  annotations.ProjectID
	From, To annotations.LabelID // To is "" to remove them, with the links that they have
	By       annotations.Author  // whose annotations, and who does it
	Replica  annotations.ReplicaID
	Now      time.Time
	// Changed, if not nil, is told the changes of each document once they are
	// stored.
	Changed func([]annotations.Change)
}

// Do changes what there is. What was done before an error stays.
func (r Relabelling) Do(ctx context.Context) error {
	return sets(ctx, r.Store, r.Project, func(l store.Labelled, log *annotations.Log) error {
		ops := r.ops(log.Replay())
		if len(ops) == 0 {
			return nil
		}
		step := annotations.Stamp{N: log.Top().N + 1, Replica: r.Replica}
		var changes []annotations.Change
		for i, op := range ops {
			stamp := annotations.Stamp{N: step.N + uint64(i), Replica: r.Replica}
			changes = append(changes, annotations.Change{Stamp: stamp, Step: step, Doc: l.Document.ID, By: r.By, At: annotations.Moment(r.Now), Op: op})
		}
		if err := r.Store.Add(ctx, store.Batch{Changes: changes}); err != nil {
			return err
		}
		if r.Changed != nil {
			r.Changed(changes)
		}
		return nil
	})
}

func (r Relabelling) ops(set annotations.Set) (ops []annotations.Op) {
	gone := map[annotations.AnnotationID]bool{}
	for e := range set.All() {
		switch {
		case e.Label != r.From || e.By != r.By:
		case r.To == "":
			gone[e.ID] = true
			ops = append(ops, annotations.Drop{ID: e.ID})
		default:
			e.Label = r.To
			ops = append(ops, annotations.Put{Annotation: e.Annotation})
		}
	}
	for again := len(gone) > 0; again; {
		again = false
		for e := range set.All() {
			if !gone[e.ID] && (gone[e.Target.From] || gone[e.Target.To]) {
				gone[e.ID], again = true, true
				ops = append(ops, annotations.Drop{ID: e.ID})
			}
		}
	}
	return ops
}

// sets goes through the documents of a project with their logs.
func sets(ctx context.Context, st store.Store, project annotations.ProjectID, each func(store.Labelled, *annotations.Log) error) error {
	for place := int64(0); ; {
		some, err := st.Read(ctx, project, place, readAhead)
		if err != nil || len(some) == 0 {
			return err
		}
		for _, l := range some {
			place = l.Place
			log, err := annotations.NewLog(l.Changes)
			if err == nil {
				err = each(l, log)
			}
			if err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

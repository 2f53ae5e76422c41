package annotations_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
)

// genHardChanges draws changes in any order, among them some that are there
// twice, some that conflict and some that are fit for no log.
func genHardChanges(t *rapid.T) []annotations.Change {
	all := genChanges(t)
	for i := range all {
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			all = append(all, all[i])
		case 1:
			c := all[i]
			c.Op = annotations.Drop{ID: annotationID(9)}
			all = append(all, c)
		case 2:
			c := all[i]
			c.By = ""
			all = append(all, c)
		case 3:
			c := all[i]
			c.Undoes = annotations.Stamp{N: 1, Replica: replicas[1]}
			all[i] = c
		}
	}
	if rapid.Bool().Draw(t, "sorted") {
		slices.SortStableFunc(all, func(a, b annotations.Change) int { return a.Stamp.Compare(b.Stamp) })
		return all
	}
	return rapid.Permutation(all).Draw(t, "order")
}

// TestAddAllIsAdding compares adding at once, in runs and one by one with a map.
func TestAddAllIsAdding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := genHardChanges(t)
		of := map[annotations.Stamp]annotations.Change{}
		var wantErr error
		for _, c := range all {
			err := c.Check()
			if had, ok := of[c.Stamp]; err == nil && ok {
				if !had.Same(c) {
					err = &annotations.ConflictError{Stamp: c.Stamp}
				}
			} else if err == nil {
				of[c.Stamp] = c
			}
			if wantErr == nil {
				wantErr = err
			}
		}
		var want []annotations.Change
		for _, c := range of {
			want = append(want, c)
		}
		slices.SortFunc(want, func(a, b annotations.Change) int { return a.Stamp.Compare(b.Stamp) })

		whole, err := annotations.NewLog(all)
		var conflict, wantConflict *annotations.ConflictError
		switch errors.As(wantErr, &wantConflict) {
		case true:
			if !errors.As(err, &conflict) || *conflict != *wantConflict {
				t.Fatalf("NewLog: %v, want %v", err, wantErr)
			}
		default:
			if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
				t.Fatalf("NewLog: %v, want %v", err, wantErr)
			}
		}
		one, runs := &annotations.Log{}, &annotations.Log{}
		for _, c := range all {
			_, had := one.Find(c.Stamp)
			added, err := one.Add(c)
			if now, _ := one.Find(c.Stamp); added && (had || err != nil) || err == nil && !now.Same(c) {
				t.Fatalf("Add(%v) = %v, %v", c, added, err)
			}
		}
		for rest := all; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "run")
			before := runs.Len()
			if added, _ := runs.AddAll(rest[:n]); added != runs.Len()-before {
				t.Fatalf("AddAll took %d of %d changes, and says %d", runs.Len()-before, n, added)
			}
			rest = rest[n:]
		}
		for name, l := range map[string]*annotations.Log{"at once": whole, "one by one": one, "in runs": runs} {
			if diff := cmp.Diff(want, slices.Collect(l.Changes())); diff != "" {
				t.Fatalf("%s:\n%s", name, diff)
			}
			checkLog(t, l, want)
		}
	})
}

// checkLog compares what a log says of each annotation with its changes, which
// are in order.
func checkLog(t *rapid.T, l *annotations.Log, changes []annotations.Change) {
	if l.Len() != len(changes) || len(changes) > 0 && l.Top() != changes[len(changes)-1].Stamp {
		t.Fatalf("%d changes up to %v", l.Len(), l.Top())
	}
	last := map[annotations.AnnotationID]annotations.Change{}
	for _, c := range changes {
		id := c.Op.Of()
		var before annotations.Op = annotations.Drop{ID: id}
		if had, ok := last[id]; ok {
			before = had.Op
		}
		if diff := cmp.Diff(before, l.Before(id, c.Stamp)); diff != "" {
			t.Fatalf("before %v:\n%s", c.Stamp, diff)
		}
		last[id] = c
	}
	live := 0
	set := l.Replay()
	for id, c := range last {
		now, ok := l.Current(id)
		if diff := cmp.Diff(c, now); !ok || diff != "" {
			t.Fatalf("%v is now:\n%s", id, diff)
		}
		put, isPut := c.Op.(annotations.Put)
		e, ok := set.Get(id)
		if ok != isPut || ok && cmp.Diff(e, annotations.Entry{Annotation: put.Annotation, By: c.By, At: c.At, Stamp: c.Stamp}) != "" {
			t.Fatalf("the set has %v for %v", e, c)
		}
		if isPut {
			live++
		}
	}
	if set.Len() != live {
		t.Fatalf("%d annotations, want %d", set.Len(), live)
	}
}

package annotations

import (
	"fmt"
	"iter"
	"slices"
	"sort"
)

// Log is the set of all changes of one document, from which everything else
// follows. It only ever grows. The zero Log is empty and ready for use. Times
// come out of it as Moment gives them.
type Log struct {
	records []*record                // by stamp
	latest  map[AnnotationID]*record // of each annotation; those before it are chained to it
	shared  commons
}

// ConflictError says that two different changes bear one stamp: two writers
// counted under one replica ID, or a file was tampered with.
type ConflictError struct{ Stamp Stamp }

func (e *ConflictError) Error() string {
	return fmt.Sprintf("two different changes bear the stamp %v", e.Stamp)
}

// NewLog returns the log of these changes (see AddAll). It is there also beside
// an error, which is about the first change that it does not hold.
func NewLog(changes []Change) (*Log, error) {
	l := &Log{}
	_, err := l.AddAll(changes)
	return l, err
}

// Len is the number of changes.
func (l *Log) Len() int { return len(l.records) }

// Grow makes room for so many changes more.
func (l *Log) Grow(n int) {
	if l.latest == nil {
		l.latest = make(map[AnnotationID]*record, n)
	}
	l.records = slices.Grow(l.records, n)
}

// Top is the highest stamp in the log, zero when it is empty.
func (l *Log) Top() Stamp {
	if len(l.records) == 0 {
		return Stamp{}
	}
	return l.records[len(l.records)-1].stamp()
}

// Add takes a change into the log. It reports false when the log had it
// already, and fails with a *ConflictError when the log has another change
// under that stamp, which then stays.
func (l *Log) Add(c Change) (added bool, err error) {
	if n := len(l.records); n > 0 && l.records[n-1].compareStamp(c.Stamp) < 0 && c.Check() == nil {
		r := new(record)
		l.keep(r, &c)
		l.records = append(l.records, r)
		return true, nil
	}
	n, err := l.AddAll([]Change{c})
	return n == 1, err
}

// search returns the place of a stamp among records in the order of stamps.
func search(records []*record, s Stamp) (at int, found bool) {
	// Nearly every change is the newest one.
	if n := len(records); n == 0 || records[n-1].compareStamp(s) < 0 {
		return n, false
	}
	at = sort.Search(len(records), func(i int) bool { return records[i].compareStamp(s) >= 0 })
	return at, records[at].compareStamp(s) == 0
}

// Find returns the change with this stamp.
func (l *Log) Find(s Stamp) (Change, bool) {
	at, found := search(l.records, s)
	if !found {
		return Change{}, false
	}
	return l.records[at].change(), true
}

// Changes yields all changes in the order of their stamps.
func (l *Log) Changes() iter.Seq[Change] { return l.After(Stamp{}) }

// After yields the changes with higher stamps than this one, in their order.
func (l *Log) After(s Stamp) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		at, found := search(l.records, s)
		if found {
			at++
		}
		for _, r := range l.records[at:] {
			if !yield(r.change()) {
				return
			}
		}
	}
}

// Current returns the change that decides what an annotation now is.
func (l *Log) Current(id AnnotationID) (Change, bool) {
	r := l.latest[id]
	if r == nil {
		return Change{}, false
	}
	return r.change(), true
}

// Before returns the op that decided what an annotation was just before a
// stamp: Drop when it was not there. It takes a step for each later change of
// the annotation.
func (l *Log) Before(id AnnotationID, s Stamp) Op {
	r := l.latest[id]
	for r != nil && r.compareStamp(s) >= 0 {
		r = r.earlier
	}
	if r == nil {
		return Drop{id}
	}
	return r.op()
}

// ReplayTo returns the annotations that the log left when the change with this
// stamp was its last, in linear time.
func (l *Log) ReplayTo(s Stamp) Set {
	live := make([]*record, 0, len(l.latest))
	for _, r := range l.latest {
		for r != nil && r.compareStamp(s) > 0 {
			r = r.earlier
		}
		if r != nil && !r.common.drop {
			live = append(live, r)
		}
	}
	return setOf(live)
}

// Replay returns the annotations that the log leaves: of each annotation what
// the change with the highest stamp says.
func (l *Log) Replay() Set {
	live := make([]*record, 0, len(l.latest))
	for _, r := range l.latest {
		if !r.common.drop {
			live = append(live, r)
		}
	}
	return setOf(live)
}

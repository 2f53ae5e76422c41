package annotations

import (
	"fmt"
	"iter"
	"slices"
)

// Log is the set of all changes of one document, from which everything else
// follows. It only ever grows. The zero Log is empty and ready for use.
type Log struct {
	changes []*Change                  // by stamp
	of      map[AnnotationID][]*Change // those of each annotation, by stamp
}

// ConflictError says that two different changes bear one stamp: two writers
// counted under one replica ID, or a file was tampered with.
type ConflictError struct{ Stamp Stamp }

func (e *ConflictError) Error() string {
	return fmt.Sprintf("two different changes bear the stamp %v", e.Stamp)
}

// Len is the number of changes.
func (l *Log) Len() int { return len(l.changes) }

// Top is the highest stamp in the log, zero when it is empty.
func (l *Log) Top() Stamp {
	if len(l.changes) == 0 {
		return Stamp{}
	}
	return l.changes[len(l.changes)-1].Stamp
}

// Add takes a change into the log. It reports false when the log had it
// already, and fails with a *ConflictError when the log has another change
// under that stamp, which then stays.
func (l *Log) Add(c Change) (added bool, err error) {
	if err := c.Check(); err != nil {
		return false, err
	}
	at, found := search(l.changes, c.Stamp)
	if found {
		if !l.changes[at].Same(c) {
			return false, &ConflictError{c.Stamp}
		}
		return false, nil
	}
	if l.of == nil {
		l.of = make(map[AnnotationID][]*Change)
	}
	l.changes = slices.Insert(l.changes, at, &c)
	id := c.Op.Of()
	at, _ = search(l.of[id], c.Stamp)
	l.of[id] = slices.Insert(l.of[id], at, &c)
	return true, nil
}

func search(changes []*Change, s Stamp) (int, bool) {
	// Nearly every change is the newest one.
	if n := len(changes); n == 0 || changes[n-1].Stamp.Less(s) {
		return n, false
	}
	return slices.BinarySearchFunc(changes, s, func(c *Change, s Stamp) int { return c.Stamp.Compare(s) })
}

// Find returns the change with this stamp.
func (l *Log) Find(s Stamp) (Change, bool) {
	at, found := search(l.changes, s)
	if !found {
		return Change{}, false
	}
	return *l.changes[at], true
}

// Changes yields all changes in the order of their stamps.
func (l *Log) Changes() iter.Seq[Change] {
	return func(yield func(Change) bool) {
		for _, c := range l.changes {
			if !yield(*c) {
				return
			}
		}
	}
}

// Merge takes in all changes of another log. What the two logs hold together
// does not depend on the order of merging, nor on how often it is done.
func (l *Log) Merge(other *Log) error {
	for _, c := range other.changes {
		if _, err := l.Add(*c); err != nil {
			return err
		}
	}
	return nil
}

// Current returns the change that decides what an annotation now is.
func (l *Log) Current(id AnnotationID) (Change, bool) {
	of := l.of[id]
	if len(of) == 0 {
		return Change{}, false
	}
	return *of[len(of)-1], true
}

// Before returns the op that decided what an annotation was just before a
// stamp: Drop when it was not there.
func (l *Log) Before(id AnnotationID, s Stamp) Op {
	of := l.of[id]
	at, _ := search(of, s)
	if at == 0 {
		return Drop{id}
	}
	return of[at-1].Op
}

// Replay returns the annotations that the log leaves: of each annotation what
// the change with the highest stamp says.
func (l *Log) Replay() Set {
	entries := make([]Entry, 0, len(l.of))
	for _, of := range l.of {
		if e, ok := of[len(of)-1].entry(); ok {
			entries = append(entries, e)
		}
	}
	return NewSet(entries)
}

// entry is what a Put leaves in the set; ok is false for a Drop.
func (c *Change) entry() (Entry, bool) {
	put, ok := c.Op.(Put)
	return Entry{Annotation: put.Annotation, By: c.By, At: c.At, Stamp: c.Stamp}, ok
}

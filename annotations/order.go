package annotations

import "iter"

// Rank is the place of an annotation in text order, from 0.
func (s Set) Rank(id AnnotationID) (int, bool) {
	i := 0
	for e := range s.All() {
		if e.ID == id {
			return i, true
		}
		i++
	}
	return 0, false
}

// From yields the annotations in text order from the i-th on.
func (s Set) From(i int) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		n := 0
		for e := range s.All() {
			if n >= i && !yield(e) {
				return
			}
			n++
		}
	}
}

package annotations

import (
	"bytes"
	"cmp"
	"iter"
	"slices"

	"gloss/annotations/text"
)

// Set is the annotations of a document at one moment, as the screen shows and a
// dataset holds them. It is a value: Put and Drop return another Set and leave
// this one as it is, in O(log n). The zero Set is empty.
type Set struct {
	byPlace, byID treap
}

func placeOrder(a, b *item) int {
	return cmp.Or(
		a.span.Compare(b.span),
		bytes.Compare(a.entry.ID.UUID[:], b.entry.ID.UUID[:]),
		cmp.Compare(a.part, b.part),
	)
}

func idOrder(a, b *item) int {
	return bytes.Compare(a.entry.ID.UUID[:], b.entry.ID.UUID[:])
}

// NewSet returns the set of entries whose IDs all differ, in O(n log n). It
// keeps the slice.
func NewSet(entries []Entry) Set {
	places := make([]item, 0, len(entries))
	ids := make([]item, 0, len(entries))
	for i := range entries {
		places = appendPlaces(places, &entries[i])
		ids = append(ids, item{entry: &entries[i]})
	}
	slices.SortFunc(places, func(a, b item) int { return placeOrder(&a, &b) })
	slices.SortFunc(ids, func(a, b item) int { return idOrder(&a, &b) })
	return Set{
		byPlace: treap{order: placeOrder}.build(places),
		byID:    treap{order: idOrder}.build(ids),
	}
}

func appendPlaces(places []item, e *Entry) []item {
	if len(e.Target.Parts) == 0 {
		return append(places, item{span: nowhere, entry: e})
	}
	for i, p := range e.Target.Parts {
		places = append(places, item{span: p, entry: e, part: i})
	}
	return places
}

// Len is the number of annotations.
func (s Set) Len() int { return s.byID.len() }

// Get returns the annotation with this ID.
func (s Set) Get(id AnnotationID) (Entry, bool) {
	if s.byID.root == nil {
		return Entry{}, false
	}
	it := s.byID.find(&item{entry: &Entry{Annotation: Annotation{ID: id}}})
	if it == nil {
		return Entry{}, false
	}
	return *it.entry, true
}

// Put returns the set with this entry in place of the one with the same ID.
func (s Set) Put(e Entry) Set {
	s = s.Drop(e.ID)
	s.byPlace.order, s.byID.order = placeOrder, idOrder
	for _, it := range appendPlaces(nil, &e) {
		s.byPlace = s.byPlace.put(it)
	}
	s.byID = s.byID.put(item{entry: &e})
	return s
}

// Drop returns the set without the annotation with this ID.
func (s Set) Drop(id AnnotationID) Set {
	e, ok := s.Get(id)
	if !ok {
		return s
	}
	for _, it := range appendPlaces(nil, &e) {
		s.byPlace = s.byPlace.drop(it)
	}
	s.byID = s.byID.drop(item{entry: &e})
	return s
}

// Follow returns the set after the change that decides what an annotation now
// is (see Log.Current).
func (s Set) Follow(c Change) Set {
	if e, ok := c.entry(); ok {
		return s.Put(e)
	}
	return s.Drop(c.Op.Of())
}

// All yields the annotations in text order: those that are not in the text
// first, then by the start of their first part, outer before inner.
func (s Set) All() iter.Seq[Entry] {
	return entries(s.byPlace.all(), func(it *item) bool { return it.part == 0 })
}

// Overlapping yields the annotations that share text with the span, in text
// order, each once.
func (s Set) Overlapping(span text.Span) iter.Seq[Entry] {
	return entries(s.byPlace.overlapping(span), func(it *item) bool {
		// The first of its parts that shares text with the span.
		return it.part == 0 || it.entry.Target.Parts[it.part-1].End <= span.Start
	})
}

func entries(items iter.Seq[*item], first func(*item) bool) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for it := range items {
			if first(it) && !yield(*it.entry) {
				return
			}
		}
	}
}

// At returns the annotations that cover the character at an offset, the
// shortest first: the order in which clicks at one place take them.
func (s Set) At(at text.Byte) []Entry {
	found := slices.Collect(s.Overlapping(text.Span{Start: at, End: at + 1}))
	slices.SortStableFunc(found, func(a, b Entry) int { return shorter(&a, &b) })
	return found
}

// shorter orders what covers one place from the innermost outwards; of two
// annotations of equal length the younger is the inner one, as it was put on
// top of the other.
func shorter(a, b *Entry) int {
	x, _ := a.Target.Extent()
	y, _ := b.Target.Extent()
	return cmp.Or(
		cmp.Compare(x.Len(), y.Len()),
		b.Stamp.Compare(a.Stamp),
		bytes.Compare(a.ID.UUID[:], b.ID.UUID[:]),
	)
}

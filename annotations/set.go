package annotations

import (
	"iter"
	"math"
	"slices"
	"sort"

	"gloss/annotations/text"
)

// Set is the annotations of a document at one moment, as the screen shows and a
// dataset holds them. It is a value: Put and Drop return another Set and leave
// this one as it is. The zero Set is empty. Everything takes O(log n) unless it
// says otherwise.
//
// Annotations are in text order: those that are not in the text first, then by
// the start of their first part, outer before inner. The place of one among all
// is counted from 0; an annotation of several parts counts once.
type Set struct {
	places, ids *node
	shared      []*common // by the entries that were put last; never changed
}

// NewSet returns the set of entries whose IDs all differ, in linear time.
func NewSet(entries []Entry) Set {
	var shared commons
	room := make([]record, len(entries))
	live := make([]*record, len(entries))
	for i := range entries {
		room[i].common = shared.of(room[i].setEntry(&entries[i]))
		live[i] = &room[i]
	}
	return setOf(live)
}

func setOf(live []*record) Set {
	ids, places := make([]item, 0, len(live)), make([]item, 0, len(live))
	for _, r := range live {
		ids = append(ids, item{record: r})
		places = append(places, item{record: r})
		for part := 1; part < len(r.parts()); part++ {
			places = append(places, item{r, part})
		}
	}
	var room sortRoom
	byPlace.sort(places, &room)
	byID.sort(ids, &room)
	return Set{places: build(places), ids: build(ids)}
}

// Len is the number of annotations.
func (s Set) Len() int {
	if s.ids == nil {
		return 0
	}
	return s.ids.count
}

func (s Set) record(id AnnotationID) *record {
	it, _ := s.ids.find(byID, item{record: &record{id: id}})
	return it.record
}

// Get returns the annotation with this ID.
func (s Set) Get(id AnnotationID) (Entry, bool) {
	r := s.record(id)
	if r == nil {
		return Entry{}, false
	}
	return r.entry(), true
}

// Put returns the set with this entry in place of the one with the same ID. The
// time is kept as Moment gives it.
func (s Set) Put(e Entry) Set {
	r := new(record)
	s.shared = r.recall(s.shared, r.setEntry(&e))
	if old := s.record(e.ID); old != nil && !slices.Equal(old.parts(), r.parts()) {
		s = s.without(old) // else r takes its place
	}
	for part := range max(1, len(r.parts())) {
		s.places = s.places.put(byPlace, item{r, part})
	}
	s.ids = s.ids.put(byID, item{record: r})
	return s
}

// Drop returns the set without the annotation with this ID.
func (s Set) Drop(id AnnotationID) Set {
	if old := s.record(id); old != nil {
		return s.without(old)
	}
	return s
}

func (s Set) without(r *record) Set {
	for part := range max(1, len(r.parts())) {
		s.places = s.places.drop(byPlace, item{r, part})
	}
	s.ids = s.ids.drop(byID, item{record: r})
	return s
}

// Follow returns the set after the change that decides what an annotation now
// is (see Log.Current).
func (s Set) Follow(c Change) Set {
	if put, ok := c.Op.(Put); ok {
		return s.Put(Entry{Annotation: put.Annotation, By: c.By, At: c.At, Stamp: c.Stamp})
	}
	return s.Drop(c.Op.Of())
}

// All yields the annotations in text order.
func (s Set) All() iter.Seq[Entry] { return s.From(0) }

// From yields the annotations in text order, from the i-th on.
func (s Set) From(i int) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		s.places.from(i, func(it item) bool { return yield(it.entry()) })
	}
}

// Nth returns the i-th annotation in text order.
func (s Set) Nth(i int) (e Entry, ok bool) {
	if i < 0 {
		return e, false
	}
	s.places.from(i, func(it item) bool {
		e, ok = it.entry(), true
		return false
	})
	return e, ok
}

// Rank returns the place of an annotation in text order: Nth of it is the
// annotation.
func (s Set) Rank(id AnnotationID) (i int, ok bool) {
	r := s.record(id)
	if r == nil {
		return 0, false
	}
	return s.places.rank(item{record: r}), true
}

// After returns the place in text order of the first annotation that starts at
// an offset or after it.
func (s Set) After(at text.Byte) (i int, ok bool) {
	// Of what starts there the longest is the first.
	i = s.places.rank(item{record: &record{span: [1]text.Span{{Start: max(0, at), End: math.MaxInt}}}})
	return i, i < s.Len()
}

// Before returns the place in text order of the last annotation that ends at an
// offset or before it.
func (s Set) Before(at text.Byte) (i int, ok bool) {
	it, ok := s.places.ending(at)
	if !ok {
		return 0, false
	}
	return s.places.rank(it), true
}

// Overlapping yields the annotations that share text with the span, in text
// order, each once, in O(log n) for each.
func (s Set) Overlapping(span text.Span) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		s.places.overlapping(span, func(it item) bool {
			// Only the first of its parts that shares text with the span.
			return it.part > 0 && it.more.target.Parts[it.part-1].End > span.Start || yield(it.entry())
		})
	}
}

// At returns the annotations that cover the character at an offset, the
// shortest first: the order in which clicks at one place take them.
func (s Set) At(at text.Byte) []Entry {
	var found []item
	s.places.overlapping(text.Span{Start: at, End: at + 1}, func(it item) bool {
		found = append(found, it)
		return true
	})
	sort.Sort(innerFirst(found))
	var all []Entry
	for i, it := range found {
		if i == 0 || found[i-1].record != it.record {
			all = append(all, it.entry())
		}
	}
	return all
}

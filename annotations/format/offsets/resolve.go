package offsets

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"gloss/annotations"
	"gloss/annotations/format"
)

// Record is an item whose places are numbers still.
type Record struct {
	At   Place
	Item format.Item // its Entries without Parts
	// Claims has one element for each of the Entries.
	Claims []Claim
}

// Options of Resolve.
type Options struct {
	Prefer format.Unit // what the format counts, or the file says that it does
	// Among are the units that programs of this format count, with the end after
	// the span; nil for all, with the end included too.
	Among []format.Unit
	Same  func(quote, stretch string) bool
	// Hold is how many bytes of text may wait for proof: 16 MiB if zero.
	Hold int
}

// Resolve turns numbers into spans, one record after another. Each item that it
// yields is right in every way of counting that the quotes so far allow: where
// those differ, it holds the item until a later quote decides. What nothing
// decides is read as preferred, and the item says so in Unread; from then on
// that is the way the file counts. A quote that contradicts the ones before is
// the last error.
func Resolve(records iter.Seq2[Record, error], o Options) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		q := queue{finder: NewFinder(o.Prefer, o.Among...), yield: yield, hold: o.Hold}
		q.finder.Same = o.Same
		if q.hold == 0 {
			q.hold = 16 << 20
		}
		for rec, err := range records {
			if !q.add(rec, err) {
				return
			}
		}
		q.decide()
	}
}

// queue holds what waits for proof, and all that came after it.
type queue struct {
	finder  *Finder
	waiting []waiting
	bytes   int
	hold    int
	yield   func(format.Item, error) bool
}

type waiting struct {
	Record
	ruler *Ruler
	err   error
}

// add takes a record; false ends the reading.
func (q *queue) add(rec Record, err error) bool {
	w := waiting{Record: rec, err: err}
	if err == nil {
		w.ruler = NewRuler(rec.Item.Document.Text)
		for i, c := range rec.Claims {
			err := q.finder.Test(rec.At, w.ruler, c)
			var contradiction *Contradiction
			if errors.As(err, &contradiction) {
				if q.flush() {
					q.yield(format.Item{}, fmt.Errorf("%v: %w", rec.At, err))
				}
				return false
			}
			if err != nil {
				w.err = locate(rec, i, err)
				break
			}
		}
		q.bytes += len(rec.Item.Document.Text)
	}
	q.waiting = append(q.waiting, w)
	if !q.flush() {
		return false
	}
	return q.bytes <= q.hold || q.decide()
}

func locate(rec Record, entry int, err error) error {
	label := ""
	if entry < len(rec.Item.Entries) {
		label = string(rec.Item.Entries[entry].Label)
	}
	return &format.Error{File: rec.At.File, Line: rec.At.Line, Err: fmt.Errorf("annotation %d (%s): %w", entry+1, label, err)}
}

// flush yields from the front what is the same in every way that is possible.
func (q *queue) flush() bool {
	possible := q.finder.alive // a quote may still prove that ends are included
	n := 0
	for ; n < len(q.waiting); n++ {
		w := &q.waiting[n]
		if w.err == nil && !w.settled(possible) {
			break
		}
		if !q.emit(w, nil) {
			return false
		}
	}
	q.waiting = slices.Delete(q.waiting, 0, n)
	return true
}

// decide yields everything, as preferred where nothing is proved.
func (q *queue) decide() bool {
	for i := range q.waiting {
		w := &q.waiting[i]
		var unread []format.Unread
		if possible := q.finder.Possible(); w.err == nil && !w.settled(possible) {
			unread = []format.Unread{{
				File: w.At.File, Line: w.At.Line, Field: "offsets",
				Reason: fmt.Sprintf("they may count %s, and no quoted text tells which; read as %s", or(possible), possible[0]),
			}}
		}
		if w.err == nil {
			q.finder.commit(w)
		}
		if !q.emit(w, unread) {
			return false
		}
	}
	q.waiting = q.waiting[:0]
	return true
}

// commit rules out the ways in which a record that is yielded would have said
// something else.
func (f *Finder) commit(w *waiting) {
	left := slices.DeleteFunc(slices.Clone(f.alive), func(c Counting) bool {
		return !w.settled([]Counting{f.alive[0], c})
	})
	if len(left) < len(f.alive) {
		f.seen, f.alive = true, left
		f.ruled = append(f.ruled, ruling{w.At, left})
	}
}

// settled reports whether a record says the same in all these ways.
func (w *waiting) settled(possible []Counting) bool {
	others := make([]Counting, 0, len(possible))
	for _, c := range possible[1:] {
		if c.Inclusive != possible[0].Inclusive || !w.ruler.sames(c.Unit, possible[0].Unit) {
			others = append(others, c)
		}
	}
	if len(others) == 0 {
		return true
	}
	for _, c := range w.Claims {
		want, err := possible[0].Spans(w.ruler, c)
		for _, other := range others {
			got, otherErr := other.Spans(w.ruler, c)
			if (err == nil) != (otherErr == nil) || !slices.Equal(want, got) {
				return false
			}
		}
	}
	return true
}

func (q *queue) emit(w *waiting, unread []format.Unread) bool {
	q.bytes -= len(w.Item.Document.Text)
	if w.err != nil {
		return q.yield(format.Item{}, w.err)
	}
	it := w.Item
	it.Entries = slices.Clone(it.Entries)
	for i, c := range w.Claims {
		if len(c.Parts) == 0 {
			continue
		}
		spans, err := q.finder.Best().Spans(w.ruler, c)
		if err == nil {
			it.Entries[i].Target.Parts = spans
			err = check(it.Entries[i], w.ruler.Text())
		}
		if err != nil {
			return q.yield(format.Item{}, locate(w.Record, i, err))
		}
	}
	it.Unread = append(it.Unread, unread...)
	return q.yield(it, nil)
}

// trial stands for the ID that an annotation gets later.
var trial = annotations.NameID[annotations.Annotation](annotations.AnnotationID{}.UUID, "trial")

// check reports why an entry cannot stand in a text; an ID it gets later.
func check(e annotations.Entry, body string) error {
	if e.ID.IsZero() {
		e.ID = trial
	}
	return e.Check(body)
}

// Package follow teaches a model of package suggest what the logs of documents
// say, change by change: in the browser beside the page, on the server for a
// whole project. It knows changes by what they teach alone, so that the worker
// links neither JSON nor UUIDs.
package follow

import (
	"bytes"
	"errors"
	"slices"
	"strconv"

	"gloss/annotations/suggest"
)

// Follower teaches a model what the logs of documents say.
//
// Mostly nobody says in a log that a passage is finished. People read from the
// top, so all passages before the last one that somebody labelled or refused
// anything in count as finished; that one is open, and those behind it are
// unread. What one gesture labels all over a document, as all that reads the
// same, says nothing of what lies between. Who says that a passage or a document
// is through is believed.
type Follower struct {
	Model *suggest.Model
	of    map[suggest.DocumentID]*followed
	queue []lesson
}

// lesson is a passage that is to be learnt.
type lesson struct {
	id suggest.DocumentID
	of *followed
	n  int
}

// followed is a document and its log so far.
type followed struct {
	top     Stamp
	current map[ID]*Change
	again   map[ID]bool // what is current and was said before, just so
	in      [][]*Change // what is current in each passage, in text order
	read    int         // passages before the last one that was worked on
	through int         // how many say that the whole document is
}

// New returns a follower of logs of which nothing was seen yet.
func New(m *suggest.Model) *Follower {
	return &Follower{Model: m, of: map[suggest.DocumentID]*followed{}}
}

// Errors of Take.
var (
	// ErrOrder says that a change is earlier than one of the same document that
	// was followed: the model must be built again, with Rebuild.
	ErrOrder = errors.New("the change is earlier than one that was learnt")
	// ErrPlace says that a part of a change is not in the text.
	ErrPlace = errors.New("the span is not in the text")
)

// Open tells the model a document.
func (f *Follower) Open(id suggest.DocumentID, body string) {
	f.Model.Open(id, body)
	if f.of[id] == nil {
		f.of[id] = &followed{current: map[ID]*Change{}, again: map[ID]bool{}, in: make([][]*Change, len(f.Model.Passages(id)))}
	}
}

// Follow takes in a change and learns all that follows from it. The error is that
// of Take.
func (f *Follower) Follow(c *Change) error {
	if err := f.Take(c); err != nil {
		return err
	}
	for f.Learn() {
	}
	return nil
}

// Take takes in a change, whose document must be open; what follows from it waits
// for Learn. The error is ErrOrder or ErrPlace, and then nothing has happened. The
// change is kept, and is not to be changed.
func (f *Follower) Take(c *Change) error {
	d := f.of[c.Doc]
	if d == nil {
		return errors.New("follow: document " + c.Doc.String() + " is not open")
	}
	switch order := c.Stamp.Compare(d.top); {
	case order < 0:
		return ErrOrder
	case order == 0:
		return nil // known
	}
	end := f.Model.End(c.Doc)
	for _, p := range c.Parts {
		if p.Start < 0 || p.Start >= p.End || p.End > end {
			return ErrPlace
		}
	}
	d.top = c.Stamp
	was := d.through > 0
	var touched []int
	old := d.current[c.ID]
	if old != nil {
		touched = f.put(touched, d, old, false)
		delete(d.current, c.ID)
		delete(d.again, c.ID)
	}
	if c.Kind != Dropped {
		if old != nil && old.Kind == c.Kind && old.Label == c.Label && slices.Equal(old.Parts, c.Parts) {
			d.again[c.ID] = true
		}
		d.current[c.ID] = c
		touched = f.put(touched, d, c, true)
	}
	f.enqueue(d, c, touched, was != (d.through > 0))
	return nil
}

// put adds a change to the passages that it is about, or takes it from them, and
// appends their numbers. One that is about the whole document has none.
func (f *Follower) put(touched []int, d *followed, c *Change, in bool) []int {
	if len(c.Parts) == 0 && c.Kind == Through {
		if in {
			d.through++
		} else {
			d.through--
		}
	}
	passages := f.Model.Passages(c.Doc)
	for _, p := range c.Parts {
		for n := max(f.Model.PassageAt(c.Doc, p.Start), 0); n < len(passages) && passages[n].Start < p.End; n++ {
			if !passages[n].Overlaps(p) {
				continue
			}
			at := slices.Index(d.in[n], c)
			switch {
			case in && at < 0:
				d.in[n] = append(d.in[n], c)
			case !in && at >= 0:
				d.in[n] = slices.Delete(d.in[n], at, at+1)
			}
			touched = append(touched, n)
		}
	}
	return touched
}

// enqueue has the passages learnt that a change touched, and those that are
// finished, or no longer, with it: all that were not read when the whole document
// is, or is no longer.
func (f *Follower) enqueue(d *followed, c *Change, touched []int, whole bool) {
	from, to := d.read, d.read
	if !c.Further && c.Kind != Through {
		for _, n := range touched {
			to = max(to, n)
		}
	}
	d.read = to
	if whole {
		to = len(d.in)
	}
	for n := from; n < to; n++ {
		touched = append(touched, n)
	}
	slices.Sort(touched)
	for _, n := range slices.Compact(touched) {
		f.queue = append(f.queue, lesson{c.Doc, d, n})
	}
}

// Learn learns the next passage of those that wait, and reports whether there was
// one.
func (f *Follower) Learn() bool {
	if len(f.queue) == 0 {
		return false
	}
	l := f.queue[0]
	if f.queue = f.queue[1:]; len(f.queue) == 0 {
		f.queue = nil
	}
	if err := f.Model.Learn(l.id, l.n, f.passage(l.id, l.of, l.n).Evidence); err != nil {
		panic("passage " + strconv.Itoa(l.n) + " was there: " + err.Error())
	}
	return true
}

// Passage is what the log says of a passage.
type Passage struct {
	Document suggest.DocumentID
	Number   int
	suggest.Evidence
	// Confirmed tells of each mark whether somebody has said again that it is so.
	Confirmed []bool
}

// Passages are those that are finished or have marks, in the order of their
// documents.
func (f *Follower) Passages() (all []Passage) {
	ids := make([]suggest.DocumentID, 0, len(f.of))
	for id := range f.of {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b suggest.DocumentID) int { return bytes.Compare(a[:], b[:]) })
	for _, id := range ids {
		d := f.of[id]
		for n := range d.in {
			if p := f.passage(id, d, n); !p.Open || len(p.Marks) > 0 {
				all = append(all, p)
			}
		}
	}
	return all
}

// passage is what is known of a passage.
func (f *Follower) passage(id suggest.DocumentID, d *followed, n int) Passage {
	span := f.Model.Passages(id)[n]
	e := suggest.Evidence{Through: d.through > 0}
	confirmed := map[suggest.Mark]bool{}
	for _, c := range d.in[n] {
		if c.Kind == Through {
			e.Through = true
		}
		for _, p := range c.Parts {
			if !p.Overlaps(span) {
				continue
			}
			switch m := (suggest.Mark{Span: p, Label: c.Label}); c.Kind {
			case Labelled:
				e.Marks = append(e.Marks, m)
				confirmed[m] = confirmed[m] || d.again[c.ID]
			case Refused:
				e.Rejected = append(e.Rejected, m)
			}
		}
	}
	e.Open = n >= d.read && !e.Through
	slices.SortFunc(e.Marks, compareMarks)
	slices.SortFunc(e.Rejected, compareMarks)
	p := Passage{Document: id, Number: n, Evidence: e, Confirmed: make([]bool, len(e.Marks))}
	for i, m := range e.Marks {
		p.Confirmed[i] = confirmed[m]
	}
	return p
}

// compareMarks orders marks by place, then by label: the order in which they were
// made must not count, as it is not what is in the text.
func compareMarks(a, b suggest.Mark) int {
	if c := a.Span.Compare(b.Span); c != 0 {
		return c
	}
	switch {
	case a.Label < b.Label:
		return -1
	case a.Label > b.Label:
		return 1
	}
	return 0
}

// Document is a text and what the model calls it.
type Document struct {
	ID   suggest.DocumentID
	Text string
}

// Sort puts documents into the order in which a model is told them: one that does
// not depend on how they came.
func Sort(documents []Document) {
	slices.SortFunc(documents, func(a, b Document) int { return bytes.Compare(a.ID[:], b.ID[:]) })
}

// Resume returns a follower of a model that has learnt all that these changes say of
// these documents, which are open in it. body returns the text of one.
func Resume(m *suggest.Model, ids []suggest.DocumentID, body func(suggest.DocumentID) string, o *Order) *Follower {
	f := New(m)
	for _, id := range ids {
		f.Open(id, body(id))
	}
	for i := range o.Len() {
		_ = f.Take(o.Nth(i)) // what does not fit its text taught nothing
		f.queue = f.queue[:0]
	}
	return f
}

// Rebuild returns a follower of all these changes, in any order, of these
// documents (see Order). Following changes in that order one by one gives the
// same model. Changes that do not fit their text are left out.
func Rebuild(m *suggest.Model, documents []Document, changes []Change) (*Follower, error) {
	f := New(m)
	for _, d := range documents {
		f.Open(d.ID, d.Text)
	}
	var o Order
	o.Add(changes...)
	for i := range o.Len() {
		if err := f.Follow(o.Nth(i)); err != nil && err != ErrPlace {
			return nil, err
		}
	}
	return f, nil
}

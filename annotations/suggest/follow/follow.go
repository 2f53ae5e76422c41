// Package follow teaches a model of package suggest what the logs of documents
// say, in the browser beside the log, on the server for a whole project.
package follow

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"gloss/annotations"
	"gloss/annotations/suggest"
	"gloss/annotations/text"
)

// Follower teaches a model what the logs of documents say, change by change.
//
// Nobody says in a log that a passage is finished. People read from the top, so
// all passages before the last one that somebody labelled or rejected anything
// in count as finished; that one is open, and those behind it are unread. A
// document that is through has no unread ones: see Finish.
//
// A rejection is a step that puts an annotation and drops it again: so two verbs
// are enough for it, it is in nobody's set and no dataset, and to undo the step
// is to take the rejection back.
type Follower struct {
	Model *suggest.Model
	of    map[annotations.DocumentID]*followed
}

// followed is a document and its log so far.
type followed struct {
	log      annotations.Log
	set      annotations.Set
	finished int // so many passages
	refused  []refusal
	undoes   map[annotations.Stamp]annotations.Stamp // of the steps that are undos
}

type refusal struct {
	step annotations.Stamp
	mark suggest.Mark
	off  bool // taken back
}

// ID is what a model calls a document.
func ID(id annotations.DocumentID) suggest.DocumentID { return suggest.DocumentID(id.UUID) }

// Labels are the labels of a schema that are offered, for suggest.Options.
func Labels(schema annotations.Schema) (all []suggest.Named) {
	for _, l := range schema.Of(annotations.SpanLabel) {
		all = append(all, suggest.Named{Label: suggest.Label(l.ID), Name: l.Name})
	}
	return all
}

// New returns a follower of logs of which nothing was seen yet.
func New(m *suggest.Model) *Follower {
	return &Follower{m, map[annotations.DocumentID]*followed{}}
}

// ErrOrder says that a change is earlier than one of the same document that was
// followed: the model must be built again, with Rebuild.
var ErrOrder = errors.New("the change is earlier than one that was learnt")

// Open tells the model a document.
func (f *Follower) Open(id annotations.DocumentID, body string) {
	f.Model.Open(ID(id), body)
	if f.of[id] == nil {
		f.of[id] = &followed{undoes: map[annotations.Stamp]annotations.Stamp{}}
	}
}

// Follow takes in a change. Its document must be open. The error is ErrOrder, or
// says that the change does not fit its log or its text.
func (f *Follower) Follow(c annotations.Change) error {
	d := f.of[c.Doc]
	if d == nil {
		return fmt.Errorf("follow: document %v is not open", c.Doc)
	}
	if c.Stamp.Less(d.log.Top()) {
		return fmt.Errorf("follow: change %v: %w", c.Stamp, ErrOrder)
	}
	before, had := d.log.Current(c.Op.Of())
	if added, err := d.log.Add(c); err != nil || !added {
		return err
	}
	var touched []text.Span
	if had {
		touched = parts(touched, before.Op)
	}
	touched = parts(touched, c.Op)
	if c.Undoes.IsZero() {
		d.refuse(before, had, c)
	} else {
		touched = append(touched, d.takeBack(c)...)
	}
	d.set = d.set.Follow(c)
	return f.teach(c.Doc, d, touched)
}

// parts appends the stretches of text that an op is about.
func parts(spans []text.Span, op annotations.Op) []text.Span {
	if put, ok := op.(annotations.Put); ok {
		spans = append(spans, put.Annotation.Target.Parts...)
	}
	return spans
}

// refuse notes a rejection: what was put is dropped in the same step.
func (d *followed) refuse(before annotations.Change, had bool, c annotations.Change) {
	put, ok := before.Op.(annotations.Put)
	if _, drop := c.Op.(annotations.Drop); !had || !ok || !drop || before.Step != c.Step {
		return
	}
	for _, p := range put.Annotation.Target.Parts {
		d.refused = append(d.refused, refusal{step: c.Step, mark: suggest.Mark{Span: p, Label: suggest.Label(put.Annotation.Label)}})
	}
}

// takeBack follows an undo: of a rejection, or of the undo of one.
func (d *followed) takeBack(c annotations.Change) (touched []text.Span) {
	if _, again := d.undoes[c.Step]; again {
		return nil // a further change of the same step
	}
	d.undoes[c.Step] = c.Undoes
	step, off := c.Undoes, true
	for {
		inner, is := d.undoes[step]
		if !is {
			break
		}
		step, off = inner, !off
	}
	for i := range d.refused {
		if r := &d.refused[i]; r.step == step {
			r.off = off
			touched = append(touched, r.mark.Span)
		}
	}
	return touched
}

// teach has the passages learnt that a change touched, and those that are
// finished now that a later one is worked on.
func (f *Follower) teach(id annotations.DocumentID, d *followed, touched []text.Span) error {
	passages := f.Model.Passages(ID(id))
	var numbers []int
	last := d.finished
	for _, t := range touched {
		for n := max(f.Model.PassageAt(ID(id), t.Start), 0); n < len(passages) && passages[n].Start < t.End; n++ {
			numbers = append(numbers, n)
			last = max(last, n)
		}
	}
	for n := d.finished; n < last; n++ {
		numbers = append(numbers, n)
	}
	d.finished = last
	slices.Sort(numbers)
	for _, n := range slices.Compact(numbers) {
		if err := f.learn(id, d, n); err != nil {
			return err
		}
	}
	return nil
}

func (f *Follower) learn(id annotations.DocumentID, d *followed, n int) error {
	span := f.Model.Passages(ID(id))[n]
	e := suggest.Evidence{Open: n >= d.finished}
	for entry := range d.set.Overlapping(span) {
		for _, p := range entry.Target.Parts {
			if p.Overlaps(span) {
				e.Marks = append(e.Marks, suggest.Mark{Span: p, Label: suggest.Label(entry.Label)})
			}
		}
	}
	for _, r := range d.refused {
		if !r.off && r.mark.Overlaps(span) {
			e.Rejected = append(e.Rejected, r.mark)
		}
	}
	return f.Model.Learn(ID(id), n, e)
}

// Finish says that a document is through: what is not labelled in it is not to
// be. It is a call of the same kind as Follow, and Rebuild does not make it.
func (f *Follower) Finish(id annotations.DocumentID) error {
	d := f.of[id]
	if d == nil {
		return fmt.Errorf("follow: document %v is not open", id)
	}
	from := d.finished
	d.finished = len(f.Model.Passages(ID(id)))
	for n := from; n < d.finished; n++ {
		if err := f.learn(id, d, n); err != nil {
			return err
		}
	}
	return nil
}

// Rebuild returns a follower of all these changes, in any order, of these
// documents. Changes of one document are learnt in the order of their stamps,
// those of different ones by their times: whoever has the same logs gets the
// same model. Following changes in that order one by one gives it too.
func Rebuild(m *suggest.Model, documents []annotations.Document, changes []annotations.Change) (*Follower, error) {
	f := New(m)
	for _, d := range documents {
		f.Open(d.ID, d.Text)
	}
	for _, c := range inOrder(changes) {
		if err := f.Follow(c); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// inOrder sorts changes. A clock that went backwards does not set a change
// before an earlier one of its document.
func inOrder(changes []annotations.Change) []annotations.Change {
	type timed struct {
		annotations.Change
		at time.Time
	}
	all := make([]timed, len(changes))
	for i, c := range changes {
		all[i] = timed{c, c.At}
	}
	byDoc := func(a, b timed) int {
		return cmp.Or(bytes.Compare(a.Doc.UUID[:], b.Doc.UUID[:]), a.Stamp.Compare(b.Stamp))
	}
	slices.SortFunc(all, byDoc)
	for i := 1; i < len(all); i++ {
		if all[i].Doc == all[i-1].Doc && all[i].at.Before(all[i-1].at) {
			all[i].at = all[i-1].at
		}
	}
	slices.SortStableFunc(all, func(a, b timed) int { return cmp.Or(a.at.Compare(b.at), byDoc(a, b)) })
	sorted := make([]annotations.Change, len(all))
	for i := range all {
		sorted[i] = all[i].Change
	}
	return sorted
}

// Package simulate replays a labelled corpus as if an annotator worked through
// it with suggestions on, and counts gestures: what the evaluation of
// suggestions rests on.
package simulate

import (
	"fmt"
	"slices"
	"time"

	"gloss/annotations/suggest"
	"gloss/annotations/text"
)

// Document is a text with all its labels.
type Document struct {
	ID    suggest.DocumentID
	Text  string
	Marks []suggest.Mark
}

// Options of a run.
type Options struct {
	Suggest suggest.Options
	// Now tells a time that only goes up, for the durations in a Result; they
	// are zero without it.
	Now func() time.Duration
	// Windows are the numbers of passages at which the tagger is measured, on
	// the passages that follow; nil for the usual ones.
	Windows []int
	// Limit ends the run after so many passages, if it is not 0.
	Limit int
	// Test, if there are any, are documents on which the tagger is measured in
	// the end, as it then is and without a word about what is in them.
	Test []Document
}

// suggester is what proposes.
type suggester interface {
	Open(suggest.DocumentID, string)
	Passages(suggest.DocumentID) []text.Span
	Propose(suggest.DocumentID, int) ([]suggest.Proposal, error)
	Learn(suggest.DocumentID, int, suggest.Evidence) error
}

// passage is one step of a run.
type passage struct {
	doc      int
	number   int
	gold     []suggest.Mark // that begin in it
	evidence []suggest.Mark // that share text with it
}

// Run replays the documents in their order.
func Run(documents []Document, o Options) (*Result, error) {
	if o.Suggest.Costs == (suggest.Costs{}) {
		o.Suggest.Costs = suggest.DefaultCosts
	}
	if o.Now == nil {
		o.Now = func() time.Duration { return 0 }
	}
	r := &Result{Documents: len(documents)}
	start := o.Now()
	pool := suggest.NewPool(func(yield func(string) bool) {
		for _, d := range slices.Concat(documents, o.Test) {
			if !yield(d.Text) {
				return
			}
		}
	})
	r.PoolMS = float64(o.Now()-start) / 1e6
	model := suggest.New(pool, o.Suggest)
	steps := plan(documents)
	if o.Limit > 0 && len(steps) > o.Limit {
		steps = steps[:o.Limit]
	}
	r.Sentences = len(steps)
	learned := &run{suggester: model, documents: documents, steps: steps, costs: o.Suggest.Costs, now: o.Now}
	windows := o.Windows
	if windows == nil {
		windows = []int{50, 100, 200, 500, 1000, 2000, 3000, 5000, 10000}
	}
	if err := learned.all(func(done int) error { return measure(r, model, learned, windows, done) }); err != nil {
		return nil, err
	}
	remembered := &run{suggester: suggest.NewRecall(), documents: documents, steps: steps, costs: o.Suggest.Costs, now: o.Now}
	if err := remembered.all(nil); err != nil {
		return nil, err
	}
	r.sum(learned, remembered, model)
	if len(o.Test) > 0 {
		t, err := frozen(model, o.Test, plan(o.Test))
		if err != nil {
			return nil, err
		}
		r.Test = &Score{t.precision(), t.recall(), t.f1()}
	}
	return r, nil
}

// plan lists the passages of documents.
func plan(documents []Document) (steps []passage) {
	for i, d := range documents {
		for n, sp := range suggest.Passages(d.Text) {
			p := passage{doc: i, number: n, evidence: within(d.Marks, sp)}
			for _, m := range p.evidence {
				if m.Start >= sp.Start {
					p.gold = append(p.gold, m)
				}
			}
			steps = append(steps, p)
		}
	}
	return steps
}

// run is one way through the corpus.
type run struct {
	suggester
	documents []Document
	steps     []passage
	costs     suggest.Costs
	now       func() time.Duration

	tallies    []tally // of each step
	tag, learn []time.Duration
}

func (r *run) all(before func(done int) error) error {
	for i, s := range r.steps {
		d := r.documents[s.doc]
		r.Open(d.ID, d.Text)
		if before != nil {
			if err := before(i); err != nil {
				return err
			}
		}
		start := r.now()
		shown, err := r.Propose(d.ID, s.number)
		tagged := r.now()
		if err != nil {
			return fmt.Errorf("document %d: %w", s.doc+1, err)
		}
		t := annotate(s.gold, shown, r.costs)
		e := suggest.Evidence{Marks: s.evidence}
		for _, p := range shown {
			if !slices.ContainsFunc(s.evidence, func(m suggest.Mark) bool { return m.Overlaps(p.Span) }) {
				e.Rejected = append(e.Rejected, p.Mark)
			}
		}
		again := r.now()
		if err := r.Learn(d.ID, s.number, e); err != nil {
			return fmt.Errorf("document %d: %w", s.doc+1, err)
		}
		r.learn = append(r.learn, r.now()-again)
		r.tag = append(r.tag, tagged-start)
		r.tallies = append(r.tallies, t)
	}
	return nil
}

func (r *run) sumOf(from, to int) (t tally) {
	for _, x := range r.tallies[from:min(to, len(r.tallies))] {
		t.add(x)
	}
	return t
}

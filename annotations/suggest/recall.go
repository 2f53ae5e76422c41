package suggest

import (
	"slices"

	"gloss/annotations/text"
)

// Recall proposes nothing but remembered strings: the longest at each place that
// was labelled at least every second time. It is what a Model is measured
// against.
type Recall struct{ model *Model }

// NewRecall returns one that remembers nothing yet.
func NewRecall() *Recall {
	empty := NewPool(slices.Values([]string(nil)))
	return &Recall{New(empty, Options{Slots: 1})}
}

// Open tells it a text.
func (r *Recall) Open(id DocumentID, body string) { r.model.Open(id, body) }

// Passages returns the passages of a document.
func (r *Recall) Passages(id DocumentID) []text.Span { return r.model.Passages(id) }

// Propose returns the remembered strings of a passage.
func (r *Recall) Propose(id DocumentID, n int) ([]Proposal, error) {
	_, s, err := r.model.study(id, n)
	if err != nil {
		return nil, err
	}
	occ := r.model.memory.find(s.passage, nil, nil)
	var all []Proposal
	for i, end := 0, 0; i < len(occ); i++ {
		o := &occ[i]
		if o.from < end {
			continue
		}
		for j := i; j < len(occ) && occ[j].from == o.from; j++ {
			if occ[j].share() >= 0.5 {
				end = occ[j].to
				i = j
			}
		}
		if o = &occ[i]; o.to != end || o.share() < 0.5 {
			continue
		}
		class, n, _ := o.best()
		all = append(all, Proposal{
			Mark:  Mark{s.spanOf(o.from, o.to), r.model.classes.all[class].label},
			Right: o.share(), Nothing: 1 - o.share(), Sure: float64(n) / float64(max(o.seen, 1)),
		})
	}
	return all, nil
}

// Learn remembers what a passage holds.
func (r *Recall) Learn(id DocumentID, n int, e Evidence) error {
	d, s, err := r.model.study(id, n)
	if err != nil {
		return err
	}
	r.model.lessons++
	s.marks = r.model.heights(s.passage, e.Marks)
	s.lesson = &lesson{number: int32(r.model.lessons), doc: d.number, marks: s.marks}
	r.model.memory.learn(s.passage, s.lesson, 1)
	return nil
}

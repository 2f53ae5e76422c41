package suggest

import (
	"slices"
)

// Propose returns what is worth proposing in a passage, in text order: nothing in
// one that is through, nothing that shares text with a mark of the same layer,
// nothing that was rejected there, and nothing of a label whose proposals do not
// pay. In a finished passage that is only what is rather labelled than not although
// it was left alone. It does not change the model.
func (m *Model) Propose(id DocumentID, n int) ([]Proposal, error) {
	d, s, err := m.study(id, n)
	if err != nil || s.said.Through {
		return nil, err
	}
	all := m.propose(d, s, true)
	if s.lesson != nil && !s.said.Open {
		all = slices.DeleteFunc(all, func(p Proposal) bool { return p.Score() < likelier })
	}
	return all, nil
}

// likelier is the score of what is rather labelled than not.
const likelier = 0.5

func (m *Model) propose(d *document, s *studied, payingOnly bool) []Proposal {
	m.look(d, s)
	var all []Proposal
	for _, i := range m.pick(s, m.pay.margin(), payingOnly) {
		all = append(all, m.proposal(s, &m.cands[i]))
	}
	slices.SortFunc(all, func(a, b Proposal) int { return a.Span.Compare(b.Span) })
	return all
}

// Paused are the labels whose last proposals cost more than they saved, in the
// order in which they were met: none of them is proposed for now.
func (m *Model) Paused() (labels []Label) {
	for class := range m.classes.all {
		if m.pay.off(class) {
			labels = append(labels, m.classes.all[class].label)
		}
	}
	return labels
}

func (m *Model) proposal(s *studied, k *candidate) Proposal {
	return Proposal{
		Mark:  Mark{s.spanOf(k.from, k.to), m.classes.all[k.class].label},
		Right: k.right, Nothing: k.nothing, Sure: k.own / max(k.raw, 1e-9), Gain: m.options.Costs.gain(k),
	}
}

// pick chooses candidates layer by layer; of two with the same span in
// different layers the better one.
func (m *Model) pick(s *studied, margin float64, payingOnly bool) []int {
	m.chosen = m.chosen[:0]
	for layer := range m.tagger.layers {
		for _, i := range choose(m.cands, func(k *candidate) float64 {
			if k.layer != layer || payingOnly && m.pay.off(k.class) && !k.trusted || s.settled(k, &m.classes) {
				return 0
			}
			if k.trusted {
				return m.options.Costs.gain(k)
			}
			return m.options.Costs.gain(k) - margin
		}) {
			k := &m.cands[i]
			twin := slices.IndexFunc(m.chosen, func(j int) bool { return m.cands[j].from == k.from && m.cands[j].to == k.to })
			switch {
			case twin < 0:
				m.chosen = append(m.chosen, i)
			case m.options.Costs.gain(k) > m.options.Costs.gain(&m.cands[m.chosen[twin]]):
				m.chosen[twin] = i
			}
		}
	}
	return m.chosen
}

// settled reports whether people have already said what a candidate is.
func (s *studied) settled(k *candidate, c *classes) bool {
	for _, o := range s.marks {
		if o.from < k.to && k.from < o.to && (c.all[o.class].layer == k.layer || o.from == k.from && o.to == k.to) {
			return true
		}
	}
	for _, r := range s.said.Rejected {
		if sp := s.spanOf(k.from, k.to); r.Span == sp {
			return true
		}
	}
	return false
}

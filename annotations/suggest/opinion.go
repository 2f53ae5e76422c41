package suggest

import "gloss/annotations/text"

// Opinion is what a model thinks of a mark in a passage that it has not learnt.
type Opinion struct {
	// Chance is the probability that somebody labels just this span with just this
	// label, Nothing that nothing at all is labelled there.
	Chance, Nothing float64
	// The string was seen so often, and so often it had this label, and that which
	// it had most.
	Seen, Same, Most int
	Usual            Label
}

// Opinions says what the model thinks of marks in a passage. It does not change the
// model. The error is that of Propose.
func (m *Model) Opinions(id DocumentID, n int, marks []Mark) ([]Opinion, error) {
	d, s, err := m.study(id, n)
	if err != nil {
		return nil, err
	}
	m.look(d, s)
	all := make([]Opinion, len(marks))
	for i, k := range marks {
		from, to, ok := s.snap(k.Span)
		if !ok {
			continue
		}
		o := &all[i]
		o.Nothing = 1
		for j := range m.cands {
			c := &m.cands[j]
			if c.from >= to || from >= c.to {
				continue
			}
			o.Nothing = min(o.Nothing, c.nothing)
			if c.from == from && c.to == to && m.classes.all[c.class].label == k.Label {
				o.Chance = max(o.Chance, m.proposal(s, c).Score())
			}
		}
		for j := range m.occ {
			if c := &m.occ[j]; c.from == from && c.to == to && c.is == noPattern {
				o.count(c.counts(), &m.classes, k.Label)
			}
		}
	}
	return all, nil
}

// count takes in how a string was labelled, under a label at whichever height.
func (o *Opinion) count(t *tally, c *classes, label Label) {
	of := map[Label]int{}
	for l := range t.all {
		of[c.all[l.class].label] += int(l.n)
	}
	o.Seen, o.Same = int(t.seen), of[label]
	for i := range c.all { // in the order of the classes, not of the map
		if n := of[c.all[i].label]; n > o.Most {
			o.Most, o.Usual = n, c.all[i].label
		}
	}
}

// Tokens returns the tokens of a passage, nil for one that is not there.
func (m *Model) Tokens(id DocumentID, n int) []text.Span {
	d := m.documents[id]
	if d == nil || n < 0 || n >= len(d.spans) {
		return nil
	}
	return d.tokensOf(n)
}

// Text returns the text of a document that is open.
func (m *Model) Text(id DocumentID) string {
	if d := m.documents[id]; d != nil {
		return d.body
	}
	return ""
}

// Doubt is how undecided the model is about a passage: one for each span that it
// holds for as likely as not, less for those that it is surer of. The error is that
// of Propose.
func (m *Model) Doubt(id DocumentID, n int) (float64, error) {
	d, s, err := m.study(id, n)
	if err != nil {
		return 0, err
	}
	m.look(d, s)
	sum := 0.0
	for i := range m.cands {
		k := &m.cands[i]
		if !s.settled(k, &m.classes) {
			sum += float64(4 * k.right * (1 - k.right))
		}
	}
	return sum, nil
}

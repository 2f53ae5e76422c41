package suggest

import (
	"slices"
	"unsafe"
)

// Tag returns the annotations that a passage most likely has, as a tagger that
// nobody corrects would give them: spans with a label that it has with a
// probability of more than two in five. It does not change the model.
func (m *Model) Tag(id DocumentID, n int) ([]Proposal, error) {
	d, s, err := m.study(id, n)
	if err != nil {
		return nil, err
	}
	m.look(d, s)
	var all []Proposal
	for layer := range m.tagger.layers {
		for _, i := range choose(m.cands, func(k *candidate) float64 {
			if k.layer != layer || s.settled(k, &m.classes) {
				return 0
			}
			return k.right*k.own/max(k.raw, 1e-9) - 0.4
		}) {
			k := &m.cands[i]
			all = append(all, m.proposal(s, k))
		}
	}
	slices.SortFunc(all, func(a, b Proposal) int { return a.Span.Compare(b.Span) })
	return all, nil
}

// Bytes is about what the model needs in memory, without the texts, the pool
// and the passages that wait to be learnt again.
func (m *Model) Bytes() int {
	n := 4 * (len(m.tagger.table.weights) + len(m.tagger.table.squares))
	for _, l := range m.tagger.layers {
		n += 4 * 3 * (len(l.steps.w) + len(l.inner.w))
	}
	n += 2 * 2 * 4 * wholeSlots
	n += int(unsafe.Sizeof(m.right) + unsafe.Sizeof(m.nothing))
	return n
}

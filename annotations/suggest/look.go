package suggest

import (
	"slices"
)

// look finds the candidates of a passage.
func (m *Model) look(d *document, s *studied) {
	if m.last == s && m.stamp == m.lessons {
		return
	}
	m.last, m.stamp = s, m.lessons
	m.pats = match(s.passage, m.pats[:0])
	m.occ = m.memory.find(s.passage, m.pats, m.occ[:0])
	m.extract.extract(s.passage, &m.memory, m.occ, m.pats, d.number)
	m.tagger.tag(evidence{m.extract.rows, m.extract.ends})
	m.cands = m.cands[:0]
	for k, l := range m.tagger.layers {
		m.cands = m.tagger.lattice[k].candidates(l, m.cands)
	}
	m.recall()
	share := float64(m.taught) / float64(m.taught+wholeHalf)
	m.right.whole.share, m.nothing.whole.share = share, share
	for i := range m.cands {
		k := &m.cands[i]
		k.inputs(d.number)
		m.extract.wholeRows(s.passage, k)
		k.right = m.right.predict(k)
		k.nothing = m.nothing.predict(k)
	}
}

// recall adds the remembered strings to the candidates.
func (m *Model) recall() {
	for i := range m.occ {
		o := &m.occ[i]
		t := o.counts()
		class, n, all := t.best()
		if class < 0 {
			continue
		}
		layer := m.classes.all[class].layer
		at := slices.IndexFunc(m.cands, func(k candidate) bool {
			return k.layer == layer && k.from == o.from && k.to == o.to
		})
		if at < 0 {
			if float64(all) < 0.3*float64(t.seen) {
				continue
			}
			a, l := &m.tagger.lattice[layer], m.tagger.layers[layer]
			k := candidate{from: o.from, to: o.to, layer: layer, class: class, empty: float64(a.nothing(l, o.from, o.to))}
			k.raw = float64(a.chance(l, slices.Index(l.classes, class), o.from, o.to))
			k.own = k.raw
			m.cands = append(m.cands, k)
			at = len(m.cands) - 1
		}
		if f := m.trust(o, t); f > m.cands[at].raw {
			k := &m.cands[at]
			k.raw, k.own, k.class = f, f, class
			k.empty = min(k.empty, 1-f)
			k.trusted = true
		}
		if k := &m.cands[at]; k.string == nil || k.source.is != noPattern {
			k.string, k.source = t, o
			if k.raw < 0.02 && n > 0 {
				k.class = class
			}
		}
	}
}

// trust is how likely a remembered string is to be labelled again, as long as the
// chains have seen little: they begin with the belief that nothing is labelled. A
// single word in small letters is not trusted.
func (m *Model) trust(o *occurrence, t *tally) float64 {
	if o.is != noPattern || t.share() < 0.8 {
		return 0
	}
	if o.to-o.from == 1 {
		switch m.last.tokens[o.from].shape.kind {
		case upper, mixed, alnum:
		case capital, initial, uncased:
			if o.from == 0 {
				return 0
			}
		default:
			return 0
		}
	}
	return 0.75 * float64(exp(float32(-float64(m.taught)/30)))
}

// likely is the smallest probability of a candidate of a chain.
const likely = 0.02

// candidates appends the spans that a chain holds for likely.
func (a *lattice) candidates(l *layer, all []candidate) []candidate {
	first := len(all)
	add := func(k, from, to int, p float32) {
		for i := first; i < len(all); i++ {
			c := &all[i]
			if c.from == from && c.to == to {
				c.raw += float64(p)
				if float64(p) > c.own {
					c.class, c.own = l.classes[k], float64(p)
				}
				return
			}
		}
		all = append(all, candidate{
			from: from, to: to, layer: l.index, class: l.classes[k], raw: float64(p), own: float64(p),
			empty: float64(a.nothing(l, from, to)),
		})
	}
	for i := range a.n {
		for k := range l.classes {
			y := 1 + tagsOfClass*k
			p := a.p[i*a.tags+y : i*a.tags+y+tagsOfClass]
			if p[tagSingle] > likely {
				add(k, i, i+1, p[tagSingle])
			}
			if p[tagBegin] <= likely {
				continue
			}
			in := l.eInner[4*(k+1) : 4*(k+1)+4]
			f := a.forward[i*a.tags+y+tagBegin] / a.z
			for j := i + 1; j < a.n; j++ {
				e, b := a.emit[j*a.tags+y:][:tagsOfClass], a.back[j*a.tags+y:][:tagsOfClass]
				inside, end := in[2], in[3]
				if j == i+1 {
					inside, end = in[0], in[1]
				}
				if p := f * end * e[tagEnd] * a.scale[j] * b[tagEnd]; p > likely {
					add(k, i, j+1, p)
				}
				f *= inside * e[tagInside] * a.scale[j]
				if f*b[tagInside] < likely {
					break
				}
			}
		}
	}
	return all
}

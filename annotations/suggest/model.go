package suggest

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations/text"
)

// DocumentID and Label name documents and labels. They are those of package
// annotations, which itself would weigh more in a worker than all of this one:
// it has JSON and UUIDs in it.
type (
	DocumentID [16]byte
	Label      string
)

// String returns the ID in hexadecimal digits.
func (id DocumentID) String() string {
	const digits = "0123456789abcdef"
	s := make([]byte, 0, 2*len(id))
	for _, b := range id {
		s = append(s, digits[b>>4], digits[b&15])
	}
	return string(s)
}

// Named is a label with its name for people.
type Named struct {
	Label Label
	Name  string
}

// Options say how a model learns. The zero value is made the default by New.
type Options struct {
	// Labels are those of the project, as far as they are known; others are
	// met as they come. Their names tell which patterns they are about.
	Labels []Named
	Costs  Costs
	// Slots is the size of the table of weights, 8 bytes each.
	Slots int
	// Replays is how many earlier passages are learnt again with each new one,
	// and Visits how often a passage is learnt at most, the first time included.
	Replays, Visits int
	Seed            uint64
}

// Defaults of Options.
const (
	DefaultSlots   = 1<<18 - 3<<12 // two megabytes
	DefaultReplays = 7
	DefaultVisits  = 7
)

// Mark is a labelled stretch of a text. An annotation of several parts is a
// mark for each of them.
type Mark struct {
	text.Span
	Label Label
}

// Evidence is what people say of one passage.
type Evidence struct {
	Marks    []Mark // what is labelled
	Rejected []Mark // what was proposed and refused
	// Open says that the passage is not finished: what is labelled counts, what
	// is not does not yet.
	Open bool
	// Through says that somebody has said so: then nothing more is proposed.
	Through bool
}

// Proposal is a span that may be worth a label.
type Proposal struct {
	Mark
	// Right is the probability that somebody labels exactly this span, under
	// this label or another; Nothing, that nothing at all is labelled there.
	Right, Nothing float64
	// Sure is the part of Right that is of this label.
	Sure float64
	// Gain is what showing it is expected to save, in gestures.
	Gain float64
}

// Score is the probability that the span has this very label.
func (p Proposal) Score() float64 { return p.Right * p.Sure }

// Model learns the labels of a project. New makes one.
type Model struct {
	options Options
	pool    *Pool
	memory  memory
	classes classes
	tagger  tagger
	extract extractor
	right   calibrator
	nothing calibrator
	pay     pay

	documents map[DocumentID]*document
	lessons   int // so many were learnt
	taught    int // finished passages with marks
	replays   []*studied
	random    random
	used      []evidence // buffers of passages that are through
	flat      []mark
	examples  []exampleRing // of each class

	occ    []occurrence
	pats   []found
	last   *studied // the passage whose candidates are in cands
	stamp  int      // what was known then
	cands  []candidate
	chosen []int
}

type document struct {
	number   int
	body     string
	spans    []text.Span   // of the passages
	tokens   [][]text.Span // of each
	passages []*studied    // nil where nobody asked
}

// studied is a passage with what is known of it.
type studied struct {
	*passage
	evidence Evidence
	lesson   *lesson // what the memory counted, nil if nothing
	marks    []mark
	rows     evidence
	visits   int
}

// New returns a model that has learnt nothing yet. The pool may be empty but
// not nil.
func New(pool *Pool, o Options) *Model {
	if o.Costs == (Costs{}) {
		o.Costs = DefaultCosts
	}
	o.Slots = max(cmp.Or(o.Slots, DefaultSlots), 2*rowLimit)
	o.Replays = cmp.Or(o.Replays, DefaultReplays)
	o.Visits = cmp.Or(o.Visits, DefaultVisits)
	m := &Model{
		options: o, pool: pool, memory: newMemory(),
		documents: map[DocumentID]*document{},
		random:    random(o.Seed<<1*0x9e3779b97f4a7c15 | 1),
	}
	m.tagger.table = newTable(o.Slots)
	m.tagger.random = random(o.Seed<<1 ^ 0x2545f4914f6cdd1d | 1)
	m.extract = extractor{table: m.tagger.table, pool: pool}
	m.right, m.nothing = newCalibrators()
	m.memory.expect()
	for _, l := range o.Labels {
		c, _ := m.classes.of(l.Label, 0)
		if c >= 0 {
			m.memory.credit(c, strings.ToLower(l.Name))
		}
	}
	m.tagger.relayer(&m.classes)
	return m
}

// Open tells the model a text. It learns nothing from that. A document that is
// open stays as it is.
func (m *Model) Open(id DocumentID, body string) {
	if m.documents[id] != nil {
		return
	}
	d := &document{number: len(m.documents), body: body, tokens: passages(body)}
	d.passages = make([]*studied, len(d.tokens))
	for _, p := range d.tokens {
		d.spans = append(d.spans, text.Span{Start: p[0].Start, End: p[len(p)-1].End})
	}
	m.documents[id] = d
}

// Passages returns the passages of a document, nil for one that is not open.
func (m *Model) Passages(id DocumentID) []text.Span {
	if d := m.documents[id]; d != nil {
		return d.spans
	}
	return nil
}

// End is the length of a document that is open, else 0.
func (m *Model) End(id DocumentID) text.Byte {
	if d := m.documents[id]; d != nil {
		return text.Byte(len(d.body))
	}
	return 0
}

// PassageAt returns the number of the passage that holds an offset, or else of
// the one before it; -1 if there is none.
func (m *Model) PassageAt(id DocumentID, at text.Byte) int {
	spans := m.Passages(id)
	n, _ := slices.BinarySearchFunc(spans, at, func(s text.Span, at text.Byte) int {
		if s.Start <= at {
			return -1
		}
		return 1
	})
	return n - 1
}

// study returns a passage of a document.
func (m *Model) study(id DocumentID, n int) (*document, *studied, error) {
	d := m.documents[id]
	if d == nil {
		return nil, nil, errors.New("suggest: document " + id.String() + " is not open")
	}
	if n < 0 || n >= len(d.spans) {
		return nil, nil, errors.New("suggest: document " + id.String() + " has no passage " + strconv.Itoa(n) + " of " + strconv.Itoa(len(d.spans)))
	}
	if d.passages[n] == nil {
		d.passages[n] = &studied{passage: newPassage(d.body, d.tokens[n], m.pool)}
	}
	return d, d.passages[n], nil
}

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

// Propose returns what is worth proposing in a passage, in text order: nothing in
// one that is through, nothing that shares text with a mark of the same layer,
// nothing that was rejected there, and nothing of a label whose proposals do not
// pay. In a finished passage that is only what is rather labelled than not although
// it was left alone. It does not change the model.
func (m *Model) Propose(id DocumentID, n int) ([]Proposal, error) {
	d, s, err := m.study(id, n)
	if err != nil || s.evidence.Through {
		return nil, err
	}
	all := m.propose(d, s, true)
	if s.lesson != nil && !s.evidence.Open {
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

// Learnt is how many passages were learnt, some of them again.
func (m *Model) Learnt() int { return m.lessons }

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
	for _, r := range s.evidence.Rejected {
		if sp := s.spanOf(k.from, k.to); r.Span == sp {
			return true
		}
	}
	return false
}

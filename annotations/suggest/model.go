package suggest

import (
	"cmp"
	"encoding/binary"
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
	atHand []*studied // whose tokens are kept: a ring, of so many
	most   int
	next   int // that lets go of its tokens

	last   *studied // the passage whose candidates are in cands
	stamp  int      // what was known then
	cands  []candidate
	chosen []int
}

type document struct {
	number   int32
	body     string
	spans    []text.Span // of the passages
	tokens   []byte      // of all of them: how far behind the one before each starts, and its length, as varints
	ends     []int32     // where the tokens of each end
	passages []*studied  // nil where nobody asked
}

// tokensAtHand is of how many passages the tokens are kept. They take more room than
// all else that is known of a passage, and are read again in a moment.
const tokensAtHand = 128

// studied is a passage with what is known of it.
type studied struct {
	*passage          // nil while it is not at hand
	said     Evidence // what was said of it, but for the marks
	lesson   *lesson  // what the memory counted, nil if nothing
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
		options: o, pool: pool, memory: newMemory(), most: tokensAtHand,
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
	d := &document{number: int32(len(m.documents)), body: body}
	for p := range passages(body) {
		end := p[0].Start
		for _, t := range p {
			d.tokens = binary.AppendUvarint(d.tokens, uint64(t.Start-end))
			d.tokens = binary.AppendUvarint(d.tokens, uint64(t.End-t.Start))
			end = t.End
		}
		d.ends = append(d.ends, int32(len(d.tokens)))
		d.spans = append(d.spans, text.Span{Start: p[0].Start, End: end})
	}
	d.tokens = slices.Clone(d.tokens) // with no room to grow
	d.passages = make([]*studied, len(d.spans))
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
	s := d.passages[n]
	if s == nil {
		s = &studied{}
		d.passages[n] = s
	}
	if s.passage == nil {
		s.passage = newPassage(d.body, d.tokensOf(n), m.pool)
		if len(m.atHand) < m.most {
			m.atHand = append(m.atHand, s)
		} else {
			m.atHand[m.next].passage, m.atHand[m.next] = nil, s
			m.next = (m.next + 1) % m.most
		}
	}
	return d, s, nil
}

func (d *document) tokensOf(n int) (tokens []text.Span) {
	first := int32(0)
	if n > 0 {
		first = d.ends[n-1]
	}
	at, left := d.spans[n].Start, d.tokens[first:d.ends[n]]
	tokens = make([]text.Span, 0, len(left)/2) // each takes two bytes at least
	for len(left) > 0 {
		gap, size := binary.Uvarint(left)
		length, more := binary.Uvarint(left[size:])
		left = left[size+more:]
		at += text.Byte(gap)
		tokens = append(tokens, text.Span{Start: at, End: at + text.Byte(length)})
		at += text.Byte(length)
	}
	return tokens
}

// Learnt is how many passages were learnt, some of them again.
func (m *Model) Learnt() int { return m.lessons }

package suggest

import (
	"slices"

	"gloss/annotations/text"
)

// Reason says why a proposal was made, in terms of what people did. Of its parts
// the first that is there is the one to show; Known goes with Like.
type Reason struct {
	// Seen is how often the string was labelled as it is proposed, of all the
	// times it occurred in what was read.
	Seen, Of int
	// Pattern names what the span is by its form: "percentage".
	Pattern string
	// Known says what everybody knows the span to be: "a known country".
	Known string
	// Like is the annotation that the proposal resembles most.
	Like Example
}

// Example is a stretch of a document that was labelled.
type Example struct {
	Document DocumentID
	text.Span
	Text string
}

var patternNames = [patterns]string{
	plainNumber: "number", percentage: "percentage", money: "money", quantity: "quantity",
	year: "year", clock: "time of day", dated: "date", quotation: "quotation", quotationMarks: "quotation",
}

// PatternNames are the names that Reason.Pattern can have, in English.
func PatternNames() []string { return slices.Compact(patternNames[1:]) }

// KnownNames are the sentences that Reason.Known can be, in English.
func KnownNames() (names []string) {
	for _, l := range lists {
		names = append(names, l.says)
	}
	return slices.Compact(names)
}

// example is an annotation that was learnt, by how it looks.
type example struct {
	Example
	looks [8]uint32
}

// examples are the last so many of each class.
const examplesKept = 64

type exampleRing struct {
	all  []example
	next int
}

func (r *exampleRing) add(e example) {
	if len(r.all) < examplesKept {
		r.all = append(r.all, e)
		return
	}
	r.all[r.next] = e
	r.next = (r.next + 1) % examplesKept
}

// looksOf is what two annotations are compared by: their first and last words
// and those on either side, as they are or by their clusters, how they are
// written, and their length.
func (m *Model) looksOf(p *passage, from, to int) [8]uint32 {
	first, last, left, right := at(p, from), at(p, to-1), at(p, from-1), at(p, to)
	shape := uint32(7)
	for _, t := range p.tokens[from:min(to, from+5)] {
		shape = mix(shape, t.shape.short)
	}
	return [8]uint32{
		last.word, left.word, right.word, shape, uint32(lengthOf(to - from)),
		mix(uint32(m.extract.info(first).cluster[1]), 1), mix(uint32(m.extract.info(last).cluster[1]), 2),
		mix(uint32(m.extract.info(left).cluster[1]), 3),
	}
}

// illustrate keeps the annotations of a passage as examples.
func (m *Model) illustrate(id DocumentID, s *studied) {
	for _, k := range s.marks {
		for len(m.examples) <= k.class {
			m.examples = append(m.examples, exampleRing{})
		}
		span := s.spanOf(k.from, k.to)
		m.examples[k.class].add(example{
			Example{id, span, s.body[span.Start:span.End]}, m.looksOf(s.passage, k.from, k.to),
		})
	}
}

// Why returns the reason for a proposal of a passage. The error is that of
// Propose.
func (m *Model) Why(id DocumentID, n int, p Proposal) (Reason, error) {
	_, s, err := m.study(id, n)
	if err != nil {
		return Reason{}, err
	}
	var r Reason
	from, to, ok := s.snap(p.Span)
	if !ok {
		return r, nil
	}
	r.Known = s.knownAs(from, to)
	pats := match(s.passage, nil)
	for _, o := range m.memory.find(s.passage, pats, nil) {
		if o.from != from || o.to != to {
			continue
		}
		if o.is != noPattern {
			r.Pattern = patternNames[o.is]
			continue
		}
		for l := range o.all {
			if m.classes.all[l.class].label == p.Label && int(l.n) > r.Seen {
				r.Seen, r.Of = int(l.n), int(max(o.seen, l.n))
			}
		}
	}
	looks, most := m.looksOf(s.passage, from, to), 0
	for class := range m.examples {
		if m.classes.all[class].label != p.Label {
			continue
		}
		for _, e := range m.examples[class].all {
			same := 0
			for i, x := range e.looks {
				if x == looks[i] {
					same++
				}
			}
			if same > most {
				most, r.Like = same, e.Example
			}
		}
	}
	return r, nil
}

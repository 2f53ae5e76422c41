package suggest

import (
	"slices"

	"gloss/annotations/text"
)

// memory holds the strings that were labelled, and of each how often it
// occurred in finished passages, how often with which label, how often inside a
// longer annotation or across the border of one, and how often a proposal of it
// was rejected. A string is found without regard to capitals, but each way to
// write it has counts of its own: "Apple" may be labelled and "apple" not.
//
// A lesson can be taken back: what it counted is counted down again, exactly,
// but for the counts of the document at hand, which another document ends.
type memory struct {
	strings map[uint64]node   // by the hash of the small letters
	entries []*entry          // of those that were labelled once, and of the patterns
	words   map[uint32]*tally // single words, labelled if in any annotation
	found   []occurrence      // room for what one lesson finds
}

// longestString is the longest string remembered, in tokens.
const longestString = 24

// node is twice the number of an entry, from 1 on, or 0 for a string that has none; and
// one more when longer strings begin with it: most that are kept are there for that alone.
type node uint32

func (m *memory) entry(at node) *entry {
	if at < 2 {
		return nil
	}
	return m.entries[at/2-1]
}

// enter makes an entry for a string.
func (m *memory) enter(key uint64, e *entry) {
	m.entries = append(m.entries, e)
	m.strings[key] = m.strings[key]&1 | node(2*len(m.entries))
}

type entry struct {
	tally
	born     int32 // number of the lesson that made it
	rejected int32
	covered  int32  // inside, or across the border of, an annotation
	doc      int32  // the last document, by number
	before   *tally // what was counted before it, nil for nothing
	forms    []form
}

// here is what was counted in the last document.
func (e *entry) here() tally {
	if e.before == nil {
		return e.tally
	}
	t := e.clone()
	t.seen -= e.before.seen
	for l := range e.before.all {
		t.add(int(l.class), -l.n)
	}
	return t
}

// form is one way to write a string.
type form struct {
	exact uint64
	tally
}

// tally counts occurrences of a string and labels on it.
type tally struct {
	seen int32
	labelled
}

// labelled is how often a label was given, 0 for none, and others: mostly there are none.
type labelled struct {
	class, n int32
	more     *labelled
}

func (t *tally) add(class int, n int32) {
	var free *labelled
	for l := &t.labelled; l != nil; l = l.more {
		switch {
		case l.n == 0 && free == nil:
			free = l
		case l.n != 0 && int(l.class) == class:
			l.n += n
			return
		}
		if l.more == nil && free == nil {
			l.more = new(labelled)
		}
	}
	free.class, free.n = int32(class), n
}

// all yields the labels that were given.
func (t *tally) all(yield func(labelled) bool) {
	for l := &t.labelled; l != nil; l = l.more {
		if l.n != 0 && !yield(*l) {
			return
		}
	}
}

func (t *tally) clone() tally {
	c := tally{seen: t.seen}
	for l := range t.all {
		c.add(int(l.class), l.n)
	}
	return c
}

// best returns the commonest class, -1 if none, how often it was given, and how
// often any was.
func (t *tally) best() (class int, n, all int32) {
	class = -1
	for l := range t.all {
		all += l.n
		if l.n > n || l.n == n && l.n > 0 && int(l.class) < class {
			class, n = int(l.class), l.n
		}
	}
	return class, n, all
}

// share is the labelled part of the occurrences.
func (t *tally) share() float64 {
	_, _, all := t.best()
	if all == 0 {
		return 0
	}
	return float64(all) / float64(max(t.seen, all))
}

func newMemory() memory {
	return memory{strings: map[uint64]node{}, words: map[uint32]*tally{}}
}

// step extends the hash of a string by a token.
func step(h uint64, word uint32) uint64 {
	h = (h ^ uint64(word)) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// occurrence is a remembered string in a passage, at the tokens [from, to).
type occurrence struct {
	from, to int
	exact    uint64
	is       pattern
	*entry
}

// counts are those of the form, when it was seen before, or else those of all.
func (o *occurrence) counts() *tally {
	for i := range o.forms {
		if o.forms[i].exact == o.exact {
			return &o.forms[i].tally
		}
	}
	return &o.tally
}

// find appends the remembered strings of a passage, by start and end.
func (m *memory) find(p *passage, pats []found, all []occurrence) []occurrence {
	for i := range p.tokens {
		var low, exact uint64
		for j := i; j < len(p.tokens) && j-i < longestString; j++ {
			low, exact = step(low, p.tokens[j].word), step(exact, p.tokens[j].exact)
			at := m.strings[low]
			if e := m.entry(at); e != nil {
				all = append(all, occurrence{from: i, to: j + 1, exact: exact, entry: e})
			}
			if at&1 == 0 {
				break
			}
		}
	}
	for _, f := range pats {
		if e := m.entry(m.strings[f.is.key()]); e != nil {
			all = append(all, occurrence{from: f.from, to: f.to, is: f.is, entry: e})
		}
	}
	return all
}

// mark is a labelled or rejected stretch of tokens.
type mark struct {
	from, to int
	class    int
}

// lesson is what one passage taught, as far as the memory is concerned.
type lesson struct {
	number   int32 // counts up; strings learnt by later lessons were not counted
	doc      int32
	marks    []mark
	rejected []mark
	patterns []found
	open     bool // what is not labelled does not count
}

// touches reports whether a mark shares text with the tokens [from, to).
func (l *lesson) touches(from, to int) bool {
	for _, k := range l.marks {
		if k.from < to && from < k.to {
			return true
		}
	}
	return false
}

// learn counts a lesson (by = 1) or takes it back (by = -1).
func (m *memory) learn(p *passage, l *lesson, by int32) {
	if by > 0 {
		for _, k := range l.marks {
			m.remember(p, k, l.number)
		}
	}
	m.found = m.find(p, l.patterns, m.found[:0])
	for _, o := range m.found {
		if o.born > l.number {
			continue
		}
		if !l.open || l.touches(o.from, o.to) {
			m.count(&o, l, by)
		}
	}
	for i, t := range p.tokens {
		e := m.words[t.word]
		if e == nil {
			e = new(tally)
			m.words[t.word] = e
		}
		if l.open && !l.touches(i, i+1) {
			continue
		}
		e.seen += by
		for _, k := range l.marks {
			if k.from <= i && i < k.to {
				e.add(k.class, by)
			}
		}
	}
}

// remember makes sure that a labelled string has an entry.
func (m *memory) remember(p *passage, k mark, number int32) {
	if k.to-k.from > longestString {
		return
	}
	var low uint64
	for i := k.from; i < k.to; i++ {
		low = step(low, p.tokens[i].word)
		if i+1 < k.to {
			m.strings[low] |= 1
		} else if m.strings[low] < 2 {
			m.enter(low, &entry{born: number, doc: -1})
		}
	}
}

func (m *memory) count(o *occurrence, l *lesson, by int32) {
	e := o.entry
	if e.doc != l.doc {
		e.doc, e.before = l.doc, nil
		if t := e.clone(); t != (tally{}) {
			e.before = &t
		}
	}
	f := slices.IndexFunc(e.forms, func(f form) bool { return f.exact == o.exact })
	if f < 0 && len(e.forms) < 8 && o.is == noPattern {
		f = len(e.forms)
		e.forms = append(e.forms, form{exact: o.exact})
	}
	e.seen += by
	if f >= 0 {
		e.forms[f].seen += by
	}
	hit, touched := false, false
	for _, k := range l.marks {
		if k.from == o.from && k.to == o.to {
			hit = true
			e.add(k.class, by)
			if f >= 0 {
				e.forms[f].add(k.class, by)
			}
		}
		touched = touched || k.from < o.to && o.from < k.to
	}
	if touched && !hit {
		e.covered += by
	}
	for _, k := range l.rejected {
		if k.from == o.from && k.to == o.to {
			e.rejected += by
		}
	}
}

// credit gives a class the patterns that its name is about.
func (m *memory) credit(class int, name string) {
	for _, is := range namesOfPatterns[name] {
		e := m.entry(m.strings[is.key()])
		e.seen += 3
		e.add(class, 2)
	}
}

// expect makes the entries of the patterns.
func (m *memory) expect() {
	for is := noPattern + 1; is < patterns; is++ {
		m.enter(is.key(), &entry{doc: -1})
	}
}

// spanOf is the span of tokens [from, to).
func (p *passage) spanOf(from, to int) text.Span {
	return text.Span{Start: p.tokens[from].Start, End: p.tokens[to-1].End}
}

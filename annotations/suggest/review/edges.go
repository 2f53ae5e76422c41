package review

import (
	"unicode"
	"unicode/utf8"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/text"
)

// edges counts the words at the borders of annotations.
type edges struct {
	of     map[suggest.Label]*counts
	inside map[border]int // the word is the first, or the last, of a span
	beside map[border]int // the word is just outside
}

type border struct {
	label suggest.Label
	word  string
	end   bool
}

// counts are how many spans of a label there are, how many begin or end with a mark
// of punctuation, and how many have a comma inside.
type counts struct {
	spans, comma int
	punctuated   [2]int
}

// place is a mark among the tokens of its passage: [from, to).
type place struct {
	body     string
	tokens   []text.Span
	from, to int
}

func placeOf(m *suggest.Model, p follow.Passage, k suggest.Mark) (place, bool) {
	l := place{body: m.Text(p.Document), tokens: m.Tokens(p.Document, p.Number), from: -1}
	for i, t := range l.tokens {
		if t.Overlaps(k.Span) {
			if l.from < 0 {
				l.from = i
			}
			l.to = i + 1
		}
	}
	// One that cuts a token, or goes on in the next passage, is left alone.
	ok := l.from >= 0 && l.tokens[l.from].Start == k.Start && l.tokens[l.to-1].End == k.End
	return l, ok
}

// word is a token, "" beyond the passage.
func (l place) word(i int) string {
	if i < 0 || i >= len(l.tokens) {
		return ""
	}
	return l.body[l.tokens[i].Start:l.tokens[i].End]
}

func (l place) span(from, to int) text.Span {
	return text.Span{Start: l.tokens[from].Start, End: l.tokens[to-1].End}
}

func (l place) commaAt() int {
	for i := l.from + 1; i < l.to-1; i++ {
		if isComma(l.word(i)) {
			return i
		}
	}
	return -1
}

func isComma(w string) bool { return w == "," || w == "،" || w == "、" || w == "，" }

// isMark reports whether a token is punctuation.
func isMark(w string) bool {
	r, size := utf8.DecodeRuneInString(w)
	return size == len(w) && size > 0 && unicode.IsPunct(r)
}

func (e *edges) add(m *suggest.Model, p follow.Passage) {
	if e.of == nil {
		*e = edges{map[suggest.Label]*counts{}, map[border]int{}, map[border]int{}}
	}
	for _, k := range p.Marks {
		l, ok := placeOf(m, p, k)
		if !ok {
			continue
		}
		c := e.of[k.Label]
		if c == nil {
			c = &counts{}
			e.of[k.Label] = c
		}
		c.spans++
		if l.commaAt() >= 0 {
			c.comma++
		}
		for i, w := range [2]string{l.word(l.from), l.word(l.to - 1)} {
			e.inside[border{k.Label, w, i == 1}]++
			if isMark(w) {
				c.punctuated[i]++
			}
		}
		before := l.from - 1
		if l.word(before) == "." {
			before--
		}
		e.beside[border{k.Label, l.word(before), false}]++
		e.beside[border{k.Label, l.word(l.to), true}]++
	}
}

// How rare a form must be among so many spans of a label to count as odd, and how
// much commoner a border elsewhere.
const (
	rare  = 0.05
	many  = 20
	often = 3
)

// known reports whether there are so many spans of a label that a model can know it.
func (e *edges) known(label suggest.Label) bool {
	return e.of[label] != nil && e.of[label].spans >= many
}

// better returns other borders for a mark, how many spans of its kind are so, and of
// how many; 0 when its borders are as usual.
func (e *edges) better(m *suggest.Model, p follow.Passage, k suggest.Mark) (instead suggest.Mark, times, of int) {
	l, ok := placeOf(m, p, k)
	c := e.of[k.Label]
	if !ok || c == nil {
		return k, 0, 0
	}
	to := func(from, end int) suggest.Mark { return suggest.Mark{Span: l.span(from, end), Label: k.Label} }
	odd := func(n int) bool { return c.spans >= many && float64(n) < rare*float64(c.spans) }
	n := l.to - l.from
	if n > 1 && isMark(l.word(l.to-1)) && odd(c.punctuated[1]) {
		return to(l.from, l.to-1), c.spans - c.punctuated[1], c.spans
	}
	if n > 1 && isMark(l.word(l.from)) && odd(c.punctuated[0]) {
		return to(l.from+1, l.to), c.spans - c.punctuated[0], c.spans
	}
	if at := l.commaAt(); at >= 0 && odd(c.comma) {
		return to(l.from, at), c.spans - c.comma, c.spans
	}
	// A word that others of the kind begin, or end, with is left out here; the stop
	// of an abbreviation belongs to it.
	first := l.from - 1
	if l.word(first) == "." {
		first--
	}
	for _, b := range [2]struct {
		at       int
		end      bool
		from, to int
	}{{first, false, first, l.to}, {l.to, true, l.from, l.to + 1}} {
		w := l.word(b.at)
		in, out := e.inside[border{k.Label, w, b.end}], e.beside[border{k.Label, w, b.end}]
		if w != "" && !isMark(w) && in >= often*out {
			return to(b.from, b.to), in, in + out
		}
	}
	// Or one is taken in that is left out elsewhere.
	for _, b := range [2]struct {
		at       int
		end      bool
		from, to int
	}{{l.from, false, l.from + 1, l.to}, {l.to - 1, true, l.from, l.to - 1}} {
		w := l.word(b.at)
		in, out := e.inside[border{k.Label, w, b.end}], e.beside[border{k.Label, w, b.end}]
		if n > 1 && out >= often && out >= often*in {
			return to(b.from, b.to), out, in + out
		}
	}
	return k, 0, 0
}

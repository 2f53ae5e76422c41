package text

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// FindOptions say what Find takes for an occurrence.
type FindOptions struct {
	// WholeWords leaves out what cuts a word of Words: "Iran" is found in
	// "Iran’s", not in "Iranian".
	WholeWords bool
	// IgnoreCase takes characters for equal that Unicode's simple case folding
	// does: "K" is "k" and the Kelvin sign, "ß" is "ẞ" but not "ss", "İ" is
	// itself alone.
	IgnoreCase bool
}

// Find yields the occurrences of a query in a text from left to right; they do
// not overlap. The query is taken as it is written: never normalised, and not
// found where an end of it would cut a grapheme cluster, as "e" would "é" in two
// code points. It takes time linear in text and query, whatever they are.
func Find(body, query string, o FindOptions) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		if query == "" || !utf8.ValidString(query) {
			return
		}
		f := newFinder(body, query, o.IgnoreCase)
		first, last := edge{s: body}, edge{s: body}
		for sp := f.next(); !sp.Empty(); sp = f.next() {
			if first.cuts(sp.Start, o.WholeWords) || last.cuts(sp.End, o.WholeWords) {
				continue
			}
			if !yield(sp) {
				return
			}
			f.matched = 0 // the next one may not overlap this one
		}
	}
}

// finder is the automaton of Knuth, Morris and Pratt over characters. Those
// that are equal are one letter of it; all that the query does not hold are
// none. So case is folded once, of the query, and never of a text.
type finder struct {
	query  []letter
	back   []int32 // how much is still matched when the character after so many is not
	ascii  [utf8.RuneSelf]letter
	others []variant // the other characters, in order
	maybe  [256]bool // whether others may have one with this low byte
	lead   [256]bool // with which bytes an occurrence may begin

	s       string
	at      int   // the next character
	matched int   // how many characters of the query stand before it
	starts  []int // of the last characters, in turns
	turn    int
}

// letter is a class of equal characters; 0 holds those that are not in the query.
type letter int32

type variant struct {
	r rune
	letter
}

func newFinder(s, query string, ignoreCase bool) *finder {
	f := &finder{s: s}
	for _, r := range query {
		l := f.letterOf(r)
		if l == 0 {
			l = f.add(r, ignoreCase)
		}
		f.query = append(f.query, l)
	}
	f.starts = make([]int, len(f.query))
	f.back = make([]int32, len(f.query)+1)
	for i, k := 1, int32(0); i < len(f.query); i++ {
		for k > 0 && f.query[i] != f.query[k] {
			k = f.back[k]
		}
		if f.query[i] == f.query[k] {
			k++
		}
		f.back[i+1] = k
	}
	return f
}

// add makes a letter of a character and of those that are equal to it.
func (f *finder) add(r rune, ignoreCase bool) letter {
	l := letter(len(f.query) + 1) // not in use yet
	for v := r; ; {
		if l == 1 {
			var b [utf8.UTFMax]byte
			utf8.EncodeRune(b[:], v)
			f.lead[b[0]] = true
		}
		if v < utf8.RuneSelf {
			f.ascii[v] = l
		} else {
			at := f.search(v)
			f.others = append(f.others, variant{})
			copy(f.others[at+1:], f.others[at:])
			f.others[at] = variant{v, l}
			f.maybe[byte(v)] = true
		}
		if v = unicode.SimpleFold(v); v == r || !ignoreCase {
			return l
		}
	}
}

// search returns where a character is among the others, or belongs.
func (f *finder) search(r rune) int {
	lo, hi := 0, len(f.others)
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); f.others[mid].r < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (f *finder) letterOf(r rune) letter {
	if r < utf8.RuneSelf {
		return f.ascii[r]
	}
	if f.maybe[byte(r)] {
		if at := f.search(r); at < len(f.others) && f.others[at].r == r {
			return f.others[at].letter
		}
	}
	return 0
}

// next returns the next occurrence, which may overlap the one before, or the
// empty span.
func (f *finder) next() Span {
	s, i := f.s, f.at
	for i < len(s) {
		if f.matched == 0 && !f.lead[s[i]] {
			i++
			continue
		}
		start, l := i, letter(0)
		if c := s[i]; c < utf8.RuneSelf {
			l = f.ascii[c]
			i++
		} else {
			r, size := utf8.DecodeRuneInString(s[i:])
			if size > 1 { // else it is not UTF-8, and equal to nothing
				l = f.letterOf(r)
			}
			i += size
		}
		for f.matched > 0 && f.query[f.matched] != l {
			f.matched = int(f.back[f.matched])
		}
		if f.query[f.matched] == l {
			f.matched++
		}
		f.starts[f.turn] = start
		if f.turn++; f.turn == len(f.starts) {
			f.turn = 0
		}
		if f.matched == len(f.query) {
			f.matched, f.at = int(f.back[f.matched]), i
			return Span{Byte(f.starts[f.turn]), Byte(i)}
		}
	}
	f.at = i
	return Span{}
}

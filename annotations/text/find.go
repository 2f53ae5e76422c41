package text

import (
	"iter"
	"slices"
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
		f := newFinder(query, o.IgnoreCase)
		first, last := edge{s: body}, edge{s: body}
		for sp := range f.all(body) {
			f.found = !first.cuts(sp.Start, o.WholeWords) && !last.cuts(sp.End, o.WholeWords)
			if f.found && !yield(sp) {
				return
			}
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
	found  bool      // whether the last occurrence counts, so that the next one begins after it
}

// letter is a class of equal characters; 0 holds those that are not in the query.
type letter int32

type variant struct {
	r rune
	letter
}

func newFinder(query string, ignoreCase bool) *finder {
	f := &finder{}
	for _, r := range query {
		l := f.letterOf(r)
		if l == 0 {
			l = f.add(r, ignoreCase)
		}
		f.query = append(f.query, l)
	}
	for c, l := range f.ascii {
		f.lead[c] = l == f.query[0]
	}
	for _, v := range f.others {
		if v.letter == f.query[0] {
			f.lead[string(v.r)[0]] = true
		}
	}
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
		if v < utf8.RuneSelf {
			f.ascii[v] = l
		} else {
			at, _ := f.search(v)
			f.others = slices.Insert(f.others, at, variant{v, l})
			f.maybe[byte(v)] = true
		}
		if v = unicode.SimpleFold(v); v == r || !ignoreCase {
			return l
		}
	}
}

func (f *finder) search(r rune) (at int, found bool) {
	lo, hi := 0, len(f.others)
	for lo < hi {
		if mid := int(uint(lo+hi) / 2); f.others[mid].r < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(f.others) && f.others[lo].r == r
}

func (f *finder) letterOf(r rune) letter {
	if r < utf8.RuneSelf {
		return f.ascii[r]
	}
	if f.maybe[byte(r)] {
		if at, found := f.search(r); found {
			return f.others[at].letter
		}
	}
	return 0
}

// all yields all occurrences, also those that overlap, but for those that begin
// within one that was found.
func (f *finder) all(s string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		starts := make([]int, len(f.query)) // of the last characters, in turns
		turn, matched := 0, 0
		for i := 0; i < len(s); {
			if matched == 0 {
				for i < len(s) && !f.lead[s[i]] {
					i++
				}
				if i == len(s) {
					return
				}
			}
			start, l := i, letter(0)
			if c := s[i]; c < utf8.RuneSelf {
				l = f.ascii[c]
				i++
			} else if r, size := utf8.DecodeRuneInString(s[i:]); size > 1 {
				l = f.letterOf(r)
				i += size
			} else {
				i++ // not UTF-8, and equal to nothing
			}
			for matched > 0 && f.query[matched] != l {
				matched = int(f.back[matched])
			}
			if f.query[matched] == l {
				matched++
			}
			starts[turn] = start
			if turn++; turn == len(starts) {
				turn = 0
			}
			if matched < len(f.query) {
				continue
			}
			if !yield(Span{Byte(starts[turn]), Byte(i)}) {
				return
			}
			if matched = int(f.back[matched]); f.found {
				matched = 0
			}
		}
	}
}

package text

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// A word is a segment of UAX #29 that holds a letter or a digit, cut once more
// where annotators expect it: before a possessive ("Iran|’s") and after an
// elided article or pronoun ("l’|Iran", "qu’|il"). "don’t", "O’Brien" and
// "10,000.5" are one word. Scripts without blanks go by the standard's segments.

// piece is a stretch of a line that is no longer cut.
type piece struct {
	Span
	kind kind
}

type kind int

const (
	blank kind = iota
	symbol
	word
)

// pieces yields what a stretch of text, cut out at line ends or blanks, is made
// of.
func pieces(s string, in Span) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		it := words.FromString(s[in.Start:in.End])
		for it.Next() {
			sp := Span{in.Start + Byte(it.Start()), in.Start + Byte(it.End())}
			k := kindOf(s[sp.Start:sp.End])
			if k != word {
				// A segment may end in the blank that carries a joiner or mark, or
				// hold several blanks: tell them apart character by character.
				if !yieldClusters(s, sp, yield) {
					return
				}
				continue
			}
			for cut := range cuts(s[sp.Start:sp.End]) {
				if !yield(piece{Span{sp.Start, sp.Start + cut}, word}) {
					return
				}
				sp.Start += cut
			}
			if !yield(piece{sp, word}) {
				return
			}
		}
	}
}

func yieldClusters(s string, sp Span, yield func(piece) bool) bool {
	for sp.Start < sp.End {
		end := min(NextGrapheme(s, sp.Start), sp.End)
		if !yield(piece{Span{sp.Start, end}, kindOf(s[sp.Start:end])}) {
			return false
		}
		sp.Start = end
	}
	return true
}

func kindOf(s string) kind {
	k := blank
	for _, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsNumber(r):
			return word
		case !IsBlank(r):
			k = symbol
		}
	}
	return k
}

// IsBlank reports whether a character is white space for Unicode or for
// Python's str.split, which readers of datasets use: the latter adds the
// information separators U+001C to U+001F.
func IsBlank(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

// cuts yields the lengths of the pieces of a word but the last.
func cuts(w string) iter.Seq[Byte] {
	return func(yield func(Byte) bool) {
		i := strings.IndexAny(w, "'’")
		if i <= 0 {
			return
		}
		_, size := utf8.DecodeRuneInString(w[i:])
		before, after := w[:i], w[i+size:]
		switch {
		case after == "s" || after == "S":
			yield(Byte(i))
		case elides(before) && utf8.RuneCountInString(after) > 1:
			if yield(Byte(i + size)) {
				for c := range cuts(after) {
					yield(c)
				}
			}
		default:
			if last := strings.LastIndexAny(w, "'’"); last > i && isPossessive(w[last:]) {
				yield(Byte(last))
			}
		}
	}
}

func isPossessive(w string) bool { return strings.EqualFold(w, "'s") || strings.EqualFold(w, "’s") }

func elides(w string) bool {
	switch strings.ToLower(w) {
	case "c", "d", "j", "l", "m", "n", "s", "t", "qu":
		return true
	}
	return false
}

// neighbourhood returns a stretch about an offset that can be cut into pieces
// by itself: within its line and, where that is long, between two blanks.
func neighbourhood(s string, at Byte) Span {
	line := around(s, at)
	const far = 200
	in := line
	if at-line.Start > far {
		if i := lastBreak(s[line.Start : at-far]); i >= 0 {
			in.Start = line.Start + Byte(i)
		}
	}
	if line.End-at > far {
		if i := firstBreak(s[at+far : line.End]); i >= 0 {
			in.End = at + far + Byte(i)
		}
	}
	return in
}

// A break lies between a letter of ASCII and a single blank that stands before
// another one: no rule of UAX #29 reaches across it.
func isBreak(s string, i int) bool {
	return i > 0 && i+1 < len(s) && s[i] == ' ' && asciiLetter(s[i-1]) && asciiLetter(s[i+1])
}

func asciiLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

func lastBreak(s string) int {
	for i := len(s) - 1; i > 0; i-- {
		if isBreak(s, i) {
			return i
		}
	}
	return -1
}

func firstBreak(s string) int {
	for i := 1; i < len(s); i++ {
		if isBreak(s, i) {
			return i
		}
	}
	return -1
}

// Word returns the word at an offset: the one that holds it or starts there,
// else the one that ends there.
func Word(s string, at Byte) (Span, bool) {
	at = clamp(s, at)
	var ends Span
	for p := range pieces(s, neighbourhood(s, at)) {
		switch {
		case p.Start > at:
			return ends, !ends.Empty()
		case p.kind != word:
		case p.End > at:
			return p.Span, true
		case p.End == at:
			ends = p.Span
		}
	}
	return ends, !ends.Empty()
}

// NextWord returns the first word that starts at an offset or after it.
func NextWord(s string, at Byte) (Span, bool) {
	at = clamp(s, at)
	for {
		in := neighbourhood(s, at)
		for p := range pieces(s, in) {
			if p.kind == word && p.Start >= at {
				return p.Span, true
			}
		}
		next := in.End
		if int(next) == len(s) {
			return Span{}, false
		}
		if s[next] == '\r' || s[next] == '\n' {
			_, n := lineEnd(s, int(next))
			next = Byte(n)
		}
		at = next
	}
}

// PrevWord returns the last word that ends at an offset or before it.
func PrevWord(s string, at Byte) (Span, bool) {
	at = clamp(s, at)
	for {
		in := neighbourhood(s, at)
		var last Span
		for p := range pieces(s, in) {
			if p.kind == word && p.End <= at {
				last = p.Span
			}
		}
		if !last.Empty() {
			return last, true
		}
		if in.Start == 0 {
			return Span{}, false
		}
		if at = in.Start; s[at-1] == '\r' || s[at-1] == '\n' {
			at--
		}
	}
}

// Words yields all words of a text.
func Words(s string) iter.Seq[Span] {
	return only(s, func(k kind) bool { return k == word })
}

// Tokens yields the words and, each alone, all other characters that are not
// white space. Every such character is in exactly one token, and no token
// starts or ends with white space.
func Tokens(s string) iter.Seq[Span] {
	return only(s, func(k kind) bool { return k != blank })
}

func only(s string, want func(kind) bool) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for line := range Lines(s) {
			for p := range pieces(s, Span{line.Start, line.End}) {
				if want(p.kind) && !yield(p.Span) {
					return
				}
			}
		}
	}
}

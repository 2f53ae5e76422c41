package text

import (
	"iter"
	"unicode/utf8"
)

// A word is a segment of UAX #29 that holds a letter or a number ("10,000.5" is
// one), with what annotators expect besides:
//
//   - A final possessive is a word of its own: "Iran|’s", "O’Brien|’s". "don’t"
//     is one word.
//   - So is an elided article or pronoun, one of c d j l m n s t qu before an
//     apostrophe and at least two letters: "l’|Iran", "d'|Alger", "qu’|il".
//     "aujourd’hui" and "O’Brien" are one word.
//   - White space ends a word, also where UAX #29 joins it (U+202F, which the
//     French set before "!").
//   - Emoji are no words, nor part of one.
//   - No word cuts a grapheme cluster.
//
// Scripts without blanks go by the standard's segments: 东|京. All functions
// work about the offset that they are given, whatever the length of the text
// and of its lines, as far as the text lets a border be known locally.

// Word returns the word at an offset: the one that holds the offset or starts
// there, else the one that ends there.
func Word(s string, at Byte) (Span, bool) {
	at = clamp(s, at)
	var ends Span
	for p := piecesFrom(s, pieceBorder(s, at-1)); ; {
		switch w, ok := p.next(); {
		case !ok || w.Start > at:
			return ends, !ends.Empty()
		case !w.word:
		case w.End > at:
			return w.Span, true
		case w.End == at:
			ends = w.Span
		}
	}
}

// NextWord returns the first word that starts at an offset or after it.
func NextWord(s string, at Byte) (Span, bool) {
	at = clamp(s, at)
	for p := piecesFrom(s, pieceBorder(s, at)); ; {
		switch w, ok := p.next(); {
		case !ok:
			return Span{}, false
		case w.word && w.Start >= at:
			return w.Span, true
		}
	}
}

// PrevWord returns the last word that ends at an offset or before it.
func PrevWord(s string, at Byte) (Span, bool) {
	for end := clamp(s, at); end > 0; {
		start := pieceBorder(s, end-1)
		var last Span
		p := piecesFrom(s, start)
		for w, ok := p.next(); ok && w.End <= end; w, ok = p.next() {
			if w.word {
				last = w.Span
			}
		}
		if !last.Empty() {
			return last, true
		}
		end = start
	}
	return Span{}, false
}

// Words yields all words of a text.
func Words(s string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		p := piecesFrom(s, 0)
		for w, ok := p.next(); ok; w, ok = p.next() {
			if w.word && !yield(w.Span) {
				return
			}
		}
	}
}

// Tokens yields the words and, between them, each other segment that is not
// white space: a punctuation mark, a symbol, an emoji. Every byte that is not
// white space is in exactly one token, and no white space is in any (see
// IsBlank): of white space that carries a mark the mark alone is a token, which
// is the one place where a token cuts a grapheme cluster.
func Tokens(s string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		p := piecesFrom(s, 0)
		for t, ok := p.next(); ok; t, ok = p.next() {
			if t.word {
				if !yield(t.Span) {
					return
				}
				continue
			}
			if !yieldInk(s, t.Span, yield) {
				return
			}
		}
	}
}

// yieldInk yields the stretches of a span that are not white space.
func yieldInk(s string, sp Span, yield func(Span) bool) bool {
	start := sp.Start
	for i, r := range s[sp.Start:sp.End] {
		if !IsBlank(r) {
			continue
		}
		at := sp.Start + Byte(i)
		if start < at && !yield(Span{start, at}) {
			return false
		}
		start = at + Byte(utf8.RuneLen(r))
	}
	return start == sp.End || yield(Span{start, sp.End})
}

package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// The two refinements of the words of UAX #29, both about an apostrophe: ' or ’.

// possessive returns where a final ’s starts in a word, or 0: 4 in "Iran’s", 0
// in "don’t" and in "’s" itself.
func possessive(w string) Byte {
	for _, ending := range [...]string{"'s", "'S", "’s", "’S"} {
		if strings.HasSuffix(w, ending) {
			return Byte(len(w) - len(ending))
		}
	}
	return 0
}

// isLatePossessive reports whether a segment is the apostrophe of a possessive
// that UAX #29 leaves apart from its s, as it does after all but letters: in
// "G20’s" and "the U.S.’s". The two are one piece as they are in "Iran’s".
func (p *pieces) isLatePossessive(start, end Byte) bool {
	if n := apostrophe(p.s[start:end]); start == 0 || n == 0 || n != int(end-start) {
		return false
	}
	if before, _ := utf8.DecodeLastRuneInString(p.s[:start]); IsBlank(before) {
		return false
	}
	s := words.FromString(p.s[end:]).First()
	return s == "s" || s == "S"
}

// addElided adds the elided articles and pronouns that a word starts with, and
// returns where the rest of it starts: "Iran" in "l’Iran", "il" in "qu’il".
func (p *pieces) addElided(w Span) Byte {
	for {
		n := elided(p.s[w.Start:w.End])
		if n == 0 || !isClusterBorder(p.s, w.Start+n) {
			return w.Start
		}
		p.segment = append(p.segment, piece{Span{w.Start, w.Start + n}, true})
		w.Start += n
	}
}

// elided returns the length of an elided article or pronoun, its apostrophe
// included, with which a word starts that has a letter next and two at least in
// all the rest, or 0: 2 in "d'Alger", 0 in "O’Brien", "aujourd’hui" and "l’a".
func elided(w string) Byte {
	article := 1
	switch {
	case len(w) > 1 && strings.EqualFold(w[:2], "qu"):
		article = 2
	case w == "" || strings.IndexByte("cdjlmnstCDJLMNST", w[0]) < 0:
		return 0
	}
	quote := apostrophe(w[article:])
	if quote == 0 || !hasName(w[article+quote:]) {
		return 0
	}
	return Byte(article + quote)
}

// apostrophe returns the length of the apostrophe that a text starts with, or 0.
func apostrophe(s string) int {
	for _, quote := range [...]string{"'", "’"} {
		if strings.HasPrefix(s, quote) {
			return len(quote)
		}
	}
	return 0
}

// hasName reports whether a text starts with a letter and has a second one.
func hasName(s string) bool {
	letters := 0
	for i, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case i == 0:
			return false
		}
	}
	return letters >= 2
}

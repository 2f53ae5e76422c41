package store

import (
	"unicode"
	"unicode/utf8"
)

// Pattern finds a text in others whatever its case: by Unicode's simple case
// folding, as strings.EqualFold compares. Spaces and accents count.
type Pattern struct {
	folded []rune    // the text, folded
	starts [256]bool // bytes with which it can begin
}

// NewPattern returns the pattern of a text. An empty one is found everywhere.
func NewPattern(text string) *Pattern {
	p := &Pattern{}
	for _, r := range text {
		p.folded = append(p.folded, fold(r))
	}
	if len(p.folded) == 0 {
		return p
	}
	for r := p.folded[0]; ; {
		p.starts[string(r)[0]] = true
		if r = unicode.SimpleFold(r); r == p.folded[0] {
			return p
		}
	}
}

// fold returns the least of the runes that differ only in case.
func fold(r rune) rune {
	if r < utf8.RuneSelf {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}

// In reports whether the text occurs in s.
func (p *Pattern) In(s string) bool {
	if len(p.folded) == 0 {
		return true
	}
	for i := range len(s) {
		if p.starts[s[i]] && p.at(s[i:]) {
			return true
		}
	}
	return false
}

// at reports whether s begins with the text.
func (p *Pattern) at(s string) bool {
	for _, want := range p.folded {
		r, size := rune(0), 1
		if s == "" {
			return false
		}
		if r = rune(s[0]); r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s)
		}
		if fold(r) != want {
			return false
		}
		s = s[size:]
	}
	return true
}

// Package cover lays tokens over a text so that nothing is lost: together with
// single blanks between them they are the text, and every span begins and ends
// with one. spaCy and Prodigy hold texts so.
package cover

import (
	"slices"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Token is a token; Blank says that one U+0020 follows it that is in no token.
type Token struct {
	text.Span
	Blank bool
}

// Tokens are those of a text that the spans begin and end with. Words are cut
// where a span cuts them, and white space other than a blank after a token is a
// token itself.
func Tokens(body string, spans []text.Span) []Token {
	c := cutter{body: body, starts: map[text.Byte]bool{}, ends: map[text.Byte]bool{}}
	for _, sp := range spans {
		c.starts[sp.Start], c.ends[sp.End] = true, true
		c.cuts = append(c.cuts, sp.Start, sp.End)
	}
	slices.Sort(c.cuts)
	at := text.Byte(0)
	for _, t := range format.Tokens(body) {
		c.gap(at, t.Start)
		c.cut(t.Start, t.End)
		at = t.End
	}
	c.gap(at, text.Byte(len(body)))
	return c.tokens
}

type cutter struct {
	body         string
	starts, ends map[text.Byte]bool
	cuts         []text.Byte
	tokens       []Token
}

// gap adds the stretch between two tokens.
func (c *cutter) gap(start, end text.Byte) {
	if start == end {
		return
	}
	if n := len(c.tokens); n > 0 && c.body[start] == ' ' && !c.starts[start] && !c.ends[start+1] {
		c.tokens[n-1].Blank = true
		start++
	}
	c.cut(start, end)
}

// cut adds a stretch as tokens that end at the cuts in it.
func (c *cutter) cut(start, end text.Byte) {
	i, _ := slices.BinarySearch(c.cuts, start+1)
	for ; start < end; i++ {
		stop := end
		if i < len(c.cuts) && c.cuts[i] < end {
			stop = c.cuts[i]
		}
		if stop > start {
			c.tokens = append(c.tokens, Token{Span: text.Span{Start: start, End: stop}})
		}
		start = stop
	}
}

// Find returns the first and the last token of a span that Tokens was given.
func Find(tokens []Token, sp text.Span) (first, last int) {
	first, _ = slices.BinarySearchFunc(tokens, sp.Start, func(t Token, at text.Byte) int { return int(t.Start - at) })
	last, _ = slices.BinarySearchFunc(tokens, sp.End, func(t Token, at text.Byte) int { return int(t.End - at) })
	return first, last
}

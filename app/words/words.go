// Package words says what the page says in the language of its user. English
// stands in the source; the other languages are catalogues under web/words,
// fetched when they are wanted and never part of the program.
//
// The page speaks one language at a time, so there is one catalogue for it, set
// before anything is shown; a server has several. All of it is one goroutine's, the page's. Nothing is inlined,
// since the page says a lot and each call would weigh.
package words

import (
	"fmt"
	"strconv"
	"strings"
)

// Catalogue is a language: what each English sentence is in it.
type Catalogue struct {
	// Words has sentences with the places {0} to {9} for what is put in.
	Words map[string]string `json:"words"`
	// Counts has sentences about a number, {0}, for each plural form of the
	// language, named as CLDR does: zero, one, two, few, many, other.
	Counts map[string]map[string]string `json:"counts"`

	// Form is the plural form of a number.
	Form func(n int) string `json:"-"`
	// RightToLeft keeps what is put into a sentence apart from its direction.
	RightToLeft bool `json:"-"`
}

var spoken Catalogue

// Speak changes the language. The zero catalogue is English.
func Speak(c Catalogue) { spoken = c }

// Tr is a sentence in the language of the user, or in English where the
// catalogue lacks it. Each {0} to {9} in it is replaced by that argument: a
// string, an int or an error. A test reads all sentences from the source, so
// they are literals.
//
//go:noinline
func Tr(english string, args ...any) string { return spoken.Tr(english, args...) }

// Known is a sentence that is no literal where it is said: one of a table that
// the test of the catalogues knows.
//
//go:noinline
func Known(english string) string { return spoken.Known(english) }

// Count is a sentence about n, which is {0} in it; further arguments are {1} and
// so on. one is for 1 in English, other for all other numbers and the key in the
// catalogues.
//
//go:noinline
func Count(n int, one, other string, args ...any) string {
	return spoken.Count(n, one, other, args...)
}

// Tr is a sentence of this language: see the function Tr.
func (c *Catalogue) Tr(english string, args ...any) string { return c.fill(c.Known(english), args) }

// Known is a sentence of this language without places: see the function Known.
func (c *Catalogue) Known(english string) string {
	if s, ok := c.Words[english]; ok {
		return s
	}
	return english
}

// Count is a sentence about a number in this language: see the function Count.
func (c *Catalogue) Count(n int, one, other string, args ...any) string {
	s := other
	if n == 1 {
		s = one
	}
	if forms, ok := c.Counts[other]; ok {
		s = forms["other"]
		if c.Form != nil {
			if form, ok := forms[c.Form(n)]; ok {
				s = form
			}
		}
	}
	return c.fill(s, append([]any{n}, args...))
}

// fill puts the arguments into their places.
func (c *Catalogue) fill(s string, args []any) string {
	if len(args) == 0 || strings.IndexByte(s, '{') < 0 {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 || i+2 >= len(s) {
			b.WriteString(s)
			return b.String()
		}
		n := int(s[i+1] - '0')
		if s[i+2] != '}' || n < 0 || n >= len(args) {
			b.WriteString(s[:i+1])
			s = s[i+1:]
			continue
		}
		b.WriteString(s[:i])
		switch a := args[n].(type) {
		case int:
			b.WriteString(strconv.Itoa(a))
		case string:
			c.isolate(&b, a)
		default:
			c.isolate(&b, fmt.Sprint(a))
		}
		s = s[i+3:]
	}
}

// isolate writes what may read in another direction than the sentence: between
// first strong isolate and pop directional isolate (Unicode Annex 9).
func (c *Catalogue) isolate(b *strings.Builder, s string) {
	if !c.RightToLeft {
		b.WriteString(s)
		return
	}
	b.WriteString("\u2068")
	b.WriteString(s)
	b.WriteString("\u2069")
}

// Package text is the one place in Gloss where offsets are converted, and where
// it is known what a line, a word and a character that people see are. A label
// that is off by one spoils a dataset in silence: so nobody else does this
// arithmetic.
//
// There are three units, each a type of its own, so that a mix-up does not
// compile: UTF-8 bytes inside Gloss, code points in datasets, UTF-16 code units
// in the browser.
//
// A text is never changed: not normalised, its line ends not unified.
package text

import (
	"cmp"
	"errors"
	"strconv"
	"unicode/utf8"
)

// Byte is an offset in UTF-8 bytes.
type Byte int

// Point is an offset in Unicode code points.
type Point int

// UTF16 is an offset in UTF-16 code units.
type UTF16 int

// Reasons why an offset cannot be converted.
var (
	ErrRange  = errors.New("the offset is outside the text")
	ErrInside = errors.New("the offset is inside a character")
)

// InvalidUTF8 says where a text ceases to be UTF-8.
type InvalidUTF8 struct{ Offset Byte }

func (e *InvalidUTF8) Error() string {
	return "byte " + strconv.Itoa(int(e.Offset)) + " is not UTF-8"
}

// Validate returns an *InvalidUTF8 for a text that is not UTF-8, with the
// offset of the first byte that is wrong.
func Validate(s string) error {
	if utf8.ValidString(s) {
		return nil
	}
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return &InvalidUTF8{Byte(i)}
			}
		}
	}
	return nil
}

// Span is a stretch of text in bytes, the end excluded: [Start, End).
type Span struct{ Start, End Byte }

// Len is the length of the span in bytes.
func (s Span) Len() Byte { return s.End - s.Start }

// Empty reports whether there is nothing in the span.
func (s Span) Empty() bool { return s.End <= s.Start }

// Overlaps reports whether the spans share text.
func (s Span) Overlaps(other Span) bool {
	return max(s.Start, other.Start) < min(s.End, other.End)
}

// Contains reports whether all of other lies between the ends of s.
func (s Span) Contains(other Span) bool { return s.Start <= other.Start && other.End <= s.End }

// Compare orders spans by their start; of two with the same start the longer
// one is first, so that the outer comes before the inner.
func (s Span) Compare(other Span) int {
	return cmp.Or(cmp.Compare(s.Start, other.Start), cmp.Compare(other.End, s.End))
}

// clamp returns the offset of s that is nearest to at.
func clamp(s string, at Byte) Byte { return max(0, min(at, Byte(len(s)))) }

func clampSpan(s string, sp Span) Span { return Span{clamp(s, sp.Start), clamp(s, sp.End)} }

package annotations

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"gloss/annotations/text"
)

// Author names the person whose annotation it is. Each author has a layer of
// their own: nobody overwrites the labels of somebody else.
type Author string

// Annotation says that its target is a case of its label.
type Annotation struct {
	ID     AnnotationID
	Label  LabelID
	Target Target
	Note   string  // what an annotator has to say about it
	Values []Value // of attributes, in the order of SortValues
}

// Target is what an annotation is about: stretches of the text (one span, or
// several parts of a discontinuous one, in text order), two other annotations
// that it links, or, when all is zero, the document as a whole.
type Target struct {
	Parts    []text.Span
	From, To AnnotationID
}

// On returns the target of one span.
func On(start, end text.Byte) Target {
	return Target{Parts: []text.Span{{Start: start, End: end}}}
}

// Extent is the span from the first part to the last; ok is false when the
// target is not in the text.
func (t Target) Extent() (extent text.Span, ok bool) {
	if len(t.Parts) == 0 {
		return text.Span{}, false
	}
	return text.Span{Start: t.Parts[0].Start, End: t.Parts[len(t.Parts)-1].End}, true
}

// Whole reports whether the target is the document as a whole.
func (t Target) Whole() bool { return len(t.Parts) == 0 && t.From.IsZero() && t.To.IsZero() }

// Kind is the kind of labels that such a target is given.
func (t Target) Kind() LabelKind {
	switch {
	case len(t.Parts) > 0:
		return SpanLabel
	case t.Whole():
		return WholeLabel
	}
	return LinkLabel
}

// Equal reports whether both targets are the same.
func (t Target) Equal(other Target) bool {
	return t.From == other.From && t.To == other.To && slices.Equal(t.Parts, other.Parts)
}

// Equal reports whether both annotations say the same under the same ID.
func (a Annotation) Equal(other Annotation) bool {
	return a.ID == other.ID && a.Label == other.Label && a.Target.Equal(other.Target) &&
		a.Note == other.Note && slices.Equal(a.Values, other.Values)
}

// Reasons why an annotation cannot be one of a text.
var (
	ErrNoID     = errors.New("the annotation has no ID")
	ErrNoLabel  = errors.New("the annotation has no label")
	ErrPlace    = errors.New("the span is not in the text")
	ErrEmpty    = errors.New("the span is empty")
	ErrOrder    = errors.New("the parts of the span overlap or are out of order")
	ErrCut      = errors.New("the span cuts a character in two")
	ErrTwoKinds = errors.New("the target is both a span and a link")
)

// Check reports why the annotation cannot stand in this text: errors.Is finds
// one of the reasons above.
func (a Annotation) Check(body string) error {
	if a.ID.IsZero() {
		return ErrNoID
	}
	if a.Label == "" {
		return ErrNoLabel
	}
	linked := !a.Target.From.IsZero() || !a.Target.To.IsZero()
	if linked && len(a.Target.Parts) > 0 {
		return ErrTwoKinds
	}
	last := text.Byte(0)
	for _, p := range a.Target.Parts {
		switch {
		case p.Start < 0 || p.End < p.Start || int(p.End) > len(body):
			return fmt.Errorf("bytes %d to %d of %d: %w", p.Start, p.End, len(body), ErrPlace)
		case p.Start == p.End:
			return fmt.Errorf("byte %d: %w", p.Start, ErrEmpty)
		case p.Start < last:
			return fmt.Errorf("bytes %d to %d: %w", p.Start, p.End, ErrOrder)
		case !startsRune(body, p.Start) || !startsRune(body, p.End):
			return fmt.Errorf("bytes %d to %d: %w", p.Start, p.End, ErrCut)
		}
		last = p.End
	}
	return a.checkExtras()
}

func startsRune(s string, at text.Byte) bool {
	return int(at) == len(s) || utf8.RuneStart(s[at])
}

// Entry is an annotation as it stands in a Set: with who made or last changed
// it, when, and the stamp of that change.
type Entry struct {
	Annotation
	By    Author
	At    time.Time
	Stamp Stamp
}

// Package place carries offsets over the border of a dataset file: out of the
// unit of the file, which is found rather than believed, and into it, each span
// sliced again.
package place

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf16"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Units are those that a file may count in.
var Units = []format.Unit{format.CodePoint, format.UTF16, format.Byte, format.Grapheme}

// Mark is a span of a file.
type Mark struct {
	Start, End int
	Quote      *string // what the file says is there; nil when it says nothing
}

// Finder finds the unit of a file: it starts with all, the expected one first,
// and each document leaves those under which all of its spans say what the file
// says they do.
type Finder struct {
	// Same reports whether a stretch of text is what a file quotes; nil when the
	// two must be equal.
	Same func(stretch, quote string) bool

	left []format.Unit
}

// NewFinder returns a finder that takes a file's unit for the expected one as
// long as nothing speaks against it.
func NewFinder(expected format.Unit) *Finder {
	f := &Finder{left: []format.Unit{expected}}
	for _, u := range Units {
		if u != expected {
			f.left = append(f.left, u)
		}
	}
	return f
}

// Unit is what the documents so far say.
func (f *Finder) Unit() format.Unit { return f.left[0] }

// Spans converts the marks of a document. An error is a *MarkError: under no
// unit that is left do all marks fit the text, which is a contradiction within
// the document or with those before it. Where units that fit disagree, the first
// of them holds from then on, so that all of a file is read in one unit.
func (f *Finder) Spans(body string, marks []Mark) ([]text.Span, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	index := text.NewIndex(body)
	var fit []format.Unit
	var spans []text.Span
	var first error
	for _, u := range f.left {
		got, err := f.under(u, index, marks)
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		if fit == nil {
			spans = got
		}
		if slices.Equal(spans, got) {
			fit = append(fit, u)
		}
	}
	if fit == nil {
		return nil, f.explain(index, marks, first)
	}
	f.left = fit
	return spans, nil
}

// explain adds to an error the unit that would fit and was ruled out before.
func (f *Finder) explain(index *text.Index, marks []Mark, err error) error {
	for _, u := range Units {
		if slices.Contains(f.left, u) {
			continue
		}
		var mark *MarkError
		if _, other := f.under(u, index, marks); other == nil && errors.As(err, &mark) {
			mark.Err = fmt.Errorf("%w; it would fit in %vs, but spans before it do not", mark.Err, u)
			break
		}
	}
	return err
}

// MarkError is an error about one mark of several.
type MarkError struct {
	Index int
	Err   error
}

func (e *MarkError) Error() string { return fmt.Sprintf("span %d: %v", e.Index+1, e.Err) }

func (e *MarkError) Unwrap() error { return e.Err }

func (f *Finder) under(u format.Unit, index *text.Index, marks []Mark) ([]text.Span, error) {
	same := f.Same
	if same == nil {
		same = func(a, b string) bool { return a == b }
	}
	spans := make([]text.Span, 0, len(marks))
	var clusters []text.Byte
	if u == format.Grapheme {
		clusters = borders(index.Text())
	}
	at := func(offset int) (text.Byte, error) {
		switch u {
		case format.CodePoint:
			return index.ByteAt(text.Point(offset))
		case format.UTF16:
			return index.ByteAtUTF16(text.UTF16(offset))
		case format.Grapheme:
			if offset < 0 || offset >= len(clusters) {
				return 0, text.ErrRange
			}
			return clusters[offset], nil
		}
		_, err := index.PointAt(text.Byte(offset))
		return text.Byte(offset), err
	}
	for i, m := range marks {
		fail := func(err error) ([]text.Span, error) {
			return nil, &MarkError{i, fmt.Errorf("%d to %d in %vs: %w", m.Start, m.End, u, err)}
		}
		start, err := at(m.Start)
		if err != nil {
			return fail(err)
		}
		end, err := at(m.End)
		if err != nil {
			return fail(err)
		}
		if end < start {
			return fail(errors.New("the end is before the start"))
		}
		if m.Quote != nil && !same(index.Text()[start:end], *m.Quote) {
			return fail(fmt.Errorf("there is %q, but the file says %q", short(index.Text()[start:end]), short(*m.Quote)))
		}
		spans = append(spans, text.Span{Start: start, End: end})
	}
	return spans, nil
}

// short cuts a quote for a message.
func short(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return s[:text.Grapheme(s, most).Start] + "…"
}

// borders are the borders of grapheme clusters, both ends included.
func borders(s string) []text.Byte {
	all := []text.Byte{0}
	for at := text.Byte(0); int(at) < len(s); {
		at = text.NextGrapheme(s, at)
		all = append(all, at)
	}
	return all
}

// Prover writes the spans of one text in a unit, and proves each: it is sliced
// again from the text in that unit, which was made independently of the index.
type Prover struct {
	unit   format.Unit
	index  *text.Index
	points []rune
	units  []uint16
}

// NewProver returns a prover for a text in code points or UTF-16.
func NewProver(body string, unit format.Unit) *Prover {
	p := &Prover{unit: unit, index: text.NewIndex(body)}
	switch {
	case int(p.index.Points()) == len(body): // the units coincide: the text itself is the witness
	case unit == format.UTF16:
		p.units = utf16.Encode([]rune(body))
	default:
		p.points = []rune(body)
	}
	return p
}

// Span converts a span and returns the text in it.
func (p *Prover) Span(sp text.Span) (start, end int, quote string, err error) {
	if quote, err = p.index.Slice(sp); err != nil {
		return 0, 0, "", err
	}
	if p.unit == format.UTF16 {
		var s, e text.UTF16
		if s, err = p.index.UTF16At(sp.Start); err == nil {
			e, err = p.index.UTF16At(sp.End)
		}
		start, end = int(s), int(e)
	} else {
		var s, e text.Point
		if s, err = p.index.PointAt(sp.Start); err == nil {
			e, err = p.index.PointAt(sp.End)
		}
		start, end = int(s), int(e)
	}
	if err != nil {
		return 0, 0, "", err
	}
	if got := p.slice(start, end); got != quote {
		return 0, 0, "", fmt.Errorf("%d to %d in %vs are %q, not %q", start, end, p.unit, got, quote)
	}
	return start, end, quote, nil
}

func (p *Prover) slice(start, end int) string {
	switch {
	case p.units != nil:
		return string(utf16.Decode(p.units[start:end]))
	case p.points != nil:
		return string(p.points[start:end])
	}
	return p.index.Text()[start:end]
}

// Length is the length of the text in the unit.
func (p *Prover) Length() int {
	if p.unit == format.UTF16 {
		return int(p.index.Units())
	}
	return int(p.index.Points())
}

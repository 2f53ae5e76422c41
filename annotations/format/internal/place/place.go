// Package place writes offsets, each span sliced again in the unit that is
// written. Package offsets reads them.
package place

import (
	"fmt"
	"unicode/utf16"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

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

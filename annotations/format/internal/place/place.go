// Package place writes offsets, each span looked up again in the unit that is
// written. Package offsets reads them.
package place

import (
	"fmt"
	"sort"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Prover writes the spans of one text in a unit, and proves each: it is looked up
// again by its offsets in that unit, by a count that was made independently of the
// index, from the bytes alone.
type Prover struct {
	unit  format.Unit
	index *text.Index
	marks []int // units before every stride bytes; none where the units are bytes
}

// stride is how many bytes are counted for an offset, on an average twice: a list of
// all characters would be four times the text.
const stride = 128

// NewProver returns a prover for a text in code points or UTF-16.
func NewProver(body string, unit format.Unit) *Prover {
	p := &Prover{unit: unit, index: text.NewIndex(body)}
	if int(p.index.Points()) == len(body) {
		return p
	}
	p.marks = make([]int, 0, len(body)/stride+1)
	n := 0
	for i := range len(body) {
		if i%stride == 0 {
			p.marks = append(p.marks, n)
		}
		n += p.weight(body[i])
	}
	return p
}

// weight is how many units a byte of UTF-8 stands for: one the first of a character,
// two that of a long one in UTF-16, and none the others.
func (p *Prover) weight(b byte) int {
	switch {
	case b&0xc0 == 0x80:
		return 0
	case b >= 0xf0 && p.unit == format.UTF16:
		return 2
	}
	return 1
}

// at is the byte of an offset in the unit; -1 for one inside a character or the end
// of none.
func (p *Prover) at(offset int) int {
	body := p.index.Text()
	if p.marks == nil {
		return offset
	}
	k := max(0, sort.SearchInts(p.marks, offset+1)-1)
	n := p.marks[k]
	for i := k * stride; i <= len(body); i++ {
		switch {
		case n > offset:
			return -1
		case n == offset && (i == len(body) || p.weight(body[i]) > 0):
			return i
		case i < len(body):
			n += p.weight(body[i])
		}
	}
	return -1
}

// Index is that of the text.
func (p *Prover) Index() *text.Index { return p.index }

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
	if from, to := p.at(start), p.at(end); from != int(sp.Start) || to != int(sp.End) {
		return 0, 0, "", fmt.Errorf("%d to %d in %vs are bytes %d to %d, not %d to %d", start, end, p.unit, from, to, sp.Start, sp.End)
	}
	return start, end, quote, nil
}

// Length is the length of the text in the unit.
func (p *Prover) Length() int {
	if p.unit == format.UTF16 {
		return int(p.index.Units())
	}
	return int(p.index.Points())
}

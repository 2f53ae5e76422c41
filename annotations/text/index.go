package text

import (
	"sort"
	"unicode/utf8"
)

// Index converts offsets in one text. It keeps a checkpoint every stride bytes,
// none for a text of ASCII alone, so a conversion costs a search among the
// checkpoints and a short scan.
//
// The text should be UTF-8; each byte that is not counts as one code point and
// one UTF-16 unit, as it does in a range loop.
type Index struct {
	s     string
	marks []mark
	len   mark
}

// mark is one place in all three units.
type mark struct {
	byte  Byte
	point Point
	unit  UTF16
}

const stride = 256

// NewIndex builds the index of a text in one pass.
func NewIndex(s string) *Index {
	x := &Index{s: s}
	at := mark{}
	next := Byte(0)
	ascii := true
	for i, r := range s {
		at.byte = Byte(i)
		if at.byte >= next {
			x.marks = append(x.marks, at)
			next = at.byte + stride
		}
		ascii = ascii && r < utf8.RuneSelf
		at.point++
		at.unit += width(r)
	}
	at.byte = Byte(len(s))
	x.len = at
	if ascii {
		x.marks = nil
	}
	return x
}

func width(r rune) UTF16 {
	if r > 0xffff {
		return 2
	}
	return 1
}

// Text is the text that the index was built for.
func (x *Index) Text() string { return x.s }

// Len is the length of the text in bytes.
func (x *Index) Len() Byte { return x.len.byte }

// Points is the length of the text in code points.
func (x *Index) Points() Point { return x.len.point }

// Units is the length of the text in UTF-16 code units.
func (x *Index) Units() UTF16 { return x.len.unit }

// PointAt converts an offset in bytes to code points. Errors are ErrRange and
// ErrInside, here and below.
func (x *Index) PointAt(b Byte) (Point, error) {
	m, err := x.at(int(b), func(m mark) int { return int(m.byte) })
	return m.point, err
}

// UTF16At converts an offset in bytes to UTF-16 code units.
func (x *Index) UTF16At(b Byte) (UTF16, error) {
	m, err := x.at(int(b), func(m mark) int { return int(m.byte) })
	return m.unit, err
}

// ByteAt converts an offset in code points to bytes.
func (x *Index) ByteAt(p Point) (Byte, error) {
	m, err := x.at(int(p), func(m mark) int { return int(m.point) })
	return m.byte, err
}

// ByteAtUTF16 converts an offset in UTF-16 code units to bytes.
func (x *Index) ByteAtUTF16(u UTF16) (Byte, error) {
	m, err := x.at(int(u), func(m mark) int { return int(m.unit) })
	return m.byte, err
}

// at finds the place whose offset in the unit is the one wanted.
func (x *Index) at(want int, unit func(mark) int) (mark, error) {
	if want < 0 || want > unit(x.len) {
		return mark{}, ErrRange
	}
	if x.marks == nil {
		return mark{Byte(want), Point(want), UTF16(want)}, nil
	}
	i := sort.Search(len(x.marks), func(i int) bool { return unit(x.marks[i]) > want }) - 1
	at := x.marks[i]
	for unit(at) < want {
		r, size := utf8.DecodeRuneInString(x.s[at.byte:])
		at = mark{at.byte + Byte(size), at.point + 1, at.unit + width(r)}
	}
	if unit(at) > want {
		return mark{}, ErrInside
	}
	return at, nil
}

// Slice returns the text of a span whose ends lie between code points.
func (x *Index) Slice(sp Span) (string, error) {
	for _, at := range [2]Byte{sp.Start, sp.End} {
		if _, err := x.PointAt(at); err != nil {
			return "", err
		}
	}
	if sp.End < sp.Start {
		return "", ErrRange
	}
	return x.s[sp.Start:sp.End], nil
}

package text

import (
	"sort"
	"unicode/utf8"
)

// Index converts offsets in one text. It keeps a checkpoint about every stride
// bytes, and none for a text of ASCII alone, where all three units are the
// same: a conversion is a binary search among the checkpoints and a short scan.
//
// The text should be UTF-8 (see Validate). A byte that is not counts as one
// code point and one UTF-16 unit, as it does in a range loop and in the
// replacement characters that a browser would show.
//
// An Index does not change: goroutines may share it.
type Index struct {
	s     string
	marks []mark
	end   mark
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
	x := &Index{s: s, end: mark{Byte(len(s)), Point(len(s)), UTF16(len(s))}}
	if isASCII(s) {
		return x
	}
	x.marks = make([]mark, 0, len(s)/stride+1)
	var at mark
	var next Byte
	for i, r := range s {
		at.byte = Byte(i)
		if at.byte >= next {
			x.marks = append(x.marks, at)
			next = at.byte + stride
		}
		at.point++
		at.unit += units(r)
	}
	at.byte = Byte(len(s))
	x.end = at
	return x
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// units is the length of a code point in UTF-16.
func units(r rune) UTF16 {
	if r > 0xffff {
		return 2
	}
	return 1
}

// Text is the text that the index was built for.
func (x *Index) Text() string { return x.s }

// Len is the length of the text in bytes.
func (x *Index) Len() Byte { return x.end.byte }

// Points is the length of the text in code points.
func (x *Index) Points() Point { return x.end.point }

// Units is the length of the text in UTF-16 code units.
func (x *Index) Units() UTF16 { return x.end.unit }

// PointAt converts an offset in bytes to code points. Here and below the error
// is ErrRange for an offset outside the text, and ErrInside for one that lies
// inside a code point or a surrogate pair; the end of the text is an offset.
func (x *Index) PointAt(b Byte) (Point, error) {
	m, err := x.find(int(b), mark.bytes)
	return m.point, err
}

// UTF16At converts an offset in bytes to UTF-16 code units.
func (x *Index) UTF16At(b Byte) (UTF16, error) {
	m, err := x.find(int(b), mark.bytes)
	return m.unit, err
}

// ByteAt converts an offset in code points to bytes.
func (x *Index) ByteAt(p Point) (Byte, error) {
	m, err := x.find(int(p), mark.points)
	return m.byte, err
}

// ByteAtUTF16 converts an offset in UTF-16 code units to bytes.
func (x *Index) ByteAtUTF16(u UTF16) (Byte, error) {
	m, err := x.find(int(u), mark.units)
	return m.byte, err
}

func (m mark) bytes() int  { return int(m.byte) }
func (m mark) points() int { return int(m.point) }
func (m mark) units() int  { return int(m.unit) }

// find returns the place whose offset in the unit is the one wanted.
func (x *Index) find(want int, in func(mark) int) (mark, error) {
	switch {
	case want < 0 || want > in(x.end):
		return mark{}, ErrRange
	case want == in(x.end):
		return x.end, nil
	case x.marks == nil:
		return mark{Byte(want), Point(want), UTF16(want)}, nil
	}
	i := sort.Search(len(x.marks), func(i int) bool { return in(x.marks[i]) > want }) - 1
	at := x.marks[i]
	for in(at) < want {
		// A run of ASCII is as long in all three units.
		if x.s[at.byte] < utf8.RuneSelf {
			run := asciiRun(x.s[at.byte:], want-in(at))
			at = mark{at.byte + Byte(run), at.point + Point(run), at.unit + UTF16(run)}
			continue
		}
		r, size := utf8.DecodeRuneInString(x.s[at.byte:])
		at = mark{at.byte + Byte(size), at.point + 1, at.unit + units(r)}
	}
	if in(at) > want {
		return mark{}, ErrInside
	}
	return at, nil
}

// asciiRun is the length of the ASCII that a text starts with, at most so much.
func asciiRun(s string, most int) int {
	most = min(most, len(s))
	for i := range most {
		if s[i] >= utf8.RuneSelf {
			return i
		}
	}
	return most
}

// Slice returns the text of a span. The error is ErrRange for an end outside
// the text or before the start, and ErrInside for one inside a code point.
func (x *Index) Slice(sp Span) (string, error) {
	if sp.Start < 0 || sp.End < sp.Start || sp.End > x.end.byte {
		return "", ErrRange
	}
	for _, at := range [2]Byte{sp.Start, sp.End} {
		if _, err := x.find(int(at), mark.bytes); err != nil {
			return "", err
		}
	}
	return x.s[sp.Start:sp.End], nil
}

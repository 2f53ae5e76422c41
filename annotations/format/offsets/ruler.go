// Package offsets finds out what the offsets of a dataset count. What a file
// says of it, or what its format is said to do, cannot be trusted: the same
// format is written by programs that count code points, UTF-16 code units,
// bytes or grapheme clusters, with the end in the span or after it. The texts
// that a file quotes prove it.
package offsets

import (
	"fmt"
	"sort"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Units are those that offsets can count, in the order in which they are tried.
var Units = []format.Unit{format.CodePoint, format.UTF16, format.Byte, format.Grapheme}

// Ruler converts the offsets of one text from and to any unit. It is not safe
// for use by several goroutines.
type Ruler struct {
	index    *text.Index
	clusters []text.Byte // borders of grapheme clusters, once they are asked for
	plain    *bool       // whether each code point is a cluster, once it is asked
}

// NewRuler returns the ruler of a text in UTF-8.
func NewRuler(body string) *Ruler { return &Ruler{index: text.NewIndex(body)} }

// Text is the text of the ruler.
func (r *Ruler) Text() string { return r.index.Text() }

// Len is the length of the text in a unit.
func (r *Ruler) Len(u format.Unit) int {
	switch u {
	case format.CodePoint:
		return int(r.index.Points())
	case format.UTF16:
		return int(r.index.Units())
	case format.Grapheme:
		if r.isPlain() {
			return int(r.index.Points())
		}
		return len(r.borders()) - 1
	}
	return int(r.index.Len())
}

// Byte converts an offset in a unit to bytes. Here and in Of the error is
// text.ErrRange for an offset outside the text, and text.ErrInside for one
// inside a code point, a surrogate pair or a cluster.
func (r *Ruler) Byte(u format.Unit, at int) (text.Byte, error) {
	switch u {
	case format.CodePoint:
		return r.index.ByteAt(text.Point(at))
	case format.UTF16:
		return r.index.ByteAtUTF16(text.UTF16(at))
	case format.Byte:
		_, err := r.index.PointAt(text.Byte(at))
		return text.Byte(at), err
	case format.Grapheme:
		if r.isPlain() {
			return r.index.ByteAt(text.Point(at))
		}
		if all := r.borders(); at >= 0 && at < len(all) {
			return all[at], nil
		}
		return 0, text.ErrRange
	}
	return 0, fmt.Errorf("offsets do not count %ss", u)
}

// Of converts an offset in bytes to a unit.
func (r *Ruler) Of(u format.Unit, at text.Byte) (int, error) {
	switch u {
	case format.CodePoint:
		p, err := r.index.PointAt(at)
		return int(p), err
	case format.UTF16:
		p, err := r.index.UTF16At(at)
		return int(p), err
	case format.Byte:
		_, err := r.index.PointAt(at)
		return int(at), err
	case format.Grapheme:
		if r.isPlain() {
			p, err := r.index.PointAt(at)
			return int(p), err
		}
		if at < 0 || at > r.index.Len() {
			return 0, text.ErrRange
		}
		all := r.borders()
		i := sort.Search(len(all), func(i int) bool { return all[i] >= at })
		if all[i] != at {
			return 0, text.ErrInside
		}
		return i, nil
	}
	return 0, fmt.Errorf("offsets do not count %ss", u)
}

// isPlain reports whether the text has only characters that are clusters by
// themselves, whatever is beside them. It knows the scripts with the most of them.
func (r *Ruler) isPlain() bool {
	if r.plain == nil {
		plain := true
		for _, c := range r.Text() {
			if plain = c < 0x300 && c != '\r' || 0x400 <= c && c <= 0x482 || 0x2010 <= c && c <= 0x205e || 0x4e00 <= c && c <= 0x9fff; !plain {
				break
			}
		}
		r.plain = &plain
	}
	return *r.plain
}

// sames reports whether two units are the same in all of the text: their lengths
// are, and no unit is ever shorter than another one here and longer there.
func (r *Ruler) sames(u, v format.Unit) bool { return u == v || r.Len(u) == r.Len(v) }

// borders are those of the grapheme clusters, 0 and the end included.
func (r *Ruler) borders() []text.Byte {
	if r.clusters == nil {
		r.clusters = []text.Byte{0}
		for at := text.Byte(0); at < r.index.Len(); {
			at = text.NextGrapheme(r.Text(), at)
			r.clusters = append(r.clusters, at)
		}
	}
	return r.clusters
}

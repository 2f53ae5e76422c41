package editor

import (
	"slices"
	"unicode"

	"gloss/annotations/text"
)

// The keys → and ← move to what is seen on that side, also where a text is
// written from right to left. The words of a line lie in runs of one direction;
// the runs follow each other in the direction of the paragraph, which is that of
// its first letter (dir=auto). So one word further to the right is the next one
// in a run from left to right and the one before in the other; at the end of a
// run against the paragraph the way goes on behind the whole run. Runs within
// runs (a third level of UAX #9) and runs that are wrapped are not looked into.

// strong is 1 for a letter written from left to right, -1 for one from right to
// left, 0 for what follows others: digits, marks, signs.
func strong(r rune) int {
	switch {
	case !unicode.IsLetter(r):
		return 0
	case 0x590 <= r && r < 0x900, 0xFB1D <= r && r < 0xFE00, 0xFE70 <= r && r < 0xFEFF, 0x10800 <= r && r < 0x11000, 0x1E800 <= r && r < 0x1F000:
		return -1
	}
	return 1
}

// firstStrong is the direction of the first letter of a string, otherwise what
// is given.
func firstStrong(s string, otherwise int) int {
	for _, r := range s {
		if d := strong(r); d != 0 {
			return d
		}
	}
	return otherwise
}

// row is the words of a block with the direction of each.
type row struct {
	base  int
	words []text.Span
	ways  []int
}

// rowAt returns the row of the block that holds a place, and that block. A block
// without letters from right to left has base 1 and no words: nothing in it is
// turned.
func (m *Model) rowAt(at text.Byte) (row, Block) {
	i, _ := m.BlocksOf(text.Span{Start: at, End: at})
	b := m.Blocks[i]
	s := m.Document.Text[b.Start:b.End]
	r := row{base: 1}
	if !hasRightToLeft(s) {
		return r, b
	}
	r.base = firstStrong(s, 1)
	way := r.base
	for w := range text.Words(s) {
		way = firstStrong(s[w.Start:w.End], way) // a number goes with what is before it
		r.words = append(r.words, text.Span{Start: b.Start + w.Start, End: b.Start + w.End})
		r.ways = append(r.ways, way)
	}
	return r, b
}

func hasRightToLeft(s string) bool {
	for i, r := range s {
		if s[i] >= 0xD6 && strong(r) < 0 { // U+0590 begins with 0xD6
			return true
		}
	}
	return false
}

// WayAt is the direction of the word at a place: 1 from left to right, -1 from
// right to left.
func (m *Model) WayAt(at text.Byte) int {
	r, _ := m.rowAt(at)
	if i := r.index(at); i >= 0 {
		return r.ways[i]
	}
	return r.base
}

// index is the number of the word that holds a place or starts after it; -1 when
// there is none.
func (r row) index(at text.Byte) int {
	return slices.IndexFunc(r.words, func(w text.Span) bool { return at < w.End })
}

// beside is the word on the right (1) or the left (-1) of a stretch.
func (m *Model) beside(from text.Span, side int) (text.Span, bool) {
	r, _ := m.rowAt(from.Start)
	last := from.Start
	if side == r.base {
		last = max(from.Start, from.End-1)
	}
	k := r.index(last)
	if k < 0 || from.Empty() {
		return m.nextWord(from, side*r.base)
	}
	if j, ok := r.beside(k, side); ok {
		return r.words[j], true
	}
	if side == r.base { // over the edge of the block
		return m.nextWord(text.Span{Start: from.Start, End: r.words[len(r.words)-1].End}, 1)
	}
	return m.nextWord(text.Span{Start: r.words[0].Start, End: from.End}, -1)
}

// beside is the number of the word on one side of word k; it is false at the
// edge of the row.
func (r row) beside(k, side int) (int, bool) {
	way, step := r.ways[k], side*r.base // the step in the text from run to run
	in := func(i int) bool { return 0 <= i && i < len(r.words) }
	if way != r.base {
		if j := k - step; in(j) && r.ways[j] == way {
			return j, true
		}
		for in(k+step) && r.ways[k+step] == way { // out of the run, past all of it
			k += step
		}
		return k + step, in(k + step)
	}
	j := k + step
	if !in(j) {
		return 0, false
	}
	for r.ways[j] != r.base && in(j+step) && r.ways[j+step] == r.ways[j] { // into a run, from its far end
		j += step
	}
	return j, true
}

// nextWord is the next word in the text (1) or the one before (-1).
func (m *Model) nextWord(from text.Span, direction int) (text.Span, bool) {
	if direction > 0 {
		return text.NextWord(m.Document.Text, from.End)
	}
	return text.PrevWord(m.Document.Text, from.Start)
}

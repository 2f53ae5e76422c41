package annotations

import (
	"bytes"
	"cmp"
	"sort"

	"gloss/annotations/text"
)

// Segment is a stretch of text that one and the same annotations cover.
type Segment struct {
	text.Span
	// Covers are the annotations over the stretch, the innermost first; none
	// for plain text.
	Covers []Cover
}

// Cover is one annotation over a segment.
type Cover struct {
	Entry
	// Level is the line on which the annotation is drawn: 0 nearest to the
	// text. Two annotations that share text never share a level.
	Level int
	// First and Last tell whether a part of the annotation starts with the
	// segment or ends with it.
	First, Last bool
}

// Segments cuts a span of the text at every border of an annotation. Together
// the segments are exactly the span. It takes O(log n + k log k) for k
// annotations that share text with the span, and the time to write the covers
// down, which lie side by side.
func (s Set) Segments(span text.Span) []Segment {
	var items []item
	s.places.overlapping(span, func(it item) bool {
		items = append(items, it)
		return true
	})
	cuts := cutsOf(span, items)
	segments := make([]Segment, len(cuts)-1)
	starts := make([]int, len(cuts)) // of the covers of each segment
	for i := range segments {
		segments[i].Span = text.Span{Start: cuts[i], End: cuts[i+1]}
	}
	for _, it := range items {
		from, to := cuts.between(it.place())
		for i := from; i < to; i++ {
			starts[i+1]++
		}
	}
	for i := range segments {
		starts[i+1] += starts[i]
	}
	covers := make([]Cover, starts[len(segments)])

	sort.Sort(innerFirst(items))
	lines := lines{words: (len(segments) + 63) / 64}
	level := 0
	for k, it := range items {
		if k == 0 || items[k-1].record != it.record { // else a further part
			extent, _ := it.extent()
			level = lines.place(cuts.between(extent))
		}
		cover := Cover{Entry: it.entry(), Level: level}
		place := it.place()
		from, to := cuts.between(place)
		for i := from; i < to; i++ {
			seg := &segments[i]
			at := starts[i] + len(seg.Covers)
			covers[at] = cover
			covers[at].First, covers[at].Last = place.Start == seg.Start, place.End == seg.End
			seg.Covers = covers[starts[i] : at+1 : starts[i+1]]
		}
	}
	return segments
}

// cuts are the ends of segments, in order and each once.
type cuts []text.Byte

func cutsOf(span text.Span, items []item) cuts {
	all := append(make(cuts, 0, 2*len(items)+2), span.Start, span.End)
	for _, it := range items {
		p := it.place()
		all = append(all, max(p.Start, span.Start), min(p.End, span.End))
	}
	sort.Sort(all)
	n := 1
	for _, at := range all[1:] {
		if at != all[n-1] {
			all[n] = at
			n++
		}
	}
	return all[:n]
}

func (c cuts) Len() int           { return len(c) }
func (c cuts) Less(i, j int) bool { return c[i] < c[j] }
func (c cuts) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }

// between returns which segments a stretch consists of, as far as it goes
// beyond neither end.
func (c cuts) between(sp text.Span) (from, to int) { return c.index(sp.Start), c.index(sp.End) }

func (c cuts) index(at text.Byte) int {
	return min(sort.Search(len(c), func(i int) bool { return c[i] >= at }), len(c)-1)
}

// lines are the lines on which annotations are drawn, each a bit for every
// segment that is taken.
type lines struct {
	words int // of a line
	taken []uint64
}

// place takes segments on the lowest line where all of them are free. Shorter
// annotations are placed first, so that what is inside lies nearer to the text.
func (l *lines) place(from, to int) (line int) {
	for line = 0; ; line++ {
		if len(l.taken) == line*l.words {
			l.taken = append(l.taken, make([]uint64, l.words)...)
		}
		taken := l.taken[line*l.words:]
		free := true
		for w := from / 64; w*64 < to && free; w++ {
			free = taken[w]&mask(from, to, w) == 0
		}
		if !free {
			continue
		}
		for w := from / 64; w*64 < to; w++ {
			taken[w] |= mask(from, to, w)
		}
		return line
	}
}

// mask has the bits from..to that are in a word.
func mask(from, to, word int) uint64 {
	first, end := max(from-word*64, 0), min(to-word*64, 64)
	return ^uint64(0) << first & (^uint64(0) >> (64 - end))
}

// innerFirst orders what covers one place from the innermost outwards; of two
// annotations of equal length the younger is the inner one, as it was put on
// top of the other.
type innerFirst []item

func (all innerFirst) Len() int      { return len(all) }
func (all innerFirst) Swap(i, j int) { all[i], all[j] = all[j], all[i] }

func (all innerFirst) Less(i, j int) bool {
	a, b := all[i], all[j]
	x, _ := a.extent()
	y, _ := b.extent()
	return cmp.Or(
		cmp.Compare(x.Len(), y.Len()),
		b.compareStamp(a.stamp()),
		bytes.Compare(a.id.UUID[:], b.id.UUID[:]),
		cmp.Compare(a.part, b.part),
	) < 0
}

package annotations

import (
	"cmp"
	"slices"

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
// annotations that share text with the span, times their depth.
func (s Set) Segments(span text.Span) []Segment {
	var items []*item
	cuts := []text.Byte{span.Start, span.End}
	for it := range s.byPlace.overlapping(span) {
		items = append(items, it)
		cuts = append(cuts, max(it.span.Start, span.Start), min(it.span.End, span.End))
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	level := levels(items)

	segments := make([]Segment, 0, len(cuts))
	next := 0
	var open []*item
	for i := 0; i+1 < len(cuts); i++ {
		seg := Segment{Span: text.Span{Start: cuts[i], End: cuts[i+1]}}
		open = slices.DeleteFunc(open, func(it *item) bool { return it.span.End <= seg.Start })
		for ; next < len(items) && items[next].span.Start <= seg.Start; next++ {
			open = append(open, items[next])
		}
		for _, it := range open {
			seg.Covers = append(seg.Covers, Cover{
				Entry: *it.entry,
				Level: level[it.entry],
				First: it.span.Start == seg.Start,
				Last:  it.span.End == seg.End,
			})
		}
		slices.SortFunc(seg.Covers, func(a, b Cover) int { return shorter(&a.Entry, &b.Entry) })
		segments = append(segments, seg)
	}
	return segments
}

// levels gives each annotation the lowest line that is free beside it, the
// shortest first, so that what is inside lies nearer to the text.
func levels(items []*item) map[*Entry]int {
	of := make(map[*Entry]int, len(items))
	byLength := slices.Clone(items)
	slices.SortFunc(byLength, func(a, b *item) int {
		return cmp.Or(shorter(a.entry, b.entry), cmp.Compare(a.part, b.part))
	})
	lines := [][]text.Span{}
	for _, it := range byLength {
		if _, done := of[it.entry]; done {
			continue // a further part of a discontinuous annotation
		}
		extent, _ := it.entry.Target.Extent()
		line := slices.IndexFunc(lines, func(taken []text.Span) bool {
			return !slices.ContainsFunc(taken, extent.Overlaps)
		})
		if line < 0 {
			line = len(lines)
			lines = append(lines, nil)
		}
		lines[line] = append(lines[line], extent)
		of[it.entry] = line
	}
	return of
}

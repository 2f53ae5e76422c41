package annotations_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/text"
)

// slowSet is the definition of a set: a map, sorted whenever it is asked.
type slowSet map[annotations.AnnotationID]annotations.Entry

func (s slowSet) all() []annotations.Entry {
	return slices.SortedFunc(maps.Values(s), func(a, b annotations.Entry) int {
		x, y := text.Span{Start: -1, End: -1}, text.Span{Start: -1, End: -1}
		if len(a.Target.Parts) > 0 {
			x = a.Target.Parts[0]
		}
		if len(b.Target.Parts) > 0 {
			y = b.Target.Parts[0]
		}
		if c := x.Compare(y); c != 0 {
			return c
		}
		return slices.Compare(a.ID.UUID[:], b.ID.UUID[:])
	})
}

// genEntry draws an entry of a text of 400 bytes, so that among some hundreds
// many meet, nest and share their place.
func genEntry(t *rapid.T) annotations.Entry {
	id := annotations.NameID[annotations.Annotation](uuid.NameSpaceOID, fmt.Sprint(rapid.IntRange(0, 300).Draw(t, "id")))
	e := annotations.Entry{By: "ada", At: noon, Stamp: annotations.Stamp{
		N: uint64(rapid.IntRange(1, 9).Draw(t, "n")), Replica: rapid.SampledFrom(replicas).Draw(t, "replica"),
	}}
	e.ID, e.Label = id, rapid.SampledFrom([]annotations.LabelID{"actor", "claim"}).Draw(t, "label")
	at := rapid.IntRange(0, 350).Draw(t, "start")
	for range rapid.SampledFrom([]int{0, 1, 1, 1, 1, 2, 3}).Draw(t, "parts") {
		end := at + rapid.SampledFrom([]int{1, 2, 3, 5, 40}).Draw(t, "length")
		e.Target.Parts = append(e.Target.Parts, text.Span{Start: text.Byte(at), End: text.Byte(end)})
		at = end + rapid.IntRange(0, 5).Draw(t, "gap")
	}
	return e
}

// TestSetIsTheDefinition draws sets that come about by putting and dropping, or
// at once, and asks them everything. A set of before must not have changed.
func TestSetIsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slow := slowSet{}
		for _, e := range rapid.SliceOfN(rapid.Custom(genEntry), 0, 200).Draw(t, "entries") {
			slow[e.ID] = e
		}
		set := annotations.NewSet(slow.all())
		kept, keptAll := set, slow.all()
		for range rapid.IntRange(0, 200).Draw(t, "edits") {
			e := genEntry(t)
			if rapid.IntRange(0, 2).Draw(t, "kind") == 0 {
				set = set.Put(e)
				slow[e.ID] = e
				continue
			}
			if i := rapid.IntRange(0, 400).Draw(t, "nth"); i < set.Len() {
				nth, _ := set.Nth(i)
				e.ID = nth.ID
			}
			set = set.Drop(e.ID)
			delete(slow, e.ID)
		}
		checkSet(t, set, slow.all())
		checkSet(t, kept, keptAll)
	})
}

func checkSet(t *rapid.T, set annotations.Set, all []annotations.Entry) {
	if diff := cmp.Diff(all, slices.Collect(set.All())); diff != "" || set.Len() != len(all) {
		t.Fatalf("Len is %d of %d, and All:\n%s", set.Len(), len(all), diff)
	}
	for i, e := range all {
		if got, ok := set.Get(e.ID); !ok || cmp.Diff(e, got) != "" {
			t.Fatalf("Get(%v) = %v, %v, want %v", e.ID, got, ok, e)
		}
		if got, ok := set.Nth(i); !ok || got.ID != e.ID {
			t.Fatalf("Nth(%d) = %v, %v, want %v", i, got, ok, e)
		}
		if got, ok := set.Rank(e.ID); !ok || got != i {
			t.Fatalf("Rank of the %d-th is %d, %v", i, got, ok)
		}
	}
	for _, i := range []int{-1, len(all)} {
		if e, ok := set.Nth(i); ok {
			t.Fatalf("Nth(%d) of %d = %v", i, len(all), e)
		}
	}
	other := annotations.NameID[annotations.Annotation](uuid.NameSpaceOID, "no such annotation")
	if _, ok := set.Rank(other); ok {
		t.Fatal("an annotation that is not there has a rank")
	}
	i := rapid.IntRange(0, len(all)+1).Draw(t, "from")
	if got := slices.Collect(set.From(i)); !slices.EqualFunc(got, all[min(i, len(all)):], sameID) {
		t.Fatalf("From(%d) = %v", i, got)
	}
	for range 4 {
		span := text.Span{Start: text.Byte(rapid.IntRange(0, 400).Draw(t, "at"))}
		span.End = span.Start + text.Byte(rapid.SampledFrom([]int{1, 2, 10, 60, 400}).Draw(t, "length"))
		checkSpan(t, set, all, span)
	}
}

// checkSpan compares what a set says of a span and of its start.
func checkSpan(t *rapid.T, set annotations.Set, all []annotations.Entry, span text.Span) {
	after, before := len(all), -1
	var overlapping, at []annotations.Entry
	for i, e := range all {
		extent, ok := e.Target.Extent()
		if ok && extent.Start >= span.Start {
			after = min(after, i)
		}
		if ok && extent.End <= span.Start {
			before = i
		}
		if slices.ContainsFunc(e.Target.Parts, span.Overlaps) {
			overlapping = append(overlapping, e)
		}
		if slices.ContainsFunc(e.Target.Parts, text.Span{Start: span.Start, End: span.Start + 1}.Overlaps) {
			at = append(at, e)
		}
	}
	if got, ok := set.After(span.Start); got != after || ok != (after < len(all)) {
		t.Fatalf("After(%d) = %d, %v, want %d", span.Start, got, ok, after)
	}
	if got, ok := set.Before(span.Start); ok != (before >= 0) || ok && got != before {
		t.Fatalf("Before(%d) = %d, %v, want %d", span.Start, got, ok, before)
	}
	// An annotation of several parts is yielded where the first part that
	// shares text with the span stands.
	firstPart := func(e annotations.Entry) text.Span {
		return e.Target.Parts[slices.IndexFunc(e.Target.Parts, span.Overlaps)]
	}
	slices.SortStableFunc(overlapping, func(a, b annotations.Entry) int {
		if c := firstPart(a).Compare(firstPart(b)); c != 0 {
			return c
		}
		return slices.Compare(a.ID.UUID[:], b.ID.UUID[:])
	})
	if got := slices.Collect(set.Overlapping(span)); !slices.EqualFunc(got, overlapping, sameID) {
		t.Fatalf("Overlapping(%v) = %v, want %v", span, got, overlapping)
	}
	slices.SortFunc(at, slowInner)
	if got := set.At(span.Start); !slices.EqualFunc(got, at, sameID) {
		t.Fatalf("At(%v) = %v, want %v", span.Start, got, at)
	}
	if diff := cmp.Diff(slowSegments(all, span), set.Segments(span)); diff != "" {
		t.Fatalf("Segments(%v):\n%s", span, diff)
	}
}

func sameID(a, b annotations.Entry) bool { return a.ID == b.ID }

// slowInner orders the shortest first, of equal ones the youngest.
func slowInner(a, b annotations.Entry) int {
	x, _ := a.Target.Extent()
	y, _ := b.Target.Extent()
	switch {
	case x.Len() != y.Len():
		return int(x.Len() - y.Len())
	case a.Stamp != b.Stamp:
		return b.Stamp.Compare(a.Stamp)
	}
	return slices.Compare(a.ID.UUID[:], b.ID.UUID[:])
}

// slowSegments looks at every byte of a span: a segment is a run of bytes
// between two that are an end of some part. Each annotation has the lowest
// level that is free all along its extent, the innermost choosing first.
func slowSegments(all []annotations.Entry, span text.Span) []annotations.Segment {
	var in []annotations.Entry
	cut := map[text.Byte]bool{span.Start: true, span.End: true}
	for _, e := range all {
		if !slices.ContainsFunc(e.Target.Parts, span.Overlaps) {
			continue
		}
		in = append(in, e)
		for _, p := range e.Target.Parts {
			if p.Overlaps(span) {
				cut[p.Start], cut[p.End] = true, true
			}
		}
	}
	slices.SortFunc(in, slowInner)
	levels := make([]int, len(in))
	for i, e := range in {
		extent, _ := e.Target.Extent()
		taken := map[int]bool{}
		for j, other := range in[:i] {
			if o, _ := other.Target.Extent(); o.Overlaps(extent) {
				taken[levels[j]] = true
			}
		}
		for taken[levels[i]] {
			levels[i]++
		}
	}
	segments := []annotations.Segment{}
	start := span.Start
	for at := span.Start + 1; at <= span.End; at++ {
		if !cut[at] {
			continue
		}
		seg := annotations.Segment{Span: text.Span{Start: start, End: at}}
		start = at
		for i, e := range in {
			for _, p := range e.Target.Parts {
				if p.Overlaps(seg.Span) {
					seg.Covers = append(seg.Covers, annotations.Cover{
						Entry: e, Level: levels[i], First: p.Start == seg.Start, Last: p.End == seg.End,
					})
				}
			}
		}
		segments = append(segments, seg)
	}
	return segments
}

// TestSpansOfManyAnnotations asks about many spans, short and long, of a set
// that is some levels deep.
func TestSpansOfManyAnnotations(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	slow := slowSet{}
	for i := range 3000 {
		e := annotations.Entry{By: "ada", At: noon, Stamp: annotations.Stamp{N: uint64(i + 1), Replica: replicas[0]}}
		e.ID = annotations.NameID[annotations.Annotation](uuid.NameSpaceOID, fmt.Sprint(i))
		e.Label = "actor"
		length := 1 + r.IntN(3)
		if i%50 == 0 {
			length = 90
		}
		start := r.IntN(9000)
		e.Target = annotations.On(text.Byte(start), text.Byte(start+length))
		if i%20 == 0 {
			e.Target.Parts = append(e.Target.Parts, text.Span{Start: text.Byte(start + length), End: text.Byte(start + length + 2)})
		}
		slow[e.ID] = e
	}
	all := slow.all()
	set := annotations.NewSet(all)
	for at := text.Byte(0); at < 9100; at++ {
		span := text.Span{Start: at, End: at + 1 + at%3}
		want := 0
		for _, e := range all {
			if slices.ContainsFunc(e.Target.Parts, span.Overlaps) {
				want++
			}
		}
		got := 0
		for range set.Overlapping(span) {
			got++
		}
		if got != want {
			t.Fatalf("%d annotations overlap %v, want %d", got, span, want)
		}
	}
	for at := text.Byte(0); at < 9000; at += 700 {
		span := text.Span{Start: at, End: at + 600}
		if diff := cmp.Diff(slowSegments(all, span), set.Segments(span)); diff != "" {
			t.Fatalf("Segments(%v):\n%s", span, diff)
		}
	}
}

package simulate

import (
	"gloss/annotations/suggest"
	"gloss/annotations/text"
)

// tally counts what the proposals of some passages came to.
type tally struct {
	Spans    int     `json:"spans"`    // to be labelled
	Shown    int     `json:"shown"`    // proposals
	Right    int     `json:"right"`    // in borders and label
	Gestures float64 `json:"gestures"` // with the proposals
	Swept    float64 `json:"-"`        // the same, with one key for the rest of a sentence
	None     float64 `json:"-"`        // without any
}

func (t *tally) add(o tally) {
	t.Spans += o.Spans
	t.Shown += o.Shown
	t.Right += o.Right
	t.Gestures += o.Gestures
	t.Swept += o.Swept
	t.None += o.None
}

func (t tally) precision() float64 { return ratio(float64(t.Right), float64(t.Shown)) }
func (t tally) recall() float64    { return ratio(float64(t.Right), float64(t.Spans)) }
func (t tally) f1() float64        { return ratio(2*float64(t.Right), float64(t.Shown+t.Spans)) }

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// annotate is what a perfect annotator does in a passage: takes the proposals
// that are right, gives those another label that have the wrong one, mends the
// borders of those that touch a span that nothing else proposes, rejects the
// others, and makes by hand what is left.
func annotate(gold []suggest.Mark, shown []suggest.Proposal, c suggest.Costs) tally {
	t := tally{Spans: len(gold), Shown: len(shown), None: c.Create * float64(len(gold))}
	done := make([]bool, len(gold))
	used := make([]bool, len(shown))
	pair := func(cost float64, fits func(g suggest.Mark, p suggest.Proposal) bool) (n int) {
		for j, p := range shown {
			if used[j] {
				continue
			}
			for i, g := range gold {
				if !done[i] && fits(g, p) {
					done[i], used[j] = true, true
					t.Gestures += cost
					n++
					break
				}
			}
		}
		return n
	}
	t.Right = pair(c.Accept, func(g suggest.Mark, p suggest.Proposal) bool { return g == p.Mark })
	right := append([]bool(nil), used...)
	pair(c.Relabel, func(g suggest.Mark, p suggest.Proposal) bool { return g.Span == p.Span })
	pair(c.Border, func(g suggest.Mark, p suggest.Proposal) bool { return g.Overlaps(p.Span) && g.Label == p.Label })
	pair(c.Border, func(g suggest.Mark, p suggest.Proposal) bool { return g.Overlaps(p.Span) })
	for _, u := range used {
		if !u {
			t.Gestures += c.Reject
		}
	}
	for _, d := range done {
		if !d {
			t.Gestures += c.Create
		}
	}
	t.Swept = t.Gestures
	// The last proposals that are all right are taken with one key.
	run := 0
	for j := len(shown) - 1; j >= 0 && right[j]; j-- {
		run++
	}
	if run > 1 {
		t.Swept -= float64(run-1) * c.Accept
	}
	return t
}

// within returns the marks that share text with a span.
func within(marks []suggest.Mark, span text.Span) (in []suggest.Mark) {
	for _, m := range marks {
		if m.Overlaps(span) {
			in = append(in, m)
		}
	}
	return in
}

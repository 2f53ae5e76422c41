package offsets

import (
	"fmt"
	"slices"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Counting is a way to tell a span by two numbers.
type Counting struct {
	Unit      format.Unit
	Inclusive bool // the end is that of the last unit in the span, not of the one after it
}

func (c Counting) String() string {
	if c.Inclusive {
		return string(c.Unit) + "s with the end included"
	}
	return string(c.Unit) + "s"
}

// Claim is an annotation as a file tells it: where, and what stands there.
type Claim struct {
	Parts [][2]int // start and end of each; none of what is not in the text
	// Quote is the text of the parts, joined by a blank, if the file has it.
	Quote  string
	Quoted bool
}

// Spans are the stretches of a claim. The error is about one of its numbers.
func (c Counting) Spans(r *Ruler, claim Claim) ([]text.Span, error) {
	var spans []text.Span
	for _, p := range claim.Parts {
		start, err := r.Byte(c.Unit, p[0])
		if err != nil {
			return nil, c.wrong(r, "start", p[0], err)
		}
		last := p[1]
		if c.Inclusive {
			last++
		}
		end, err := r.Byte(c.Unit, last)
		if err != nil {
			return nil, c.wrong(r, "end", p[1], err)
		}
		if end < start {
			return nil, fmt.Errorf("%s %d to %d: %w", c.Unit, p[0], p[1], text.ErrRange)
		}
		spans = append(spans, text.Span{Start: start, End: end})
	}
	return spans, nil
}

func (c Counting) wrong(r *Ruler, what string, at int, err error) error {
	return fmt.Errorf("%s %d: %w (the text has %d %ss)", what, at, err, r.Len(c.Unit), c.Unit)
}

// quote is what stands at spans.
func quote(body string, spans []text.Span) string {
	if len(spans) == 1 {
		return body[spans[0].Start:spans[0].End]
	}
	var all []string
	for _, s := range spans {
		all = append(all, body[s.Start:s.End])
	}
	return strings.Join(all, " ")
}

// Place is where in a file a claim stands.
type Place struct {
	File string
	Line int
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Finder rules out ways of counting by what a file quotes.
type Finder struct {
	// Same compares a quote with a stretch of the text; nil for equality. It is
	// for files whose quotes are not kept byte for byte.
	Same func(quote, stretch string) bool

	alive []Counting
	all   []Counting
	ruled []ruling
	seen  bool
}

// ruling is a claim that ruled out ways of counting.
type ruling struct {
	at   Place
	left []Counting
}

// NewFinder returns a finder that prefers a unit, that of the format or of the
// file's own word, with the end after the span. If it is told the units among
// which it is to choose, ends are always after the span.
func NewFinder(prefer format.Unit, among ...format.Unit) *Finder {
	f := &Finder{}
	if len(among) > 0 {
		f.all = []Counting{{Unit: prefer}}
		for _, u := range among {
			if u != prefer {
				f.all = append(f.all, Counting{Unit: u})
			}
		}
		f.alive = f.all
		return f
	}
	for _, inclusive := range []bool{false, true} {
		f.all = append(f.all, Counting{prefer, inclusive})
		for _, u := range Units {
			if u != prefer {
				f.all = append(f.all, Counting{u, inclusive})
			}
		}
	}
	f.alive = f.all
	return f
}

// Possible are the ways of counting that nothing rules out, the preferred one
// first. While nothing was quoted, those with the end included do not count.
func (f *Finder) Possible() []Counting {
	if !f.seen {
		return f.all[:min(len(f.all), len(Units))]
	}
	return f.alive
}

// Untold reports whether no quote has said anything yet.
func (f *Finder) Untold() bool { return !f.seen }

// Best is the first that is possible.
func (f *Finder) Best() Counting { return f.alive[0] }

// Contradiction says that the quotes of a file cannot all be right: no way of
// counting fits them.
type Contradiction struct {
	At, Before Place // what stands at At excludes what the quote at Before left
	Here, Left []Counting
}

func (e *Contradiction) Error() string {
	return fmt.Sprintf("offsets count %s here, but %s at %v: a file must count one way", or(e.Here), or(e.Left), e.Before)
}

func or(all []Counting) string {
	var names []string
	for _, c := range all {
		names = append(names, c.String())
	}
	return strings.Join(names, " or ")
}

// Test rules out the ways of counting that a claim disproves. A claim that none
// fits is an error of its own and rules out nothing; one that fits, but none of
// those that are left, is a *Contradiction.
func (f *Finder) Test(at Place, r *Ruler, claim Claim) error {
	if !claim.Quoted || len(claim.Parts) == 0 {
		return nil
	}
	if left := f.fitting(f.alive, r, claim); len(left) > 0 {
		if f.seen = true; len(left) < len(f.alive) {
			f.alive = left
			f.ruled = append(f.ruled, ruling{at, left})
		}
		return nil
	}
	here := f.fitting(f.all, r, claim)
	if len(here) == 0 {
		return f.mismatch(r, claim)
	}
	// The claim that ruled out the last of what fits here is the one to show.
	blame := f.ruled[len(f.ruled)-1]
	for _, x := range f.ruled {
		if len(f.fitting(x.left, r, claim)) == 0 {
			blame = x
			break
		}
	}
	return &Contradiction{At: at, Before: blame.at, Here: here, Left: blame.left}
}

func (f *Finder) fitting(from []Counting, r *Ruler, claim Claim) (fit []Counting) {
	var buf [8]bool
	fits := buf[:0] // each of them
	for i, c := range from {
		if j := slices.IndexFunc(from[:i], func(before Counting) bool {
			return before.Inclusive == c.Inclusive && r.sames(before.Unit, c.Unit)
		}); j >= 0 {
			fits = append(fits, fits[j])
		} else {
			spans, err := c.Spans(r, claim)
			fits = append(fits, err == nil && f.same(claim.Quote, quote(r.Text(), spans)))
		}
		if fits[i] {
			fit = append(fit, c)
		}
	}
	return fit
}

func (f *Finder) same(a, b string) bool {
	if f.Same != nil {
		return f.Same(a, b)
	}
	return a == b
}

// mismatch says what stands where a claim says something else.
func (f *Finder) mismatch(r *Ruler, claim Claim) error {
	spans, err := f.Best().Spans(r, claim)
	if err != nil {
		return err
	}
	first, last := claim.Parts[0], claim.Parts[len(claim.Parts)-1]
	return fmt.Errorf("%ss %d to %d are %q, but the span says %q", f.Best().Unit, first[0], last[1], quote(r.Text(), spans), claim.Quote)
}

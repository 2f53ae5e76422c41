package chat

import (
	"index/suffixarray"
	"slices"
	"strings"
	"unicode/utf8"

	"gloss/annotations/text"
)

// places finds quotes in a text by their numbers. It goes on from where it found
// the same quote last, as spans come in text order. Where most quotes are different ones
// that would be reading a long text as often as it has spans: after a while an index is
// made.
type places struct {
	*index
	last map[string]found
}

// found is an occurrence of a quote; the zero value is before the first.
type found struct{ number, start int }

func newPlaces(body string) *places {
	return &places{&index{body: body, starts: map[string][]int{}}, map[string]found{}}
}

// again is another that has found nothing yet. They have one index.
func (p *places) again() *places { return &places{p.index, map[string]found{}} }

// index finds all occurrences of a quote.
type index struct {
	body   string
	read   int // bytes that were looked through
	array  *suffixarray.Index
	starts map[string][]int // of quotes, those that were asked for last
	kept   int              // how many those are
}

const (
	readings   = 64 // of the whole text, after which there is an index
	startsKept = 1 << 22
)

// of returns where a quote stands in the text, in order; ok is false as long as there is
// no index.
func (x *index) of(quote string) (starts []int, ok bool) {
	if x.array == nil && x.read < readings*len(x.body) || quote == "" {
		return nil, false
	}
	if x.array == nil {
		x.array = suffixarray.New([]byte(x.body))
	}
	if starts, ok = x.starts[quote]; ok {
		return starts, true
	}
	starts = x.array.Lookup([]byte(quote), -1)
	slices.Sort(starts)
	if x.kept += len(starts); x.kept > startsKept {
		clear(x.starts)
		x.kept = len(starts)
	}
	x.starts[quote] = starts
	return starts, true
}

// next is the occurrence after one, in the text up to an end.
func (p *places) next(quote string, f found, end int) (found, bool) {
	from := 0
	if f.number > 0 {
		from = f.start + runeLen(p.body[f.start:])
	}
	if from > end {
		return f, false
	}
	i := strings.Index(p.body[from:end], quote)
	if i < 0 {
		p.read += end - from
		return f, false
	}
	p.read += i
	return found{f.number + 1, from + i}, true
}

// until counts the occurrences of a quote up to the one at an offset.
func (p *places) until(quote string, at text.Byte) int {
	if starts, ok := p.of(quote); ok {
		n, there := slices.BinarySearch(starts, int(at))
		if there {
			n++
		}
		return n
	}
	f := p.last[quote]
	if f.start > int(at) {
		f = found{}
	}
	end := min(int(at)+len(quote), len(p.body))
	for more := true; more; {
		f, more = p.next(quote, f, end)
	}
	p.last[quote] = f
	return f.number
}

// number finds an occurrence of a quote by its number, and tells how many there
// are up to it.
func (p *places) number(quote string, number int) (sp text.Span, n int, ok bool) {
	if quote == "" || number < 1 {
		return text.Span{}, 0, false
	}
	if starts, indexed := p.of(quote); indexed {
		if number > len(starts) {
			return text.Span{}, len(starts), false
		}
		start := text.Byte(starts[number-1])
		return text.Span{Start: start, End: start + text.Byte(len(quote))}, number, true
	}
	f := p.last[quote]
	if f.number > number {
		f = found{}
	}
	for f.number < number {
		if f, ok = p.next(quote, f, len(p.body)); !ok {
			return text.Span{}, f.number, false
		}
	}
	p.last[quote] = f
	return text.Span{Start: text.Byte(f.start), End: text.Byte(f.start + len(quote))}, f.number, true
}

func runeLen(s string) int {
	_, size := utf8.DecodeRuneInString(s)
	return size
}

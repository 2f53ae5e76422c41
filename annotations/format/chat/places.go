package chat

import (
	"strings"
	"unicode/utf8"

	"gloss/annotations/text"
)

// places finds quotes in a text by their numbers. It goes on from where it found
// the same quote last, as spans come in text order: from the top each time, a long
// text would be read as often as it has spans.
type places struct {
	body string
	last map[string]found
}

// found is an occurrence of a quote; the zero value is before the first.
type found struct{ number, start int }

func newPlaces(body string) *places { return &places{body, map[string]found{}} }

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
		return f, false
	}
	return found{f.number + 1, from + i}, true
}

// until counts the occurrences of a quote up to the one at an offset.
func (p *places) until(quote string, at text.Byte) int {
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

package w3c

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
	"gloss/annotations/text"
)

// place is where a target is, as its selectors tell it: by two numbers, by a quote,
// or by both, each of which proves the other.
type place struct {
	at             *[2]int
	quote          *string
	prefix, suffix string
	within         *place // what it refines
}

// placeOf takes the selectors of a target, which are alternatives for the same
// stretch.
func placeOf(raw []byte) (p place, err error) {
	all, err := list(raw)
	if err != nil {
		return p, err
	}
	var kinds []string
	for _, o := range all {
		kind, err := p.add(o)
		if err != nil {
			return p, err
		}
		if kind != "" {
			kinds = append(kinds, kind)
		}
	}
	if p.at == nil && p.quote == nil {
		return p, fmt.Errorf("nothing but %s selects it", strings.Join(append(kinds, "nothing")[:max(1, len(kinds))], ", "))
	}
	return p, nil
}

// add takes a selector; it returns the type of one that Gloss does not know.
func (p *place) add(o jsonfile.Object) (unknown string, err error) {
	var kind, value string
	var start, end *jsonfile.Offset
	var refined jsonfile.Object
	err = errors.Join(o.Take("type", &kind), o.Take("start", &start), o.Take("end", &end), o.Take("value", &value), o.Take("refinedBy", &refined))
	if err != nil {
		return "", err
	}
	one := place{}
	switch kind {
	case "TextPositionSelector":
		if start == nil || end == nil {
			return "", errors.New("a TextPositionSelector without start and end")
		}
		one.at = &[2]int{int(*start), int(*end)}
	case "TextQuoteSelector":
		if err := errors.Join(o.Take("exact", &one.quote), o.Take("prefix", &one.prefix), o.Take("suffix", &one.suffix)); err != nil {
			return "", err
		}
		if one.quote == nil || *one.quote == "" {
			return "", errors.New("a TextQuoteSelector without a quote")
		}
	case "FragmentSelector": // RFC 5147
		from, to, ok := strings.Cut(strings.TrimPrefix(value, "char="), ",")
		a, err1 := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if !ok || !strings.HasPrefix(value, "char=") || errors.Join(err1, err2) != nil {
			return kind, nil
		}
		one.at = &[2]int{a, b}
	default:
		return kind, nil
	}
	if refined != nil {
		outer := one
		one = place{}
		if unknown, err := one.add(refined); unknown != "" || err != nil {
			return unknown, err
		}
		one.innermost().within = &outer
	}
	if p.within == nil && one.within != nil && p.at == nil && p.quote == nil {
		*p = one
		return "", nil
	}
	if one.at != nil && p.at == nil && one.within == nil {
		p.at = one.at
	}
	if one.quote != nil && p.quote == nil && one.within == nil {
		p.quote, p.prefix, p.suffix = one.quote, one.prefix, one.suffix
	}
	return "", nil
}

// innermost is the place that all others refine.
func (p *place) innermost() *place {
	for p.within != nil {
		p = p.within
	}
	return p
}

// find returns all stretches of a text that the place may be, in code points.
func (p place) find(body string) (all []text.Span, err error) {
	within := []text.Span{{End: text.Byte(len(body))}}
	if p.within != nil {
		if within, err = p.within.find(body); err != nil {
			return nil, err
		}
	}
	for _, w := range within {
		segment := body[w.Start:w.End]
		if p.at != nil {
			spans, err := offsets.Counting{Unit: format.CodePoint}.Spans(offsets.NewRuler(segment), offsets.Claim{Parts: [][2]int{*p.at}})
			if err != nil {
				return nil, err
			}
			sp := text.Span{Start: w.Start + spans[0].Start, End: w.Start + spans[0].End}
			if p.quote != nil && body[sp.Start:sp.End] != *p.quote {
				return nil, fmt.Errorf("code points %d to %d are %q, but the quote is %q", p.at[0], p.at[1], body[sp.Start:sp.End], *p.quote)
			}
			all = append(all, sp)
			continue
		}
		for at := 0; ; {
			i := strings.Index(segment[at:], *p.quote)
			if i < 0 {
				break
			}
			start, end := at+i, at+i+len(*p.quote)
			if strings.HasSuffix(segment[:start], p.prefix) && strings.HasPrefix(segment[end:], p.suffix) {
				all = append(all, text.Span{Start: w.Start + text.Byte(start), End: w.Start + text.Byte(end)})
			}
			at = start + 1
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%q does not stand in the text with what is before and after it", *p.quote)
	}
	return all, nil
}

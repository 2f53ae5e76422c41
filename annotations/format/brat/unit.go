package brat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gloss/annotations/text"
)

// unit is what offsets count.
type unit int

const (
	points unit = iota
	utf16
	octets
)

func (u unit) String() string { return [...]string{"code points", "UTF-16", "bytes"}[u] }

// unitOf is the unit in which every span is the text that its line quotes. The
// format has code points, but brat's own page writes UTF-16 (brat issue 1115).
// When none fits it is code points, and the first span that does not fit is an
// error in its place.
func (r *reader) unitOf(all []numbered) unit {
	for _, u := range []unit{points, utf16, octets} {
		fits := true
		for _, l := range all {
			if l.text[0] != 'T' {
				continue
			}
			if t, err := parseTextBound(l.text); err == nil && fits {
				_, err = u.place(r.index, t)
				fits = err == nil
			}
		}
		if fits {
			return u
		}
	}
	return points
}

// offsetsOf are those of fragments in code points.
func offsetsOf(x *text.Index, spans []text.Span) (all [][2]int, err error) {
	for _, sp := range spans {
		start, err := x.PointAt(sp.Start)
		if err != nil {
			return nil, err
		}
		end, err := x.PointAt(sp.End)
		if err != nil {
			return nil, err
		}
		all = append(all, [2]int{int(start), int(end)})
	}
	return all, nil
}

// place finds the fragments of a span in the text and holds them against the
// quote.
func (u unit) place(x *text.Index, t textBound) (spans []text.Span, err error) {
	var quotes []string
	for _, at := range t.at {
		var ends [2]text.Byte
		for i, offset := range at {
			switch u {
			case points:
				ends[i], err = x.ByteAt(text.Point(offset))
			case utf16:
				ends[i], err = x.ByteAtUTF16(text.UTF16(offset))
			case octets:
				ends[i] = text.Byte(offset)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: offset %d: %w (the text has %d code points)", t.id, offset, err, x.Points())
			}
		}
		sp := text.Span{Start: ends[0], End: ends[1]}
		quote, err := x.Slice(sp)
		if err != nil {
			return nil, fmt.Errorf("%s: %d to %d: %w", t.id, at[0], at[1], err)
		}
		spans, quotes = append(spans, sp), append(quotes, quote)
	}
	if !t.quoted {
		return spans, nil
	}
	// brat joined fragments by nothing before version 1.3.
	for _, sep := range []string{" ", ""} {
		if rest, ok := strings.CutPrefix(t.quote, strings.Join(quotes, sep)); ok {
			if next, _ := utf8.DecodeRuneInString(rest); rest == "" || unicode.IsSpace(next) {
				return spans, nil
			}
		}
	}
	return nil, fmt.Errorf("%s: the text there is %q, not %q", t.id, strings.Join(quotes, " "), t.quote)
}

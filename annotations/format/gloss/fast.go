package gloss

import (
	"unicode/utf8"

	"gloss/annotations/format/internal/jsonfile"
)

// parser reads the parts of a record.
type parser struct{ *jsonfile.Parser }

// fast reads a record that has nothing unusual about it: known fields, each
// once, of the type that they should have. It reports false for any other,
// right or wrong, which decode then reads; TestTwins holds the two together.
func fast(b []byte, rec *parsed) bool {
	if !utf8.Valid(b) {
		return false
	}
	p := parser{jsonfile.NewParser(b)}
	hasText := false
	ok := p.Object(func(key []byte) (string, bool) {
		switch string(key) {
		case "id":
			return "id", p.Text(&rec.id)
		case "source":
			return "source", p.Text(&rec.source)
		case "title":
			return "title", p.Text(&rec.title)
		case "text":
			hasText = true
			return "text", p.Text(&rec.text)
		case "spans":
			return "spans", p.spans(&rec.spans)
		case "labels":
			return "labels", p.spans(&rec.labels)
		case "links":
			return "links", p.spans(&rec.links)
		case "meta":
			return "meta", p.Raw(&rec.meta)
		}
		return "", false
	})
	return ok && hasText && p.End()
}

// Three copies of spans would weigh 8 KB in the browser program.
//
//go:noinline
func (p parser) spans(to *[]parsedSpan) bool {
	return p.List(func() bool {
		*to = append(*to, parsedSpan{})
		s := &(*to)[len(*to)-1]
		return p.Object(func(key []byte) (string, bool) {
			switch string(key) {
			case "id":
				return "id", p.Bytes(&s.id)
			case "start":
				s.hasStart = true
				return "start", p.Number(&s.start)
			case "end":
				s.hasEnd = true
				return "end", p.Number(&s.end)
			case "parts":
				return "parts", p.parts(&s.parts)
			case "from":
				return "from", p.Bytes(&s.from)
			case "to":
				return "to", p.Bytes(&s.to)
			case "label":
				return "label", p.Bytes(&s.label)
			case "text":
				s.hasText = true
				return "text", p.Bytes(&s.text)
			case "by":
				return "by", p.Bytes(&s.by)
			case "at":
				return "at", p.Bytes(&s.at) && len(s.at) > 0
			case "note":
				return "note", p.Text(&s.note)
			case "attributes":
				return "attributes", p.values(&s.values)
			}
			return "", false
		})
	})
}

func (p parser) values(to *[]value) bool {
	return p.List(func() bool {
		var v value
		ok := p.Object(func(key []byte) (string, bool) {
			switch string(key) {
			case "name":
				return "name", p.Text(&v.Name)
			case "value":
				return "value", p.Text(&v.Value)
			}
			return "", false
		})
		*to = append(*to, v)
		return ok
	})
}

func (p parser) parts(to *[][2]int) bool {
	return p.List(func() bool {
		var part [2]int
		n := 0
		ok := p.List(func() bool {
			n++
			return n <= 2 && p.Number(&part[n-1])
		})
		*to = append(*to, part)
		return ok && n == 2
	})
}

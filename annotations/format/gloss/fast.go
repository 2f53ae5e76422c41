package gloss

import "unicode/utf8"

// fast reads a record that has nothing unusual about it: known fields, each
// once, of the type that they should have. It reports false for any other,
// right or wrong, which decode then reads; TestTwins holds the two together.
func fast(b []byte, rec *parsed) bool {
	if !utf8.Valid(b) {
		return false
	}
	p := parser{b: b}
	hasText := false
	ok := p.object(func(key []byte) (string, bool) {
		switch string(key) {
		case "id":
			return "id", p.text(&rec.id)
		case "source":
			return "source", p.text(&rec.source)
		case "title":
			return "title", p.text(&rec.title)
		case "text":
			hasText = true
			return "text", p.text(&rec.text)
		case "spans":
			return "spans", p.spans(&rec.spans)
		case "labels":
			return "labels", p.spans(&rec.labels)
		case "links":
			return "links", p.spans(&rec.links)
		case "meta":
			return "meta", p.raw(&rec.meta)
		}
		return "", false
	})
	p.blank()
	return ok && hasText && p.at == len(p.b)
}

// Three copies of spans would weigh 8 KB in the browser program.
//
//go:noinline
func (p *parser) spans(to *[]parsedSpan) bool {
	return p.list(func() bool {
		*to = append(*to, parsedSpan{})
		s := &(*to)[len(*to)-1]
		return p.object(func(key []byte) (string, bool) {
			switch string(key) {
			case "id":
				return "id", p.bytes(&s.id)
			case "start":
				s.hasStart = true
				return "start", p.number(&s.start)
			case "end":
				s.hasEnd = true
				return "end", p.number(&s.end)
			case "parts":
				return "parts", p.parts(&s.parts)
			case "from":
				return "from", p.bytes(&s.from)
			case "to":
				return "to", p.bytes(&s.to)
			case "label":
				return "label", p.bytes(&s.label)
			case "text":
				s.hasText = true
				return "text", p.bytes(&s.text)
			case "by":
				return "by", p.bytes(&s.by)
			case "at":
				return "at", p.bytes(&s.at) && len(s.at) > 0
			case "note":
				return "note", p.text(&s.note)
			case "attributes":
				return "attributes", p.values(&s.values)
			}
			return "", false
		})
	})
}

func (p *parser) values(to *[]value) bool {
	return p.list(func() bool {
		var v value
		ok := p.object(func(key []byte) (string, bool) {
			switch string(key) {
			case "name":
				return "name", p.text(&v.Name)
			case "value":
				return "value", p.text(&v.Value)
			}
			return "", false
		})
		*to = append(*to, v)
		return ok
	})
}

func (p *parser) parts(to *[][2]int) bool {
	return p.list(func() bool {
		var part [2]int
		n := 0
		ok := p.list(func() bool {
			n++
			return n <= 2 && p.number(&part[n-1])
		})
		*to = append(*to, part)
		return ok && n == 2
	})
}

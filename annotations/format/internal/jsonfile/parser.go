package jsonfile

import (
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// Parser reads JSON in one pass. Its methods report false at anything that they do
// not expect: what is wrong with it, encoding/json tells better.
type Parser struct {
	b     []byte
	at    int
	depth int // of lists and objects around a value that is skipped
}

// NewParser begins with the first value.
func NewParser(b []byte) *Parser { return &Parser{b: b} }

// End reports whether nothing is left.
func (p *Parser) End() bool {
	p.blank()
	return p.at == len(p.b)
}

func (p *Parser) blank() {
	for p.at < len(p.b) && (p.b[p.at] == ' ' || p.b[p.at] == '\t' || p.b[p.at] == '\n' || p.b[p.at] == '\r') {
		p.at++
	}
}

// take takes a character, after white space.
func (p *Parser) take(c byte) bool {
	p.blank()
	if p.at < len(p.b) && p.b[p.at] == c {
		p.at++
		return true
	}
	return false
}

// Object reads an object; field reads the value of a key and names the field, so
// that none comes twice.
func (p *Parser) Object(field func(key []byte) (string, bool)) bool {
	if !p.take('{') {
		return false
	}
	if p.take('}') {
		return true
	}
	var buf [16]string
	seen := buf[:0]
	for {
		key, ok := p.str()
		if !ok || !p.take(':') {
			return false
		}
		name, ok := field(key)
		if !ok || slices.Contains(seen, name) {
			return false
		}
		if seen = append(seen, name); !p.take(',') {
			return p.take('}')
		}
	}
}

// List reads a list; each reads an element.
func (p *Parser) List(each func() bool) bool {
	if !p.take('[') {
		return false
	}
	if p.take(']') {
		return true
	}
	for {
		if !each() {
			return false
		}
		if !p.take(',') {
			return p.take(']')
		}
	}
}

// str reads a string. Without escapes it is a part of the line.
func (p *Parser) str() ([]byte, bool) {
	if !p.take('"') {
		return nil, false
	}
	start := p.at
	p.plain()
	if p.at < len(p.b) && p.b[p.at] == '\\' {
		return p.escaped(start)
	}
	if p.at == len(p.b) || p.b[p.at] != '"' { // a control character, white space too
		return nil, false
	}
	p.at++
	return p.b[start : p.at-1], true
}

// plain goes to the next character that means something in a string.
func (p *Parser) plain() {
	for p.at < len(p.b) && p.b[p.at] != '"' && p.b[p.at] != '\\' && p.b[p.at] >= ' ' {
		p.at++
	}
}

var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped goes on with a string at its first escape.
func (p *Parser) escaped(start int) ([]byte, bool) {
	out := append(make([]byte, 0, 2*(p.at-start)+64), p.b[start:p.at]...)
	for p.at+1 < len(p.b) && p.b[p.at] == '\\' {
		if p.b[p.at+1] == 'u' {
			r, ok := p.unicode()
			if !ok {
				return nil, false
			}
			out = utf8.AppendRune(out, r)
		} else {
			c := escapes[p.b[p.at+1]]
			if c == 0 {
				return nil, false
			}
			out = append(out, c)
			p.at += 2
		}
		from := p.at
		p.plain()
		out = append(out, p.b[from:p.at]...)
	}
	if p.at == len(p.b) || p.b[p.at] != '"' {
		return nil, false
	}
	p.at++
	return out, true
}

// unicode reads \u and four digits, or a pair of them; half a pair is not
// expected.
func (p *Parser) unicode() (rune, bool) {
	r, ok := p.hex()
	if !ok || !utf16.IsSurrogate(r) {
		return r, ok
	}
	low, ok := p.hex()
	if !ok {
		return 0, false
	}
	r = utf16.DecodeRune(r, low)
	return r, r != utf8.RuneError
}

func (p *Parser) hex() (r rune, ok bool) {
	if p.at+6 > len(p.b) || p.b[p.at] != '\\' || p.b[p.at+1] != 'u' {
		return 0, false
	}
	for _, c := range p.b[p.at+2 : p.at+6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	p.at += 6
	return r, true
}

// Text reads a string.
func (p *Parser) Text(to *string) bool {
	b, ok := p.str()
	*to = string(b)
	return ok
}

// Bytes reads a string. Without escapes it is a part of what is read.
func (p *Parser) Bytes(to *[]byte) (ok bool) {
	*to, ok = p.str()
	return ok
}

// Raw reads any value as it stands, but null.
func (p *Parser) Raw(to *[]byte) bool {
	p.blank()
	start := p.at
	if !p.skip() || string(p.b[start:p.at]) == "null" {
		return false
	}
	*to = p.b[start:p.at]
	return true
}

// Number reads a whole number of at most 9 digits.
func (p *Parser) Number(to *int) bool {
	p.blank()
	start, n := p.at, 0
	for p.at < len(p.b) && '0' <= p.b[p.at] && p.b[p.at] <= '9' && p.at-start < 10 {
		n = 10*n + int(p.b[p.at]-'0')
		p.at++
	}
	digits := p.at - start
	*to = n
	if digits == 0 || digits > 9 || p.b[start] == '0' && digits > 1 || p.at == len(p.b) {
		return false
	}
	switch p.b[p.at] {
	case ',', ']', '}', ' ', '\t', '\n', '\r':
		return true
	}
	return false
}

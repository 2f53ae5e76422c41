package jsonfile

import (
	"bytes"
	"unicode/utf8"
)

// deepest is how many lists and objects may stand in each other for the fast look.
const deepest = 200

// sound reports whether bytes are surely a value whose strings are read as they are
// written: of what it refuses, right or wrong, Check finds out.
func sound(b []byte) bool {
	p := Parser{b: b}
	return p.skip() && p.End() && utf8.Valid(b)
}

// skip passes over a value.
func (p *Parser) skip() bool {
	p.blank()
	if p.at == len(p.b) {
		return false
	}
	switch c := p.b[p.at]; {
	case c == '"':
		return p.skipString()
	case c == '{' || c == '[':
		if p.depth++; p.depth > deepest {
			return false
		}
		p.at++
		ok := p.skipInside(c == '{')
		p.depth--
		return ok
	case c == 't':
		return p.word("true")
	case c == 'f':
		return p.word("false")
	case c == 'n':
		return p.word("null")
	}
	return p.skipNumber()
}

// skipInside passes over the rest of an object or a list.
func (p *Parser) skipInside(object bool) bool {
	end := byte(']')
	if object {
		end = '}'
	}
	if p.take(end) {
		return true
	}
	for {
		if object {
			if p.blank(); p.at == len(p.b) || p.b[p.at] != '"' || !p.skipString() || !p.take(':') {
				return false
			}
		}
		if !p.skip() {
			return false
		}
		if !p.take(',') {
			return p.take(end)
		}
	}
}

// skipString passes over a string, whose quote is next.
func (p *Parser) skipString() bool {
	p.at++
	for {
		if p.plain(); p.at == len(p.b) {
			return false
		}
		switch c := p.b[p.at]; {
		case c == '"':
			p.at++
			return true
		case c != '\\' || p.at+1 == len(p.b):
			return false
		case p.b[p.at+1] == 'u':
			if _, ok := p.unicode(); !ok {
				return false
			}
		case escapes[p.b[p.at+1]] == 0:
			return false
		default:
			p.at += 2
		}
	}
}

func (p *Parser) word(w string) bool {
	if !bytes.HasPrefix(p.b[p.at:], []byte(w)) {
		return false
	}
	p.at += len(w)
	return true
}

// skipNumber passes over a number as JSON has them: no zero before another digit, and
// a digit on both sides of the point.
func (p *Parser) skipNumber() bool {
	if p.b[p.at] == '-' {
		p.at++
	}
	start := p.at
	if n := p.digits(); n == 0 || n > 1 && p.b[start] == '0' {
		return false
	}
	if p.at < len(p.b) && p.b[p.at] == '.' {
		if p.at++; p.digits() == 0 {
			return false
		}
	}
	if p.at < len(p.b) && p.b[p.at]|0x20 == 'e' {
		if p.at++; p.at < len(p.b) && (p.b[p.at] == '+' || p.b[p.at] == '-') {
			p.at++
		}
		return p.digits() > 0
	}
	return true
}

func (p *Parser) digits() int {
	start := p.at
	for p.at < len(p.b) && '0' <= p.b[p.at] && p.b[p.at] <= '9' {
		p.at++
	}
	return p.at - start
}

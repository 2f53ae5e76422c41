package jsonfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"gloss/annotations/format"
)

// decoder takes values off a stream one by one, and knows their lines and columns.
type decoder struct {
	r      io.Reader
	name   string
	window []byte // what was read and not yet given up
	at     int    // the next byte in it
	err    error  // of the reader; io.EOF at the end

	mark         int // a byte in the window, not after the next
	line, column int // of that one, from 1
}

func newDecoder(r io.Reader, name string) *decoder {
	return &decoder{r: r, name: name, window: make([]byte, 0, 64<<10), line: 1, column: 1}
}

// fill gives up what is before the next byte and reads on; false at the end.
func (d *decoder) fill() bool {
	if d.err != nil {
		return false
	}
	d.pass()
	d.mark = 0
	d.window = d.window[:copy(d.window, d.window[d.at:])]
	d.at = 0
	if len(d.window) == cap(d.window) {
		d.window = append(make([]byte, 0, 2*cap(d.window)), d.window...)
	}
	for range 100 {
		n, err := d.r.Read(d.window[len(d.window):cap(d.window)])
		d.window = d.window[:len(d.window)+n]
		if d.err = err; n > 0 || err != nil {
			return n > 0
		}
	}
	d.err = io.ErrNoProgress
	return false
}

// pass moves the mark to the next byte: else the lines of a long window would be
// counted again for each value in it.
func (d *decoder) pass() {
	d.line, d.column = d.position(d.at)
	d.mark = d.at
}

// position is the line and the column of a place in the window, not before the mark.
func (d *decoder) position(at int) (line, column int) {
	before := d.window[d.mark:at]
	if n := bytes.Count(before, []byte("\n")); n > 0 {
		return d.line + n, len(before) - bytes.LastIndexByte(before, '\n')
	}
	return d.line, d.column + len(before)
}

// peek is the next byte that is no blank; false at the end.
func (d *decoder) peek() (byte, bool) {
	for {
		for ; d.at < len(d.window); d.at++ {
			switch c := d.window[d.at]; c {
			case ' ', '\t', '\n', '\r':
			default:
				return c, true
			}
		}
		if !d.fill() {
			return 0, false
		}
	}
}

// next takes a value. What it returns is good until the next call.
func (d *decoder) next() (v Value, err error) {
	if _, ok := d.peek(); !ok {
		return v, d.wrong(d.at, d.ended())
	}
	var s scan
	i := d.at
	for !s.step(d.window, &i) {
		if len(d.window)-d.at > format.MaxRecord {
			return v, d.wrong(d.at, format.ErrTooLong)
		}
		done := i - d.at
		more := d.fill()
		i = d.at + done
		if !more {
			if s.scalar && d.err == io.EOF {
				break // a number may end with the file
			}
			return v, d.broken(d.window[d.at:])
		}
	}
	b := d.window[d.at:i]
	if len(b) > format.MaxRecord {
		return v, d.wrong(d.at, format.ErrTooLong)
	}
	whole := sound(b)
	if !whole && !json.Valid(b) {
		return v, d.broken(b)
	}
	d.pass()
	d.at = i
	return Value{File: d.name, Line: d.line, Bytes: b, sound: whole}, nil
}

// ended is why there is nothing more.
func (d *decoder) ended() error {
	if d.err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return d.err
}

// broken says what is wrong with bytes from the next on, which are no value.
func (d *decoder) broken(b []byte) error {
	var syntax *json.SyntaxError
	if !errors.As(json.Unmarshal(b, new(json.RawMessage)), &syntax) {
		return d.wrong(d.at, d.ended())
	}
	if at := max(0, int(syntax.Offset)-1); at+1 < len(b) || len(b) < len(d.window)-d.at || d.err == nil {
		return d.wrong(d.at+at, syntax)
	}
	return d.wrong(d.at+len(b)-1, d.ended())
}

func (d *decoder) wrong(at int, err error) error {
	line, column := d.position(at)
	return &format.Error{File: d.name, Line: line, Column: column, Err: err}
}

// take takes a character, where another one is wrong; where says where that is.
func (d *decoder) take(c byte, where string) error {
	got, ok := d.peek()
	switch {
	case !ok:
		return d.wrong(d.at, d.ended())
	case got != c:
		return d.wrong(d.at, fmt.Errorf("invalid character %s %s", strconv.QuoteRune(rune(got)), where))
	}
	d.at++
	return nil
}

// elements yields the elements of an array, and reports whether to go on behind it.
func (d *decoder) elements(yield func(Value, error) bool) bool {
	if err := d.take('[', "looking for beginning of value"); err != nil {
		yield(Value{}, err)
		return false
	}
	for first := true; ; first = false {
		c, ok := d.peek()
		if ok && c == ']' && first {
			d.at++
			return true
		}
		if ok && !first {
			if c == ']' {
				d.at++
				return true
			}
			if err := d.take(',', "after array element"); err != nil {
				yield(Value{}, err)
				return false
			}
		}
		v, err := d.next()
		if !yield(v, err) || err != nil {
			return false
		}
	}
}

// scan finds the end of a value.
type scan struct {
	depth  int
	quoted bool
	scalar bool // neither a string nor in brackets
}

// step goes on from i to the end of a value, or of what there is of it. A string with
// a control character ends there, as it is wrong.
func (s *scan) step(b []byte, i *int) bool {
	for ; *i < len(b); *i++ {
		c := b[*i]
		if s.quoted {
			switch {
			case c == '\\':
				if *i+1 == len(b) {
					return false // what is escaped comes with the next bytes
				}
				*i++
			case c == '"':
				if s.quoted = false; s.depth == 0 {
					*i++
					return true
				}
			case c < ' ':
				*i++
				return true
			}
			continue
		}
		switch c {
		case '"':
			if s.scalar {
				return true
			}
			s.quoted = true
		case '{', '[':
			if s.scalar {
				return true
			}
			s.depth++
		case '}', ']':
			if s.depth == 0 {
				return true
			}
			if s.depth--; s.depth == 0 {
				*i++
				return true
			}
		case ',', ' ', '\t', '\n', '\r':
			if s.depth == 0 {
				return true
			}
		default:
			s.scalar = s.scalar || s.depth == 0
		}
	}
	return false
}

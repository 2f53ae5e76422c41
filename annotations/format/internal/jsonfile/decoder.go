package jsonfile

import (
	"encoding/json"
	"errors"
	"io"
	"sort"

	"gloss/annotations/format"
)

// decoder is a json.Decoder that knows lines and columns.
type decoder struct {
	*json.Decoder
	lines *lineEnds
	name  string
}

func newDecoder(r io.Reader, name string) *decoder {
	l := &lineEnds{r: r}
	return &decoder{json.NewDecoder(l), l, name}
}

// value is what was just decoded, and forgets the lines before it.
func (d *decoder) value(raw json.RawMessage) Value {
	at := d.InputOffset() - int64(len(raw))
	line, _ := d.lines.position(at)
	d.lines.forget(at)
	return Value{File: d.name, Line: line, Bytes: raw}
}

// elements yields the rest of an array and reports whether to go on.
func (d *decoder) elements(yield func(Value, error) bool) bool {
	var raw json.RawMessage
	for d.More() {
		if err := d.Decode(&raw); err != nil {
			d.fail(yield, err)
			return false
		}
		if len(raw) > format.MaxRecord {
			d.fail(yield, format.ErrTooLong)
			return false
		}
		if !yield(d.value(raw), nil) {
			return false
		}
	}
	return true
}

// token passes over a delimiter and reports whether there was one.
func (d *decoder) token(yield func(Value, error) bool) bool {
	if _, err := d.Token(); err != nil {
		d.fail(yield, err)
		return false
	}
	return true
}

// fail yields an error with its place. The decoder's own errors count bytes in
// a way that arrays confuse: look again at what it was reading.
func (d *decoder) fail(yield func(Value, error) bool, err error) {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	at := d.InputOffset()
	if rest, readErr := io.ReadAll(io.LimitReader(d.Buffered(), format.MaxRecord)); readErr == nil {
		var syntax *json.SyntaxError
		if errors.As(json.Unmarshal(rest, new(json.RawMessage)), &syntax) {
			at += max(0, syntax.Offset-1)
		}
	}
	line, column := d.lines.position(at)
	yield(Value{}, &format.Error{File: d.name, Line: line, Column: column, Err: err})
}

// lineEnds remembers where lines end in what is read through it.
type lineEnds struct {
	r      io.Reader
	read   int64
	ends   []int64
	before int   // lines that are forgotten
	start  int64 // of the first line that is not
}

func (l *lineEnds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// position is the line and the column of a byte, both from 1.
func (l *lineEnds) position(at int64) (line, column int) {
	i := sort.Search(len(l.ends), func(i int) bool { return l.ends[i] >= at })
	start := l.start
	if i > 0 {
		start = l.ends[i-1] + 1
	}
	return l.before + i + 1, int(at-start) + 1
}

// forget gives up the lines that end before a byte, so that the memory does not
// grow with the file.
func (l *lineEnds) forget(at int64) {
	i := sort.Search(len(l.ends), func(i int) bool { return l.ends[i] >= at })
	if i == 0 {
		return
	}
	l.start, l.before = l.ends[i-1]+1, l.before+i
	l.ends = append(l.ends[:0], l.ends[i:]...)
}

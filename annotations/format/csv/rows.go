package csv

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"gloss/annotations/format"
	gtext "gloss/annotations/text"
)

// cells is a row of a table and the line on which it starts. Go's own reader is
// not used, as it turns \r\n in a cell into \n.
type cells struct {
	line  int
	cells []string
}

// rows yields the rows that are not empty. An *format.Error is about one row;
// any other error is of the file's reader, and the last.
func rows(r io.Reader, name string, comma byte) iter.Seq2[cells, error] {
	return func(yield func(cells, error) bool) {
		s := &scanner{r: marked(r), comma: comma, line: 1}
		for {
			row, err := s.row()
			if err == io.EOF {
				return
			}
			var bad *rowError
			if err != nil && !errors.As(err, &bad) {
				yield(cells{}, &format.Error{File: name, Line: s.line, Err: err})
				return
			}
			if bad != nil {
				err = &format.Error{File: name, Line: bad.line, Column: bad.column, Err: bad.err}
			}
			if err == nil && strings.Join(row.cells, "") == "" {
				continue
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

type scanner struct {
	r     *bufio.Reader
	comma byte
	line  int
	col   int // of the byte that was read last
}

type rowError struct {
	line, column int
	err          error
}

func (e *rowError) Error() string { return e.err.Error() }

func (s *scanner) next() (byte, error) {
	b, err := s.r.ReadByte()
	if s.col++; b == '\n' && err == nil {
		s.line++
		s.col = 0
	}
	return b, err
}

// row reads to the end of a row. A row that is wrong is read to the end of its
// line.
func (s *scanner) row() (row cells, err error) {
	row.line = s.line
	size := 0
	var cell []byte
	quoted, closed, some := false, false, false
	var bad *rowError
	fail := func(text string) {
		if bad == nil {
			bad = &rowError{s.line, s.col, errors.New(text)}
		}
	}
	end := func() {
		if gtext.Validate(string(cell)) != nil {
			fail("not UTF-8")
		}
		row.cells = append(row.cells, string(cell))
		cell, quoted, closed = nil, false, false
	}
	for {
		b, err := s.next()
		if err == io.EOF && !some {
			return row, io.EOF
		}
		if err == io.EOF {
			if quoted && !closed {
				fail("the file ends inside quotes")
			}
			end()
			break
		}
		if err != nil {
			return row, err
		}
		some = true
		if size++; size > format.MaxRecord {
			return row, format.ErrTooLong
		}
		if b == '\n' && (!quoted || closed) {
			if n := len(cell); n > 0 && cell[n-1] == '\r' && !quoted {
				cell = cell[:n-1]
			}
			end()
			break
		}
		switch {
		case quoted && !closed && b == '"':
			closed = true
		case closed && b == '"':
			cell, closed = append(cell, b), false
		case quoted && !closed:
			cell = append(cell, b)
		case b == s.comma:
			end()
		case closed && b == '\r':
		case closed:
			fail(fmt.Sprintf("%q after the quote that ends a cell", b))
		case b == '"' && len(cell) == 0:
			quoted = true
		default:
			cell = append(cell, b)
		}
	}
	if bad != nil {
		return row, bad
	}
	return row, nil
}

// marked skips a byte order mark.
func marked(r io.Reader) *bufio.Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	if mark, _ := b.Peek(3); string(mark) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	return b
}

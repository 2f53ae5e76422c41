package gloss

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"sort"
	"strings"

	"gloss/annotations/format"
)

// values yields the JSON values of a file with the lines on which they start.
// In JSON Lines each line is one, and a bad one does not spoil the next; a file
// called .json may also hold one value over many lines, or an array of them.
func values(r io.Reader, name string) iter.Seq2[format.Line, error] {
	b := bufio.NewReader(r)
	if bom, err := b.Peek(3); err == nil && string(bom) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	array := firstByte(b) == '['
	if array || strings.HasSuffix(strings.ToLower(name), ".json") {
		return stream(b, name, array)
	}
	return func(yield func(format.Line, error) bool) {
		for line, err := range format.Lines(b) {
			if err != nil {
				yield(line, &format.Error{File: name, Line: line.Number, Err: err})
				return
			}
			if line.Bytes = bytes.TrimSpace(line.Bytes); len(line.Bytes) == 0 {
				continue
			}
			if !yield(line, nil) {
				return
			}
		}
	}
}

// firstByte is the first one that is not white space, 0 when there is none near.
func firstByte(b *bufio.Reader) byte {
	start, _ := b.Peek(1024)
	if start = bytes.TrimLeft(start, " \t\r\n"); len(start) > 0 {
		return start[0]
	}
	return 0
}

// stream reads values that may stretch over lines. After one that is not JSON
// there is no telling where the next begins.
func stream(r io.Reader, name string, array bool) iter.Seq2[format.Line, error] {
	return func(yield func(format.Line, error) bool) {
		lines := &lineEnds{r: r}
		dec := json.NewDecoder(lines)
		fail := func(err error) {
			at := dec.InputOffset()
			// The decoder's own errors count bytes in a way that arrays confuse:
			// look again at what it was reading.
			if rest, err := io.ReadAll(dec.Buffered()); err == nil {
				var syntax *json.SyntaxError
				if errors.As(json.Unmarshal(rest, new(json.RawMessage)), &syntax) {
					at += syntax.Offset - 1
				}
			}
			line, column := lines.position(at)
			yield(format.Line{}, &format.Error{File: name, Line: line, Column: column, Err: err})
		}
		if array {
			if _, err := dec.Token(); err != nil {
				fail(err)
				return
			}
		}
		for {
			if array && !dec.More() {
				return
			}
			var raw json.RawMessage
			if err := dec.Decode(&raw); err == io.EOF && !array {
				return
			} else if err != nil {
				fail(err)
				return
			}
			line, _ := lines.position(dec.InputOffset() - int64(len(raw)))
			if !yield(format.Line{Number: line, Bytes: raw}, nil) {
				return
			}
		}
	}
}

// lineEnds remembers where lines end in what is read through it.
type lineEnds struct {
	r    io.Reader
	read int64
	ends []int64
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
	start := int64(-1)
	if i > 0 {
		start = l.ends[i-1]
	}
	return i + 1, int(at - start)
}

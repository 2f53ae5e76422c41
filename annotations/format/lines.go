package format

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
)

// MaxRecord is the longest line, and so the longest document, that is read: 64
// MiB.
const MaxRecord = 64 << 20

// ErrTooLong says that a line is longer than MaxRecord.
var ErrTooLong = fmt.Errorf("longer than %d MiB", MaxRecord>>20)

// Line is a line of a file.
type Line struct {
	Number int // from 1
	Bytes  []byte
}

// Lines yields the lines of a file without their ends, \n or \r\n. The bytes
// are valid until the next line.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		sc := bufio.NewScanner(r)
		sc.Buffer(make([]byte, 0, 64<<10), MaxRecord)
		n := 0
		for sc.Scan() {
			n++
			if !yield(Line{n, sc.Bytes()}, nil) {
				return
			}
		}
		if err := sc.Err(); err != nil {
			if errors.Is(err, bufio.ErrTooLong) {
				err = ErrTooLong
			}
			yield(Line{Number: n + 1}, err)
		}
	}
}

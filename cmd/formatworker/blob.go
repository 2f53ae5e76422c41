//go:build js

package main

import (
	"errors"
	"io"
	"syscall/js"
)

// piece is how much of a file is in memory at a time.
const piece = 1 << 20

// blob reads a Blob, of which it holds a piece. A worker may wait for a file, a
// page may not.
type blob struct {
	value  js.Value
	reader js.Value
	size   int64
	at     int64
	held   []byte
	start  int64 // of what is held
}

func newBlob(v js.Value) *blob {
	return &blob{value: v, reader: self.Get("FileReaderSync").New(), size: int64(v.Get("size").Float())}
}

func (b *blob) Read(p []byte) (int, error) {
	n, err := b.ReadAt(p, b.at)
	b.at += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

// ReadAt implements io.ReaderAt, for archives.
func (b *blob) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		at := off + int64(n)
		if at >= b.size {
			return n, io.EOF
		}
		if at < b.start || at >= b.start+int64(len(b.held)) {
			b.hold(at)
			if len(b.held) == 0 {
				return n, io.ErrUnexpectedEOF // the file was cut off meanwhile
			}
		}
		n += copy(p[n:], b.held[at-b.start:])
	}
	return n, nil
}

func (b *blob) hold(at int64) {
	part := b.value.Call("slice", at, min(at+piece, b.size))
	array := self.Get("Uint8Array").New(b.reader.Call("readAsArrayBuffer", part))
	b.held, b.start = make([]byte, array.Length()), at
	js.CopyBytesToGo(b.held, array)
}

// Seek implements io.Seeker.
func (b *blob) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += b.at
	case io.SeekEnd:
		offset += b.size
	}
	if offset < 0 {
		return b.at, errors.New("before the start of the file")
	}
	b.at = offset
	return offset, nil
}

// sink gathers what is written in Blobs, which the browser keeps outside of this
// program's memory.
type sink struct {
	part  []byte
	parts []any
}

// Write implements io.Writer. It never fails.
func (s *sink) Write(p []byte) (int, error) {
	if s.part = append(s.part, p...); len(s.part) >= piece {
		s.flush()
	}
	return len(p), nil
}

func (s *sink) flush() {
	array := self.Get("Uint8Array").New(len(s.part))
	js.CopyBytesToJS(array, s.part)
	s.parts = append(s.parts, self.Get("Blob").New([]any{array}))
	s.part = s.part[:0]
}

func (s *sink) blob() js.Value {
	s.flush()
	return self.Get("Blob").New(s.parts)
}

package format

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"iter"
	"unicode/utf16"
)

// Items is Read for a file as it comes: one in UTF-16, which begins with a byte
// order mark then, is read as the UTF-8 of the same characters.
func (f Format) Items(r io.Reader, name string) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		head, whole, err := Head(r)
		if err != nil {
			yield(Item{}, &Error{File: name, Err: err})
			return
		}
		if order := byteOrder(head); order != nil {
			whole = &utf16Reader{r: bufio.NewReaderSize(whole, 64<<10), order: order}
		}
		for it, err := range f.Read(whole, name) {
			if !yield(it, err) {
				return
			}
		}
	}
}

// byteOrder is that of UTF-16 with a byte order mark; nil of anything else.
func byteOrder(head []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return binary.LittleEndian
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return binary.BigEndian
	}
	return nil
}

// inUTF8 is the head of a file, of UTF-16 as much as there is whole.
func inUTF8(head []byte) []byte {
	order := byteOrder(head)
	if order == nil {
		return head
	}
	out := make([]byte, len(head)*3/2)
	n, _ := io.ReadFull(&utf16Reader{r: bufio.NewReader(bytes.NewReader(head)), order: order}, out)
	return out[:n]
}

// utf16Reader reads UTF-16 as UTF-8. Half of a surrogate pair, and half a unit at
// the end, become a byte that is not UTF-8, so that what it stands in is refused.
type utf16Reader struct {
	r     *bufio.Reader
	order binary.ByteOrder
	ready []byte
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.ready) < len(p) && len(u.ready) < 4096 {
		var unit [2]byte
		n, err := io.ReadFull(u.r, unit[:])
		if n == 1 {
			u.ready = append(u.ready, 0xff)
			continue
		}
		if err != nil {
			if len(u.ready) > 0 {
				break
			}
			return 0, err
		}
		r := rune(u.order.Uint16(unit[:]))
		if utf16.IsSurrogate(r) {
			if low, err := u.r.Peek(2); err == nil {
				r = utf16.DecodeRune(r, rune(u.order.Uint16(low)))
			}
			if utf16.IsSurrogate(r) || r == '\ufffd' {
				u.ready = append(u.ready, 0xff)
				continue
			}
			_, _ = u.r.Discard(2)
		}
		u.ready = append(u.ready, string(r)...)
	}
	n := copy(p, u.ready)
	u.ready = append(u.ready[:0], u.ready[n:]...)
	return n, nil
}

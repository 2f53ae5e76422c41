package spacy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// MessagePack, as much as DocBin has of it: github.com/msgpack/msgpack/spec.md.

func appendMap(b []byte, n int) []byte   { return appendHead(b, n, 0x80, 0xde) }
func appendArray(b []byte, n int) []byte { return appendHead(b, n, 0x90, 0xdc) }

func appendHead(b []byte, n int, short, long byte) []byte {
	switch {
	case n < 16:
		return append(b, short|byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, long), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(b, long+1), uint32(n))
}

func appendString(b []byte, s string) []byte {
	switch n := len(s); {
	case n < 32:
		b = append(b, 0xa0|byte(n))
	case n < 1<<8:
		b = append(b, 0xd9, byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0xda), uint16(n))
	default:
		b = binary.BigEndian.AppendUint32(append(b, 0xdb), uint32(n))
	}
	return append(b, s...)
}

func appendBinHead(b []byte, n int) []byte {
	switch {
	case n < 1<<8:
		return append(b, 0xc4, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, 0xc5), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(b, 0xc6), uint32(n))
}

func appendBin(b, data []byte) []byte { return append(appendBinHead(b, len(data)), data...) }

func appendUint(b []byte, n uint64) []byte {
	if n < 128 {
		return append(b, byte(n))
	}
	return binary.BigEndian.AppendUint64(append(b, 0xcf), n)
}

func appendFloat(b []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(append(b, 0xcb), math.Float64bits(f))
}

var (
	errShort = errors.New("it ends too early")
	errDeep  = errors.New("it is nested too deeply")
)

// decoder reads values as Go's own: nil, bool, int64, uint64, float64, string,
// []byte (a part of the input), []any and map[any]any. Keys of maps that are
// bytes are strings.
type decoder struct {
	b  []byte
	at int
}

func (d *decoder) take(n int) ([]byte, error) {
	if n < 0 || len(d.b)-d.at < n {
		return nil, errShort
	}
	d.at += n
	return d.b[d.at-n : d.at], nil
}

// number reads an unsigned number of so many bytes.
func (d *decoder) number(size int) (uint64, error) {
	b, err := d.take(size)
	n := uint64(0)
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n, err
}

func (d *decoder) value(depth int) (any, error) {
	if depth > 32 {
		return nil, errDeep
	}
	head, err := d.number(1)
	if err != nil {
		return nil, err
	}
	switch c := byte(head); {
	case c < 0x80:
		return int64(c), nil
	case c < 0x90:
		return d.mapping(uint64(c&15), depth)
	case c < 0xa0:
		return d.array(uint64(c&15), depth)
	case c < 0xc0:
		b, err := d.take(int(c & 31))
		return string(b), err
	case c >= 0xe0:
		return int64(int8(c)), nil
	case c == 0xc0:
		return nil, nil
	case c == 0xc2 || c == 0xc3:
		return c == 0xc3, nil
	case c >= 0xc4 && c <= 0xc6: // bin
		n, err := d.number(1 << (c - 0xc4))
		if err != nil {
			return nil, err
		}
		return d.take(int(n))
	case c >= 0xca && c <= 0xcb: // float
		n, err := d.number(4 << (c - 0xca))
		if c == 0xca {
			return float64(math.Float32frombits(uint32(n))), err
		}
		return math.Float64frombits(n), err
	case c >= 0xcc && c <= 0xcf: // unsigned
		return d.number(1 << (c - 0xcc))
	case c >= 0xd0 && c <= 0xd3: // signed
		size := 1 << (c - 0xd0)
		n, err := d.number(size)
		shift := 64 - 8*size
		return int64(n<<shift) >> shift, err
	case c >= 0xd9 && c <= 0xdb: // string
		n, err := d.number(1 << (c - 0xd9))
		if err != nil {
			return nil, err
		}
		b, err := d.take(int(n))
		return string(b), err
	case c == 0xdc || c == 0xdd:
		n, err := d.number(2 << (c - 0xdc))
		if err != nil {
			return nil, err
		}
		return d.array(n, depth)
	case c == 0xde || c == 0xdf:
		n, err := d.number(2 << (c - 0xde))
		if err != nil {
			return nil, err
		}
		return d.mapping(n, depth)
	default:
		return nil, fmt.Errorf("byte %d: %#x begins no value", d.at-1, c)
	}
}

func (d *decoder) array(n uint64, depth int) (any, error) {
	if n > uint64(len(d.b)-d.at) {
		return nil, errShort
	}
	all := make([]any, 0, n)
	for range n {
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

func (d *decoder) mapping(n uint64, depth int) (any, error) {
	if n > uint64(len(d.b)-d.at) {
		return nil, errShort
	}
	all := make(map[any]any, n)
	for range n {
		k, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		switch key := k.(type) {
		case []byte:
			k = string(key)
		case []any, map[any]any:
			return nil, fmt.Errorf("byte %d: a list or map as a key", d.at)
		}
		if all[k], err = d.value(depth + 1); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// unpack reads one value and nothing after it.
func unpack(b []byte) (any, error) {
	d := &decoder{b: b}
	v, err := d.value(0)
	if err == nil && d.at != len(b) {
		err = fmt.Errorf("byte %d: there is more after its end", d.at)
	}
	return v, err
}

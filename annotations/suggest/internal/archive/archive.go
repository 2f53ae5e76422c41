// Package archive writes what a program knows as bytes, and reads it again: by one
// function for each type, which does both, so that they agree.
package archive

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
)

// ErrDamaged says that bytes are not what was written.
var ErrDamaged = errors.New("the archive is damaged")

// Archive is written to, or read from. After the first thing that is not there it
// gives zeros, and Err is ErrDamaged.
type Archive struct {
	bytes   []byte // that were written, or that wait to be read
	source  *io.SectionReader
	left    int // bytes of it, but for those
	room    []byte
	reading bool
	bad     bool
}

// ahead is how many bytes are read at a time: a whole archive is as large as much of what
// is made of it.
const ahead = 1 << 14

// Write returns an archive that is written, with room for so many bytes.
func Write(room int) *Archive { return &Archive{bytes: make([]byte, 0, room)} }

// Read returns an archive that is read from a source of so many bytes.
func Read(r io.ReaderAt, size int64) *Archive {
	return &Archive{source: io.NewSectionReader(r, 0, size), left: int(size), room: make([]byte, ahead), reading: true}
}

// Reading reports whether the archive is read.
func (a *Archive) Reading() bool { return a.reading }

// Bytes are what was written.
func (a *Archive) Bytes() []byte { return a.bytes }

// Left is how many bytes are left to be read.
func (a *Archive) Left() int { return len(a.bytes) + a.left }

// Fail says that what was read cannot be.
func (a *Archive) Fail() {
	if a.reading {
		a.bytes, a.left, a.bad = nil, 0, true
	}
}

// Err is ErrDamaged, or nil when all that was read was there.
func (a *Archive) Err() error {
	if a.bad {
		return ErrDamaged
	}
	return nil
}

// fill has as many bytes wait to be read as there is room for, or all that there are.
func (a *Archive) fill(room []byte) {
	have := copy(room, a.bytes)
	more := min(a.left, len(room)-have)
	if _, err := io.ReadFull(a.source, room[have:have+more]); err != nil {
		a.Fail()
		return
	}
	a.bytes, a.left = room[:have+more], a.left-more
}

// Take reads so many bytes, nil when they are not there. They are there until more is
// read.
func (a *Archive) Take(n int) []byte {
	if n < 0 || n > a.Left() {
		a.Fail()
		return nil
	}
	if n > len(a.room) {
		a.fill(make([]byte, n))
	} else if n > len(a.bytes) {
		a.fill(a.room)
	}
	if a.bad {
		return nil
	}
	b := a.bytes[:n]
	a.bytes = a.bytes[n:]
	return b
}

// number is what a number may be written in.
func (a *Archive) number() []byte {
	if len(a.bytes) < binary.MaxVarintLen64 && a.left > 0 {
		a.fill(a.room)
	}
	return a.bytes
}

// Raw is bytes of a length that is known.
func (a *Archive) Raw(b []byte) {
	if !a.reading {
		a.bytes = append(a.bytes, b...)
	} else if copy(b, a.Take(len(b))) < len(b) {
		clear(b)
	}
}

// Uint is a number that is mostly small.
func (a *Archive) Uint(n *uint64) {
	if !a.reading {
		a.bytes = binary.AppendUvarint(a.bytes, *n)
		return
	}
	v, size := binary.Uvarint(a.number())
	if *n = v; size <= 0 {
		*n = 0
		a.Fail()
		return
	}
	a.bytes = a.bytes[size:]
}

// Uint64 is a number of eight bytes: a hash, or the bits of another.
func (a *Archive) Uint64(n *uint64) {
	if !a.reading {
		a.bytes = binary.LittleEndian.AppendUint64(a.bytes, *n)
		return
	}
	*n = 0
	if b := a.Take(8); b != nil {
		*n = binary.LittleEndian.Uint64(b)
	}
}

// Uint32 is a number of four bytes.
func (a *Archive) Uint32(n *uint32) {
	if !a.reading {
		a.bytes = binary.LittleEndian.AppendUint32(a.bytes, *n)
		return
	}
	*n = 0
	if b := a.Take(4); b != nil {
		*n = binary.LittleEndian.Uint32(b)
	}
}

// Float64 is a number, to its last bit.
func (a *Archive) Float64(f *float64) {
	bits := math.Float64bits(*f)
	a.Uint64(&bits)
	*f = math.Float64frombits(bits)
}

// Bool is whether something is so.
func (a *Archive) Bool(is *bool) {
	n := 0
	if *is {
		n = 1
	}
	Int(a, &n)
	*is = n == 1
	if n != 0 && n != 1 {
		a.Fail()
	}
}

// String is a text.
func (a *Archive) String(s *string) {
	n := len(*s)
	Int(a, &n)
	if !a.reading {
		a.bytes = append(a.bytes, *s...)
		return
	}
	*s = string(a.Take(n))
}

// Floats are numbers of which most are as they were at first: those that are not, in
// stretches. There are as many when they are read.
func (a *Archive) Floats(all []float32, first float32) {
	for at := 0; ; {
		from := at
		for !a.reading && from < len(all) && all[from] == first {
			from++
		}
		to := from
		for !a.reading && to < len(all) && all[to] != first {
			to++
		}
		skip, more := from-at, to-from
		Int(a, &skip)
		Int(a, &more)
		if skip < 0 || more < 0 || skip > len(all)-at || more > len(all)-at-skip {
			a.Fail()
		}
		if more == 0 || a.bad {
			return
		}
		for at += skip; more > 0; more-- {
			bits := math.Float32bits(all[at])
			a.Uint32(&bits)
			all[at] = math.Float32frombits(bits)
			at++
		}
	}
}

// Int is a whole number, as a varint.
func Int[T ~int | ~int32 | ~int64 | ~uint8 | ~uint16](a *Archive, n *T) {
	if !a.reading {
		a.bytes = binary.AppendVarint(a.bytes, int64(*n))
		return
	}
	v, size := binary.Varint(a.number())
	if *n = T(v); size <= 0 || int64(*n) != v {
		*n = 0
		a.Fail()
		return
	}
	a.bytes = a.bytes[size:]
}

// List is a list, of which each entry takes a byte at least.
func List[T any](a *Archive, all *[]T, each func(*T)) {
	n := len(*all)
	Int(a, &n)
	if a.reading {
		if n < 0 || n > a.Left() {
			a.Fail()
		}
		if *all = nil; n == 0 || a.bad {
			return
		}
		*all = make([]T, n)
	}
	for i := range *all {
		if a.bad {
			*all = nil
			return
		}
		each(&(*all)[i])
	}
}

// Optional is something that may not be there.
func Optional[T any](a *Archive, p **T, each func(*T)) {
	there := *p != nil
	if a.Bool(&there); !there {
		*p = nil
		return
	}
	if a.reading {
		*p = new(T)
	}
	each(*p)
}

// Map is a map, in the order of its keys.
func Map[K ~uint32 | ~uint64, V any](a *Archive, m map[K]V, value func(*V)) {
	keys := make([]uint64, 0, len(m))
	for k := range m {
		keys = append(keys, uint64(k))
	}
	slices.Sort(keys)
	last := uint64(0)
	List(a, &keys, func(k *uint64) {
		more := *k - last
		a.Uint(&more)
		last += more
		*k = last
		v := m[K(last)]
		value(&v)
		if a.reading {
			m[K(last)] = v
		}
	})
}

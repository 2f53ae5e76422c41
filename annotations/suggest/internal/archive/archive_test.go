package archive

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// thing is one of each that can be kept.
type thing struct {
	id     [4]byte
	n      int
	small  uint8
	many   uint64
	hash   uint64
	half   uint32
	float  float64
	is     bool
	text   string
	list   []int32
	maybe  *string
	counts map[uint32]int
	sparse []float32
}

func (x *thing) archive(a *Archive) {
	a.Raw(x.id[:])
	Int(a, &x.n)
	Int(a, &x.small)
	a.Uint(&x.many)
	a.Uint64(&x.hash)
	a.Uint32(&x.half)
	a.Float64(&x.float)
	a.Bool(&x.is)
	a.String(&x.text)
	List(a, &x.list, func(n *int32) { Int(a, n) })
	Optional(a, &x.maybe, a.String)
	Map(a, x.counts, func(n *int) { Int(a, n) })
	a.Floats(x.sparse, 0.5)
}

func empty(floats int) *thing {
	x := &thing{counts: map[uint32]int{}, sparse: make([]float32, floats)}
	for i := range x.sparse {
		x.sparse[i] = 0.5
	}
	return x
}

// read reads a few bytes at a time.
func read(b []byte) *Archive {
	a := Read(bytes.NewReader(b), int64(len(b)))
	a.room = a.room[:binary.MaxVarintLen64]
	return a
}

// TestArchive: what was written is read, of a part of it nothing is made up, and nothing
// is left over.
func TestArchive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := empty(rapid.IntRange(0, 30).Draw(t, "floats"))
		was.id = [4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "id"))
		was.n, was.small, was.half = rapid.Int().Draw(t, "n"), rapid.Uint8().Draw(t, "small"), rapid.Uint32().Draw(t, "half")
		was.many, was.hash = rapid.Uint64().Draw(t, "many"), rapid.Uint64().Draw(t, "hash")
		was.float, was.is, was.text = rapid.Float64().Draw(t, "float"), rapid.Bool().Draw(t, "is"), rapid.String().Draw(t, "text")
		if all := rapid.SliceOf(rapid.Int32()).Draw(t, "list"); len(all) > 0 {
			was.list = all
		}
		if rapid.Bool().Draw(t, "there") {
			was.maybe = &was.text
		}
		for _, k := range rapid.SliceOf(rapid.Uint32()).Draw(t, "keys") {
			was.counts[k] = int(k / 2)
		}
		for i := range was.sparse {
			if rapid.Bool().Draw(t, "other") {
				was.sparse[i] = rapid.SampledFrom([]float32{0, 1, -0.25, math.MaxFloat32}).Draw(t, "float")
			}
		}
		w := Write(0)
		was.archive(w)
		r := read(w.Bytes())
		got := empty(len(was.sparse))
		got.archive(r)
		if r.Err() != nil || r.Left() > 0 || !reflect.DeepEqual(got, was) {
			t.Fatalf("%+v came back as %+v, %v, with %d bytes left", was, got, r.Err(), r.Left())
		}
		cut := read(w.Bytes()[:rapid.IntRange(0, len(w.Bytes())-1).Draw(t, "cut")])
		if empty(len(was.sparse)).archive(cut); cut.Err() == nil {
			t.Fatal("a part of it was read as if it were all")
		}
	})
}

// FuzzRead: nothing that is read makes anything up out of room that is not there.
func FuzzRead(f *testing.F) {
	w := Write(0)
	empty(3).archive(w)
	f.Add(w.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		a := read(b)
		x := empty(3)
		x.archive(a)
		if len(x.list) > len(b) || len(x.text) > len(b) || a.Err() != nil && a.Left() > 0 {
			t.Errorf("%x is read as %+v", b, x)
		}
	})
}

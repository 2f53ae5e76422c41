package annotations

import (
	"encoding/binary"
	"math"
	"sort"

	"gloss/annotations/text"
)

// keyed is an item with the first 64 bits of what it is sorted by.
type keyed struct {
	key uint64
	item
}

func (o order) key(it item) uint64 {
	if o == byID {
		return binary.BigEndian.Uint64(it.id.UUID[:])
	}
	p := it.place()
	return half(p.Start)<<32 | (math.MaxUint32 - half(p.End))
}

// half is an offset in 32 bits, in the same order; those that do not fit, which
// only a damaged log has, become equal.
func half(at text.Byte) uint64 { return uint64(max(0, min(int64(at)+1, math.MaxUint32))) }

// sort sorts items, in linear time as long as keys differ. A radix sort is there
// because opening a document is mostly sorting: of a million items it takes a
// fourth of the time of slices.SortFunc, and it does not weigh as much in the
// browser program.
func (o order) sort(items []item, room *sortRoom) {
	a, b := room.of(len(items))
	sorted, differ := true, uint64(0)
	for i, it := range items {
		a[i] = keyed{o.key(it), it}
		differ |= a[i].key ^ a[0].key
		sorted = sorted && (i == 0 || a[i-1].key <= a[i].key)
	}
	for shift := 0; shift < 64 && !sorted; shift += 8 {
		if byte(differ>>shift) == 0 {
			continue // the same in all
		}
		var starts [257]int
		for i := range a {
			starts[int(byte(a[i].key>>shift))+1]++
		}
		for i := range 256 {
			starts[i+1] += starts[i]
		}
		for i := range a {
			at := &starts[byte(a[i].key>>shift)]
			b[*at] = a[i]
			*at++
		}
		a, b = b, a
	}
	for from := 0; from < len(a); {
		to := from + 1
		for to < len(a) && a[to].key == a[from].key {
			to++
		}
		for i := from; i < to; i++ {
			items[i] = a[i].item
		}
		if to-from > 1 {
			sort.Sort(sortable{o, items[from:to]})
		}
		from = to
	}
}

// sortRoom is what a sort needs beside the items, for the next sort too.
type sortRoom struct{ a, b []keyed }

func (r *sortRoom) of(n int) (a, b []keyed) {
	if n > len(r.a) {
		r.a, r.b = make([]keyed, n), make([]keyed, n)
	}
	return r.a[:n], r.b[:n]
}

type sortable struct {
	order
	items []item
}

func (s sortable) Len() int           { return len(s.items) }
func (s sortable) Less(i, j int) bool { return s.compare(s.items[i], s.items[j]) < 0 }
func (s sortable) Swap(i, j int)      { s.items[i], s.items[j] = s.items[j], s.items[i] }

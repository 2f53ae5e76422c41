package annotations

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"gloss/annotations/text"
)

// numbered is an entry over a few bytes at a random place.
func numbered(r *rand.Rand, n, texts int) Entry {
	var e Entry
	binary.BigEndian.PutUint64(e.ID.UUID[:], r.Uint64())
	binary.BigEndian.PutUint64(e.ID.UUID[8:], uint64(n))
	start := r.IntN(texts)
	e.Label, e.By, e.Stamp.N = "actor", "ada", uint64(n+1)
	e.Target = On(text.Byte(start), text.Byte(start+1+r.IntN(30)))
	return e
}

func numberedSet(r *rand.Rand, n int) Set {
	all := make([]Entry, n)
	for i := range all {
		all[i] = numbered(r, i, 50*n)
	}
	return NewSet(all)
}

// nodes collects the nodes of a tree and checks each: that all leaves are
// equally deep, nodes neither too long nor too short, and their sums right.
func nodes(t *testing.T, n *node, o order, isRoot bool, all map[*node]bool) (height int) {
	t.Helper()
	if n == nil {
		return 0
	}
	all[n] = true
	if n.len() > maxLen || n.len() < minLen && !isRoot || n.len() < 2 && n.kids != nil {
		t.Fatalf("a node of %d", n.len())
	}
	want := node{items: n.items, kids: n.kids}
	if n.kids == nil {
		want.setItems(n.items)
		for i := 1; i < len(n.items); i++ {
			if o.compare(n.items[i-1], n.items[i]) >= 0 {
				t.Fatalf("items %d and %d of a leaf are out of order", i-1, i)
			}
		}
		height = 1
	} else {
		want.setKids(n.kids)
		for i, k := range n.kids {
			h := nodes(t, k, o, false, all)
			if height != 0 && h+1 != height {
				t.Fatalf("leaves at depths %d and %d", height-1, h)
			}
			height = h + 1
			if i > 0 && o.compare(n.kids[i-1].first, k.first) >= 0 {
				t.Fatalf("children %d and %d are out of order", i-1, i)
			}
		}
	}
	if want.first != n.first || want.count != n.count || want.reach != n.reach || want.least != n.least {
		t.Fatalf("a node says %+v, want %+v", *n, want)
	}
	return height
}

func checkTrees(t *testing.T, s Set) (all map[*node]bool, height int) {
	t.Helper()
	all = map[*node]bool{}
	h := nodes(t, s.places, byPlace, true, all)
	height = max(h, nodes(t, s.ids, byID, true, all))
	return all, height
}

// TestTreesGrowAndShrink takes trees from nothing to some thousands of items
// and back.
func TestTreesGrowAndShrink(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var s Set
	var ids []AnnotationID
	for i := range 3000 {
		e := numbered(r, i, 2000)
		ids = append(ids, e.ID)
		s = s.Put(e)
		if i%100 == 0 {
			checkTrees(t, s)
		}
	}
	r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	for i, id := range ids {
		if s = s.Drop(id); i%100 == 0 || i > 2900 {
			checkTrees(t, s)
		}
	}
	if s.Len() != 0 || s.places != nil || s.ids != nil {
		t.Fatalf("%d are left", s.Len())
	}
}

// TestEditsAreLogarithmic counts the nodes that an edit makes, whatever the
// machine: of a set of any size at most one or two on each level of its trees.
func TestEditsAreLogarithmic(t *testing.T) {
	for _, n := range []int{100, 3000, 100_000} {
		r := rand.New(rand.NewPCG(uint64(n), 0))
		s := numberedSet(r, n)
		old, height := checkTrees(t, s)
		// Nodes that are not the root have at least minLen = 8 children.
		if most := 2 + bits.Len(uint(n))/3; height > most {
			t.Errorf("%d annotations: a tree of height %d, want at most %d", n, height, most)
		}
		for i := range 50 {
			e := numbered(r, n+i, 50*n)
			put := s.Put(e)
			for what, after := range map[string]Set{"Put": put, "Drop": put.Drop(e.ID)} {
				fresh := 0
				all := map[*node]bool{}
				nodes(t, after.places, byPlace, true, all)
				nodes(t, after.ids, byID, true, all)
				for node := range all {
					if !old[node] {
						fresh++
					}
				}
				// In each of two trees a path, and beside it what is split or joined.
				if most := 2 * (2*height + 1); fresh == 0 || fresh > most {
					t.Fatalf("%s in %d annotations makes %d nodes, want at most %d", what, n, fresh, most)
				}
			}
		}
	}
}

// TestAllocations counts allocations: none to ask for one annotation, and for
// an edit no more than grow with the height.
func TestAllocations(t *testing.T) {
	for _, n := range []int{100, 3000, 100_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(n), 1))
			s := numberedSet(r, n)
			_, height := checkTrees(t, s)
			nth, _ := s.Nth(n / 2)
			extra := numbered(r, n, 50*n)
			s = s.Put(extra)
			for name, c := range map[string]struct {
				most float64
				f    func()
			}{
				"Get":    {0, func() { s.Get(nth.ID) }},
				"Rank":   {0, func() { s.Rank(nth.ID) }},
				"Nth":    {0, func() { s.Nth(n / 2) }},
				"After":  {0, func() { s.After(text.Byte(25 * n)) }},
				"Before": {0, func() { s.Before(text.Byte(25 * n)) }},
				// A record, and twice two slices and a node on each level and for a new root.
				"Put":  {float64(1 + 2*4*(height+1)), func() { s.Put(extra) }},
				"Drop": {float64(2 * 4 * (height + 1)), func() { s.Drop(extra.ID) }},
			} {
				if got := testing.AllocsPerRun(20, c.f); got > c.most {
					t.Errorf("%s: %v allocations, want at most %v", name, got, c.most)
				}
			}
		})
	}
}

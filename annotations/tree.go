package annotations

import (
	"bytes"
	"cmp"
	"math"

	"gloss/annotations/text"
)

// A Set is two trees of items, one by place and one by ID. They are B-trees
// that never change: put and drop return another tree that shares all but
// O(log n) nodes with the old one. So a Set can be kept, compared and shown
// again at any time for nothing.

// item is one part of an annotation, or an annotation without parts.
type item struct {
	*record
	part int
}

// nowhere is the place of document labels and links: before all text.
var nowhere = text.Span{Start: -1, End: -1}

func (it item) place() text.Span {
	if it.more == nil {
		return it.span[0]
	}
	if len(it.more.target.Parts) == 0 {
		return nowhere
	}
	return it.more.target.Parts[it.part]
}

// extent is that of the annotation.
func (it item) extent() (text.Span, bool) {
	if it.more == nil {
		return it.span[0], true
	}
	return it.more.target.Extent()
}

// order is what a tree is sorted by.
type order int

const (
	byPlace order = iota
	byID
)

func (o order) compare(a, b item) int {
	if o == byPlace {
		if c := a.place().Compare(b.place()); c != 0 {
			return c
		}
	}
	if c := bytes.Compare(a.id.UUID[:], b.id.UUID[:]); c != 0 {
		return c
	}
	return cmp.Compare(a.part, b.part)
}

// How many items or children a node has at most; at least, unless it is the
// root; and as built, which leaves room for some more.
const (
	maxLen  = 32
	minLen  = maxLen / 4
	fullLen = maxLen * 3 / 4
)

type node struct {
	items []item    // of a leaf
	kids  []*node   // of any other
	first item      // at and below the node, as the four below
	count int       // annotations: of their parts the first alone counts
	reach text.Byte // the furthest end of a part
	least text.Byte // the nearest end of an annotation in the text
}

func leaf(items []item) *node {
	n := &node{}
	n.setItems(items)
	return n
}

func (n *node) setItems(items []item) {
	n.items, n.first, n.reach, n.least = items, items[0], nowhere.End, math.MaxInt
	for _, it := range items {
		n.reach = max(n.reach, it.place().End)
		if it.part == 0 {
			n.count++
			if extent, ok := it.extent(); ok {
				n.least = min(n.least, extent.End)
			}
		}
	}
}

func inner(kids []*node) *node {
	n := &node{}
	n.setKids(kids)
	return n
}

// Inlined, this and replaced would weigh 5 KB in the browser program.
//
//go:noinline
func (n *node) setKids(kids []*node) {
	n.kids, n.first, n.reach, n.least = kids, kids[0].first, nowhere.End, math.MaxInt
	for _, k := range kids {
		n.count += k.count
		n.reach = max(n.reach, k.reach)
		n.least = min(n.least, k.least)
	}
}

func (n *node) len() int { return len(n.items) + len(n.kids) }

// search returns where an item is in a leaf, or belongs.
func (n *node) search(o order, it item) (at int, found bool) {
	lo, hi := 0, len(n.items)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		switch c := o.compare(n.items[mid], it); {
		case c < 0:
			lo = mid + 1
		case c > 0:
			hi = mid
		default:
			return mid, true
		}
	}
	return lo, false
}

// child returns the index of the child that an item is below, or belongs.
func (n *node) child(o order, it item) int {
	lo, hi := 1, len(n.kids)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if o.compare(n.kids[mid].first, it) <= 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo - 1
}

// find returns the item that is equal in order.
func (n *node) find(o order, it item) (item, bool) {
	if n == nil {
		return item{}, false
	}
	for n.kids != nil {
		n = n.kids[n.child(o, it)]
	}
	at, found := n.search(o, it)
	if !found {
		return item{}, false
	}
	return n.items[at], true
}

// put returns the tree with an item, in place of the one that is equal in
// order. The empty tree is nil.
func (n *node) put(o order, it item) *node {
	if n == nil {
		return leaf([]item{it})
	}
	a, b := n.insert(o, it)
	if b == nil {
		return a
	}
	return inner([]*node{a, b})
}

// insert returns the node with an item, as two nodes if it grew too long.
func (n *node) insert(o order, it item) (a, b *node) {
	if n.kids == nil {
		at, found := n.search(o, it)
		items := make([]item, at, len(n.items)+1)
		copy(items, n.items)
		items = append(items, it)
		if found {
			at++
		}
		return split(append(items, n.items[at:]...), nil)
	}
	at := n.child(o, it)
	a, b = n.kids[at].insert(o, it)
	return split(nil, n.replaced(at, 1, a, b))
}

// replaced returns the children with a and, unless it is nil, b in place of
// some, of those from at on.
//
//go:noinline
func (n *node) replaced(at, some int, a, b *node) []*node {
	kids := make([]*node, at, len(n.kids)+1)
	copy(kids, n.kids)
	kids = append(kids, a)
	if b != nil {
		kids = append(kids, b)
	}
	return append(kids, n.kids[at+some:]...)
}

// split returns a node of items or children, or two when one would be too long.
func split(items []item, kids []*node) (a, b *node) {
	n := len(items) + len(kids)
	switch half := n / 2; {
	case n <= maxLen && kids == nil:
		return leaf(items), nil
	case n <= maxLen:
		return inner(kids), nil
	case kids == nil:
		return leaf(items[:half:half]), leaf(items[half:])
	default:
		return inner(kids[:half:half]), inner(kids[half:])
	}
}

// drop returns the tree without an item, which it must hold.
func (n *node) drop(o order, it item) *node {
	if n = n.remove(o, it); n.len() == 0 {
		return nil
	}
	for len(n.kids) == 1 {
		n = n.kids[0]
	}
	return n
}

// remove returns the node without an item. It may be too short.
func (n *node) remove(o order, it item) *node {
	if n.kids == nil {
		at, _ := n.search(o, it)
		if len(n.items) == 1 {
			return &node{}
		}
		items := make([]item, at, len(n.items)-1)
		copy(items, n.items)
		return leaf(append(items, n.items[at+1:]...))
	}
	at := n.child(o, it)
	kid := n.kids[at].remove(o, it)
	if kid.len() >= minLen {
		return inner(n.replaced(at, 1, kid, nil))
	}
	a, b := kid, kid // with the neighbour that makes up for it
	if at > 0 {
		at--
		a = n.kids[at]
	} else {
		b = n.kids[at+1]
	}
	var items []item
	var kids []*node
	if kid.kids == nil {
		items = append(append(make([]item, 0, a.len()+b.len()), a.items...), b.items...)
	} else {
		kids = append(append(make([]*node, 0, a.len()+b.len()), a.kids...), b.kids...)
	}
	a, b = split(items, kids)
	return inner(n.replaced(at, 2, a, b))
}

// build returns the tree of items that are in order. It keeps the slice.
func build(items []item) *node {
	if len(items) == 0 {
		return nil
	}
	level := make([]*node, pieces(len(items)))
	nodes := make([]node, len(level))
	for i := range level {
		from, to := piece(len(items), len(level), i)
		nodes[i].setItems(items[from:to:to])
		level[i] = &nodes[i]
	}
	for len(level) > 1 {
		above := make([]*node, pieces(len(level)))
		nodes := make([]node, len(above))
		for i := range above {
			from, to := piece(len(level), len(above), i)
			nodes[i].setKids(level[from:to:to])
			above[i] = &nodes[i]
		}
		level = above
	}
	return level[0]
}

// pieces is in how many pieces n things are cut, piece where the i-th of them
// starts and ends.
func pieces(n int) int { return (n + fullLen - 1) / fullLen }

func piece(n, of, i int) (from, to int) { return i * n / of, (i + 1) * n / of }

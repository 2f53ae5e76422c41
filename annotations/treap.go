package annotations

import (
	"iter"

	"gloss/annotations/text"
)

// A treap is a balanced search tree that never changes: put and drop return a
// new tree that shares all but O(log n) nodes with the old one. So a Set can be
// kept, compared and shown again at any time for nothing.
//
// A node's priority follows from what it holds, hence the same items give the
// same tree in whatever order they came.
type treap struct {
	root  *node
	order func(a, b *item) int
}

// item is one part of an entry, or an entry without parts.
type item struct {
	span  text.Span // nowhere for an entry that is not in the text
	entry *Entry
	part  int
}

// nowhere is the place of document labels and links: before all text.
var nowhere = text.Span{Start: -1, End: -1}

type node struct {
	item
	priority    uint64
	left, right *node
	size        int
	reach       text.Byte // the furthest end below and at this node
}

func newNode(it item) *node {
	n := &node{item: it, priority: priority(it)}
	n.sum()
	return n
}

// priority mixes the bits of ID and part (the finaliser of SplitMix64), since
// name-based and random UUIDs alike have fixed bits.
func priority(it item) uint64 {
	id := it.entry.ID.UUID
	var h uint64
	for i := range 8 {
		h = h<<8 | uint64(id[i]^id[i+8])
	}
	h += uint64(it.part+1) * 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// sum works out what a node knows of the nodes below it.
func (n *node) sum() {
	n.size, n.reach = 1, n.span.End
	for _, child := range [2]*node{n.left, n.right} {
		if child != nil {
			n.size += child.size
			n.reach = max(n.reach, child.reach)
		}
	}
}

func (n *node) with(left, right *node) *node {
	c := *n
	c.left, c.right = left, right
	c.sum()
	return &c
}

func (t treap) len() int {
	if t.root == nil {
		return 0
	}
	return t.root.size
}

// split returns what comes before an item and what comes after it.
func (t treap) split(n *node, at *item) (before, after *node) {
	switch {
	case n == nil:
		return nil, nil
	case t.order(&n.item, at) < 0:
		before, after = t.split(n.right, at)
		return n.with(n.left, before), after
	default:
		before, after = t.split(n.left, at)
		return before, n.with(after, n.right)
	}
}

// join returns the tree of both, where all of a is before all of b.
func join(a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.priority > b.priority:
		return a.with(a.left, join(a.right, b))
	default:
		return b.with(join(a, b.left), b.right)
	}
}

// put returns the tree with an item that it does not hold yet.
func (t treap) put(it item) treap {
	t.root = t.insert(t.root, newNode(it))
	return t
}

func (t treap) insert(n, add *node) *node {
	switch {
	case n == nil:
		return add
	case add.priority > n.priority:
		before, after := t.split(n, &add.item)
		return add.with(before, after)
	case t.order(&add.item, &n.item) < 0:
		return n.with(t.insert(n.left, add), n.right)
	default:
		return n.with(n.left, t.insert(n.right, add))
	}
}

// drop returns the tree without an item that it holds.
func (t treap) drop(it item) treap {
	t.root = t.remove(t.root, &it)
	return t
}

func (t treap) remove(n *node, it *item) *node {
	if n == nil {
		return nil
	}
	switch c := t.order(it, &n.item); {
	case c < 0:
		return n.with(t.remove(n.left, it), n.right)
	case c > 0:
		return n.with(n.left, t.remove(n.right, it))
	default:
		return join(n.left, n.right)
	}
}

// find returns the item that is equal in order.
func (t treap) find(it *item) *item {
	for n := t.root; n != nil; {
		switch c := t.order(it, &n.item); {
		case c < 0:
			n = n.left
		case c > 0:
			n = n.right
		default:
			return &n.item
		}
	}
	return nil
}

// build returns the tree of items that are in order, in linear time.
func (t treap) build(items []item) treap {
	nodes := make([]node, len(items))
	var spine []*node // the right edge of the tree so far, root first
	for i, it := range items {
		n := &nodes[i]
		n.item, n.priority = it, priority(it)
		var below *node
		for len(spine) > 0 && spine[len(spine)-1].priority < n.priority {
			below = spine[len(spine)-1]
			below.sum() // nothing will be added to it any more
			spine = spine[:len(spine)-1]
		}
		n.left = below
		if len(spine) > 0 {
			spine[len(spine)-1].right = n
		}
		spine = append(spine, n)
	}
	for i := len(spine) - 1; i >= 0; i-- {
		spine[i].sum()
	}
	if len(spine) > 0 {
		t.root = spine[0]
	}
	return t
}

// all yields the items in order.
func (t treap) all() iter.Seq[*item] {
	return func(yield func(*item) bool) { t.root.walk(yield) }
}

func (n *node) walk(yield func(*item) bool) bool {
	return n == nil || n.left.walk(yield) && yield(&n.item) && n.right.walk(yield)
}

// overlapping yields the items that share text with a span, in order. The tree
// must be ordered by start.
func (t treap) overlapping(span text.Span) iter.Seq[*item] {
	return func(yield func(*item) bool) { t.root.overlapping(span, yield) }
}

func (n *node) overlapping(span text.Span, yield func(*item) bool) bool {
	if n == nil || n.reach <= span.Start {
		return true
	}
	if !n.left.overlapping(span, yield) {
		return false
	}
	if n.span.Start >= span.End {
		return true
	}
	if n.span.End > span.Start && !yield(&n.item) {
		return false
	}
	return n.right.overlapping(span, yield)
}

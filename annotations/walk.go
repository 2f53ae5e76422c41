package annotations

import (
	"slices"

	"gloss/annotations/text"
)

// What is asked of a tree by place: walks, and places counted in annotations.
// The empty tree is nil here too.

// overlapping yields the items that share text with a span, in order, and
// reports whether more are wanted.
func (n *node) overlapping(span text.Span, yield func(item) bool) bool {
	if n == nil {
		return true
	}
	for _, it := range n.items {
		p := it.place()
		if p.Start >= span.End || p.End > span.Start && !yield(it) {
			return false
		}
	}
	for _, k := range n.kids {
		if k.first.place().Start >= span.End {
			return false
		}
		if k.reach > span.Start && !k.overlapping(span, yield) {
			return false
		}
	}
	return true
}

// from yields the first items of annotations in order, all but the first few,
// and reports whether more are wanted.
func (n *node) from(few int, yield func(item) bool) bool {
	if n == nil {
		return true
	}
	for _, it := range n.items {
		if it.part > 0 {
			continue
		}
		if few--; few < 0 && !yield(it) {
			return false
		}
	}
	for _, k := range n.kids {
		if few >= k.count {
			few -= k.count
			continue
		}
		if !k.from(few, yield) {
			return false
		}
		few = 0
	}
	return true
}

// rank returns how many annotations come before an item.
func (n *node) rank(it item) int {
	if n == nil {
		return 0
	}
	sum := 0
	for n.kids != nil {
		at := n.child(byPlace, it)
		for _, k := range n.kids[:at] {
			sum += k.count
		}
		n = n.kids[at]
	}
	at, _ := n.search(byPlace, it)
	for _, before := range n.items[:at] {
		if before.part == 0 {
			sum++
		}
	}
	return sum
}

// ending returns the first item of the last annotation that ends at an offset
// or before it.
func (n *node) ending(at text.Byte) (item, bool) {
	if n == nil || n.least > at {
		return item{}, false
	}
	for n.kids != nil {
		for _, k := range slices.Backward(n.kids) {
			if k.least <= at {
				n = k
				break
			}
		}
	}
	for _, it := range slices.Backward(n.items) {
		if extent, ok := it.extent(); ok && it.part == 0 && extent.End <= at {
			return it, true
		}
	}
	return item{}, false
}

package pile

import (
	"gloss/annotations"
	"gloss/annotations/lot"
)

// Filter says which documents are looked at. The zero Filter is of all in the list.
type Filter struct {
	Status annotations.Status  `json:"status,omitempty"` // "" for any
	Shelf  annotations.Shelf   `json:"shelf,omitempty"`
	Label  annotations.LabelID `json:"label,omitempty"` // that they have, "" for any
	Lacks  bool                `json:"lacks,omitempty"` // … or lack
}

// Sort is an order of a list.
type Sort string

// The orders.
const (
	ByArrival Sort = ""
	ByTitle   Sort = "title"   // as RankTitles has told
	ByLength  Sort = "length"  // the shortest first
	ByChange  Sort = "changed" // the last changed first
	BySpans   Sort = "spans"   // the most annotations first
)

// test is whether a document is looked at, for many of them.
func (p *Pile) test(f Filter) func(e *Entry) bool {
	shelf, status := shelfNumber(f.Shelf), statusNumber(f.Status)
	label, known := p.number[f.Label]
	return func(e *Entry) bool {
		return e.shelf == shelf && (f.Status == "" || e.status == status) &&
			(f.Label == "" || (known && p.has(e, label)) != f.Lacks)
	}
}

// View is the numbers of the documents that a filter leaves, sorted. Documents that
// are equal stand in the order of arrival.
func (p *Pile) View(f Filter, by Sort) []int32 {
	view := make([]int32, 0, len(p.entries))
	passes := p.test(f)
	for i := range p.entries {
		if passes(&p.entries[i]) {
			view = append(view, int32(i))
		}
	}
	switch by {
	case ByTitle:
		sortBy(view, p.rank)
	case ByLength:
		sortBy(view, func(i int32) uint64 { return uint64(p.entries[i].Bytes) })
	case ByChange:
		sortBy(view, func(i int32) uint64 { return ^uint64(p.entries[i].Changed) })
	case BySpans:
		sortBy(view, func(i int32) uint64 { return ^uint64(p.entries[i].Spans) })
	}
	return view
}

// sortBy sorts by numbers, digit by digit of 16 bits, and leaves equal ones as they
// stand. 100,000 take some milliseconds.
func sortBy(view []int32, key func(i int32) uint64) {
	type item struct {
		key uint64
		i   int32
	}
	from, to, at := make([]item, len(view)), make([]item, len(view)), make([]int32, 1<<16)
	for n, i := range view {
		from[n] = item{key(i), i}
	}
	for shift := 0; shift < 64; shift += 16 {
		clear(at)
		for _, it := range from {
			at[it.key>>shift&0xffff]++
		}
		if len(from) == 0 || int(at[from[0].key>>shift&0xffff]) == len(from) {
			continue // they are the same there
		}
		sum := int32(0)
		for digit, n := range at {
			at[digit] = sum
			sum += n
		}
		for _, it := range from {
			digit := it.key >> shift & 0xffff
			to[at[digit]] = it
			at[digit]++
		}
		from, to = to, from
	}
	for n, it := range from {
		view[n] = it.i
	}
}

// RankTitles tells of the titles, from the first on, where each stands in the order of
// its readers, the same ones alike.
func (p *Pile) RankTitles(ranks []int32) { p.titles = ranks }

// Ranked reports whether the ranks of all titles are known. A title never changes, so
// that they hold until documents come.
func (p *Pile) Ranked() bool { return len(p.titles) >= len(p.entries) }

// rank is where a title stands: after all others as long as that is not known.
func (p *Pile) rank(i int32) uint64 {
	if int(i) < len(p.titles) {
		return uint64(p.titles[i])
	}
	return uint64(len(p.titles))
}

// Order is the order in which documents are gone through.
type Order string

// The orders. As for doubt, only a model knows it.
const (
	AsListed  Order = ""
	Shortest  Order = "shortest"
	AtRandom  Order = "random"
	Uncertain Order = "uncertain"
)

// Next is the number of the document after one (-1 for none) among those of a view
// that are not done, by length or at random with a seed; after the last comes the
// first. Other documents that come or are done change nothing in an order.
func (p *Pile) Next(view []int32, o Order, seed uint64, from int) (next int, ok bool) {
	type key struct {
		first uint64
		then  int
	}
	of := func(i int) key {
		if o == AtRandom {
			return key{lot.Of(seed, p.entries[i].ID.UUID), i}
		}
		return key{uint64(p.entries[i].Bytes), i}
	}
	less := func(a, b key) bool { return a.first < b.first || a.first == b.first && a.then < b.then }
	start := key{then: -1}
	if from >= 0 {
		start = of(from)
	}
	var best, first key
	found, any := false, false
	for _, i := range view {
		i := int(i)
		if i == from || p.entries[i].Done() {
			continue
		}
		k := of(i)
		if !any || less(k, first) {
			first, any = k, true
		}
		if less(start, k) && (!found || less(k, best)) {
			best, found = k, true
		}
	}
	if found {
		return best.then, true
	}
	return first.then, any
}

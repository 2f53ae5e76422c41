package pile

import (
	"cmp"
	"encoding/binary"
	"sort"
	"unicode"
	"unicode/utf8"

	"gloss/annotations"
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
	ByTitle   Sort = "title"
	ByLength  Sort = "length"  // the shortest first
	ByChange  Sort = "changed" // the last changed first
	BySpans   Sort = "spans"   // the most annotations first
)

// Passes reports whether a document is looked at.
func (p *Pile) Passes(e Entry, f Filter) bool {
	return e.Shelf() == f.Shelf && (f.Status == "" || e.Status() == f.Status) &&
		(f.Label == "" || p.Has(e, f.Label) != f.Lacks)
}

// View is the numbers of the documents that a filter leaves, sorted. Documents that
// are equal stand in the order of arrival.
func (p *Pile) View(f Filter, by Sort) []int32 {
	view := make([]int32, 0, len(p.entries))
	for i, e := range p.entries {
		if p.Passes(e, f) {
			view = append(view, int32(i))
		}
	}
	if by != ByArrival {
		sort.Sort(sorting{p.entries, view, by})
	}
	return view
}

type sorting struct {
	entries []Entry
	view    []int32
	by      Sort
}

func (s sorting) Len() int      { return len(s.view) }
func (s sorting) Swap(i, j int) { s.view[i], s.view[j] = s.view[j], s.view[i] }
func (s sorting) Less(i, j int) bool {
	a, b := &s.entries[s.view[i]], &s.entries[s.view[j]]
	c := 0
	switch s.by {
	case ByTitle:
		c = compareTitles(a.Title, b.Title)
	case ByLength:
		c = cmp.Compare(a.Bytes, b.Bytes)
	case ByChange:
		c = cmp.Compare(b.Changed, a.Changed)
	case BySpans:
		c = cmp.Compare(b.Spans, a.Spans)
	}
	return c < 0 || c == 0 && s.view[i] < s.view[j]
}

// compareTitles compares by letters whatever their case, and numbers by what they
// count: 9 comes before 10.
func compareTitles(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x > 0 && y > 0 {
			m, n := trimZeros(a[:x]), trimZeros(b[:y])
			if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
				return c
			}
			a, b = a[x:], b[y:]
			continue
		}
		r, m := lower(a)
		s, n := lower(b)
		if r != s {
			return cmp.Compare(r, s)
		}
		a, b = a[m:], b[n:]
	}
	return cmp.Compare(len(a), len(b))
}

func digits(s string) (n int) {
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

func trimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}

func lower(s string) (r rune, size int) {
	if c := s[0]; c < utf8.RuneSelf {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		return rune(c), 1
	}
	r, size = utf8.DecodeRuneInString(s)
	return unicode.ToLower(r), size
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
			return key{chance(seed, p.entries[i].ID), i}
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

// chance is a number by chance that follows from a seed and a document.
func chance(seed uint64, id annotations.DocumentID) uint64 {
	z := seed*0x9e3779b97f4a7c15 ^ binary.LittleEndian.Uint64(id.UUID[:8]) ^ binary.LittleEndian.Uint64(id.UUID[8:])*0xd6e8feb86659fd93
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

package suggest

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Pool is what is known of the words of a project from its texts alone, before
// anything is labelled: how often they occur, how they are written in the
// middle of a sentence, what stands beside them, and clusters of words that
// occur alike. It is worth about twice the labels.
//
// A Pool never changes. When many texts are added, a new one is built, and a
// Model anew on it.
type Pool struct {
	ids   map[string]int32 // of words in small letters
	words []poolWord
}

// levels is the number of clusterings, from coarse to fine.
const clusterings = 3

var clusterSizes = [clusterings]int{32, 128, 512}

type poolWord struct {
	count         int32
	small, big    int32     // written so in the middle of a sentence
	before, after [4]uint32 // hashes of the commonest neighbours, 0 for none
	cluster       [clusterings]uint16
}

// NewPool reads texts, in time linear in their length, and clusters their words
// in time linear in the number of different pairs of neighbours.
func NewPool(texts iter.Seq[string]) *Pool {
	b := poolBuilder{Pool: &Pool{ids: map[string]int32{}}, pairs: map[uint64]int32{}}
	for body := range texts {
		b.add(body)
	}
	b.neighbours()
	b.clusters()
	return b.Pool
}

// Len is the number of different words.
func (p *Pool) Len() int { return len(p.words) }

func (p *Pool) find(low string) int32 {
	if id, ok := p.ids[low]; ok {
		return id
	}
	return -1
}

type poolBuilder struct {
	*Pool
	hashes []uint32         // of the words
	pairs  map[uint64]int32 // how often one word follows another
}

func (b *poolBuilder) add(body string) {
	for tokens := range passages(body) {
		last := int32(-1)
		for i, t := range tokens {
			w := body[t.Start:t.End]
			low := strings.ToLower(w)
			id, ok := b.ids[low]
			if !ok {
				id = int32(len(b.words))
				low = strings.Clone(low)
				b.ids[low] = id
				b.words = append(b.words, poolWord{})
				b.hashes = append(b.hashes, hashString(low))
			}
			pw := &b.words[id]
			pw.count++
			if i > 0 {
				switch shapeOf(w).kind {
				case lower:
					pw.small++
				case capital, upper, mixed, initial:
					pw.big++
				}
			}
			if last >= 0 {
				b.pairs[uint64(last)<<32|uint64(id)]++
			}
			last = id
		}
	}
}

// pair says how often a word stands beside another.
type pair struct{ word, other, count int32 }

// sorted returns the pairs of a word with those behind it, or before it, in the room of
// others.
func (b *poolBuilder) sorted(behind bool, all []pair) []pair {
	all = slices.Grow(all[:0], len(b.pairs))
	for key, n := range b.pairs {
		p := pair{int32(key >> 32), int32(key & 0xffffffff), n}
		if !behind {
			p.word, p.other = p.other, p.word
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.word, y.word), cmp.Compare(y.count, x.count), cmp.Compare(x.other, y.other))
	})
	return all
}

func (b *poolBuilder) neighbours() {
	var all []pair
	for _, behind := range []bool{false, true} {
		n, last := 0, int32(-1)
		all = b.sorted(behind, all)
		for _, p := range all {
			if p.word != last {
				n, last = 0, p.word
			}
			if n == 4 {
				continue
			}
			if behind {
				b.words[p.word].after[n] = b.hashes[p.other]
			} else {
				b.words[p.word].before[n] = b.hashes[p.other]
			}
			n++
		}
	}
}

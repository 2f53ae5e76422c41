package suggest

import (
	"cmp"
	"slices"
)

// Word clusters by exchange (Kneser and Ney 1993), with the neighbours on both
// sides as they are, rather than their clusters, as contexts: the sum over
// clusters c and contexts f of n(f,c) log n(f,c), less that of 2 n(c) log n(c),
// grows with every move of a word to another cluster.

const (
	contextWords = 1500 // the commonest words are contexts
	clusterTurns = 4
)

// context is how often a context goes with a word.
type context struct{ of, count int32 }

func (b *poolBuilder) clusters() {
	byCount := make([]int32, len(b.words))
	for i := range byCount {
		byCount[i] = int32(i)
	}
	slices.SortFunc(byCount, func(x, y int32) int {
		return cmp.Or(cmp.Compare(b.words[y].count, b.words[x].count), cmp.Compare(x, y))
	})
	rank := make([]int32, len(b.words))
	for r, id := range byCount {
		rank[id] = int32(r)
	}
	of := make([][]context, len(b.words))
	for key, n := range b.pairs {
		l, r := int32(key>>32), int32(key&0xffffffff)
		if rank[r] < contextWords {
			of[l] = append(of[l], context{2 * rank[r], n})
		}
		if rank[l] < contextWords {
			of[r] = append(of[r], context{2*rank[l] + 1, n})
		}
	}
	b.pairs = nil // what follows needs the room
	for _, c := range of {
		slices.SortFunc(c, func(x, y context) int { return cmp.Compare(x.of, y.of) })
	}
	most := clusterSizes[clusterings-1]
	x := exchange{
		of: of, order: byCount, nlogn: make([]float32, 1<<14),
		in: make([]int32, 2*min(contextWords, len(b.words))*most), total: make([]int32, most), gain: make([]float32, most),
	}
	for i := 2; i < len(x.nlogn); i++ {
		x.nlogn[i] = float32(float64(i) * log(float64(i)))
	}
	for level, size := range clusterSizes {
		for id, c := range x.run(size) {
			b.words[id].cluster[level] = uint16(c)
		}
	}
}

// exchange clusters words.
type exchange struct {
	of    [][]context
	order []int32 // the words, the commonest first
	nlogn []float32

	in    []int32 // how often a context goes with a cluster
	total []int32 // of a cluster
	gain  []float32
}

func (x *exchange) f(n int32) float32 {
	if int(n) < len(x.nlogn) {
		return x.nlogn[n]
	}
	return float32(float64(n) * log(float64(n)))
}

// run returns the cluster of each word, from 1 to size; 0 for a word that has
// no neighbours.
func (x *exchange) run(size int) []int32 {
	x.total, x.gain = x.total[:size], x.gain[:size]
	clear(x.in)
	clear(x.total)
	cluster := make([]int32, len(x.of))
	for r, w := range x.order {
		cluster[w] = int32(r % size)
		x.move(w, cluster[w], 1, size)
	}
	for turn := range clusterTurns {
		moved := 0
		for _, w := range x.order {
			if len(x.of[w]) == 0 {
				continue
			}
			x.move(w, cluster[w], -1, size)
			best := x.best(w, cluster[w], size)
			if best != cluster[w] {
				moved++
			}
			cluster[w] = best
			x.move(w, best, 1, size)
		}
		if turn > 0 && moved*100 < len(x.order) {
			break
		}
	}
	for w := range cluster {
		if len(x.of[w]) == 0 {
			cluster[w] = -1
		}
		cluster[w]++
	}
	return cluster
}

func (x *exchange) move(w, to, by int32, size int) {
	for _, c := range x.of[w] {
		x.in[int(c.of)*size+int(to)] += by * c.count
		x.total[to] += by * c.count
	}
}

// best returns the cluster that a word fits best; it stays where it is when
// nothing is better.
func (x *exchange) best(w, now int32, size int) int32 {
	gain := x.gain
	clear(gain)
	n := int32(0)
	for _, c := range x.of[w] {
		n += c.count
		in := x.in[int(c.of)*size : (int(c.of)+1)*size]
		alone := x.f(c.count)
		for k, m := range in[:len(gain)] {
			if m == 0 {
				gain[k] += alone
			} else {
				gain[k] += x.f(m+c.count) - x.f(m)
			}
		}
	}
	best := now
	for k, t := range x.total {
		gain[k] -= x.f(t+n) - x.f(t)
		if gain[k] > gain[best] {
			best = int32(k)
		}
	}
	return best
}

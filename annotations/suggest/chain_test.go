package suggest

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// way is one sequence of tags of a layer, as the obvious twin of a lattice sees
// it: tags are numbered as in a lattice.
type way struct {
	tags   []int
	weight float64
}

// ways lists all that may be, with e to their scores.
func ways(l *layer, score []float32, width, layers, n int) []way {
	tags := 1 + 4*len(l.classes)
	outer := func(y int) bool { return y == 0 || (y-1)%4 == tagEnd || (y-1)%4 == tagSingle }
	opens := func(y int) bool { return y == 0 || (y-1)%4 == tagBegin || (y-1)%4 == tagSingle }
	class := func(y int) int { return (y + 3) / 4 } // 0 for the plain tag
	var all []way
	var extend func(w way)
	extend = func(w way) {
		i := len(w.tags)
		if i == n {
			if outer(w.tags[n-1]) {
				all = append(all, w)
			}
			return
		}
		for y := range tags {
			step := 0.0
			last := 0
			if i > 0 {
				last = w.tags[i-1]
			}
			switch {
			case outer(last) && opens(y):
				step = float64(l.steps.w[class(last)*(len(l.classes)+1)+class(y)])
			case !outer(last) && !opens(y) && class(last) == class(y):
				k := 0
				if (last-1)%4 == tagInside {
					k = 2
				}
				if (y-1)%4 == tagEnd {
					k++
				}
				step = float64(l.inner.w[4*class(y)+k])
			default:
				continue
			}
			s := float64(score[i*width+layers-1-l.index]) + float64(l.bias)
			if y > 0 {
				s = float64(score[i*width+layers+4*l.classes[class(y)-1]+(y-1)%4])
			}
			extend(way{append(w.tags[:i:i], y), w.weight * math.Exp(s+step)})
		}
	}
	extend(way{nil, 1})
	return all
}

// TestLattice compares a lattice with the sum over all ways: probabilities of
// tags, of spans, of nothing, and gradients.
func TestLattice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Float32Range(-2, 2)
		classes := rapid.SampledFrom([][]int{{0}, {1}, {0, 2}, {2, 1}}).Draw(t, "classes")
		const layers, width = 2, 2 + 4*3
		l := newLayer(rapid.IntRange(0, 1).Draw(t, "index"), classes)
		for _, w := range [][]float32{l.steps.w, l.inner.w} {
			for i := range w {
				w[i] = number.Draw(t, "weight")
			}
		}
		l.refresh()
		n := rapid.IntRange(1, 4).Draw(t, "n")
		score := rapid.SliceOfN(number, n*width, n*width).Draw(t, "score")
		var a lattice
		a.run(l, score, width, layers)

		all := ways(l, score, width, layers, n)
		z := 0.0
		for _, w := range all {
			z += w.weight
		}
		sum := func(fits func(way) bool) float64 {
			s := 0.0
			for _, w := range all {
				if fits(w) {
					s += w.weight
				}
			}
			return s / z
		}
		near := func(what string, got float32, want float64) {
			t.Helper()
			if math.Abs(float64(got)-want) > 2e-5 {
				t.Fatalf("%s is %g, by counting %g", what, got, want)
			}
		}
		for i := range n {
			for y := range a.tags {
				near("a tag", a.p[i*a.tags+y], sum(func(w way) bool { return w.tags[i] == y }))
			}
		}
		for from := range n {
			for to := from + 1; to <= n; to++ {
				near("nothing", a.nothing(l, from, to), sum(func(w way) bool {
					for _, y := range w.tags[from:to] {
						if y != 0 {
							return false
						}
					}
					return true
				}))
				for k := range classes {
					near("a span", a.chance(l, k, from, to), sum(func(w way) bool { return spanAt(w, k, from, to) }))
				}
			}
		}

		gold := all[rapid.IntRange(0, len(all)-1).Draw(t, "gold")]
		a.blame(l, marksOf(gold, classes))
		for i := range n {
			for y := range a.tags {
				want := -sum(func(w way) bool { return w.tags[i] == y })
				if gold.tags[i] == y {
					want++
				}
				near("a gradient", a.p[i*a.tags+y], want)
			}
		}
		m := len(classes) + 1
		for from := range m {
			for to := range m {
				want := stepsIn(gold, from, to)
				for _, w := range all {
					want -= stepsIn(w, from, to) * w.weight / z
				}
				near("the gradient of a step", a.dSteps[from*m+to], want)
			}
		}
		for k := 1; k < m; k++ {
			for x := range 4 {
				want := innerIn(gold, k, x)
				for _, w := range all {
					want -= innerIn(w, k, x) * w.weight / z
				}
				near("the gradient of an inner step", a.dInner[4*k+x], want)
			}
		}
	})
}

func spanAt(w way, k, from, to int) bool {
	base := 1 + 4*k
	if to-from == 1 {
		return w.tags[from] == base+tagSingle
	}
	for i := from + 1; i < to-1; i++ {
		if w.tags[i] != base+tagInside {
			return false
		}
	}
	return w.tags[from] == base+tagBegin && w.tags[to-1] == base+tagEnd
}

func marksOf(w way, classes []int) (marks []mark) {
	for from := range w.tags {
		for to := from + 1; to <= len(w.tags); to++ {
			for k, c := range classes {
				if spanAt(w, k, from, to) {
					marks = append(marks, mark{from, to, c})
				}
			}
		}
	}
	return marks
}

// stepsIn counts steps from one class to another, innerIn those inside a class.
func stepsIn(w way, from, to int) (n float64) {
	last := 0
	for _, y := range w.tags {
		opens := y == 0 || (y-1)%4 == tagBegin || (y-1)%4 == tagSingle
		if opens && (last+3)/4 == from && (y+3)/4 == to {
			n++
		}
		last = y
	}
	return n
}

func innerIn(w way, k, x int) (n float64) {
	for i, y := range w.tags {
		if y == 0 || (y+3)/4 != k || (y-1)%4 != tagInside && (y-1)%4 != tagEnd {
			continue
		}
		got := 0
		if (w.tags[i-1]-1)%4 == tagInside {
			got = 2
		}
		if (y-1)%4 == tagEnd {
			got++
		}
		if got == x {
			n++
		}
	}
	return n
}

// TestChoose compares the choice with the best of all subsets.
func TestChoose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []candidate
		for range rapid.IntRange(0, 9).Draw(t, "n") {
			from := rapid.IntRange(0, 8).Draw(t, "from")
			all = append(all, candidate{from: from, to: from + rapid.IntRange(1, 5).Draw(t, "length"),
				right: float64(rapid.IntRange(-8, 16).Draw(t, "gain")) / 8})
		}
		gain := func(k *candidate) float64 { return k.right }
		got, end := 0.0, 0
		for _, i := range choose(all, gain) {
			if all[i].from < end {
				t.Fatal("two overlap, or are out of order")
			}
			end = all[i].to
			got += all[i].right
		}
		best := 0.0
		for set := range 1 << len(all) {
			sum, ok := 0.0, true
			for i, a := range all {
				if set>>i&1 == 0 {
					continue
				}
				sum += a.right
				for j, b := range all[:i] {
					ok = ok && (set>>j&1 == 0 || a.to <= b.from || b.to <= a.from)
				}
			}
			if ok {
				best = max(best, sum)
			}
		}
		if got != best {
			t.Fatalf("the choice is worth %g, the best %g", got, best)
		}
	})
}

// TestFloats compares our functions with those of package math.
func TestFloats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float32Range(-80, 80).Draw(t, "x")
		if got, want := float64(exp(x)), math.Exp(float64(x)); math.Abs(got/want-1) > 8e-6 {
			t.Fatalf("exp(%g) is %g, want %g", x, got, want)
		}
		y := rapid.Float64Range(1e-12, 1e12).Draw(t, "y")
		if got, want := log(y), math.Log(y); math.Abs(got-want) > 1e-12*max(1, math.Abs(want)) {
			t.Fatalf("log(%g) is %g, want %g", y, got, want)
		}
	})
}

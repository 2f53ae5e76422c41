package suggest

import (
	"cmp"
	"slices"
)

// Costs are gestures: what it takes to make an annotation, and to deal with a
// proposal that is right, wrong in its borders, wrong in its label, or wrong.
type Costs struct {
	Create, Accept, Reject, Border, Relabel float64
}

// DefaultCosts are those of the page: a drag and a key, or a key.
var DefaultCosts = Costs{Create: 3, Accept: 1, Reject: 1, Border: 3, Relabel: 1}

// gain is what a candidate is expected to save. One whose borders are wrong
// costs as much to mend as a new one, and so saves and costs nothing; one where
// nothing is must be rejected.
func (c Costs) gain(k *candidate) float64 {
	partly := max(0, 1-k.right-k.nothing)
	return float64((c.Create-c.Accept)*k.right) - float64(c.Reject*k.nothing) - float64((c.Border-c.Create)*partly)
}

// choose returns the candidates of one layer, no two of which overlap, that
// save most together: weighted interval scheduling. Each must save more than
// the margin.
func choose(all []candidate, gain func(*candidate) float64) []int {
	order := make([]int, 0, len(all))
	for i := range all {
		if gain(&all[i]) > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &all[i], &all[j]
		return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from), cmp.Compare(i, j))
	})
	best := make([]float64, len(order)+1) // of the first so many
	before := make([]int, len(order))     // of them that end before this one starts
	for n, i := range order {
		before[n], _ = slices.BinarySearchFunc(order[:n], all[i].from, func(j, from int) int {
			if all[j].to <= from {
				return -1
			}
			return 1
		})
		best[n+1] = max(best[n], best[before[n]]+gain(&all[i]))
	}
	var chosen []int
	for n := len(order); n > 0; {
		if best[n] == best[n-1] {
			n--
			continue
		}
		chosen = append(chosen, order[n-1])
		n = before[n-1]
	}
	slices.Reverse(chosen)
	return chosen
}

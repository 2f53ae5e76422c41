package stats

import (
	"encoding/json"
	"maps"
	"slices"
)

// Lengths are a distribution of lengths, exact: how often each occurs. Zero is
// ready for Add.
type Lengths struct {
	n, sum int
	count  map[int]int
}

// Add counts a length.
func (l *Lengths) Add(length int) {
	if l.count == nil {
		l.count = map[int]int{}
	}
	l.n++
	l.sum += length
	l.count[length]++
}

// N is how many there are.
func (l Lengths) N() int { return l.n }

// Mean is their mean, 0 when there are none.
func (l Lengths) Mean() float64 {
	if l.n == 0 {
		return 0
	}
	return float64(l.sum) / float64(l.n)
}

// Quantiles returns the smallest lengths that are not exceeded by these shares,
// which must rise from 0 to 1; zeros when there are no lengths.
func (l Lengths) Quantiles(shares ...float64) []int {
	out := make([]int, len(shares))
	if l.n == 0 {
		return out
	}
	lengths := slices.Sorted(maps.Keys(l.count))
	seen, i := 0, 0
	for _, x := range lengths {
		seen += l.count[x]
		for i < len(shares) && float64(seen) >= shares[i]*float64(l.n) {
			out[i] = x
			i++
		}
	}
	return out
}

// MarshalJSON writes the figures that people ask for.
func (l Lengths) MarshalJSON() ([]byte, error) {
	q := l.Quantiles(0, 0.25, 0.5, 0.75, 0.95, 1)
	return json.Marshal(struct {
		N      int     `json:"n"`
		Mean   float64 `json:"mean"`
		Min    int     `json:"min"`
		P25    int     `json:"p25"`
		Median int     `json:"median"`
		P75    int     `json:"p75"`
		P95    int     `json:"p95"`
		Max    int     `json:"max"`
	}{l.n, l.Mean(), q[0], q[1], q[2], q[3], q[4], q[5]})
}

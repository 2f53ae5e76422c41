package suggest

import (
	"slices"
	"strings"
	"testing"
)

// TestWhole: whether a span is right may depend on its two ends together, where
// neither end tells anything by itself.
func TestWhole(t *testing.T) {
	words := []string{"open", "start", "one", "two", "three", "close", "finish"}
	body := strings.Join(words, " ")
	pool := NewPool(slices.Values([]string{body}))
	x := extractor{pool: pool}
	right := func(first, last string) bool { return (first == "open") == (last == "close") }
	candidateOf := func(first, middle, last string) *candidate {
		p := newPassage(first+" "+middle+" "+last, firstPassage(first+" "+middle+" "+last), pool)
		k := &candidate{from: 0, to: 3}
		x.wholeRows(p, k)
		return k
	}
	w := newWhole()
	w.share = 1
	for range 200 {
		for _, first := range words[:2] {
			for _, last := range words[5:] {
				k := candidateOf(first, "one", last)
				err := -logistic(w.sum(k.whole[:]))
				if right(first, last) {
					err++
				}
				w.learn(k.whole[:], err)
			}
		}
	}
	for _, first := range words[:2] {
		for _, last := range words[5:] {
			k := candidateOf(first, "two", last)
			if sum := w.sum(k.whole[:]); (sum > 0) != right(first, last) {
				t.Errorf("%s … %s adds %.2f to the log odds", first, last, sum)
			}
		}
	}
	w.share = 0
	if sum := w.sum(candidateOf("open", "two", "close").whole[:]); sum != 0 {
		t.Errorf("with no share it adds %v", sum)
	}
}

package text

import (
	"slices"
	"testing"
)

// TestASCII compares the pieces of every short text over an alphabet of all
// that the quick way tells apart with those of the slow twin.
func TestASCII(t *testing.T) {
	alphabet := []string{"a", "s", "1", "_", "'", ".", ",", "-", " ", "\n", "\r", "\x1c", "é", "\u0301", "’"}
	var all func(s string, left int)
	all = func(s string, left int) {
		var got []piece
		p := piecesFrom(s, 0)
		for w, ok := p.next(); ok; w, ok = p.next() {
			got = append(got, w)
		}
		if want := slowPieces(s); !slices.Equal(got, want) {
			t.Fatalf("%q has the pieces %v, want %v", s, got, want)
		}
		if left == 0 {
			return
		}
		for _, c := range alphabet {
			all(s+c, left-1)
		}
	}
	all("", 4)
}

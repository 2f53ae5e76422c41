package editor

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/text"
)

// TestBesideIsSeen walks lines of mixed directions with → and ←, and compares
// each step with the words as they are seen: lines turned as a whole and then run
// by run, as in UAX #9 (L2).
func TestBesideIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"Ada", "said", "10", "سلام", "ایران", "שלום", "2026"}), 1, 12).Draw(t, "words")
		body := strings.Join(words, " ")
		m := newModel(t, body)
		base := 1
		if i := slices.IndexFunc(words, func(w string) bool { return w[0] > '9' }); i >= 0 && words[i][0] >= 0xD6 {
			base = -1
		}
		// seen holds the numbers of the words from left to right.
		var runs [][]int
		way, was := base, 0
		for i, w := range words {
			switch {
			case w[0] >= 0xD6:
				way = -1
			case w[0] > '9':
				way = 1
			}
			if i == 0 || way != was {
				runs = append(runs, nil)
			}
			was = way
			run := &runs[len(runs)-1]
			if way > 0 {
				*run = append(*run, i)
			} else {
				*run = slices.Insert(*run, 0, i)
			}
		}
		if base < 0 {
			slices.Reverse(runs)
		}
		seen := slices.Concat(runs...)
		spans := slices.Collect(text.Words(body))
		for x, i := range seen {
			for _, side := range []int{-1, 1} {
				got, ok := m.beside(spans[i], side)
				if y := x + side; y < 0 || y >= len(seen) {
					if ok {
						t.Fatalf("%q: beyond the edge from %q to %q", body, words[i], m.Text(got))
					}
				} else if want := spans[seen[y]]; got != want {
					t.Fatalf("%q: from word %d, %q, to side %d comes %v, not word %d", body, i, words[i], side, got, seen[y])
				}
			}
		}
	})
}

// TestArrowsAcrossLines goes over the ends of paragraphs in both directions.
func TestArrowsAcrossLines(t *testing.T) {
	m := newModel(t, "one two\nسلام ایران\nthree")
	said := func(side int, steps int) string {
		var all []string
		for range steps {
			m, _ = Update(m, Move{Side: side})
			all = append(all, m.Text(m.Selection))
		}
		return strings.Join(all, " ")
	}
	if got, want := said(1, 3), "one two سلام"; got != want {
		t.Errorf("→ says %q, want %q", got, want)
	}
	if got, want := said(-1, 2), "ایران three"; got != want { // ← goes on in the Persian line
		t.Errorf("← says %q, want %q", got, want)
	}
}

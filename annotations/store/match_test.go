package store_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"gloss/annotations/store"
)

// occurs is the slow twin of a pattern.
func occurs(text, s string) bool {
	n := utf8.RuneCountInString(text)
	runes := []rune(s)
	for i := 0; i+n <= len(runes); i++ {
		if strings.EqualFold(string(runes[i:i+n]), text) {
			return true
		}
	}
	return false
}

func TestPattern(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom([]rune("aAkK\u212asSſßẞiIİıéÉσςΣ 👩.\x00\u0345ι"))
		text := string(rapid.SliceOfN(letters, 0, 3).Draw(t, "text"))
		s := string(rapid.SliceOfN(letters, 0, 20).Draw(t, "s"))
		if got, want := store.NewPattern(text).In(s), occurs(text, s); got != want {
			t.Fatalf("%q in %q: %v, want %v", text, s, got, want)
		}
	})
}

// BenchmarkPattern looks through 1 MB in vain, beside the standard library's
// search that minds the case.
func BenchmarkPattern(b *testing.B) {
	text := strings.Repeat("The minister said that 42 billion dollars were within reach – a year. ", 14_000)
	p := store.NewPattern("mínister")
	b.Run("pattern", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if p.In(text) {
				b.Fatal("found")
			}
		}
	})
	b.Run("strings.Contains", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if strings.Contains(text, "mínister") {
				b.Fatal("found")
			}
		}
	})
}

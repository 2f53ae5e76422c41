package place

import (
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

var pieces = []string{"Ada", " ", "\r\n", "é", "e\u0301", "👩‍👩‍👧", "🇮🇷", "東京", "طهران", "\ufeff", "\x00"}

// count is the length of a text in a unit, counted the slow and obvious way.
func count(u format.Unit, s string) int {
	switch u {
	case format.CodePoint:
		return len([]rune(s))
	}
	return len(utf16.Encode([]rune(s)))
}

// TestProves: what a prover writes is what counting gives.
func TestProves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]format.Unit{format.CodePoint, format.UTF16}).Draw(t, "unit")
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 150).Draw(t, "text"), "")
		p := NewProver(body, unit)
		if p.Length() != count(unit, body) {
			t.Fatalf("%q has %d %v, not %d", body, count(unit, body), unit, p.Length())
		}
		i := rapid.IntRange(0, len(body)).Draw(t, "start")
		j := rapid.IntRange(i, len(body)).Draw(t, "end")
		start, end, quote, err := p.Span(text.Span{Start: text.Byte(i), End: text.Byte(j)})
		cut := text.Validate(body[:i]) != nil || text.Validate(body[:j]) != nil
		if cut != (err != nil) {
			t.Fatalf("bytes %d to %d of %q: %v", i, j, body, err)
		}
		if err == nil && (quote != body[i:j] || start != count(unit, body[:i]) || end != count(unit, body[:j])) {
			t.Fatalf("bytes %d to %d of %q are %d to %d, %q", i, j, body, start, end, quote)
		}
	})
}

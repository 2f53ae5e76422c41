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
	case format.UTF16:
		return len(utf16.Encode([]rune(s)))
	case format.Grapheme:
		n := 0
		for at := text.Byte(0); int(at) < len(s); n++ {
			at = text.NextGrapheme(s, at)
		}
		return n
	}
	return len(s)
}

// TestFinds: whatever unit a file of quoted spans is written in, the spans come
// back, unless another unit explains all quotes as well.
func TestFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom(Units).Draw(t, "unit")
		expected := rapid.SampledFrom([]format.Unit{format.CodePoint, format.UTF16}).Draw(t, "expected")
		f := NewFinder(expected)
		for range rapid.IntRange(1, 4).Draw(t, "documents") {
			body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "text"), "")
			borders := borders(body)
			var marks []Mark
			var want []text.Span
			for range rapid.IntRange(0, 4).Draw(t, "spans") {
				i := rapid.IntRange(0, len(borders)-2).Draw(t, "start")
				j := rapid.IntRange(i+1, len(borders)-1).Draw(t, "end")
				sp := text.Span{Start: borders[i], End: borders[j]}
				quote := body[sp.Start:sp.End]
				want = append(want, sp)
				marks = append(marks, Mark{count(unit, body[:sp.Start]), count(unit, body[:sp.End]), &quote})
			}
			got, err := f.Spans(body, marks)
			if err != nil {
				if f.Unit() == unit {
					t.Fatalf("%v of %q: %v", unit, body, err)
				}
				return // settled on another unit before, and said so
			}
			for i := range got {
				if got[i] != want[i] && body[got[i].Start:got[i].End] != *marks[i].Quote {
					t.Fatalf("%v of %q: %v is %v", unit, body, marks[i], got[i])
				}
			}
		}
	})
}

// TestProves: what a prover writes is what counting gives.
func TestProves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]format.Unit{format.CodePoint, format.UTF16}).Draw(t, "unit")
		body := strings.Join(rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "text"), "")
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

func TestErrorsSayWhere(t *testing.T) {
	quote := "Bob"
	_, err := NewFinder(format.CodePoint).Spans("Ada", []Mark{{0, 3, nil}, {0, 3, &quote}})
	if err == nil || err.Error() != `span 2: 0 to 3 in code points: there is "Ada", but the file says "Bob"` {
		t.Error(err)
	}
	if _, err := NewFinder(format.UTF16).Spans("Ada", []Mark{{2, 1, nil}}); err == nil || !strings.Contains(err.Error(), "before the start") {
		t.Error(err)
	}
}

package text

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestValidate(t *testing.T) {
	for _, s := range []string{"", "plain", "a real \ufffd", "👩‍👩‍👧\x00"} {
		if err := Validate(s); err != nil {
			t.Errorf("Validate(%+q) = %v", s, err)
		}
	}
	for s, want := range map[string]Byte{
		"né\xe9":         3,
		"\xff":           0,
		"\ufffd\xe2\x82": 3,
		"\xed\xa0\xbd":   0, // half of a surrogate pair
		"ok\xc0\x80":     2, // NUL, too long
	} {
		var bad *InvalidUTF8
		if err := Validate(s); !errors.As(err, &bad) || bad.Offset != want {
			t.Errorf("Validate(%+q) = %v, want an error at byte %d", s, err, want)
		}
	}
	if err := Validate("né\xe9"); err.Error() != "byte 3 is not UTF-8" {
		t.Errorf("the error says %q", err)
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		a, b               Span
		overlaps, contains bool
	}{
		{Span{0, 4}, Span{1, 3}, true, true},
		{Span{1, 3}, Span{0, 4}, true, false},
		{Span{0, 2}, Span{2, 4}, false, false},
		{Span{0, 3}, Span{2, 4}, true, false},
		{Span{0, 4}, Span{0, 4}, true, true},
		{Span{0, 4}, Span{2, 2}, false, true},
		{Span{0, 4}, Span{4, 4}, false, true},
	} {
		if got := c.a.Overlaps(c.b); got != c.overlaps {
			t.Errorf("%v overlaps %v: %v", c.a, c.b, got)
		}
		if got := c.b.Overlaps(c.a); got != c.overlaps {
			t.Errorf("%v overlaps %v: %v", c.b, c.a, got)
		}
		if got := c.a.Contains(c.b); got != c.contains {
			t.Errorf("%v contains %v: %v", c.a, c.b, got)
		}
	}
	if s := (Span{2, 5}); s.Len() != 3 || s.Empty() || !(Span{3, 3}).Empty() || !(Span{4, 3}).Empty() {
		t.Errorf("%v: length %d, empty %v", s, s.Len(), s.Empty())
	}
	spans := []Span{{2, 3}, {0, 1}, {1, 2}, {0, 9}, {1, 3}}
	slices.SortFunc(spans, Span.Compare)
	if want := []Span{{0, 9}, {0, 1}, {1, 3}, {1, 2}, {2, 3}}; !slices.Equal(spans, want) {
		t.Errorf("sorted: %v, want %v", spans, want)
	}
}

func TestSpansShareBytes(t *testing.T) {
	span := rapid.Custom(func(t *rapid.T) Span {
		at := rapid.Custom(func(t *rapid.T) Byte { return Byte(rapid.IntRange(0, 8).Draw(t, "at")) })
		return Span{at.Draw(t, "start"), at.Draw(t, "end")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := span.Draw(t, "a"), span.Draw(t, "b")
		shared := false
		for at := Byte(0); at < 8; at++ {
			shared = shared || a.Start <= at && at < a.End && b.Start <= at && at < b.End
		}
		if a.Overlaps(b) != shared {
			t.Fatalf("%v overlaps %v: %v", a, b, !shared)
		}
	})
}

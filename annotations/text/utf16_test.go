package text

import (
	"testing"

	"pgregory.net/rapid"
)

func TestUTF16Len(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if got, want := UTF16Len(s), NewIndex(s).Units(); got != want {
			t.Errorf("%q has %d units, want %d", s, got, want)
		}
	})
	if got := UTF16Len("a\xffé👩"); got != 5 { // what is no UTF-8 is one unit
		t.Errorf("got %d, want 5", got)
	}
}

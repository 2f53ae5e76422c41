package format

import (
	"slices"
	"testing"
)

// TestLacks: what is declared is not lacking, and the other way about.
func TestLacks(t *testing.T) {
	if got := (Can{Text: true, Titles: true, Meta: true, Authors: true, Times: true}).Lacks(); got != nil {
		t.Errorf("a format that carries all of it lacks %q", got)
	}
	if got := (Can{Text: true, Meta: true, Authors: true}).Lacks(); !slices.Equal(got, []string{"titles", "when"}) {
		t.Errorf("lacking are %q", got)
	}
}

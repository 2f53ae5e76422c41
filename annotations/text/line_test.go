package text

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLines(t *testing.T) {
	for _, c := range []struct {
		s    string
		want []Line
	}{
		{"", []Line{{0, 0, 0}}},
		{"a", []Line{{0, 1, 1}}},
		{"a\n", []Line{{0, 1, 2}, {2, 2, 2}}},
		{"a\r\nb\rc\nd", []Line{{0, 1, 3}, {3, 4, 5}, {5, 6, 7}, {7, 8, 8}}},
		{"\n\r\n", []Line{{0, 0, 1}, {1, 1, 3}, {3, 3, 3}}},
		{"\n\r", []Line{{0, 0, 1}, {1, 1, 2}, {2, 2, 2}}},
		{"a\u2028b\vc\u0085", []Line{{0, 9, 9}}}, // no line ends to a file
	} {
		if got := slices.Collect(Lines(c.s)); !slices.Equal(got, c.want) {
			t.Errorf("Lines(%+q) = %v, want %v", c.s, got, c.want)
		}
	}
}

func TestLinesStop(t *testing.T) {
	for range Lines("a\nb") {
		break
	}
}

func TestLinesAreSplitting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hardText(t)
		want := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n")
		var got []string
		var all strings.Builder
		for l := range Lines(s) {
			got = append(got, s[l.Start:l.End])
			all.WriteString(s[l.Start:l.Next])
		}
		if !slices.Equal(got, want) || all.String() != s {
			t.Fatalf("Lines(%+q) = %+q", s, got)
		}
	})
}

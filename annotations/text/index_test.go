package text

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

func TestIndexIsCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hardText(t)
		checkIndex(t, s, rapid.IntRange(-1, len(s)+1).Draw(t, "at"))
	})
}

func FuzzIndex(f *testing.F) {
	f.Add("👩‍👩‍👧 said\xff", 3)
	f.Add(strings.Repeat("a", stride-1)+"é", stride)
	f.Fuzz(func(t *testing.T, s string, at int) { checkIndex(t, s, at) })
}

// checkIndex compares every conversion at one offset with counting.
func checkIndex(t failer, s string, at int) {
	t.Helper()
	x := NewIndex(s)
	// The same offsets in the three units, one triple for each place between
	// two code points.
	var bytes, points, units []int
	all := []rune(s)
	size := 0
	for i, r := range s {
		bytes, points, units = append(bytes, i), append(points, len(points)), append(units, size)
		size += len(utf16.Encode([]rune{r}))
	}
	bytes, points, units = append(bytes, len(s)), append(points, len(all)), append(units, size)
	if x.Text() != s || int(x.Len()) != len(s) || int(x.Points()) != len(all) || int(x.Units()) != len(utf16.Encode(all)) {
		t.Fatalf("%+q is of %d bytes, %d code points, %d units", s, x.Len(), x.Points(), x.Units())
	}

	check := func(name string, got int, err error, from, to []int) {
		t.Helper()
		place, found := slices.BinarySearch(from, at)
		switch {
		case at < 0 || at > from[len(from)-1]:
			if !errors.Is(err, ErrRange) {
				t.Fatalf("%s(%d) in %+q: %v, want ErrRange", name, at, s, err)
			}
		case !found:
			if !errors.Is(err, ErrInside) {
				t.Fatalf("%s(%d) in %+q: %v, want ErrInside", name, at, s, err)
			}
		case err != nil || got != to[place]:
			t.Fatalf("%s(%d) in %+q = %d, %v, want %d", name, at, s, got, err, to[place])
		}
	}
	p, err := x.PointAt(Byte(at))
	check("PointAt", int(p), err, bytes, points)
	u, err := x.UTF16At(Byte(at))
	check("UTF16At", int(u), err, bytes, units)
	b, err := x.ByteAt(Point(at))
	check("ByteAt", int(b), err, points, bytes)
	b, err = x.ByteAtUTF16(UTF16(at))
	check("ByteAtUTF16", int(b), err, units, bytes)
}

func TestIndexOfEveryPlace(t *testing.T) {
	for _, s := range []string{
		"",
		"plain",
		"\ufeffBOM\x00NUL\r\nCRLF\ttab",
		"a\u0301 👩‍👩‍👧 🇮🇷 لاریجانی בית",
		"\xff\xe2\x82 broken \xf0\x9f",
		strings.Repeat("x", 3*stride) + "👍",
		strings.Repeat("👍", stride),
		strings.Repeat("a👍é漢", stride),
	} {
		for at := -1; at <= len(s)+1; at++ {
			checkIndex(t, s, at)
		}
	}
}

// TestIndexIsSmall counts checkpoints: none for ASCII, else one a stride.
func TestIndexIsSmall(t *testing.T) {
	if x := NewIndex(strings.Repeat("plain ", 1000)); x.marks != nil {
		t.Errorf("%d checkpoints for ASCII", len(x.marks))
	}
	s := strings.Repeat("漢字", 1000)
	if x := NewIndex(s); len(x.marks) < 2 || len(x.marks) > len(s)/stride+1 {
		t.Errorf("%d checkpoints for %d bytes", len(x.marks), len(s))
	}
}

func TestSlice(t *testing.T) {
	for _, c := range []struct {
		s    string
		sp   Span
		want string
		err  error
	}{
		{"a👍b", Span{1, 5}, "👍", nil},
		{"a👍b", Span{5, 6}, "b", nil},
		{"a👍b", Span{6, 6}, "", nil},
		{"plain", Span{1, 3}, "la", nil},
		{"a👍b", Span{0, 2}, "", ErrInside},
		{"a👍b", Span{2, 5}, "", ErrInside},
		{"a👍b", Span{5, 1}, "", ErrRange},
		{"a👍b", Span{0, 7}, "", ErrRange},
		{"a👍b", Span{-1, 1}, "", ErrRange},
		{"plain", Span{3, 2}, "", ErrRange},
	} {
		got, err := NewIndex(c.s).Slice(c.sp)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("Slice(%v) of %q = %q, %v, want %q, %v", c.sp, c.s, got, err, c.want, c.err)
		}
	}
}

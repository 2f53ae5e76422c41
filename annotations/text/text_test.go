package text

import (
	"bufio"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"pgregory.net/rapid"
)

// hard are pieces of text that tools for annotation are known to trip over.
var hard = []string{
	"a", "Iran", "Iran’s", "l’Iran", "qu'il", "O’Brien", "don’t", "10,000.5", "$", "%", " ", "  ", "\t", "\n", "\r\n", "\r",
	"é", "e\u0301", " \u0301", "👩‍👩‍👧", "🇮🇷🇵🇰", "1️⃣", "👍🏽", "طهران", "בית", "لاریجانی", "东京", "กรุงเทพ", "नमस्ते", "각", "ᄀ", "\ufeff", "\x00", "\u00a0", "\u2028", "\x1f", ".", ", ", "—", "“x”", "-",
}

func hardText(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(hard), 0, 40).Draw(t, "text"), "")
}

func TestIndexAgainstSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hardText(t)
		if rapid.Bool().Draw(t, "long") {
			s = strings.Repeat(s, 30)
		}
		checkIndex(t, s, rapid.IntRange(-1, len(s)+1).Draw(t, "at"))
	})
}

func FuzzIndex(f *testing.F) {
	f.Add("👩‍👩‍👧 said\xff", 3)
	f.Fuzz(func(t *testing.T, s string, at int) { checkIndex(t, s, at) })
}

// checkIndex compares every conversion at one offset with counting.
func checkIndex(t interface{ Fatalf(string, ...any) }, s string, at int) {
	x := NewIndex(s)
	places := []mark{}
	for i, r := range s + "x" {
		before := []rune((s + "x")[:i])
		places = append(places, mark{Byte(i), Point(len(before)), UTF16(len(utf16.Encode(before)))})
		_ = r
	}
	check := func(name string, got mark, err error, is func(mark) bool, length int) {
		i := slices.IndexFunc(places, is)
		switch {
		case at < 0 || at > length:
			if !errors.Is(err, ErrRange) {
				t.Fatalf("%s(%d) in %q: %v, want ErrRange", name, at, s, err)
			}
		case i < 0:
			if !errors.Is(err, ErrInside) {
				t.Fatalf("%s(%d) in %q: %v, want ErrInside", name, at, s, err)
			}
		case err != nil:
			t.Fatalf("%s(%d) in %q: %v", name, at, s, err)
		default:
			want := places[i]
			if got.byte >= 0 && got.byte != want.byte || got.point >= 0 && got.point != want.point || got.unit >= 0 && got.unit != want.unit {
				t.Fatalf("%s(%d) in %q: %v, want %v", name, at, s, got, want)
			}
		}
	}
	p, err := x.PointAt(Byte(at))
	check("PointAt", mark{-1, p, -1}, err, func(m mark) bool { return m.byte == Byte(at) }, len(s))
	u, err := x.UTF16At(Byte(at))
	check("UTF16At", mark{-1, -1, u}, err, func(m mark) bool { return m.byte == Byte(at) }, len(s))
	b, err := x.ByteAt(Point(at))
	check("ByteAt", mark{b, -1, -1}, err, func(m mark) bool { return m.point == Point(at) }, utf8.RuneCountInString(s))
	b, err = x.ByteAtUTF16(UTF16(at))
	check("ByteAtUTF16", mark{b, -1, -1}, err, func(m mark) bool { return m.unit == UTF16(at) }, len(utf16.Encode([]rune(s))))
}

func TestSlice(t *testing.T) {
	x := NewIndex("a👍b")
	if got, err := x.Slice(Span{1, 5}); got != "👍" || err != nil {
		t.Errorf("Slice(1, 5) = %q, %v", got, err)
	}
	for _, sp := range []Span{{0, 2}, {2, 5}, {5, 1}, {0, 9}, {-1, 1}} {
		if got, err := x.Slice(sp); err == nil {
			t.Errorf("Slice(%v) = %q without an error", sp, got)
		}
	}
}

func TestValidate(t *testing.T) {
	var bad *InvalidUTF8
	if err := Validate("ok � fine"); err != nil {
		t.Errorf("a real replacement character: %v", err)
	}
	if err := Validate("né\xe9"); !errors.As(err, &bad) || bad.Offset != 3 {
		t.Errorf("got %v, want an error at byte 3", err)
	}
}

func TestLines(t *testing.T) {
	for in, want := range map[string][]string{
		"":             {""},
		"a":            {"a"},
		"a\n":          {"a", ""},
		"a\r\nb\rc\nd": {"a", "b", "c", "d"},
		"\n\r\n":       {"", "", ""},
	} {
		var got []string
		for l := range Lines(in) {
			got = append(got, in[l.Start:l.End])
		}
		if !slices.Equal(got, want) {
			t.Errorf("Lines(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTokens(t *testing.T) {
	for in, want := range map[string]string{
		"Iran’s and O’Brien’s don’t": "Iran|’s|and|O’Brien|’s|don’t",
		"l’Iran qu’il d'un m’s":      "l’|Iran|qu’|il|d'|un|m|’s",
		"$10,000.5b (up 3%)":         "$|10,000.5b|(|up|3|%|)",
		"Iran-Pakistan—two":          "Iran|-|Pakistan|—|two",
		"👍🏽 ok 🇮🇷🇵🇰1️⃣":              "👍🏽|ok|🇮🇷|🇵🇰|1️⃣",
		"a\u00a0b\x1fc\u2028d":       "a|b|c|d",
		"东京 กข":                      "东|京|ก|ข",
		"aujourd’hui":                "aujourd’hui",
		"قال لاريجاني":               "قال|لاريجاني",
	} {
		var got []string
		for sp := range Tokens(in) {
			got = append(got, in[sp.Start:sp.End])
		}
		if strings.Join(got, "|") != want {
			t.Errorf("Tokens(%q)\n got %s\nwant %s", in, strings.Join(got, "|"), want)
		}
	}
}

// A selection is written between brackets.
func TestSnap(t *testing.T) {
	for _, c := range []struct{ in, words, graphemes string }{
		{"Ali La[rij]ani said", "Ali [Larijani] said", "Ali La[rij]ani said"},
		{"Ali[ Larijani ]said", "Ali [Larijani] said", "Ali [Larijani] said"},
		{"I[ra]n’s trade", "[Iran]’s trade", "I[ra]n’s trade"},
		{"Iran[’]s trade", "Iran[’s] trade", "Iran[’]s trade"},
		{"l’I[r]an", "l’[Iran]", "l’I[r]an"},
		{"x [e]\u0301y z", "x [e\u0301y] z", "x [e\u0301]y z"},
		{"Iran[-Pak]istan", "Iran[-Pakistan]", "Iran[-Pak]istan"},
		{"[   ]", "[]   ", "[]   "},
		{"a [\n b] c", "a \n [b] c", "a \n [b] c"},
		{"up to [$1]0b now", "up to [$10b] now", "up to [$1]0b now"},
	} {
		plain, sp := bracketed(c.in)
		for _, snap := range []struct {
			name string
			f    func(string, Span) Span
			want string
		}{{"SnapWords", SnapWords, c.words}, {"SnapGraphemes", SnapGraphemes, c.graphemes}} {
			got := snap.f(plain, sp)
			if _, want := bracketed(snap.want); got != want && !(got.Empty() && want.Empty()) {
				t.Errorf("%s(%q) = %q, want %q", snap.name, c.in, plain[got.Start:got.End], plain[want.Start:want.End])
			}
		}
	}
}

func bracketed(s string) (string, Span) {
	start := strings.Index(s, "[")
	end := strings.Index(s, "]") - 1
	return strings.NewReplacer("[", "", "]", "").Replace(s), Span{Byte(start), Byte(end)}
}

func TestSnapLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hardText(t)
		at := rapid.IntRange(0, len(s))
		sp := Span{Byte(at.Draw(t, "from")), Byte(at.Draw(t, "to"))}
		borders := map[Byte]bool{Byte(len(s)): true}
		for g := graphemes.FromString(s); g.Next(); {
			borders[Byte(g.Start())] = true
		}
		for name, snap := range map[string]func(string, Span) Span{"words": SnapWords, "graphemes": SnapGraphemes} {
			got := snap(s, sp)
			if got.Empty() {
				continue
			}
			if !borders[got.Start] || !borders[got.End] {
				t.Fatalf("%s: %v of %q cuts a cluster", name, got, s)
			}
			if again := snap(s, got); again != got {
				t.Fatalf("%s: %v of %q snaps on to %v", name, got, s, again)
			}
			if trimmed := Trim(s, got); trimmed != got {
				t.Fatalf("%s: %v of %q has outer blanks", name, got, s)
			}
		}
	})
}

func TestNeighboursAgainstAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hardText(t)
		if rapid.Bool().Draw(t, "long") {
			s = strings.Repeat("plain words here and "+s+" more of them ", 20)
		}
		at := Byte(rapid.IntRange(0, len(s)).Draw(t, "at"))
		all := slices.Collect(Words(s))
		var next, prev, here Span
		for _, w := range all {
			if w.Start >= at && next.Empty() {
				next = w
			}
			if w.End <= at {
				prev = w
			}
			if w.Start <= at && at <= w.End && (here.Empty() || w.Start == at) {
				here = w
			}
		}
		if got, ok := NextWord(s, at); got != next || ok == next.Empty() {
			t.Fatalf("NextWord(%q, %d) = %v, want %v", s, at, got, next)
		}
		if got, ok := PrevWord(s, at); got != prev || ok == prev.Empty() {
			t.Fatalf("PrevWord(%q, %d) = %v, want %v", s, at, got, prev)
		}
		if got, ok := Word(s, at); got != here || ok == here.Empty() {
			t.Fatalf("Word(%q, %d) = %v, want %v", s, at, got, here)
		}
		if int(at) < len(s) {
			want := Span{}
			for g := graphemes.FromString(s); g.Next(); {
				if g.Start() <= int(at) && int(at) < g.End() {
					want = Span{Byte(g.Start()), Byte(g.End())}
				}
			}
			if got := Grapheme(s, at); got != want {
				t.Fatalf("Grapheme(%q, %d) = %v, want %v", s, at, got, want)
			}
		}
	})
}

// TestGraphemeBreaks runs the official cases of the Unicode consortium.
func TestGraphemeBreaks(t *testing.T) {
	f, err := os.Open("../../../shared/corpora/unicode/GraphemeBreakTest.txt")
	if err != nil {
		t.Skip("the corpora are not beside the project: ", err)
	}
	defer f.Close()
	cases := 0
	for sc := bufio.NewScanner(f); sc.Scan(); {
		line, _, _ := strings.Cut(sc.Text(), "#")
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		cases++
		var s strings.Builder
		var want, got []Byte
		for _, field := range fields {
			switch field {
			case "÷":
				want = append(want, Byte(s.Len()))
			case "×":
			default:
				r, err := strconv.ParseUint(field, 16, 32)
				if err != nil {
					t.Fatal(err)
				}
				s.WriteRune(rune(r))
			}
		}
		for at := Byte(0); ; at = NextGrapheme(s.String(), at) {
			got = append(got, at)
			if int(at) == s.Len() {
				break
			}
		}
		// The file is of Unicode 15, the segmenter of Unicode 17, to which
		// U+2701 is not pictographic any more.
		if !slices.Equal(got, want) && !strings.Contains(line, "2701 × 200D × 2701") {
			t.Errorf("%s: borders %v, want %v", line, got, want)
		}
	}
	if cases < 500 {
		t.Errorf("only %d cases read", cases)
	}
}

func BenchmarkNewIndex(b *testing.B) {
	s := strings.Repeat("Ali Larijani said “yes” 👍🏽 to 10 billion dollars. ", 20000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		NewIndex(s)
	}
}

func BenchmarkPointAt(b *testing.B) {
	s := strings.Repeat("Ali Larijani said “yes” 👍🏽 to 10 billion dollars. ", 20000)
	x := NewIndex(s)
	for b.Loop() {
		if _, err := x.PointAt(Byte(len(s) / 55 * 54 / 51 * 51)); err != nil && err != ErrInside {
			b.Fatal(err)
		}
	}
}

func BenchmarkSnapWordsInOneLongLine(b *testing.B) {
	s := strings.Repeat("Ali Larijani said “yes” 👍🏽 to 10 billion dollars. ", 20000)
	for b.Loop() {
		SnapWords(s, Span{500010, 500020})
	}
}

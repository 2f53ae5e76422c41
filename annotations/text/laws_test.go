package text

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func TestWordsAreTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkWords(t, hardText(t)) })
}

// checkWords compares the words and tokens of a text with the definition.
func checkWords(t failer, s string) {
	t.Helper()
	if got, want := slices.Collect(Words(s)), slowWords(s); !slices.Equal(got, want) {
		t.Fatalf("Words(%+q)\n got %v\nwant %v", s, got, want)
	}
	var want []Span
	for _, p := range slowPieces(s) {
		rest := p.Span
		for _, ink := range strings.FieldsFunc(s[p.Start:p.End], slowIsBlank) {
			rest.Start += Byte(strings.Index(s[rest.Start:rest.End], ink))
			want = append(want, Span{rest.Start, rest.Start + Byte(len(ink))})
			rest.Start += Byte(len(ink))
		}
	}
	if got := slices.Collect(Tokens(s)); !slices.Equal(got, want) {
		t.Fatalf("Tokens(%+q)\n got %v\nwant %v", s, got, want)
	}
}

func TestTokensHoldAllInkOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkInk(t, hardText(t)) })
}

// checkInk checks that tokens leave out white space and nothing else.
func checkInk(t failer, s string) {
	t.Helper()
	var at Byte
	for tok := range Tokens(s) {
		if tok.Empty() || tok.Start < at {
			t.Fatalf("Tokens(%+q): %v after %d", s, tok, at)
		}
		if strings.TrimFunc(s[at:tok.Start], slowIsBlank) != "" {
			t.Fatalf("Tokens(%+q): no token holds all of %+q", s, s[at:tok.Start])
		}
		if slowBlank(s[tok.Start:tok.End]) {
			t.Fatalf("Tokens(%+q): white space in %+q", s, s[tok.Start:tok.End])
		}
		at = tok.End
	}
	if strings.TrimFunc(s[at:], slowIsBlank) != "" {
		t.Fatalf("Tokens(%+q): no token holds all of %+q", s, s[at:])
	}
}

func TestPlacesAreTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hardText(t)
		checkPlace(t, s, Byte(rapid.IntRange(-1, len(s)+1).Draw(t, "at")))
	})
}

// checkPlace compares what is found about one offset with a walk through all
// words and clusters of the text.
func checkPlace(t failer, s string, given Byte) {
	t.Helper()
	at := max(0, min(given, Byte(len(s))))
	var here, next, prev Span
	for _, w := range slowWords(s) {
		if w.Start <= at && at <= w.End {
			here = w // of two, the one that starts here comes last
		}
		if w.Start >= at && next.Empty() {
			next = w
		}
		if w.End <= at {
			prev = w
		}
	}
	for _, c := range []struct {
		name string
		f    func(string, Byte) (Span, bool)
		want Span
	}{{"Word", Word, here}, {"NextWord", NextWord, next}, {"PrevWord", PrevWord, prev}} {
		if got, ok := c.f(s, given); got != c.want || ok == c.want.Empty() {
			t.Fatalf("%s(%+q, %d) = %v, %v, want %v", c.name, s, given, got, ok, c.want)
		}
	}

	cluster, before, after := Span{at, at}, Byte(0), Byte(len(s))
	for _, c := range slowClusters(s) {
		if c.Start <= at && at < c.End {
			cluster = c
		}
		if c.Start < at {
			before = c.Start
		}
	}
	if int(at) < len(s) {
		after = cluster.End
	}
	if got := Grapheme(s, given); got != cluster {
		t.Fatalf("Grapheme(%+q, %d) = %v, want %v", s, given, got, cluster)
	}
	if got := NextGrapheme(s, given); got != after {
		t.Fatalf("NextGrapheme(%+q, %d) = %d, want %d", s, given, got, after)
	}
	if got := PrevGrapheme(s, given); got != before {
		t.Fatalf("PrevGrapheme(%+q, %d) = %d, want %d", s, given, got, before)
	}
}

func TestSnapsAreTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hardText(t)
		checkSnap(t, s, hardSpan(t, s))
	})
}

// checkSnap compares both snaps with the definition, and repeats them: what is
// snapped stays as it is.
func checkSnap(t failer, s string, sp Span) {
	t.Helper()
	for _, c := range []struct {
		name  string
		f     func(string, Span) Span
		whole []Span
	}{{"SnapWords", SnapWords, slowWords(s)}, {"SnapGraphemes", SnapGraphemes, nil}} {
		got, want := c.f(s, sp), slowSnap(s, sp, c.whole)
		if got != want && !(got.Empty() && want.Empty()) {
			t.Fatalf("%s(%+q, %v) = %v, want %v", c.name, s, sp, got, want)
		}
		if again := c.f(s, got); again != got {
			t.Fatalf("%s(%+q, %v) = %v, and then %v", c.name, s, sp, got, again)
		}
		if trimmed := Trim(s, got); trimmed != got {
			t.Fatalf("%s(%+q, %v) = %v, which trims to %v", c.name, s, sp, got, trimmed)
		}
	}
}

func TestTrimTakesWhiteSpaceAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hardText(t)
		sp := hardSpan(t, s)
		got := Trim(s, sp)
		sp = Span{max(0, min(sp.Start, Byte(len(s)))), max(0, min(sp.End, Byte(len(s))))}
		if sp.Start > sp.End || !isCharacter(s, sp.Start) || !isCharacter(s, sp.End) {
			return
		}
		if got.Start < sp.Start || max(got.End, sp.Start) > sp.End {
			t.Fatalf("Trim(%+q, %v) = %v grows", s, sp, got)
		}
		if got.Empty() {
			got = Span{sp.End, sp.End}
		}
		if cut := s[sp.Start:got.Start] + s[got.End:sp.End]; strings.TrimFunc(cut, slowIsBlank) != "" {
			t.Fatalf("Trim(%+q, %v) = %v takes %+q", s, sp, got, cut)
		}
	})
}

// TestNeighbours checks every two hard pieces next to each other.
func TestNeighbours(t *testing.T) {
	for _, a := range hard {
		for _, b := range hard {
			s := a + b + " b"
			checkWords(t, s)
			checkInk(t, s)
			checkBorders(t, s)
		}
	}
}

func TestBordersAreTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkBorders(t, hardText(t)) })
}

// checkBorders checks the borders that two code points are said to prove
// against those of the whole text.
func checkBorders(t failer, s string) {
	t.Helper()
	clusters, pieces := map[int]bool{}, map[int]bool{}
	for _, c := range slowClusters(s) {
		clusters[int(c.Start)] = true
	}
	for _, w := range slowSegments(s) {
		pieces[int(w.Start)] = clusters[int(w.Start)]
	}
	for i := 1; i < len(s); i++ {
		if isCharacter(s, Byte(i)) && partsClusters(s, i) && !clusters[i] {
			t.Fatalf("no border of clusters at %d of %+q", i, s)
		}
		if partsPieces(s, i) && !pieces[i] {
			t.Fatalf("no border of pieces at %d of %+q", i, s)
		}
	}
}

// TestBordersAreNear checks that a border is told a few steps before any place
// of plain text.
func TestBordersAreNear(t *testing.T) {
	for s, far := range map[string]Byte{
		"They said that it was so.": 5, "وقال لاريجاني إن ذلك": 18, "東京で会談した。": 9, "กรุงเทพมหานคร": 40, "प्रधानमंत्री ने कहा": 40,
	} {
		for at := Byte(1); int(at) < len(s); at++ {
			if got := pieceBorder(s, at); at-got > far {
				t.Errorf("the border told before %d of %q is %d", at, s, got)
			}
			if got := clusterBorder(s, at); at-got > 18 {
				t.Errorf("the border of clusters told before %d of %q is %d", at, s, got)
			}
		}
	}
}

// TestSolitary holds the table of the scripts whose characters are each a word
// against the segmenter's.
func TestSolitary(t *testing.T) {
	count := 0
	for r := rune(0); r <= 0x2ffff; r++ {
		if !isSolitary(r) {
			continue
		}
		count++
		c := string(r)
		for _, s := range []string{"漢" + c, c + "漢", "あ" + c, c + "ก", c + c} {
			if w, g := slowSegments(s), slowClusters(s); len(w) != 2 || len(g) != 2 {
				t.Errorf("%+q is of %d segments and %d clusters", s, len(w), len(g))
			}
		}
	}
	if count < 27000 {
		t.Errorf("only %d characters", count)
	}
}

func FuzzSegments(f *testing.F) {
	for _, s := range hard {
		f.Add("Iran’s "+s+s+" l’a", 5, 9)
	}
	f.Add("\xe2\x82 \xff\x80a\xf0\x9f", 1, 3)
	f.Fuzz(func(t *testing.T, s string, start, end int) {
		if Validate(s) == nil {
			checkWords(t, s)
			checkPlace(t, s, Byte(start))
			checkSnap(t, s, Span{Byte(start), Byte(end)})
		}
		// Without UTF-8 the borders may be anywhere, but inside of the text.
		checkInk(t, s)
		for at := range Byte(len(s)) {
			if g := Grapheme(s, at); at < g.Start || at >= g.End {
				t.Fatalf("Grapheme(%+q, %d) = %v", s, at, g)
			}
			for _, f := range []func(string, Byte) (Span, bool){Word, NextWord, PrevWord} {
				if w, ok := f(s, at); ok && (w.Empty() || w.Start < 0 || int(w.End) > len(s)) {
					t.Fatalf("word %v in %+q at %d", w, s, at)
				}
			}
		}
		sp := SnapWords(s, Span{Byte(start), Byte(end)})
		if sp.Start < 0 || sp.End < sp.Start || int(sp.End) > len(s) {
			t.Fatalf("SnapWords(%+q, %d, %d) = %v", s, start, end, sp)
		}
	})
}

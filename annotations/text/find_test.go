package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFind(t *testing.T) {
	words, fold := FindOptions{WholeWords: true}, FindOptions{IgnoreCase: true}
	both := FindOptions{WholeWords: true, IgnoreCase: true}
	for _, c := range []struct {
		query string
		o     FindOptions
		body  string // with what is found in ⟦⟧
	}{
		{"Iran", FindOptions{}, "⟦Iran⟧ and ⟦Iran⟧ian, not iran"},
		{"Iran", words, "⟦Iran⟧ and ⟦Iran⟧’s, not Iranian or iran"},
		{"iran", both, "⟦Iran⟧ and ⟦IRAN⟧’S, not Iranian"},
		{"aa", FindOptions{}, "⟦aa⟧⟦aa⟧a"},
		{"aba", FindOptions{}, "⟦aba⟧bab ⟦aba⟧"},
		{"b a b", words, "ab a ⟦b a b⟧ a b"}, // the first begins within a word, and hides none
		{"said so", fold, "⟦Said so⟧. ⟦SAID SO⟧! said  so"},
		{" so ", FindOptions{}, "it is⟦ so ⟧so, so"},
		{"o B", words, "to Bo ⟦o B⟧, o Be"},
		{".", words, "3.5⟦.⟧ a⟦.⟧"},
		// What folding changes the length of.
		{"k", fold, "⟦k⟧⟦K⟧⟦\u212a⟧"},
		{"\u212aelvin", fold, "⟦Kelvin⟧ ⟦\u212aELVIN⟧"},
		{"las", fold, "⟦laſ⟧⟦LAS⟧"},
		{"straße", fold, "⟦STRAẞE⟧ ⟦Straße⟧ strasse"},
		{"ss", fold, "ß ⟦ſS⟧"},
		{"i", fold, "İ⟦I⟧ı⟦i⟧"},
		{"İ", fold, "⟦İ⟧I\u0307"},
		{"ΌΣΟΣ", fold, "⟦όσος⟧ ⟦ΌΣΟΣ⟧"},
		{"ϴ", fold, "⟦θ⟧⟦Θ⟧⟦ϑ⟧⟦ϴ⟧"},
		// What people see as one character is not cut.
		{"e", FindOptions{}, "⟦e⟧\u200b e\u0301 é ⟦e⟧"},
		{"\u0301", FindOptions{}, "⟦\u0301⟧ e\u0301"},
		{"é", FindOptions{}, "e\u0301 ⟦é⟧"},
		{"k", words, "⟦k⟧1️⃣ k1"},
		{"👩", FindOptions{}, "👩‍👩‍👧 ⟦👩⟧ 👩🏽"},
		{"👩‍👩‍👧", FindOptions{}, "x⟦👩‍👩‍👧⟧👩"},
		{"🇵🇰", FindOptions{}, "🇮🇷⟦🇵🇰⟧ 🇮🇵🇰🇷"},
		{"\n", FindOptions{}, "a\r\nb⟦\n⟧"},
		{"京", FindOptions{}, "东⟦京⟧⟦京⟧"},
		{"东京", words, "在⟦东京⟧和北京"},
		{"ال", words, "الله ⟦ال⟧ لال"},
		// What is found nowhere.
		{"", FindOptions{}, "abc"},
		{"\xff", FindOptions{}, "a\xffb\ufffd"},
		{"\ufffd", FindOptions{}, "a\xffb⟦\ufffd⟧"},
		{"abcd", FindOptions{}, "abc"},
	} {
		body, want := marked(c.body)
		if got := slices.Collect(Find(body, c.query, c.o)); !slices.Equal(got, want) {
			t.Errorf("Find(%+q, %+q, %+v) = %v, want %v", body, c.query, c.o, got, want)
		}
	}
}

// marked returns a text without its marks, and what is between them.
func marked(s string) (body string, spans []Span) {
	for {
		before, rest, ok := strings.Cut(s, "⟦")
		body += before
		if !ok {
			return body, spans
		}
		inside, after, _ := strings.Cut(rest, "⟧")
		spans = append(spans, Span{Byte(len(body)), Byte(len(body) + len(inside))})
		body += inside
		s = after
	}
}

// slowFind tries every place.
func slowFind(body, query string, o FindOptions) []Span {
	if query == "" || !utf8.ValidString(query) {
		return nil
	}
	fits := func(at Byte) bool { // at the end of what cuts nothing
		cuts := func(sp Span) bool { return sp.Start < at && at < sp.End }
		return !slices.ContainsFunc(slowClusters(body), cuts) &&
			!(o.WholeWords && slices.ContainsFunc(slowWords(body), cuts))
	}
	var ends []Byte // of characters, from 0 on
	for i := range body {
		ends = append(ends, Byte(i))
	}
	ends = append(ends, Byte(len(body)))
	n := utf8.RuneCountInString(query)
	var all []Span
	for i := 0; i+n < len(ends); i++ {
		sp := Span{ends[i], ends[i+n]}
		is := body[sp.Start:sp.End]
		if (is == query || o.IgnoreCase && strings.EqualFold(is, query)) && fits(sp.Start) && fits(sp.End) {
			all = append(all, sp)
			i += n - 1
		}
	}
	return all
}

func checkFind(t failer, body, query string, o FindOptions) {
	t.Helper()
	if got, want := slices.Collect(Find(body, query, o)), slowFind(body, query, o); !slices.Equal(got, want) {
		t.Fatalf("Find(%+q, %+q, %+v) = %v, want %v", body, query, o, got, want)
	}
}

// cased are characters with unusual relations to others.
var cased = []string{"k", "K", "\u212a", "s", "S", "ſ", "ß", "ẞ", "i", "I", "İ", "ı", "σ", "ς", "Σ", "ǆ", "ǅ", "Ǆ", "µ", "μ", "a", "A", "b", " ", "'"}

func TestFindIsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SliceOfN(rapid.SampledFrom(append(cased, hard...)), 1, 4).Draw(t, "few")
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(append(few, " ", "a")), 0, 40).Draw(t, "body"), "")
		if rapid.Bool().Draw(t, "far") {
			// Far enough apart for an edge to begin anew.
			body = strings.Join([]string{body, body, body}, strings.Repeat("plain words, ", 12)+"éé")
		}
		query := strings.Join(rapid.SliceOfN(rapid.SampledFrom(few), 1, 3).Draw(t, "query"), "")
		if n := len(body); n > 0 && rapid.Bool().Draw(t, "cut out") {
			at := rapid.IntRange(0, n-1).Draw(t, "at")
			query = strings.ToValidUTF8(body[at:min(n, at+rapid.IntRange(1, 9).Draw(t, "length"))], "")
		}
		checkFind(t, body, query, FindOptions{rapid.Bool().Draw(t, "words"), rapid.Bool().Draw(t, "fold")})
	})
}

func TestFindStops(t *testing.T) {
	n := 0
	for range Find("a a a", "a", FindOptions{}) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d found", n)
	}
}

// TestBound holds the table of letters that nothing parts against the segmenter.
func TestBound(t *testing.T) {
	count := 0
	for r := rune(0); r <= 0x10ffff; r++ {
		if !isBound(r) {
			continue
		}
		count++
		c := string(r)
		for _, s := range []string{"a" + c, c + "a", c + c, c + "e\u0301", c + "é", "ж" + c, c + "ا", "א" + c} {
			if w := slowWords(s); len(w) != 1 || w[0].Len() != Byte(len(s)) {
				t.Errorf("%+q is of the words %v", s, w)
			}
		}
	}
	if count < 600 {
		t.Errorf("only %d characters", count)
	}
}

// TestFree holds the characters between which clusters have a border against
// the segmenter, each beside some of every kind.
func TestFree(t *testing.T) {
	for r := rune(0); r <= 0x2ffff; r++ {
		if !isFree(r) {
			continue
		}
		for _, other := range []string{"a", "\n", " ", "é", "漢", "ก", "あ", "ا"} {
			if s := string(r) + other; s != "\r\n" && len(slowClusters(s)) != 2 || len(slowClusters(other+string(r))) != 2 {
				t.Errorf("%+q and %+q are one cluster", r, other)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range hard {
		f.Add("Iran’s "+s+s+" l’a "+s, s, true, false)
	}
	f.Add("kK\u212a ſtraße", "K", false, true)
	f.Add("aaaaa aaaa", "aaa", true, true)
	f.Add("a\xffb\ufffd", "\ufffd", false, false)
	f.Fuzz(func(t *testing.T, body, query string, words, fold bool) {
		if Validate(body) == nil {
			checkFind(t, body, query, FindOptions{words, fold})
			return
		}
		for sp := range Find(body, query, FindOptions{words, fold}) {
			if is := body[sp.Start:sp.End]; is != query && !(fold && strings.EqualFold(is, query)) {
				t.Fatalf("%+q found for %+q", is, query)
			}
		}
	})
}

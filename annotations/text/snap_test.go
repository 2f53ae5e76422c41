package text

import (
	"strings"
	"testing"
)

// A selection is written between brackets.
func TestSnap(t *testing.T) {
	for _, c := range []struct{ in, words, graphemes string }{
		{"Ali La[rij]ani said", "Ali [Larijani] said", "Ali La[rij]ani said"},
		{"Ali[ Larijani ]said", "Ali [Larijani] said", "Ali [Larijani] said"},
		{"A[li Larijan]i said", "[Ali Larijani] said", "A[li Larijan]i said"},
		{"Ali [Larijani] said", "Ali [Larijani] said", "Ali [Larijani] said"},
		{"I[ra]n’s trade", "[Iran]’s trade", "I[ra]n’s trade"},
		{"I[ran]’s trade", "[Iran]’s trade", "I[ran]’s trade"},
		{"Iran[’]s trade", "Iran[’s] trade", "Iran[’]s trade"},
		{"I[ran’]s trade", "[Iran’s] trade", "I[ran’]s trade"},
		{"G2[0]’s", "[G20]’s", "G2[0]’s"},
		{"l’I[r]an", "l’[Iran]", "l’I[r]an"},
		{"[l]’Iran", "[l’]Iran", "[l]’Iran"},
		{"d[o]n’t", "[don’t]", "d[o]n’t"},
		{"Iran[-Pak]istan", "Iran[-Pakistan]", "Iran[-Pak]istan"},
		{"up to [$1]0,000.5b now", "up to [$10,000.5b] now", "up to [$1]0,000.5b now"},
		{"said[: “]yes”", "said[: “]yes”", "said[: “]yes”"},

		// White space.
		{"[   ]", "[]   ", "[]   "},
		{"a [\n b] c", "a \n [b] c", "a \n [b] c"},
		{"a[\r]\nb", "[]a\r\nb", "[]a\r\nb"},
		{"a[\u00a0\x1f\u2028b\u3000]c", "a\u00a0\x1f\u2028[b]\u3000c", "a\u00a0\x1f\u2028[b]\u3000c"},
		{"mo[t\u202f]!", "[mot]\u202f!", "mo[t]\u202f!"},
		{"a[ \u0301 ]b", "a[ \u0301] b", "a[ \u0301] b"},
		{"a[ ]\u0301 b", "a[ \u0301] b", "a[ \u0301] b"},
		{"a []b", "a []b", "a []b"},
		{"wo[]rd", "wo[]rd", "wo[]rd"},

		// Characters of several code points.
		{"x [e]\u0301y z", "x [e\u0301y] z", "x [e\u0301]y z"},
		{"so [👩]\u200d👩\u200d👧!", "so [👩\u200d👩\u200d👧]!", "so [👩\u200d👩\u200d👧]!"},
		{"🇮🇷[🇵]🇰🇮🇷", "🇮🇷[🇵🇰]🇮🇷", "🇮🇷[🇵🇰]🇮🇷"},
		{"🇮[🇷🇵]🇰", "[🇮🇷🇵🇰]", "[🇮🇷🇵🇰]"},
		{"👍[🏽]", "[👍🏽]", "[👍🏽]"},
		{"[1]\ufe0f\u20e32", "[1\ufe0f\u20e3]2", "[1\ufe0f\u20e3]2"},
		{"नम[स]्ते", "[नमस्ते]", "नम[स्ते]"},
		{"ก[ำ]ข", "[กำ]ข", "[กำ]ข"},
		{"\u1112[\u1161]\u11ab", "[\u1112\u1161\u11ab]", "[\u1112\u1161\u11ab]"},
		{"لار[ی]جانی", "[لاریجانی]", "لار[ی]جانی"},
		{"צ[ה]\"ל", "[צה\"ל]", "צ[ה]\"ל"},
		{"\ufeffI[r]an\x00", "\ufeff[Iran]\x00", "\ufeffI[r]an\x00"},
		{"a\t[b]c", "a\t[bc]", "a\t[b]c"},
	} {
		plain, sp := bracketed(c.in)
		for _, snap := range []struct {
			name string
			f    func(string, Span) Span
			want string
		}{{"SnapWords", SnapWords, c.words}, {"SnapGraphemes", SnapGraphemes, c.graphemes}} {
			got := snap.f(plain, sp)
			if _, want := bracketed(snap.want); got != want && !(got.Empty() && want.Empty()) {
				t.Errorf("%s(%+q) = %+q, want %+q", snap.name, c.in, plain[got.Start:got.End], plain[want.Start:want.End])
			}
		}
	}
}

func TestTrim(t *testing.T) {
	for in, want := range map[string]string{
		"[ a ]":             " [a] ",
		"[\u2003\x1ca\r\n]": "\u2003\x1c[a]\r\n",
		"[a]":               "[a]",
		"w[or]d":            "w[or]d", // trims, does not grow
		"[ \u0301a ]":       "[ \u0301a] ",
		"[a ]\u0301":        "[a ]\u0301",
		"[\u200b]":          "[\u200b]", // not white space to anybody
		"[a\r]\n":           "[a]\r\n",
	} {
		plain, sp := bracketed(in)
		if _, want := bracketed(want); Trim(plain, sp) != want {
			t.Errorf("Trim(%+q) = %v, want %v", in, Trim(plain, sp), want)
		}
	}
	if got := Trim("a b", Span{-5, 99}); got != (Span{0, 3}) {
		t.Errorf("Trim(-5, 99) = %v", got)
	}
}

// bracketed returns the text without its brackets and the span between them.
func bracketed(s string) (string, Span) {
	start := strings.Index(s, "[")
	end := strings.Index(s, "]") - 1
	return strings.NewReplacer("[", "", "]", "").Replace(s), Span{Byte(start), Byte(end)}
}

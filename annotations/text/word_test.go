package text

import (
	"slices"
	"strings"
	"testing"
)

// tokenCases are texts with their tokens between bars, a star after those that
// are words.
var tokenCases = []struct{ s, want string }{
	{"Ali Larijani said:", "Ali*|Larijani*|said*|:"},
	{"", ""},
	{" \t\r\n", ""},

	// Possessives.
	{"Iran’s and O’Brien's don’t", "Iran*|’s*|and*|O’Brien*|'s*|don’t*"},
	{"IRAN’S James’ plan", "IRAN*|’S*|James*|’|plan*"},
	{"G20’s 1990's U.S.’s", "G20*|’s*|1990*|'s*|U.S*|.|’s*"},
	{"“Iran”’s (EU)’s 5%’s", "“|Iran*|”|’s*|(|EU*|)|’s*|5*|%|’s*"},
	{"’s a 's-Gravenhage ’sit 7’so", "’|s*|a*|'|s*|-|Gravenhage*|’|sit*|7*|’|so*"},
	{"it’s s’s", "it*|’s*|s*|’s*"},
	{"Iran’s\u0301", "Iran’s\u0301*"}, // another letter

	// Elided articles and pronouns.
	{"l’Iran d'Alger qu’il QU'IL L’été", "l’*|Iran*|d'*|Alger*|qu’*|il*|QU'*|IL*|L’*|été*"},
	{"l’Iran’s j’l’aime d’O’Brien", "l’*|Iran*|’s*|j’*|l’*|aime*|d’*|O’Brien*"},
	{"aujourd’hui O'Neill rock’n’roll il l’a qu’y", "aujourd’hui*|O'Neill*|rock’n’roll*|il*|l’a*|qu’y*"},
	{"l’a\u0300 l’e\u0301te\u0301", "l’a\u0300*|l’*|e\u0301te\u0301*"},
	{"d'\u0301ab", "d'\u0301ab*"},          // no apostrophe of French
	{"l’ﾞab \u0d4e’s", "l’ﾞab*|\u0d4e’s*"}, // one character with the apostrophe

	// Numbers.
	{"$10,000.5b (up 3%) 1.5-2 10:30", "$|10,000.5b*|(|up*|3*|%|)|1.5*|-|2*|10*|:|30*"},
	{"½ x² Ⅷ ٣٫٥", "½*|x*|²*|Ⅷ*|٣٫٥*"},

	// Punctuation and symbols.
	{"Iran-Pakistan—two", "Iran*|-|Pakistan*|—|two*"},
	{"____ a_b __init__", "____|a_b*|__init__*"},
	{"...?!", ".|.|.|?|!"},

	// Emoji are tokens, never words.
	{"👍🏽 ok 🇮🇷🇵🇰👩‍👩‍👧", "👍🏽|ok*|🇮🇷|🇵🇰|👩‍👩‍👧"},
	{"1️⃣2️⃣ a1️⃣b #️⃣ ℹ️", "1️⃣|2️⃣|a*|1️⃣|b*|#️⃣|ℹ️"},
	{"x🅰️🅱️y ⓐⓑ", "x*|🅰️|🅱️|y*|ⓐ|ⓑ"},
	{"a\u200d👩 5°C ©2024", "a\u200d*|👩|5*|°|C*|©|2024*"},

	// White space, also where UAX #29 joins it, and marks on it.
	{"a\u00a0b\x1fc\u2028d\u3000e\x85", "a*|b*|c*|d*|e*|\x85"},
	{"mot\u202f! 10\u202f000", "mot*|!|10*|000*"},
	{"a \u0301b", "a*|\u0301|b*"},
	{"\u0600 5 \u06005", "\u0600|5*|\u06005*"},

	// What cannot be seen.
	{"\ufeffIran a\u00adb", "\ufeff|Iran*|a\u00adb*"},
	{"a\x00b !\u200e", "a*|\x00|b*|!\u200e"},
	{"می\u200cخواهم", "می\u200cخواهم*"},

	// Scripts.
	{"قال لاريجاني، إن", "قال*|لاريجاني*|،|إن*"},
	{"בית צה\"ל צה״ל ג'ון", "בית*|צה\"ל*|צה״ל*|ג'ון*"},
	{"东京 カタカナと한국어", "东*|京*|カタカナ*|と*|한국어*"},
	{"กข กำ ສຳ", "ก*|ข*|กำ*|ສຳ*"},
	{"नमस्ते दुनिया", "नमस्ते*|दुनिया*"},
	{"ស្ត្រី", "ស្ត្រី*"},
	{"각 ᄀ", "각*|ᄀ*"},
}

func TestTokens(t *testing.T) {
	for _, c := range tokenCases {
		words := slices.Collect(Words(c.s))
		var got []string
		for sp := range Tokens(c.s) {
			body := c.s[sp.Start:sp.End]
			if slices.Contains(words, sp) {
				body += "*"
				words = slices.DeleteFunc(words, func(w Span) bool { return w == sp })
			}
			got = append(got, body)
		}
		if got := strings.Join(got, "|"); got != c.want {
			t.Errorf("Tokens(%+q)\n got %s\nwant %s", c.s, got, c.want)
		}
		if len(words) > 0 {
			t.Errorf("Words(%+q): %v are no tokens", c.s, words)
		}
	}
}

func TestSequencesStop(t *testing.T) {
	for range Words("a b") {
		break
	}
	for _, s := range []string{"a b", "! !", "\u0600 \u0600 5"} {
		n := 0
		for range Tokens(s) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("Tokens(%+q) goes on", s)
		}
	}
}

// An offset is written as a bar, words are between brackets.
func TestWordAt(t *testing.T) {
	for _, c := range []struct{ at, here, next, prev string }{
		{"|Ali said", "[Ali] said", "[Ali] said", ""},
		{"A|li said", "[Ali] said", "Ali [said]", ""},
		{"Ali| said", "[Ali] said", "Ali [said]", "[Ali] said"},
		{"Ali |said", "Ali [said]", "Ali [said]", "[Ali] said"},
		{"Ali said|", "Ali [said]", "", "Ali [said]"},
		{"Iran|’s", "Iran[’s]", "Iran[’s]", "[Iran]’s"},
		{"Ira|n’s", "[Iran]’s", "Iran[’s]", ""},
		{"l’|Iran", "l’[Iran]", "l’[Iran]", "[l’]Iran"},
		{"a  |  b", "", "a    [b]", "[a]    b"},
		{"a (|) b", "", "a () [b]", "[a] () b"},
		{"a\n|\r\nb", "", "a\n\r\n[b]", "[a]\n\r\nb"},
		{"a|-b", "[a]-b", "a-[b]", "[a]-b"},
		{"|", "", "", ""},
		{"👍|🏽!", "", "", ""},
	} {
		at := Byte(strings.IndexByte(c.at, '|'))
		s := strings.Replace(c.at, "|", "", 1)
		for _, f := range []struct {
			name string
			f    func(string, Byte) (Span, bool)
			want string
		}{{"Word", Word, c.here}, {"NextWord", NextWord, c.next}, {"PrevWord", PrevWord, c.prev}} {
			got := ""
			if w, ok := f.f(s, at); ok {
				got = s[:w.Start] + "[" + s[w.Start:w.End] + "]" + s[w.End:]
			}
			if got != f.want {
				t.Errorf("%s at %q = %q, want %q", f.name, c.at, got, f.want)
			}
		}
	}
}

func TestIsBlankIsWhatPythonCutsAt(t *testing.T) {
	for r := rune(0); r <= 0x10ffff; r++ {
		if IsBlank(r) != slowIsBlank(r) {
			t.Errorf("IsBlank(%U) = %v", r, IsBlank(r))
		}
	}
}

package suggest

import (
	"strings"
	"testing"

	"gloss/annotations/text"
)

// TestPassages shows where texts are cut, by bars.
func TestPassages(t *testing.T) {
	long := strings.Repeat("word ", 20)
	for _, tt := range []struct{ text, want string }{
		{"One. Two.", "One. Two."}, // short lines stay whole
		{"One.\nTwo.\r\n\n  Three. ", "One.|Two.|Three."},
		{long + "ends. Then " + long + "on.", long + "ends.|Then " + long + "on."},
		{long + "with Mr. Smith and J. Doe. “Then " + long + "on.” So", long + "with Mr. Smith and J. Doe.|“Then " + long + "on.”|So"},
		{strings.Repeat("語", 30) + "。" + strings.Repeat("字", 30) + "。", strings.Repeat("語", 30) + "。|" + strings.Repeat("字", 30) + "。"},
	} {
		var got []string
		for _, sp := range Passages(tt.text) {
			got = append(got, tt.text[sp.Start:sp.End])
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%q:\n is %q\nwant %q", tt.text, s, tt.want)
		}
	}
}

// FuzzPassages: every token is in one passage, whole, in order, and no passage
// is too long.
func FuzzPassages(f *testing.F) {
	for _, s := range []string{"", "One. Two.", "see http://a.b/c?d=e now , and then .", strings.Repeat("ไทย", 200), strings.Repeat("a. B ", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var all, cut []text.Span
		for line := range text.Lines(body) {
			all = append(all, tokens(body, text.Span{Start: line.Start, End: line.End}, isSpaced(body))...)
		}
		for p := range passages(body) {
			if len(p) == 0 || len(p) > longest {
				t.Fatalf("a passage of %d tokens", len(p))
			}
			cut = append(cut, p...)
		}
		if len(all) != len(cut) {
			t.Fatalf("%d tokens, %d in passages", len(all), len(cut))
		}
		for i := range all {
			if all[i] != cut[i] {
				t.Fatalf("token %d is %v, in its passage %v", i, all[i], cut[i])
			}
		}
	})
}

// firstPassage returns the tokens of the first passage of a text.
func firstPassage(body string) []text.Span {
	for p := range passages(body) {
		return p
	}
	return nil
}

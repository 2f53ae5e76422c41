package text_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/text"
)

func TestSentences(t *testing.T) {
	for _, want := range []string{
		"",
		"One.",
		"No end",
		"He left.|She stayed.",
		"“It is so,” he said.|“Is it?”|She laughed!",
		"He said “Go.”|Then he went.",
		"Mr. Dar met J. Doe of the U.S. army.|They spoke.",
		"It cost 3.5 billion.|Who paid?",
		"Am 3. Oktober kam er.|Dann ging er.",
		"It was in 2026.|Then it ended.",
		"Wait … there is more.|And so on…",
		"e.g. this one.|And that.",
		"東京です。|次です！|終わり",
		"ذهب إلى البيت.|ثم عاد؟|نعم.",
		"(All of it.)|Next (part).",
		"What?!|No.",
	} {
		line := strings.ReplaceAll(want, "|", " ")
		var got []string
		for sp := range text.Sentences(line) {
			got = append(got, line[sp.Start:sp.End])
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
	if got := slices.Collect(text.Sentences("東京です。次")); len(got) != 2 {
		t.Errorf("without a blank: %v", got)
	}
}

// TestSentencesHoldEverything: sentences follow each other, begin and end with
// something, and leave out white space alone.
func TestSentencesHoldEverything(t *testing.T) {
	parts := []string{"Ada", "said", ".", "!", "。", "”", "“", " ", "\u00a0", "3", "U.S.", "Dr.", "e\u0301", "👩‍👩‍👧", "لاريجاني", "…", "\u2028"}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 30).Draw(t, "line"), "")
		at := text.Byte(0)
		for sp := range text.Sentences(s) {
			if sp.Empty() || sp.Start < at {
				t.Fatalf("%q: a sentence at %v after %d", s, sp, at)
			}
			if between := s[at:sp.Start]; strings.TrimFunc(between, text.IsBlank) != "" {
				t.Fatalf("%q: %q is in no sentence", s, between)
			}
			if first, last := text.Trim(s, sp), sp; first != last {
				t.Fatalf("%q: %q has blanks at its ends", s, s[sp.Start:sp.End])
			}
			at = sp.End
		}
		if rest := s[at:]; strings.TrimFunc(rest, text.IsBlank) != "" {
			t.Fatalf("%q: %q is in no sentence", s, rest)
		}
	})
}

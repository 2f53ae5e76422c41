package words_test

import (
	"errors"
	"testing"

	"gloss/app/words"
)

func TestEnglish(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{words.Tr("Undo"), "Undo"},
		{words.Tr("{0}, {1} of {2}", "a", 2, 3), "a, 2 of 3"},
		{words.Tr("{1} before {0}", "a", "b"), "b before a"},
		{words.Tr("failed: {0}", errors.New("why")), "failed: why"},
		{words.Tr("{0} and {1}", "{1}", "x"), "{1} and x"}, // what is put in is not read again
		{words.Tr("{7} {a} {", 1), "{7} {a} {"},
		{words.Tr("100 %"), "100 %"},
		{words.Count(1, "{0} document", "{0} documents"), "1 document"},
		{words.Count(0, "{0} document", "{0} documents"), "0 documents"},
		{words.Count(2, "{1} once", "{1} {0} times", "Ada"), "Ada 2 times"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestSpeak(t *testing.T) {
	defer words.Speak(words.Catalogue{})
	words.Speak(words.Catalogue{
		Words:       map[string]string{"{0} of {1}": "{1} / {0}"},
		Counts:      map[string]map[string]string{"{0} documents": {"one": "a", "two": "b{0}", "other": "c{0}"}},
		RightToLeft: true,
		Form: func(n int) string {
			return map[int]string{1: "one", 2: "two", 3: "few"}[n]
		},
	})
	for _, c := range []struct{ got, want string }{
		{words.Tr("{0} of {1}", 1, "x"), "\u2068x\u2069 / 1"},
		{words.Tr("unknown {0}", 1), "unknown 1"},
		{words.Count(1, "{0} document", "{0} documents"), "a"},
		{words.Count(2, "{0} document", "{0} documents"), "b2"},
		{words.Count(3, "{0} document", "{0} documents"), "c3"}, // a form that the catalogue lacks
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

package text

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences yields the sentences of a line, one after another and without the
// white space between them; together they hold all else of it. A full stop ends
// no sentence after an initial, a title, an abbreviation or an ordinal ("J. Doe",
// "Dr. Who", "U.S. troops", "3. Oktober"), nor before a small letter; those of
// Chinese and Japanese need no blank after them.
func Sentences(line string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		var sp Span     // the sentence so far
		var before Span // the token before the last one
		var last Span
		ended, wide := false, false // by a sign of its own, that needs no blank
		for t := range Tokens(line) {
			r, _ := utf8.DecodeRuneInString(line[t.Start:t.End])
			apart := t.Start > last.End
			if !sp.Empty() && ended && (wide && !closes(r) || apart && !unicode.IsLower(r)) {
				if !yield(sp) {
					return
				}
				sp = Span{}
			}
			switch {
			case strings.ContainsRune("。！？", r):
				ended, wide = true, true
			case r == '.':
				ended = !abbreviated(line, last, before, t)
			case strings.ContainsRune("!?…؟۔।", r):
				ended = true
			case ended && !apart && closes(r): // “Yes.” is over behind the quote
			default:
				ended, wide = false, false
			}
			if sp.Empty() {
				sp.Start = t.Start
			}
			sp.End = t.End
			before, last = last, t
		}
		if !sp.Empty() {
			yield(sp)
		}
	}
}

func closes(r rune) bool { return strings.ContainsRune("\"'”’»)]」』）", r) }

// abbreviated reports whether a full stop belongs to the word before it.
func abbreviated(line string, word, before, stop Span) bool {
	if word.Empty() || word.End != stop.Start {
		return false
	}
	w := line[word.Start:word.End]
	first, size := utf8.DecodeRuneInString(w)
	switch {
	case strings.Contains(w, "."): // U.S
		return true
	case unicode.IsUpper(first) && size == len(w): // J. Doe, and the S of U.S.
		return true
	case len(w) <= 2 && '0' <= first && first <= '9': // 3. Oktober, but not in 2026.
		return !before.Empty()
	}
	switch w {
	case "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Rev", "Gen", "Col", "Capt", "Lt", "Sgt", "Gov", "Sen", "Rep", "Hon",
		"Jr", "Sr", "Inc", "Corp", "Ltd", "vs", "No", "Nr", "Hr", "Fr", "bzw", "ca", "etc", "Mme", "Mlle", "Sra":
		return true
	}
	return false
}

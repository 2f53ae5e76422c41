package editor

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gloss/annotations/text"
	"gloss/app/words"
)

// A candidate is a stretch that may want a label: what was labelled elsewhere in
// the document, a run of capitalised words (with the small ones that names have
// inside, "Bank of England"), or a number with its signs and its scale ("$10
// billion"). What is labelled already is none.

// seen is what the document itself tells about its words, read once.
type seen struct {
	text  string
	small map[string]bool // words that occur in small letters
}

// seenIn reads a document. Its words in small letters tell that "The" at the
// start of a sentence is no name.
func seenIn(s string) *seen {
	k := &seen{text: s, small: map[string]bool{}}
	for w := range text.Words(s) {
		if word := s[w.Start:w.End]; unicode.IsLower(first(word)) {
			k.small[word] = true
		}
	}
	return k
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// name reports whether a word is capitalised, and not only because a sentence
// begins with it.
func (k *seen) name(s string, w text.Span) bool {
	word := s[w.Start:w.End]
	if r := first(word); !unicode.IsUpper(r) && !unicode.IsTitle(r) {
		return false
	}
	small := strings.ToLower(word)
	return !openers[small] && !k.small[small]
}

// inNames are words that stand inside of names.
var inNames = map[string]bool{
	"of": true, "the": true, "de": true, "del": true, "da": true, "di": true, "du": true, "des": true,
	"la": true, "le": true, "van": true, "von": true, "der": true, "den": true, "bin": true, "ibn": true, "al": true, "el": true,
}

// openers are words that begin sentences, which the document may not have in small
// letters.
var openers = map[string]bool{
	"a": true, "an": true, "the": true, "this": true, "that": true, "these": true, "those": true, "he": true, "she": true, "it": true, "they": true, "we": true, "i": true, "you": true,
	"his": true, "her": true, "its": true, "their": true, "our": true, "then": true, "there": true, "here": true, "when": true, "while": true, "if": true, "in": true, "on": true, "at": true,
	"by": true, "for": true, "from": true, "to": true, "with": true, "but": true, "and": true, "or": true, "as": true, "after": true, "before": true, "since": true, "not": true, "no": true, "one": true, "two": true,
}

// scales are words that belong to the number before them.
var scales = map[string]bool{
	"hundred": true, "thousand": true, "million": true, "millions": true, "billion": true, "billions": true, "trillion": true, "percent": true, "per": true, "cent": true, "dozen": true,
	"tausend": true, "millionen": true, "milliarde": true, "milliarden": true, "prozent": true,
	"mil": true, "millones": true, "millón": true, "mille": true, "milliard": true, "milliards": true, "pour": true, "por": true, "ciento": true,
}

// known are the strings that bear labels, by their first word, and the lengths
// that they have.
func (m *Model) known() map[string][]string {
	all := map[string][]string{}
	for e := range m.Set.All() {
		if len(e.Target.Parts) != 1 {
			continue
		}
		s := m.Text(e.Target.Parts[0])
		w, ok := text.NextWord(s, 0)
		if !ok || w.Start != 0 || len(s) > 200 {
			continue
		}
		all[s[:w.End]] = append(all[s[:w.End]], s)
	}
	return all
}

// candidateAt is the candidate that begins with a word, and where to look for the
// next. What is labelled already is none.
func (m *Model) candidateAt(w text.Span, known map[string][]string) (sp text.Span, skip text.Byte, ok bool) {
	s := m.Document.Text
	for _, k := range known[s[w.Start:w.End]] {
		was := text.Span{Start: w.Start, End: w.Start + text.Byte(len(k))}
		if strings.HasPrefix(s[w.Start:], k) && was.End > sp.End && text.SnapWords(s, was) == was && !m.done(was) {
			sp = was
		}
	}
	switch {
	case !sp.Empty():
		return sp, sp.End, true
	case unicode.IsDigit(first(s[w.Start:w.End])):
		sp = m.numberAt(w)
	case m.seen.name(s, w) && !m.done(w):
		sp = m.nameAt(w)
	default:
		return w, w.End, false
	}
	if m.done(sp) { // its other words may yet be candidates, wherever one comes from
		return w, w.End, false
	}
	return sp, sp.End, true
}

// nameAt is the run of capitalised words that begins with one.
func (m *Model) nameAt(w text.Span) text.Span {
	s := m.Document.Text
	end := w.End
	for at := w; ; {
		next, ok := text.NextWord(s, at.End)
		if !ok || !joins(s, at, next) || m.done(next) {
			return text.Span{Start: w.Start, End: end}
		}
		if at = next; m.seen.name(s, next) {
			end = next.End
		} else if !inNames[s[next.Start:next.End]] {
			return text.Span{Start: w.Start, End: end}
		}
	}
}

// joins reports whether two words may be of one name: with nothing but a blank, a
// hyphen, or the full stop of an initial between them.
func joins(s string, a, b text.Span) bool {
	switch between := s[a.End:b.Start]; strings.Trim(between, " \u00a0") {
	case "":
		return true
	case ".":
		return utf8.RuneCountInString(s[a.Start:a.End]) == 1
	default:
		return between == "-" || between == "‑"
	}
}

// numberAt is a number with the signs that touch it and the scale after it.
func (m *Model) numberAt(w text.Span) text.Span {
	s := m.Document.Text
	for w.Start > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:w.Start])
		if !unicode.Is(unicode.Sc, r) && r != '-' && r != '−' && r != '±' {
			break
		}
		w.Start -= text.Byte(size)
	}
	end := w.End
	for int(end) < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		if !unicode.Is(unicode.Sc, r) && r != '%' && r != '‰' && r != '°' && r != '٪' {
			break
		}
		end += text.Byte(size)
	}
	if !unicode.IsDigit(first(s[end:])) { // else the signs are those of the next number
		w.End = end
	}
	for {
		next, ok := text.NextWord(s, w.End)
		if !ok || strings.Trim(s[w.End:next.Start], " \u00a0\u202f") != "" || !scales[strings.ToLower(s[next.Start:next.End])] {
			return w
		}
		w.End = next.End
	}
}

// done reports whether a candidate needs no label any more: an annotation shares
// text with it that does not merely go around it.
func (m *Model) done(sp text.Span) bool {
	for e := range m.Set.Overlapping(sp) {
		for _, p := range e.Target.Parts {
			if p.Start < sp.End && sp.Start < p.End && !(p.Contains(sp) && p != sp) {
				return true
			}
		}
	}
	return false
}

// Next selects the next candidate (1) or the one before (-1) or, during a search, the
// next match.
type Next struct{ Direction int }

func (n Next) apply(m *Model) []Effect {
	if m.Finding.Text != "" {
		return StepMatch(n).apply(m)
	}
	return m.stepCandidate(n.Direction)
}

// stepCandidate selects the next candidate after the cursor (1) or the one before
// it (-1), and goes on from the other end of the text.
func (m *Model) stepCandidate(direction int) []Effect {
	if m.seen == nil || m.seen.text != m.Document.Text {
		m.seen = seenIn(m.Document.Text)
	}
	from, known := m.Cursor(), m.known()
	end := text.Byte(len(m.Document.Text))
	find := m.candidateAfter
	whole := [2]text.Span{{Start: from.Start, End: end}, {Start: 0, End: from.End}}
	if direction < 0 {
		find = m.candidateBefore
		whole = [2]text.Span{{Start: 0, End: from.Start}, {Start: from.Start, End: end}}
	}
	for i, in := range whole {
		sp, ok := find(in, known)
		for ok && direction > 0 && i == 0 && sp.End <= from.End { // within what the cursor is at
			in.Start = sp.End
			sp, ok = find(in, known)
		}
		if ok {
			return m.selectByKey(sp, sp)
		}
	}
	return []Effect{Say{words.Tr("No more candidates")}}
}

// candidateAfter is the first candidate that begins within a stretch.
func (m *Model) candidateAfter(in text.Span, known map[string][]string) (text.Span, bool) {
	for at := in.Start; ; {
		w, ok := text.NextWord(m.Document.Text, at)
		if !ok || w.Start >= in.End {
			return text.Span{}, false
		}
		sp, skip, ok := m.candidateAt(w, known)
		if ok {
			return sp, true
		}
		at = skip
	}
}

// candidateBefore is the last candidate that ends within a stretch: candidates
// are found forwards, so it reads block by block from the end.
func (m *Model) candidateBefore(in text.Span, known map[string][]string) (text.Span, bool) {
	_, i := m.BlocksOf(in)
	for i--; i >= 0 && m.Blocks[i].Next > in.Start; i-- {
		part := text.Span{Start: max(m.Blocks[i].Start, in.Start), End: min(m.Blocks[i].Next, in.End)}
		var last text.Span
		for {
			sp, ok := m.candidateAfter(part, known)
			if !ok || sp.End > in.End {
				break
			}
			last, part.Start = sp, sp.End
		}
		if !last.Empty() {
			return last, true
		}
	}
	return text.Span{}, false
}

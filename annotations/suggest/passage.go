package suggest

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"gloss/annotations/text"
)

// How long passages are, in tokens. A line is a passage as long as it is not
// longer than wholeLine; a longer one is cut at the ends of its sentences, and
// a sentence longer than longest wherever there is white space (in Thai that is
// where a clause ends), or else anywhere.
const (
	wholeLine = 24
	longest   = 120
)

// Passages cuts a text into the stretches that are learnt and proposed one at a
// time: sentences, or lines where these are short. Together they hold every
// token of the text, in order, and none twice.
func Passages(body string) []text.Span {
	var spans []text.Span
	for p := range passages(body) {
		spans = append(spans, text.Span{Start: p[0].Start, End: p[len(p)-1].End})
	}
	return spans
}

// passages yields the tokens of each passage of a text.
func passages(body string) iter.Seq[[]text.Span] {
	return func(yield func([]text.Span) bool) {
		spaced := isSpaced(body)
		for line := range text.Lines(body) {
			for _, p := range cut(body, tokens(body, text.Span{Start: line.Start, End: line.End}, spaced)) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// isSpaced reports whether a text has blanks between all its tokens, as texts
// from treebanks and CoNLL files do: then what is between blanks is a token. It
// looks at commas and full stops before blanks.
func isSpaced(body string) bool {
	spaced, glued := 0, 0
	for i := 1; i < len(body); i++ {
		if c := body[i]; c != ',' && c != '.' || i+1 < len(body) && body[i+1] > ' ' {
			continue
		}
		switch before := body[i-1]; {
		case before <= ' ':
			spaced++
		case before != '.':
			glued++
		}
	}
	return spaced > 9*glued
}

// tokens returns the tokens of a stretch of a text: what is between blanks in a
// spaced text, else the tokens of package text, each address of the web being
// one.
func tokens(body string, in text.Span, spaced bool) []text.Span {
	var all []text.Span
	s := body[in.Start:in.End]
	whole := text.Byte(0) // where a token that is taken whole ends
	for t := range text.Tokens(s) {
		if t.Start < whole {
			continue
		}
		if spaced || isAddress(s[t.Start:]) {
			end := strings.IndexFunc(s[t.Start:], text.IsBlank)
			if end < 0 {
				end = len(s) - int(t.Start)
			}
			whole = t.Start + text.Byte(end)
			t.End = whole
		}
		all = append(all, text.Span{Start: in.Start + t.Start, End: in.Start + t.End})
	}
	return all
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "www.")
}

// cut divides the tokens of a line into passages.
func cut(body string, line []text.Span) [][]text.Span {
	if len(line) == 0 {
		return nil
	}
	if len(line) <= wholeLine {
		return [][]text.Span{line}
	}
	var parts [][]text.Span
	start := 0
	for i := 1; i < len(line); i++ {
		if endsSentence(body, line, i) {
			parts = appendShort(parts, line[start:i])
			start = i
		}
	}
	return appendShort(parts, line[start:])
}

// appendShort adds a sentence, cut where it is too long.
func appendShort(parts [][]text.Span, s []text.Span) [][]text.Span {
	for len(s) > longest {
		at := longest
		for i := longest; i > longest/2; i-- {
			if s[i].Start > s[i-1].End {
				at = i
				break
			}
		}
		parts = append(parts, s[:at])
		s = s[at:]
	}
	return append(parts, s)
}

// endsSentence reports whether a sentence ends before token i.
func endsSentence(body string, line []text.Span, i int) bool {
	last := i - 1
	for last > 0 && isCloser(firstRune(body, line[last])) {
		last--
	}
	end := firstRune(body, line[last])
	if strings.ContainsRune("。！？", end) {
		return !isCloser(firstRune(body, line[i]))
	}
	if !strings.ContainsRune(".!?…؟۔।", end) || line[i].Start == line[i-1].End {
		return false
	}
	next := firstRune(body, line[i])
	if unicode.IsLower(next) || isCloser(next) {
		return false
	}
	// An initial, a title or another abbreviation: "J. Doe", "Dr. Who".
	if end == '.' && last > 0 {
		before := body[line[last-1].Start:line[last-1].End]
		r, _ := utf8.DecodeRuneInString(before)
		if unicode.IsUpper(r) && utf8.RuneCountInString(before) <= 2 || strings.Contains(before, ".") {
			return false
		}
		switch before {
		case "Mrs", "Rev", "Gen", "Col", "Lt", "Sgt", "Gov", "Sen", "Rep", "Hon", "Prof", "Inc", "Corp", "Ltd", "Co", "vs", "No":
			return false
		}
	}
	return true
}

func isCloser(r rune) bool { return strings.ContainsRune("\"'”’»)]」』）", r) }

func firstRune(body string, sp text.Span) rune {
	r, _ := utf8.DecodeRuneInString(body[sp.Start:sp.End])
	return r
}

// token is a token with what is asked of it again and again.
type token struct {
	text.Span
	word   uint32 // hash of the word in small letters
	exact  uint32 // hash of the word as it stands
	id     int32  // in the pool, or -1
	shape  shape
	blank  bool // there is white space before it
	listed listing
}

// passage is one passage of a document.
type passage struct {
	body   string // of the document
	tokens []token
}

// newPassage reads the tokens of a passage.
func newPassage(body string, spans []text.Span, pool *Pool) *passage {
	p := &passage{body: body}
	p.tokens = make([]token, len(spans))
	for i, sp := range spans {
		w := body[sp.Start:sp.End]
		low := strings.ToLower(w)
		t := token{Span: sp, word: hashString(low), exact: hashString(w), id: pool.find(low), shape: shapeOf(w)}
		t.blank = i > 0 && spans[i-1].End < sp.Start
		p.tokens[i] = t
	}
	p.list()
	return p
}

func (p *passage) word(i int) string { return p.body[p.tokens[i].Start:p.tokens[i].End] }

// snap returns the tokens [from, to) that share text with a span; ok is false
// when there are none.
func (p *passage) snap(sp text.Span) (from, to int, ok bool) {
	from = len(p.tokens)
	for i := range p.tokens {
		if p.tokens[i].Overlaps(sp) {
			from, to = min(from, i), i+1
		}
	}
	return from, to, from < to
}

// hashString is FNV-1a.
func hashString(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// mix joins two hashes; the order matters.
func mix(h, x uint32) uint32 {
	h = (h ^ x) * 0x9e3779b1
	return h ^ h>>15
}

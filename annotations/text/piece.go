package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/words"
)

// piece is what a text is made of besides white space: a word, or a segment of
// UAX #29 without a letter or digit, such as a punctuation mark or an emoji.
type piece struct {
	Span
	word bool
}

// pieces cuts a text into pieces, from a border on. No border lies within a
// grapheme cluster, although UAX #29 alone has such borders in some scripts:
// Thai "กำ" is one character of two segments.
type pieces struct {
	s        string
	base     Byte // where the text of words starts
	at       Byte // where the next segment starts
	words    *words.Iterator[string]
	clusters *graphemes.Iterator[string]
	segment  []piece // the rest of the present segment
	buf      [8]piece
}

// piecesFrom starts at an offset that must be a border, as pieceBorder's are.
func piecesFrom(s string, from Byte) *pieces {
	return &pieces{
		s:        s,
		base:     from,
		at:       from,
		words:    words.FromString(s[from:]),
		clusters: graphemes.FromString(""),
	}
}

func (p *pieces) next() (piece, bool) {
	for len(p.segment) == 0 {
		if quick, ok := p.ascii(); ok {
			return quick, true
		}
		if p.at != p.end() {
			p.base = p.at
			p.words.SetText(p.s[p.at:])
		}
		if !p.words.Next() {
			return piece{}, false
		}
		p.segment = p.buf[:0]
		p.fill(p.base+Byte(p.words.Start()), p.end())
		p.at = p.end()
	}
	first := p.segment[0]
	p.segment = p.segment[1:]
	return first, true
}

// end is where the present segment of UAX #29 ends.
func (p *pieces) end() Byte { return p.base + Byte(p.words.End()) }

// fill divides a segment into pieces: one in plain text, several where white
// space or an emoji is part of the segment or a word is refined.
func (p *pieces) fill(start, end Byte) {
	if isPlainWord(p.s, start, end) {
		p.segment = append(p.segment, piece{Span{start, end}, true})
		return
	}
	if p.isLatePossessive(start, end) {
		p.words.Next()
		end = p.end()
	}
	run := piece{Span: Span{start, start}}
	p.clusters.SetText(p.s[start:])
	for run.End < end && p.clusters.Next() {
		cluster := Span{run.End, start + Byte(p.clusters.End())}
		for end < cluster.End && p.words.Next() {
			end = p.end()
		}
		k := kindOf(p.s[cluster.Start:cluster.End])
		if k == plain || k == wordy {
			run.End = cluster.End
			run.word = run.word || k == wordy
			continue
		}
		p.add(run)
		if k == alone {
			p.add(piece{Span: cluster})
		}
		run = piece{Span: Span{cluster.End, cluster.End}}
	}
	p.add(run)
}

// add appends a piece, refined if it is a word.
func (p *pieces) add(run piece) {
	if run.Empty() {
		return
	}
	if run.word {
		run.Start = p.addElided(run.Span)
		if at := possessive(p.s[run.Start:run.End]); at > 0 && isClusterBorder(p.s, run.Start+at) {
			p.segment = append(p.segment, piece{Span{run.Start, run.Start + at}, true})
			run.Start += at
		}
	}
	p.segment = append(p.segment, run)
}

// isPlainWord reports whether a segment holds ASCII letters and digits alone
// and nothing can hang on to it: most of most texts, for which there is nothing
// more to find out.
func isPlainWord(s string, start, end Byte) bool {
	if int(end) < len(s) && s[end] >= utf8.RuneSelf {
		return false
	}
	for i := start; i < end; i++ {
		if kindOfASCII(s[i]) != wordy {
			return false
		}
	}
	return true
}

// kind is what a grapheme cluster is to the piece that it may be part of.
type kind int

const (
	blank kind = iota // white space: between pieces
	alone             // a piece of its own, whatever UAX #29 joins it to
	plain             // joined as UAX #29 says
	wordy             // likewise; makes the piece a word
)

// kindOf tells the kind of a grapheme cluster. Emoji stand alone, even where
// UAX #29 counts them among letters or digits: 🅰, 1️⃣ (a digit and U+20E3), ℹ️.
// So does white space that a mark hangs on to. Characters that Go's tables do
// not know yet as letters are plain.
func kindOf(cluster string) kind {
	if len(cluster) == 1 && cluster[0] < utf8.RuneSelf {
		return kindOfASCII(cluster[0])
	}
	first, _ := utf8.DecodeRuneInString(cluster)
	switch {
	case unicode.Is(unicode.So, first):
		return alone
	case '0' <= first && first <= '9' && strings.ContainsRune(cluster, '\u20e3'):
		return alone
	case first == 'ℹ' && strings.ContainsRune(cluster, '\ufe0f'):
		return alone
	}
	blanks, others, k := 0, 0, plain
	for _, r := range cluster {
		switch {
		case IsBlank(r):
			blanks++
			continue
		case unicode.IsLetter(r), unicode.IsNumber(r):
			k = wordy
		}
		others++
	}
	switch {
	case blanks > 0 && others > 0:
		return alone
	case blanks > 0:
		return blank
	}
	return k
}

func kindOfASCII(c byte) kind {
	switch {
	case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9':
		return wordy
	case IsBlank(rune(c)):
		return blank
	}
	return plain
}

// IsBlank reports whether a character is white space for Unicode or for
// Python's str.split, which readers of datasets use: the latter adds the
// information separators U+001C to U+001F.
func IsBlank(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

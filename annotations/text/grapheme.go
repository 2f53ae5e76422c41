package text

import (
	"strings"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Grapheme returns the grapheme cluster, the character that people see, that
// holds the byte at an offset. At the end of the text it is empty.
func Grapheme(s string, at Byte) Span {
	at = clamp(s, at)
	if int(at) == len(s) {
		return Span{at, at}
	}
	if s[at] == '\n' && at > 0 && s[at-1] == '\r' {
		return Span{at - 1, at + 1}
	}
	if strings.HasPrefix(s[at:], "\r\n") {
		return Span{at, at + 2}
	}
	line := around(s, at)
	if line.End <= at { // the line end itself
		return Span{at, at + 1}
	}
	start := safeStart(s, line.Start, at)
	g := graphemes.FromString(s[start:line.End])
	for g.Next() {
		if start+Byte(g.End()) > at {
			return Span{start + Byte(g.Start()), start + Byte(g.End())}
		}
	}
	return Span{at, at}
}

// safeStart returns a place before an offset, not before the start of its line,
// from where segmentation gives the same borders as from the line's start: one
// between two printable ASCII characters, so that long lines stay cheap.
func safeStart(s string, line, at Byte) Byte {
	for i := at - 1; i > line; i-- {
		if plain(s[i-1]) && plain(s[i]) {
			return i
		}
	}
	return line
}

func plain(b byte) bool { return ' ' <= b && b < 0x7f }

// NextGrapheme returns the border of clusters that follows an offset.
func NextGrapheme(s string, at Byte) Byte { return Grapheme(s, clamp(s, at)).End }

// PrevGrapheme returns the border of clusters that precedes an offset.
func PrevGrapheme(s string, at Byte) Byte {
	at = clamp(s, at)
	if at == 0 {
		return 0
	}
	return Grapheme(s, at-1).Start
}

package text

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Grapheme returns the grapheme cluster, the character that people see, that
// holds the byte at an offset: "é" however it is written, a flag, a family,
// \r\n. At the end of the text it is the empty span there. Here and in all
// functions below, an offset outside the text counts as the end next to it.
func Grapheme(s string, at Byte) Span {
	at = clamp(s, at)
	if int(at) == len(s) {
		return Span{at, at}
	}
	start := clusterBorder(s, at)
	for g := graphemes.FromString(s[start:]); g.Next(); {
		if end := start + Byte(g.End()); end > at {
			return Span{start + Byte(g.Start()), end}
		}
	}
	return Span{at, Byte(len(s))}
}

// NextGrapheme returns the first border of grapheme clusters after an offset;
// at the end of the text, the end.
func NextGrapheme(s string, at Byte) Byte { return Grapheme(s, at).End }

// PrevGrapheme returns the last border of grapheme clusters before an offset;
// at the start of the text, 0.
func PrevGrapheme(s string, at Byte) Byte {
	if at = clamp(s, at); at == 0 {
		return 0
	}
	return Grapheme(s, at-1).Start
}

// isClusterBorder reports whether an offset is a border of grapheme clusters.
func isClusterBorder(s string, at Byte) bool { return Grapheme(s, at).Start == at }

// clusterBorder returns a border of grapheme clusters at or before an offset
// that two code points alone prove, so that segmentation may start there. In
// most text it is one step away; only runs such as flags, where a border
// depends on all that went before, are followed back to their start.
func clusterBorder(s string, at Byte) Byte {
	i := int(at)
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	for i > 0 && !partsClusters(s, i) {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return Byte(i)
}

// partsClusters reports whether the code points on both sides of s[i] prove a
// border of grapheme clusters there.
func partsClusters(s string, i int) bool {
	if s[i-1] < utf8.RuneSelf && s[i] < utf8.RuneSelf {
		return s[i-1] != '\r' || s[i] != '\n'
	}
	_, before := utf8.DecodeLastRuneInString(s[:i])
	_, after := utf8.DecodeRuneInString(s[i:])
	if firstCluster(s[i-before:i+after]) != before {
		return false
	}
	// Rules that look further back do so through a mark or joiner, such as the
	// ZWJ of a family or the virama of a conjunct: what hangs on to an x.
	return s[i-1] < utf8.RuneSelf || firstCluster("x"+s[i-before:i]) == 1
}

// firstCluster returns the length of the first grapheme cluster.
func firstCluster(s string) int { return len(graphemes.FromString(s).First()) }

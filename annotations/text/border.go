package text

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// pieceBorder returns a border of pieces at or before an offset that can be
// told from the two code points about it, so that segmentation may start there.
func pieceBorder(s string, at Byte) Byte {
	for i := int(at); i > 0; i-- {
		if partsPieces(s, i) {
			return Byte(i)
		}
	}
	return 0
}

// partsPieces reports whether the code points on both sides of s[i] prove a
// border of pieces there. No rule of UAX #29 reaches across a line end, into a
// blank from what is none, or from one character to the next in scripts where
// each is a word.
func partsPieces(s string, i int) bool {
	if i == len(s) {
		return true
	}
	before, at := s[i-1], s[i]
	switch {
	case isLineEnd(before), isLineEnd(at):
		return before != '\r' || at != '\n'
	case at == ' ' && before < utf8.RuneSelf:
		return before > ' '
	case at == ' ':
		// Rarely a code point joins a blank: another blank in words, a prefix of
		// numbers in clusters.
		_, size := utf8.DecodeLastRuneInString(s[:i])
		pair := s[i-size : i+1]
		return firstCluster(pair) == size && len(words.FromString(pair).First()) == size
	case before < utf8.RuneSelf || !utf8.RuneStart(at):
		return false
	}
	l, _ := utf8.DecodeLastRuneInString(s[:i])
	r, _ := utf8.DecodeRuneInString(s[i:])
	return isSolitary(l) && isSolitary(r)
}

func isLineEnd(b byte) bool { return b == '\n' || b == '\r' }

// isSolitary reports whether a character is one of those that UAX #29 sets
// apart from each other and that nothing but a mark hangs on to: Han, Hiragana
// and the consonants of Thai.
func isSolitary(r rune) bool {
	return 0x4e00 <= r && r <= 0x9fff || 0x3041 <= r && r <= 0x3096 ||
		0x3400 <= r && r <= 0x4dbf || 0x0e01 <= r && r <= 0x0e2e
}

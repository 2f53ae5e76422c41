package text

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// edge tells of offsets, each not before the one asked last, whether they cut a
// character or a word. All answers together take time linear in the text, also
// where a border can be told from afar alone.
type edge struct {
	s        string
	clusters *graphemes.Iterator[string]
	base     Byte // where the text of clusters starts
	cluster  Span // the last one that was reached, as is the piece
	pieces   *pieces
	piece    piece
}

// cuts reports whether an offset lies within a grapheme cluster or, if words
// count, a word.
func (e *edge) cuts(at Byte, words bool) bool {
	if at == 0 || int(at) == len(e.s) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(e.s[:at])
	after, _ := utf8.DecodeRuneInString(e.s[at:])
	if !isFree(before) || !isFree(after) {
		if e.cutsCluster(at) {
			return true
		}
	} else if before == '\r' && after == '\n' {
		return true
	}
	switch {
	case !words || IsBlank(before) || IsBlank(after):
		return false
	case isBound(before) && isBound(after):
		return true
	}
	return !partsPieces(e.s, int(at)) && e.cutsWord(at)
}

func (e *edge) cutsCluster(at Byte) bool {
	for i := int(at); i > int(e.cluster.End); {
		if partsClusters(e.s, i) {
			e.clusters, e.base = graphemes.FromString(e.s[i:]), Byte(i)
			e.cluster = Span{e.base, e.base}
			break
		}
		_, size := utf8.DecodeLastRuneInString(e.s[:i])
		i -= size
	}
	if e.clusters == nil {
		e.clusters = graphemes.FromString(e.s)
	}
	for e.cluster.End < at && e.clusters.Next() {
		e.cluster = Span{e.base + Byte(e.clusters.Start()), e.base + Byte(e.clusters.End())}
	}
	return e.cluster.Start < at && at < e.cluster.End
}

func (e *edge) cutsWord(at Byte) bool {
	const near = 128 // where it is quicker to go on than to begin anew
	for i := at; e.pieces == nil || i > e.piece.End && at-e.piece.End > near; i-- {
		if i == 0 || partsPieces(e.s, int(i)) {
			e.pieces, e.piece = piecesFrom(e.s, i), piece{Span: Span{i, i}}
			break
		}
	}
	for e.piece.End < at {
		next, ok := e.pieces.next()
		if !ok {
			return false
		}
		e.piece = next
	}
	return e.piece.word && e.piece.Start < at && at < e.piece.End
}

// isBound reports whether a character is one of the letters that UAX #29 joins
// to each other: the common ones of Latin, Greek, Cyrillic, Hebrew and Arabic. No
// word ends between two of them. Digits are not among them, as a digit may begin
// an emoji: 1️⃣.
//
//go:noinline
func isBound(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	case r < 0x0250:
		return r >= 0x00c0 && r != '×' && r != '÷'
	}
	return 0x03b1 <= r && r <= 0x03c9 || 0x0391 <= r && r <= 0x03a9 && r != 0x03a2 ||
		0x0410 <= r && r <= 0x044f || 0x05d0 <= r && r <= 0x05ea || 0x0620 <= r && r <= 0x064a
}

// isFree reports whether a character is one of those between any two of which
// grapheme clusters have a border, but for \r\n.
func isFree(r rune) bool { return r < utf8.RuneSelf || isBound(r) || isSolitary(r) }

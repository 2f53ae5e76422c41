package text

// Trim returns the span without the white space at its ends; it may become
// empty. White space that carries a combining mark stays: it is a character
// that people see.
func Trim(s string, sp Span) Span {
	sp = clampSpan(s, sp)
	for sp.Start < sp.End {
		g := Grapheme(s, sp.Start)
		if kindOf(s[g.Start:g.End]) != blank {
			break
		}
		sp.Start = min(g.End, sp.End)
	}
	for sp.Start < sp.End {
		g := Grapheme(s, sp.End-1)
		if kindOf(s[g.Start:g.End]) != blank {
			break
		}
		sp.End = max(g.Start, sp.Start)
	}
	return sp
}

// SnapGraphemes returns the span grown to whole grapheme clusters, then
// trimmed. A span with nothing in it stays so.
func SnapGraphemes(s string, sp Span) Span {
	sp = clampSpan(s, sp)
	if sp.Empty() {
		return Span{sp.Start, sp.Start}
	}
	return Trim(s, Span{Grapheme(s, sp.Start).Start, Grapheme(s, sp.End-1).End})
}

// SnapWords returns the span grown so that it cuts no word and no grapheme
// cluster, then trimmed. An end that lies at the border of a word does not pull
// it in: of "Iran’s" a selection within "Iran" gives "Iran".
func SnapWords(s string, sp Span) Span {
	sp = SnapGraphemes(s, sp)
	if sp.Empty() {
		return sp
	}
	// Words hold no white space, so that there is nothing to trim again.
	if w, ok := Word(s, sp.Start); ok && sp.Start < w.End {
		sp.Start = w.Start
	}
	if w, ok := Word(s, sp.End); ok && w.Start < sp.End {
		sp.End = w.End
	}
	return sp
}

package text

// Trim returns the span without outer white space; it may become empty. White
// space that carries a combining mark stays: it is a character people see.
func Trim(s string, sp Span) Span {
	sp = Span{clamp(s, sp.Start), clamp(s, sp.End)}
	for sp.Start < sp.End {
		g := Grapheme(s, sp.Start)
		if kindOf(s[sp.Start:min(g.End, sp.End)]) != blank {
			break
		}
		sp.Start = min(g.End, sp.End)
	}
	for sp.Start < sp.End {
		g := Grapheme(s, sp.End-1)
		if kindOf(s[max(g.Start, sp.Start):sp.End]) != blank {
			break
		}
		sp.End = max(g.Start, sp.Start)
	}
	return sp
}

// SnapGraphemes returns the span grown to whole grapheme clusters, then
// trimmed.
func SnapGraphemes(s string, sp Span) Span {
	sp = Span{clamp(s, sp.Start), clamp(s, sp.End)}
	if sp.Empty() {
		return Span{sp.Start, sp.Start}
	}
	return Trim(s, Span{Grapheme(s, sp.Start).Start, Grapheme(s, sp.End-1).End})
}

// SnapWords returns the span grown so that it cuts no word and no grapheme
// cluster, then trimmed. An end that lies between two words pulls neither in.
func SnapWords(s string, sp Span) Span {
	sp = SnapGraphemes(s, sp)
	if sp.Empty() {
		return sp
	}
	if w, ok := Word(s, sp.Start); ok && w.Start < sp.Start && sp.Start < w.End {
		sp.Start = w.Start
	}
	if w, ok := Word(s, sp.End-1); ok && w.Start < sp.End && sp.End < w.End {
		sp.End = w.End
	}
	return SnapGraphemes(s, sp)
}

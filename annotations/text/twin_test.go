package text

import (
	"regexp"
	"slices"
	"strings"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/words"
)

// The slow twins: the definitions of the package taken literally, over the
// whole text and without a thought for time.

func slowClusters(s string) []Span {
	var all []Span
	for g := graphemes.FromString(s); g.Next(); {
		all = append(all, Span{Byte(g.Start()), Byte(g.End())})
	}
	return all
}

func slowSegments(s string) []Span {
	var all []Span
	for w := words.FromString(s); w.Next(); {
		all = append(all, Span{Byte(w.Start()), Byte(w.End())})
	}
	return all
}

var (
	slowEmoji      = regexp.MustCompile(`^(\p{So}|[0-9].*\x{20e3}|ℹ.*\x{fe0f})`)
	slowHasLetter  = regexp.MustCompile(`[\pL\pN]`)
	slowElided     = regexp.MustCompile(`^((?:[cdjlmnstCDJLMNST]|[qQ][uU])['’])\pL(?s:.*)\pL`)
	slowPossessive = regexp.MustCompile(`^(?s:.+)(['’][sS])$`)
)

func slowBlank(s string) bool { return strings.ContainsFunc(s, slowIsBlank) }

func slowIsBlank(r rune) bool {
	return strings.ContainsRune("\t\n\v\f\r\x1c\x1d\x1e\x1f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000", r)
}

// slowPieces starts from the borders that the segments and the clusters of
// UAX #29 share, and takes away and adds what the package says of words.
func slowPieces(s string) []piece {
	clusters := slowClusters(s)
	isCluster := map[Byte]bool{0: true}
	for _, c := range clusters {
		isCluster[c.End] = true
	}
	border := map[Byte]bool{}
	segments := slowSegments(s)
	for i, seg := range segments {
		border[seg.Start] = isCluster[seg.Start]
		if i < 1 || i+1 == len(segments) {
			continue
		}
		before := []rune(s[:seg.Start])
		next := segments[i+1]
		quote, letter := s[seg.Start:seg.End], s[next.Start:next.End]
		if (quote == "'" || quote == "’") && (letter == "s" || letter == "S") && isCluster[seg.Start] && !slowIsBlank(before[len(before)-1]) {
			segments[i+1].Start = seg.Start // its border is taken away
		}
	}
	alone := map[Span]bool{}
	for _, c := range clusters {
		if cluster := s[c.Start:c.End]; slowBlank(cluster) || slowEmoji.MatchString(cluster) {
			alone[c] = true
			border[c.Start], border[c.End] = true, true
		}
	}
	border[Byte(len(s))] = true

	var all []piece
	start := Byte(0)
	for at := Byte(1); int(at) <= len(s); at++ {
		if !border[at] {
			continue
		}
		p := piece{Span: Span{start, at}}
		start = at
		body := s[p.Start:p.End]
		if strings.TrimFunc(body, slowIsBlank) == "" {
			continue
		}
		p.word = slowHasLetter.MatchString(body) && !alone[p.Span]
		for p.word {
			m := slowElided.FindStringSubmatchIndex(s[p.Start:p.End])
			if m == nil {
				break
			}
			cut := p.Start + Byte(m[3])
			if !isCluster[cut] {
				break
			}
			all = append(all, piece{Span{p.Start, cut}, true})
			p.Start = cut
		}
		if m := slowPossessive.FindStringSubmatchIndex(s[p.Start:p.End]); p.word && m != nil {
			if cut := p.Start + Byte(m[2]); isCluster[cut] {
				all = append(all, piece{Span{p.Start, cut}, true})
				p.Start = cut
			}
		}
		all = append(all, p)
	}
	return all
}

func isCharacter(s string, at Byte) bool {
	return int(at) == len(s) || s[at]&0xc0 != 0x80
}

func slowWords(s string) []Span {
	var all []Span
	for _, p := range slowPieces(s) {
		if p.word {
			all = append(all, p.Span)
		}
	}
	return all
}

// slowSnap grows a span until it cuts none of the stretches, then trims it
// cluster by cluster.
func slowSnap(s string, sp Span, whole []Span) Span {
	sp = Span{max(0, min(sp.Start, Byte(len(s)))), max(0, min(sp.End, Byte(len(s))))}
	if sp.Start >= sp.End {
		return Span{sp.Start, sp.Start}
	}
	clusters := slowClusters(s)
	grow := func(stretches []Span) {
		for _, w := range stretches {
			if w.Start < sp.Start && sp.Start < w.End {
				sp.Start = w.Start
			}
			if w.Start < sp.End && sp.End < w.End {
				sp.End = w.End
			}
		}
	}
	grow(clusters)
	grow(whole)
	isBlank := func(c Span) bool { return strings.TrimFunc(s[c.Start:c.End], slowIsBlank) == "" }
	for _, c := range clusters {
		if c.Start == sp.Start && c.End <= sp.End && isBlank(c) {
			sp.Start = c.End
		}
	}
	for _, c := range slices.Backward(clusters) {
		if c.End == sp.End && c.Start >= sp.Start && isBlank(c) {
			sp.End = c.Start
		}
	}
	return sp
}

package format

import (
	"fmt"
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
)

// Tokens are those of a text, in order; see text.Tokens.
func Tokens(body string) []text.Span {
	var all []text.Span
	for t := range text.Tokens(body) {
		all = append(all, t)
	}
	return all
}

// Cover returns the tokens [from, to) that share text with a span, and whether
// the span begins and ends with them.
func Cover(tokens []text.Span, sp text.Span) (from, to int, exact bool) {
	from = sort.Search(len(tokens), func(i int) bool { return tokens[i].End > sp.Start })
	to = sort.Search(len(tokens), func(i int) bool { return tokens[i].Start >= sp.End })
	if from >= to {
		return from, from, false
	}
	return from, to, tokens[from].Start == sp.Start && tokens[to-1].End == sp.End
}

// Flat chooses spans of tokens that do not overlap, as many as possible: among
// those that are in each other's way the ones that end first, hence the inner
// ones. The others are in lost, each with one that it is in the way of.
func Flat(spans []TokenSpan) (kept []TokenSpan, lost []Clash) {
	byEnd := append([]TokenSpan(nil), spans...)
	sort.SliceStable(byEnd, func(i, j int) bool {
		a, b := byEnd[i], byEnd[j]
		if a.To != b.To {
			return a.To < b.To
		}
		return a.From > b.From
	})
	for _, s := range byEnd {
		if n := len(kept); n > 0 && kept[n-1].To > s.From {
			lost = append(lost, Clash{s.Entry, kept[n-1].Entry})
			continue
		}
		kept = append(kept, s)
	}
	return kept, lost
}

// TokenSpan is an annotation over the tokens [From, To).
type TokenSpan struct {
	annotations.Entry
	From, To int
}

// Clash is an annotation that overlaps one that was kept.
type Clash struct{ Lost, Kept annotations.Entry }

// OnTokens lays the annotations of an item over its tokens, for a format that knows
// nothing else.
func OnTokens(it Item, tokens []text.Span) (spans []TokenSpan, losses []Loss) {
	lose := func(e annotations.Entry, kind Kind, reason string) {
		losses = append(losses, LossOf(it, e, kind, reason))
	}
	spans = make([]TokenSpan, 0, len(it.Entries))
	for _, e := range it.Entries {
		switch len(e.Target.Parts) {
		case 0:
			if lose(e, Dropped, NoWhole); !e.Target.From.IsZero() {
				losses[len(losses)-1].Reason = NoLinks
			}
			continue
		case 1:
		default:
			lose(e, Dropped, NoParts)
			continue
		}
		from, to, exact := Cover(tokens, e.Target.Parts[0])
		if from == to {
			lose(e, Dropped, NoToken)
			continue
		}
		if !exact {
			wide := it.Document.Text[tokens[from].Start:tokens[to-1].End]
			lose(e, Moved, fmt.Sprintf("%s: %q", ToTokens, wide))
		}
		spans = append(spans, TokenSpan{Entry: e, From: from, To: to})
	}
	return spans, losses
}

package spacy

import (
	"fmt"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/text"
)

// plan is an item as spaCy holds one.
type plan struct {
	tokens []token
	spans  []format.TokenSpan // all of them
	ents   []format.TokenSpan // those that do not overlap, as many as possible
	cats   map[string]bool    // labels of the document
	head   head
	losses []format.Loss
}

func planOf(it format.Item) plan {
	body := it.Document.Text
	p := plan{tokens: tokensOf(body), cats: map[string]bool{}}
	inked := make([]text.Span, 0, len(p.tokens)) // tokens that are not white space
	number := make([]int, 0, len(p.tokens))      // of each of them
	for i, t := range p.tokens {
		if !isBlank(body[t.Start:t.End]) {
			inked, number = append(inked, t.Span), append(number, i)
		}
	}
	lose := func(e annotations.Entry, kind format.Kind, reason string) {
		p.losses = append(p.losses, format.LossOf(it, e, kind, reason))
	}
	repeated := map[string]int{}
	var notes []said
	for _, e := range it.Entries {
		switch parts := e.Target.Parts; {
		case len(parts) == 0 && e.Target.From.IsZero():
			if p.cats[string(e.Label)] {
				repeated[string(e.Label)]++
			}
			p.cats[string(e.Label)] = true
			if s := build.SaidBy(e.Annotation); s != nil {
				notes = append(notes, said{Cat: string(e.Label), Said: *s})
			}
		case len(parts) == 0:
			lose(e, format.Dropped, format.NoLinks)
		case len(parts) > 1:
			lose(e, format.Dropped, format.NoParts)
		default:
			from, to, exact := format.Cover(inked, parts[0])
			if from == to {
				lose(e, format.Dropped, format.NoToken)
				continue
			}
			if !exact {
				lose(e, format.Moved, fmt.Sprintf("%s: %q", format.ToTokens, body[inked[from].Start:inked[to-1].End]))
			}
			if s := build.SaidBy(e.Annotation); s != nil {
				n := len(p.spans)
				notes = append(notes, said{Span: &n, Said: *s})
			}
			p.spans = append(p.spans, format.TokenSpan{Entry: e, From: number[from], To: number[to-1] + 1})
		}
	}
	p.ents, _ = format.Flat(p.spans)
	p.head = head{Source: it.Document.Source, Title: it.Document.Title, Meta: it.Document.Meta, Repeated: repeated, Said: notes}
	if !it.Document.ID.IsZero() {
		p.head.ID = it.Document.ID.String()
	}
	return p
}

func isBlank(s string) bool {
	for _, r := range s {
		if !text.IsBlank(r) {
			return false
		}
	}
	return true
}

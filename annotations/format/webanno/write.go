package webanno

import (
	"fmt"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/folder"
	"gloss/annotations/format/internal/place"
	"gloss/annotations/text"
)

type encoder struct{}

func (encoder) Rest() []folder.File { return nil }

// row is a token, or a stretch of one that a span ends in.
type row struct {
	text.Span
	address string
	token   int
	sub     bool
	spans   []*span
	links   []*link // relations to spans that begin in it
}

// span is an annotation over rows.
type span struct {
	annotations.Entry
	sheet    *sheet
	features map[string]string
	pieces   []text.Span
	rows     []*row
	number   int     // 0 where the row alone says which it is
	slots    []*link // what fills its slots
	next     *link   // to the next element of its chain
	chained  bool    // it is the next of another one
	chain    int     // of an element, and its place in it
	place    int
}

type link struct {
	annotations.Entry
	sheet    *sheet
	slot     int // the column of the slot that it fills
	features map[string]string
	from, to *span
}

type page struct {
	item   format.Item
	prover *place.Prover
	tokens []text.Span
	begins []bool // tokens that begin a sentence

	sheets []*sheet
	origin map[string]string // the layer that an annotation came from
	losses []format.Loss
}

func (encoder) Encode(it format.Item) (string, folder.Listed, []format.Loss, error) {
	body := it.Document.Text
	k := keptOf(it.Document)
	p := &page{item: it, prover: place.NewProver(body, format.UTF16)}
	p.tokens, p.begins = k.tokensOf(body)
	p.open(k)
	all, byID, err := p.spans()
	if err != nil {
		return "", folder.Listed{}, nil, err
	}
	rows := p.rows(all)
	if err := p.links(byID); err != nil {
		return "", folder.Listed{}, nil, err
	}
	number(all)
	p.chains(all)
	var b strings.Builder
	b.WriteString("#FORMAT=WebAnno TSV 3.3\n")
	for _, s := range p.sheets {
		b.WriteString("#T_" + s.String() + "\n")
	}
	b.WriteString("\n")
	for i, r := range rows {
		if !r.sub && p.begins[r.token] {
			b.WriteByte('\n')
			p.sentence(&b, r.token)
		}
		if err := p.row(&b, rows[i]); err != nil {
			return "", folder.Listed{}, nil, err
		}
	}
	return b.String(), folder.Listed{Gaps: p.gaps()}, p.losses, nil
}

func (p *page) lose(e annotations.Entry, kind format.Kind, reason string) {
	p.losses = append(p.losses, format.LossOf(p.item, e, kind, reason))
}

// spans cuts the annotations of the text into stretches of tokens.
func (p *page) spans() (all []*span, byID map[annotations.AnnotationID]*span, err error) {
	byID = map[annotations.AnnotationID]*span{}
	for _, e := range p.item.Entries {
		switch n := len(e.Target.Parts); {
		case n == 0 && e.Target.From.IsZero():
			p.lose(e, format.Dropped, format.NoWhole)
		case n > 1:
			p.lose(e, format.Dropped, format.NoParts)
		case n == 1:
			part := e.Target.Parts[0]
			from, to, _ := format.Cover(p.tokens, part)
			if from == to {
				p.lose(e, format.Dropped, format.NoToken)
				continue
			}
			s := &span{Entry: e, sheet: p.sheetOf(e)}
			if s.features, err = s.sheet.featuresOf(e); err != nil {
				return nil, nil, err
			}
			for _, t := range p.tokens[from:to] {
				s.pieces = append(s.pieces, text.Span{Start: max(t.Start, part.Start), End: min(t.End, part.End)})
			}
			if s.pieces[0].Start != part.Start || s.pieces[len(s.pieces)-1].End != part.End {
				p.lose(e, format.Moved, format.OuterBlanks)
			}
			all = append(all, s)
			byID[e.ID] = s
		}
	}
	return all, byID, nil
}

// rows are the tokens, and behind each the stretches of it that spans end in.
func (p *page) rows(spans []*span) (all []*row) {
	subs := map[int][]text.Span{}
	for _, s := range spans {
		for _, piece := range s.pieces {
			token, _, exact := format.Cover(p.tokens, piece)
			if !exact && !slices.Contains(subs[token], piece) {
				subs[token] = append(subs[token], piece)
			}
		}
	}
	at := map[text.Span]*row{}
	sentence, inSentence := 0, 0
	for i, t := range p.tokens {
		if p.begins[i] {
			sentence++
			inSentence = 0
		}
		inSentence++
		address := fmt.Sprintf("%d-%d", sentence, inSentence)
		all = append(all, &row{Span: t, address: address, token: i})
		at[t] = all[len(all)-1]
		slices.SortFunc(subs[i], text.Span.Compare)
		for n, sub := range subs[i] {
			all = append(all, &row{Span: sub, address: fmt.Sprintf("%s.%d", address, n+1), token: i, sub: true})
			at[sub] = all[len(all)-1]
		}
	}
	for _, s := range spans {
		for _, piece := range s.pieces {
			r := at[piece]
			r.spans = append(r.spans, s)
			s.rows = append(s.rows, r)
		}
	}
	return all
}

// number gives a number to spans over several rows, those that share one with
// another of their layer, and those that fill a slot for all layers.
func number(all []*span) {
	open := map[*span]bool{}
	for _, s := range all {
		for _, l := range s.slots {
			if l.sheet.features[l.slot+1] == anyLayer {
				open[l.to] = true
			}
		}
	}
	last := 0
	for _, s := range all {
		if s.sheet.kind == chains {
			continue
		}
		shared := slices.ContainsFunc(s.rows[0].spans, func(o *span) bool { return o != s && o.sheet == s.sheet })
		if len(s.rows) > 1 || shared || open[s] {
			last++
			s.number = last
		}
	}
}

// sentence writes the text of the sentence that begins with a token, a line of
// it a line.
func (p *page) sentence(b *strings.Builder, first int) {
	last := first
	for last+1 < len(p.tokens) && !p.begins[last+1] {
		last++
	}
	b.WriteString("#Text=" + escapeText.Replace(p.item.Document.Text[p.tokens[first].Start:p.tokens[last].End]) + "\n")
}

func (p *page) row(b *strings.Builder, r *row) error {
	start, end, word, err := p.prover.Span(r.Span)
	if err != nil {
		return fmt.Errorf("row %s: %w", r.address, err)
	}
	fmt.Fprintf(b, "%s\t%d-%d\t%s\t", r.address, start, end, escapeText.Replace(word))
	for _, s := range p.sheets {
		for i := range s.features {
			var cells []string
			for _, one := range r.spans {
				if one.sheet == s {
					cells = append(cells, one.cell(i))
				}
			}
			for _, l := range r.links {
				if l.sheet == s {
					cells = append(cells, l.cell(i))
				}
			}
			if cells == nil {
				cells = []string{"_"}
			}
			b.WriteString(strings.Join(cells, "|") + "\t")
		}
	}
	b.WriteByte('\n')
	return nil
}

// gaps are the stretches of the text in no sentence: before the first, between
// each two, and behind the last. They are nil if it is what readers take it for:
// a line end between sentences, nothing at the ends.
func (p *page) gaps() (all []string) {
	body := p.item.Document.Text
	at, usual := text.Byte(0), true
	for i, t := range p.tokens {
		if p.begins[i] {
			all = append(all, body[at:t.Start])
			usual = usual && (i == 0 && at == t.Start || i > 0 && body[at:t.Start] == "\n")
		}
		at = t.End
	}
	if usual && int(at) == len(body) {
		return nil
	}
	return append(all, body[at:])
}

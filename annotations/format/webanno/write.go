package webanno

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/folder"
	"gloss/annotations/format/internal/build"
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
	links   []link
}

// span is an annotation over rows.
type span struct {
	annotations.Entry
	features map[string]string
	pieces   []text.Span
	rows     []*row
	number   int // 0 where the row alone says which it is
}

type link struct {
	annotations.Entry
	features map[string]string
	from, to *span
}

type page struct {
	item   format.Item
	index  *text.Index
	units  []uint16 // to prove the offsets independently of the index
	tokens []text.Span
	begins []bool // tokens that begin a sentence

	spanFeatures, linkFeatures []string // behind those that are there always
	losses                     []format.Loss
}

func (encoder) Encode(it format.Item) (string, folder.Listed, []format.Loss, error) {
	body := it.Document.Text
	p := &page{item: it, index: text.NewIndex(body), units: utf16.Encode([]rune(body)), tokens: format.Tokens(body)}
	p.begins = make([]bool, len(p.tokens))
	for i := range p.tokens {
		p.begins[i] = i == 0 || strings.ContainsAny(body[p.tokens[i-1].End:p.tokens[i].Start], "\r\n")
	}
	spans, byID, err := p.spans()
	if err != nil {
		return "", folder.Listed{}, nil, err
	}
	rows := p.rows(spans)
	number(rows, spans)
	hasLinks, err := p.links(byID)
	if err != nil {
		return "", folder.Listed{}, nil, err
	}
	var b strings.Builder
	b.WriteString("#FORMAT=WebAnno TSV 3.3\n#T_SP=" + strings.Join(append([]string{spanLayer, identifier, "value"}, p.spanFeatures...), "|") + "\n")
	if hasLinks {
		b.WriteString("#T_RL=" + strings.Join(append([]string{linkLayer, "label"}, p.linkFeatures...), "|") + "|BT_" + spanLayer + "\n")
	}
	b.WriteString("\n")
	for i, r := range rows {
		if !r.sub && p.begins[r.token] {
			b.WriteByte('\n')
			p.sentence(&b, r.token)
		}
		if err := p.row(&b, rows[i], hasLinks); err != nil {
			return "", folder.Listed{}, nil, err
		}
	}
	return b.String(), folder.Listed{Gaps: p.gaps()}, p.losses, nil
}

func (p *page) lose(e annotations.Entry, kind format.Kind, reason string) {
	p.losses = append(p.losses, format.LossOf(p.item, e, kind, reason))
}

// identifier is a feature that named entities have always.
const identifier = "identifier"

// featuresOf are the features of an annotation but its label. Those that have no
// column are added to the columns.
func featuresOf(e annotations.Entry, label string, columns *[]string, always ...string) (map[string]string, error) {
	all, err := build.Features(e.Annotation, label)
	features := map[string]string{}
	for _, f := range all {
		features[f.Name] = f.Value
		if !slices.Contains(always, f.Name) && !slices.Contains(*columns, f.Name) {
			*columns = append(*columns, f.Name)
		}
	}
	return features, err
}

// spans cuts the annotations of the text into stretches of tokens.
func (p *page) spans() (all []*span, byID map[annotations.AnnotationID]*span, err error) {
	byID = map[annotations.AnnotationID]*span{}
	for _, e := range p.item.Entries {
		switch n := len(e.Target.Parts); {
		case n == 0 && e.Target.From.IsZero():
			p.lose(e, format.Dropped, "it is about the document as a whole")
		case n > 1:
			p.lose(e, format.Dropped, "it is discontinuous")
		case n == 1:
			part := e.Target.Parts[0]
			from, to, _ := format.Cover(p.tokens, part)
			if from == to {
				p.lose(e, format.Dropped, "there is no token in it")
				continue
			}
			s := &span{Entry: e}
			if s.features, err = featuresOf(e, "value", &p.spanFeatures, identifier); err != nil {
				return nil, nil, err
			}
			for _, t := range p.tokens[from:to] {
				s.pieces = append(s.pieces, text.Span{Start: max(t.Start, part.Start), End: min(t.End, part.End)})
			}
			if s.pieces[0].Start != part.Start || s.pieces[len(s.pieces)-1].End != part.End {
				p.lose(e, format.Moved, "it starts or ends with white space")
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

// number gives a number to spans over several rows and those that share one.
func number(rows []*row, spans []*span) {
	last := 0
	for _, s := range spans {
		if len(s.rows) > 1 || len(s.rows[0].spans) > 1 {
			last++
			s.number = last
		}
	}
}

// links puts each link on the first row of the span that it goes to.
func (p *page) links(byID map[annotations.AnnotationID]*span) (any bool, err error) {
	for _, e := range p.item.Entries {
		if e.Target.From.IsZero() {
			continue
		}
		from, to := byID[e.Target.From], byID[e.Target.To]
		if from == nil || to == nil {
			p.lose(e, format.Dropped, "it links something else than two spans that are written")
			continue
		}
		l := link{Entry: e, from: from, to: to}
		if l.features, err = featuresOf(e, "label", &p.linkFeatures); err != nil {
			return false, err
		}
		to.rows[0].links = append(to.rows[0].links, l)
		any = true
	}
	return any, nil
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

func (p *page) row(b *strings.Builder, r *row, hasLinks bool) error {
	start, err := p.index.UTF16At(r.Start)
	if err != nil {
		return err
	}
	end, err := p.index.UTF16At(r.End)
	if err != nil {
		return err
	}
	word := p.item.Document.Text[r.Start:r.End]
	if got := string(utf16.Decode(p.units[start:end])); got != word {
		return fmt.Errorf("row %s: UTF-16 units %d to %d are %q, not %q", r.address, start, end, got, word)
	}
	fmt.Fprintf(b, "%s\t%d-%d\t%s\t", r.address, start, end, escapeText.Replace(word))
	columns := make([][]string, 0, 4+len(p.spanFeatures)+len(p.linkFeatures))
	column := func(cells []string) { columns = append(columns, cells) }
	for _, name := range append([]string{identifier, ""}, p.spanFeatures...) {
		var cells []string
		for _, s := range r.spans {
			value := cell(s.features[name])
			if name == "" {
				value = escapeValue.Replace(string(s.Label))
			}
			if s.number > 0 {
				value += fmt.Sprintf("[%d]", s.number)
			}
			cells = append(cells, value)
		}
		column(cells)
	}
	if hasLinks {
		var labels, sources []string
		for _, l := range r.links {
			source := l.from.rows[0].address
			if l.from.number > 0 || l.to.number > 0 {
				source += fmt.Sprintf("[%d_%d]", l.from.number, l.to.number)
			}
			labels, sources = append(labels, escapeValue.Replace(string(l.Label))), append(sources, source)
		}
		column(labels)
		for _, name := range p.linkFeatures {
			var cells []string
			for _, l := range r.links {
				cells = append(cells, cell(l.features[name]))
			}
			column(cells)
		}
		column(sources)
	}
	for _, c := range columns {
		if len(c) == 0 {
			c = []string{"_"}
		}
		b.WriteString(strings.Join(c, "|") + "\t")
	}
	b.WriteByte('\n')
	return nil
}

// cell is the value of a feature, * where there is none.
func cell(value string) string {
	if value == "" {
		return "*"
	}
	return escapeValue.Replace(value)
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

package hfjsonl

import (
	"fmt"
	"iter"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/place"
	"gloss/annotations/text"
)

// Row is a document as a row of a dataset of Hugging Face: the columns that have one
// value in a field, and the lists as what makes one element after another, since those
// of a long document are many times its text. Each span is sliced again.
type Row struct {
	ID, Source, Title, Text string
	Meta                    string // JSON

	item   format.Item
	tokens []text.Span
	flat   []format.TokenSpan // those that lie side by side, in text order
}

// Said is what all annotations say.
type Said struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	By    string `json:"annotator"`
	At    string `json:"created_at"`
	Note  string `json:"note"`
	// Values are pairs, as an object would have other fields in each row.
	Values []Value `json:"attributes"`
}

// Value is one of an attribute.
type Value struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Span is an annotation of the text, in code points.
type Span struct {
	Start int      `json:"start"`
	End   int      `json:"end"`
	Text  string   `json:"text"`
	Parts [][2]int `json:"parts"`
	Said
}

// Link is a link between two annotations, by their IDs.
type Link struct {
	From string `json:"from"`
	To   string `json:"to"`
	Said
}

// RowOf is the row of a document.
func RowOf(it format.Item) Row {
	d := it.Document
	row := Row{Source: d.Source, Title: d.Title, Text: d.Text, Meta: string(d.Meta), item: it, tokens: format.Tokens(d.Text)}
	if !d.ID.IsZero() {
		row.ID = d.ID.String()
	}
	var spans []format.TokenSpan
	for _, e := range it.Entries {
		if len(e.Target.Parts) != 1 {
			continue
		}
		if from, to, _ := format.Cover(row.tokens, e.Target.Parts[0]); from < to {
			spans = append(spans, format.TokenSpan{Entry: e, From: from, To: to})
		}
	}
	row.flat, _ = format.Flat(spans)
	return row
}

// Tokens are those of the text.
func (r Row) Tokens() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, t := range r.tokens {
			if !yield(r.Text[t.Start:t.End]) {
				return
			}
		}
	}
}

// Tags has one for each token, of the spans that fit side by side; the others are in
// the column with all spans. A tag is a letter and a label, "O" has none.
func (r Row) Tags() iter.Seq2[byte, string] {
	return func(yield func(byte, string) bool) {
		rest := r.flat
		for i := range r.tokens {
			for len(rest) > 0 && rest[0].To <= i {
				rest = rest[1:]
			}
			letter, label := byte('O'), ""
			if len(rest) > 0 && rest[0].From <= i {
				if letter, label = 'I', string(rest[0].Label); rest[0].From == i {
					letter = 'B'
				}
			}
			if !yield(letter, label) {
				return
			}
		}
	}
}

// Spans are the annotations of the text. An error is the last.
func (r Row) Spans() iter.Seq2[Span, error] {
	return func(yield func(Span, error) bool) {
		prover := place.NewProver(r.Text, format.CodePoint)
		for _, e := range r.item.Entries {
			if len(e.Target.Parts) == 0 {
				continue
			}
			s := Span{Said: saidOf(e), Text: format.Quote(r.item.Document, e), Parts: make([][2]int, 0, len(e.Target.Parts))}
			for _, p := range e.Target.Parts {
				start, end, _, err := prover.Span(p)
				if err != nil {
					yield(s, fmt.Errorf("document %v, span %v: %w", r.item.Document.ID, e.ID, err))
					return
				}
				s.Parts = append(s.Parts, [2]int{start, end})
			}
			s.Start, s.End = s.Parts[0][0], s.Parts[len(s.Parts)-1][1]
			if !yield(s, nil) {
				return
			}
		}
	}
}

// Labels are those of the document as a whole.
func (r Row) Labels() iter.Seq[Said] {
	return func(yield func(Said) bool) {
		for _, e := range r.item.Entries {
			if e.Target.Whole() && !yield(saidOf(e)) {
				return
			}
		}
	}
}

// Links are those between annotations.
func (r Row) Links() iter.Seq[Link] {
	return func(yield func(Link) bool) {
		for _, e := range r.item.Entries {
			if !e.Target.From.IsZero() && !yield(Link{e.Target.From.String(), e.Target.To.String(), saidOf(e)}) {
				return
			}
		}
	}
}

func saidOf(e annotations.Entry) Said {
	said := Said{ID: e.ID.String(), Label: string(e.Label), By: string(e.By), Note: e.Note, Values: []Value{}}
	for _, v := range e.Values {
		said.Values = append(said.Values, Value{string(v.Attribute), v.Text})
	}
	if !e.At.IsZero() {
		said.At = e.At.UTC().Format(time.RFC3339Nano)
	}
	return said
}

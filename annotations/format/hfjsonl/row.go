package hfjsonl

import (
	"fmt"
	"time"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/place"
)

// Row is a document as a row of a dataset of Hugging Face. No field is ever left
// out, since a column must be of one type in all rows.
type Row struct {
	ID     string   `json:"id"`
	Source string   `json:"source"`
	Title  string   `json:"title"`
	Tokens []string `json:"tokens"`
	Tags   []string `json:"ner_tags"`
	Text   string   `json:"text"`
	Spans  []Span   `json:"spans"`
	Labels []Said   `json:"labels"` // of the document as a whole
	Links  []Link   `json:"links"`
	Meta   string   `json:"meta"` // JSON
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

// RowOf is the row of a document. Each span is sliced again.
func RowOf(it format.Item) (Row, error) {
	d := it.Document
	row := Row{Source: d.Source, Title: d.Title, Text: d.Text, Spans: []Span{}, Labels: []Said{}, Links: []Link{}, Meta: string(d.Meta)}
	if !d.ID.IsZero() {
		row.ID = d.ID.String()
	}
	prover := place.NewProver(d.Text, format.CodePoint)
	for _, e := range it.Entries {
		said := Said{ID: e.ID.String(), Label: string(e.Label), By: string(e.By), Note: e.Note, Values: []Value{}}
		for _, v := range e.Values {
			said.Values = append(said.Values, Value{string(v.Attribute), v.Text})
		}
		if !e.At.IsZero() {
			said.At = e.At.UTC().Format(time.RFC3339Nano)
		}
		if !e.Target.From.IsZero() {
			row.Links = append(row.Links, Link{e.Target.From.String(), e.Target.To.String(), said})
			continue
		}
		if len(e.Target.Parts) == 0 {
			row.Labels = append(row.Labels, said)
			continue
		}
		s := Span{Said: said, Text: format.Quote(d, e)}
		for i, p := range e.Target.Parts {
			start, end, _, err := prover.Span(p)
			if err != nil {
				return row, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			if i == 0 {
				s.Start = start
			}
			s.End = end
			s.Parts = append(s.Parts, [2]int{start, end})
		}
		row.Spans = append(row.Spans, s)
	}
	row.Tokens, row.Tags = flat(it)
	return row, nil
}

// flat are the tokens of a text, tagged with the spans that fit side by side; the
// others are in the column with all spans.
func flat(it format.Item) (tokens, tags []string) {
	all := format.Tokens(it.Document.Text)
	tokens, tags = make([]string, len(all)), make([]string, len(all))
	for i, t := range all {
		tokens[i], tags[i] = it.Document.Text[t.Start:t.End], "O"
	}
	var spans []format.TokenSpan
	for _, e := range it.Entries {
		if len(e.Target.Parts) != 1 {
			continue
		}
		if from, to, _ := format.Cover(all, e.Target.Parts[0]); from < to {
			spans = append(spans, format.TokenSpan{Entry: e, From: from, To: to})
		}
	}
	kept, _ := format.Flat(spans)
	for _, s := range kept {
		tags[s.From] = "B-" + string(s.Label)
		for i := s.From + 1; i < s.To; i++ {
			tags[i] = "I-" + string(s.Label)
		}
	}
	return tokens, tags
}

// Package hfjsonl writes and reads JSON Lines as Hugging Face datasets load them:
// one object a document, with the same columns in each. The columns "tokens" and
// "ner_tags" hold the flat view that token classification wants, with IOB2 tags;
// "spans" holds every annotation of the text by code points. Tags are strings: as
// numbers they have names only beside a declaration of features
// (https://huggingface.co/docs/datasets/about_dataset_features).
package hfjsonl

import (
	"fmt"
	"io"
	"time"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is Hugging Face JSONL.
var Format = format.Format{
	Name: "hf-jsonl", Title: "Hugging Face JSONL", Extension: ".jsonl", Media: "application/x-ndjson",
	Endings: []string{".jsonl", ".json"},
	Can: format.Can{
		Text: true, Controls: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true, Links: true, Chains: true,
		Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true,
		Notes: true, Attributes: true, Work: true,
	},
	Unit:      format.CodePoint,
	Detect:    detect,
	NewWriter: func(w io.Writer) format.Writer { return writer{jsonfile.Lines{W: w}} },
	Read:      read,
}

func detect(_ string, head []byte) format.Likelihood {
	switch fields := format.HeadFields(head); {
	case fields.Has("tokens", "ner_tags"):
		return format.Certain
	case fields.Has("entities.start", "entities.end", "entities.label"), fields.Has("entities.span", "entities.type"):
		return format.Likely
	}
	return format.Never
}

// record is a line. No field is ever left out, since a column must be of one type
// in all lines.
type record struct {
	ID     string   `json:"id"`
	Source string   `json:"source"`
	Title  string   `json:"title"`
	Tokens []string `json:"tokens"`
	Tags   []string `json:"ner_tags"`
	Text   string   `json:"text"`
	Spans  []span   `json:"spans"`
	Labels []note   `json:"labels"` // of the document as a whole
	Links  []link   `json:"links"`
	Meta   string   `json:"meta"` // JSON
}

type note struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	By    string `json:"annotator"`
	At    string `json:"created_at"`
	// In a column each value is of one type: an object would have other fields in
	// each row.
	Note       string  `json:"note"`
	Attributes []value `json:"attributes"`
}

type value struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type span struct {
	Start int      `json:"start"`
	End   int      `json:"end"`
	Text  string   `json:"text"`
	Parts [][2]int `json:"parts"`
	note
}

type link struct {
	From string `json:"from"`
	To   string `json:"to"`
	note
}

type writer struct{ lines jsonfile.Lines }

func (w writer) Close() error { return nil }

func (w writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	rec := record{Source: d.Source, Title: d.Title, Text: d.Text, Spans: []span{}, Labels: []note{}, Links: []link{}, Meta: string(d.Meta)}
	if !d.ID.IsZero() {
		rec.ID = d.ID.String()
	}
	prover := place.NewProver(d.Text, format.CodePoint)
	for _, e := range it.Entries {
		n := note{ID: e.ID.String(), Label: string(e.Label), By: string(e.By), Note: e.Note, Attributes: []value{}}
		for _, v := range e.Values {
			n.Attributes = append(n.Attributes, value{string(v.Attribute), v.Text})
		}
		if !e.At.IsZero() {
			n.At = e.At.UTC().Format(time.RFC3339Nano)
		}
		if !e.Target.From.IsZero() {
			rec.Links = append(rec.Links, link{e.Target.From.String(), e.Target.To.String(), n})
			continue
		}
		if len(e.Target.Parts) == 0 {
			rec.Labels = append(rec.Labels, n)
			continue
		}
		s := span{note: n, Text: format.Quote(d, e)}
		for i, p := range e.Target.Parts {
			start, end, _, err := prover.Span(p)
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			if i == 0 {
				s.Start = start
			}
			s.End = end
			s.Parts = append(s.Parts, [2]int{start, end})
		}
		rec.Spans = append(rec.Spans, s)
	}
	rec.Tokens, rec.Tags = tags(it)
	return nil, w.lines.Add(rec)
}

// tags are the tokens of a text with the spans that fit side by side; the others
// are in the column with all spans.
func tags(it format.Item) (tokens, tags []string) {
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

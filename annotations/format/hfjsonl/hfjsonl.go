// Package hfjsonl writes and reads JSON Lines as Hugging Face datasets load them:
// one object a document, with the same columns in each. The columns "tokens" and
// "ner_tags" hold the flat view that token classification wants, with IOB2 tags;
// "spans" holds every annotation of the text by code points. Tags are strings: as
// numbers they have names only beside a declaration of features
// (https://huggingface.co/docs/datasets/about_dataset_features).
package hfjsonl

import (
	"io"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
)

// Format is Hugging Face JSONL.
var Format = format.Format{
	Name: "hf-jsonl", Title: "Hugging Face JSONL", Extension: ".jsonl", Media: "application/x-ndjson",
	Endings: []string{".jsonl", ".json"},
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, Chains: true,
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

type writer struct{ lines jsonfile.Lines }

func (w writer) Close() error { return nil }

func (w writer) Write(it format.Item) ([]format.Loss, error) {
	row := RowOf(it)
	// No field is ever left out, since a column must be of one type in all rows.
	return nil, w.lines.Add(jsonfile.Record{
		{Key: "id", Value: row.ID}, {Key: "source", Value: row.Source}, {Key: "title", Value: row.Title},
		{Key: "tokens", Value: jsonfile.Each(row.Tokens())}, {Key: "ner_tags", Value: tagsOf(row)},
		{Key: "text", Value: row.Text}, {Key: "spans", Value: spansOf(row)},
		{Key: "labels", Value: jsonfile.Each(row.Labels())}, {Key: "links", Value: jsonfile.Each(row.Links())},
		{Key: "meta", Value: row.Meta},
	})
}

func tagsOf(row Row) jsonfile.List {
	return func(yield func(any, error) bool) {
		for letter, label := range row.Tags() {
			tag := string(letter)
			if letter != 'O' {
				tag += "-" + label
			}
			if !yield(tag, nil) {
				return
			}
		}
	}
}

func spansOf(row Row) jsonfile.List {
	return func(yield func(any, error) bool) {
		for s, err := range row.Spans() {
			if !yield(s, err) {
				return
			}
		}
	}
}

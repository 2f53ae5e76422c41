// Package doccano reads and writes the JSON Lines of doccano, as its
// data_import and data_export packages define them
// (https://github.com/doccano/doccano). doccano has projects with and without
// relations, and reads other fields in each: "label" with [start, end, name], or
// "entities" and "relations" with objects. Each document is written with both, so
// that a project of either kind takes it.
//
// Offsets count UTF-16 units, as doccano's page does unless a project counts
// grapheme clusters. A file does not say which, nor does it quote its spans:
// where the two differ a document says so among what was not read, and In gives
// the format in another unit. Comments are notes on the document; other fields are
// kept, and come out again under "meta".
package doccano

import (
	"fmt"
	"io"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is doccano JSONL.
var Format = in(format.UTF16)

func in(unit format.Unit) format.Format {
	return format.Format{
		Name: "doccano", Title: "doccano JSONL", Extension: ".jsonl", Media: "application/x-ndjson",
		Endings: []string{".jsonl", ".json"},
		Can: format.Can{
			Text: true, Controls: true, Titles: true, Meta: true, Overlap: true, Whole: true, Links: true, Across: true,
			SubToken: true, AnyLabel: true, Comments: true,
		},
		Unit:      unit,
		In:        in,
		Detect:    detect,
		NewWriter: func(w io.Writer) format.Writer { return writer{jsonfile.Lines{W: w}, unit} },
		Read:      read(unit),
	}
}

// detect knows doccano by its objects; bare lists of labels others have too.
func detect(name string, head []byte) format.Likelihood {
	fields := format.HeadFields(head)
	switch {
	case fields.HasAny("entities.start_offset", "label.start_offset"), fields.Has("label", "entities", "relations"):
		return format.Certain
	case fields.HasAny("label", "labels", "cats") && !fields.HasAny("label.start", "spans", "tokens", "ents", "from", "messages", "data"):
		return format.Likely
	}
	return format.Never
}

// commentsKey is the field with comments: texts or, in a project with relations,
// objects. Its importer takes neither.
const commentsKey = "Comments"

type entity struct {
	ID    int    `json:"id"`
	Label string `json:"label"`
	Start int    `json:"start_offset"`
	End   int    `json:"end_offset"`
}

type relation struct {
	ID   int    `json:"id"`
	From int    `json:"from_id"`
	To   int    `json:"to_id"`
	Type string `json:"type"`
}

// record has all fields always: doccano reads a file as a table, and what is missing
// in one row of it is a NaN that its database refuses.
type record struct {
	ID        string          `json:"id"`
	Title     string          `json:"title"`
	Label     [][3]any        `json:"label"`
	Entities  []entity        `json:"entities"`
	Relations []relation      `json:"relations"`
	Cats      []string        `json:"cats"`
	Comments  []string        `json:"Comments"`
	Meta      jsonfile.Object `json:"meta"`
	Text      string          `json:"text"` // last, so that the head of a file tells what it is
}

type writer struct {
	lines jsonfile.Lines
	unit  format.Unit
}

func (w writer) Close() error { return nil }

func (w writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	var losses []format.Loss
	prover := place.NewProver(d.Text, w.unit)
	labels, cats, comments := [][3]any{}, []string{}, []string{}
	entities, relations := []entity{}, []relation{}
	number := map[annotations.AnnotationID]int{}
	var links []annotations.Entry
	for _, e := range it.Entries {
		switch {
		case format.IsComment(e):
			comments = append(comments, e.Note)
		case !e.Target.From.IsZero():
			links = append(links, e)
		case len(e.Target.Parts) == 0:
			cats = append(cats, string(e.Label))
		case len(e.Target.Parts) > 1:
			losses = append(losses, format.LossOf(it, e, format.Dropped, format.NoParts))
		default:
			start, end, _, err := prover.Span(e.Target.Parts[0])
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			number[e.ID] = len(entities)
			entities = append(entities, entity{len(entities), string(e.Label), start, end})
			labels = append(labels, [3]any{start, end, string(e.Label)})
		}
	}
	for _, e := range links {
		from, ok := number[e.Target.From]
		to, both := number[e.Target.To]
		if !ok || !both {
			losses = append(losses, format.LossOf(it, e, format.Dropped, format.NoEnd))
			continue
		}
		relations = append(relations, relation{len(relations), from, to, string(e.Label)})
	}
	free := build.Free(d)
	if free == nil {
		free = jsonfile.Object{}
	}
	rec := record{
		Text: d.Text, ID: build.SourceOf(it), Title: d.Title, Label: labels, Entities: entities, Relations: relations,
		Cats: cats, Comments: comments, Meta: free,
	}
	return losses, w.lines.Add(rec)
}

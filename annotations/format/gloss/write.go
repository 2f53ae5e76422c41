package gloss

import (
	"encoding/json"
	"fmt"
	"io"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Format is gloss JSON Lines.
var Format = format.Format{
	Name: "gloss", Aliases: []string{"jsonl"}, Title: "Gloss JSON Lines", Extension: ".jsonl", Media: "application/x-ndjson",
	Endings: []string{".jsonl", ".json", ".ndjson"},
	Can: format.Can{
		Text: true, Controls: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true, Links: true, Chains: true,
		Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true,
		Notes: true, Attributes: true, Work: true,
	},
	Unit:      format.CodePoint,
	Detect:    detect,
	NewWriter: func(w io.Writer) format.Writer { return writer{w} },
	Read:      read,
}

// detect finds documents with spans. Text alone, which other programs write
// too, is read as this format when nothing tells another.
func detect(name string, head []byte) format.Likelihood {
	fields := format.HeadFields(head)
	switch {
	case fields.Has("text", "spans.label", "spans.start", "spans.end"), fields.Has("text", "spans", "title", "id"):
		return format.Likely
	case fields.Has("text"), format.HasEnding(name, ".jsonl", ".json", ".ndjson"):
		return format.Possible
	}
	return format.Never
}

type writer struct{ w io.Writer }

func (w writer) Close() error { return nil }

func (w writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	rec := record{ID: d.ID.String(), Source: d.Source, Title: d.Title, Text: d.Text, Spans: []span{}, Meta: d.Meta}
	index := text.NewIndex(d.Text)
	points := []rune(d.Text) // to prove the offsets independently of the index
	for _, e := range it.Entries {
		at := e.At
		s := span{ID: e.ID.String(), Label: string(e.Label), By: string(e.By), At: &at, Note: e.Note}
		for _, v := range e.Values {
			s.Attributes = append(s.Attributes, value{string(v.Attribute), v.Text})
		}
		switch {
		case len(e.Target.Parts) > 0:
			if err := s.place(index, points, e); err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			rec.Spans = append(rec.Spans, s)
		case !e.Target.From.IsZero():
			s.From, s.To = e.Target.From.String(), e.Target.To.String()
			rec.Links = append(rec.Links, s)
		default:
			rec.Labels = append(rec.Labels, s)
		}
	}
	enc := json.NewEncoder(w.w)
	enc.SetEscapeHTML(false)
	return nil, enc.Encode(rec)
}

// place writes the offsets of an entry, each stretch sliced again.
func (s *span) place(index *text.Index, points []rune, e annotations.Entry) error {
	quote := ""
	for i, p := range e.Target.Parts {
		start, err := index.PointAt(p.Start)
		if err != nil {
			return err
		}
		end, err := index.PointAt(p.End)
		if err != nil {
			return err
		}
		want, err := index.Slice(p)
		if err != nil {
			return err
		}
		if got := string(points[start:end]); got != want {
			return fmt.Errorf("code points %d to %d are %q, not %q", start, end, got, want)
		}
		if i > 0 {
			quote += " "
		}
		quote += want
		s.Parts = append(s.Parts, [2]int{int(start), int(end)})
	}
	s.Start, s.End, s.Text = &s.Parts[0][0], &s.Parts[len(s.Parts)-1][1], &quote
	if len(e.Target.Parts) == 1 {
		first, last := s.Parts[0][0], s.Parts[0][1]
		s.Start, s.End, s.Parts = &first, &last, nil
	}
	return nil
}

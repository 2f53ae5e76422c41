// Package prodigy reads and writes the JSON Lines of Prodigy
// (https://prodi.gy/docs/api-interfaces): tasks with spans by code points, which
// also name their first and their last token, and relations between tokens. Each
// person's answer is a task of its own.
//
// Tokens are made anew when a task is written: those of a file are not kept. They
// are cut where a span begins or ends, so that every span has its tokens.
// Notes and attributes are fields of spans and relations, and of accepted options
// in "accept_said". Answers other than "accept" are no annotations; their tasks are kept and come
// out as they were.
package prodigy

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/cover"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
	"gloss/annotations/text"
)

// Format is Prodigy JSONL.
var Format = format.Format{
	Name: "prodigy", Title: "Prodigy JSONL", Extension: ".jsonl", Media: "application/x-ndjson",
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Whole: true, Links: true,
		Authors: true, SubToken: true, AnyLabel: true, Notes: true, Attributes: true,
	},
	Unit:      format.CodePoint,
	Detect:    detect,
	NewWriter: func(w io.Writer) format.Writer { return writer{jsonfile.Lines{W: w}} },
	Read:      read,
}

func detect(_ string, head []byte) format.Likelihood {
	fields := format.HeadFields(head)
	switch {
	case fields.HasAny("_view_id", "_task_hash", "_input_hash", "spans.token_start"):
		return format.Certain
	case fields.Has("text", "spans", "answer"):
		return format.Likely
	}
	return format.Never
}

type span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	First int    `json:"token_start"`
	Last  int    `json:"token_end"` // included
	Label string `json:"label"`
	// Index is the number of the span, where another one has the same place and
	// label.
	Index *int `json:"index,omitempty"`
}

type token struct {
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	ID    int    `json:"id"`
	Blank bool   `json:"ws"`
}

type option struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type writer struct{ lines jsonfile.Lines }

func (w writer) Close() error { return nil }

func (w writer) Write(it format.Item) ([]format.Loss, error) {
	within := build.Within(it.Entries, 1)
	layers, losses := build.Records(it, func(e annotations.Entry) string {
		switch {
		case !e.Target.From.IsZero():
			return within(e)
		case len(e.Target.Parts) > 1:
			return format.NoParts
		}
		return ""
	})
	prover := place.NewProver(it.Document.Text, format.CodePoint)
	for _, l := range layers {
		if err := w.layer(it, l, prover); err != nil {
			return nil, err
		}
	}
	return losses, nil
}

// layer writes the task that one person answered.
func (w writer) layer(it format.Item, l build.Layer, prover *place.Prover) error {
	var stretches []text.Span
	for _, e := range l.Entries {
		if len(e.Target.Parts) == 1 {
			stretches = append(stretches, e.Target.Parts[0])
		}
	}
	body := it.Document.Text
	covers := cover.Tokens(body, stretches)
	tokens := jsonfile.ListOf(covers, func(i int, t cover.Token) (any, error) {
		start, end, quote, err := prover.Span(t.Span)
		if err != nil {
			err = fmt.Errorf("document %v, token %d: %w", it.Document.ID, i, err)
		}
		return token{quote, start, end, i, t.Blank}, err
	})
	free, of := build.Meta(it.Document)
	var spans []annotations.Entry
	whole := []string{}
	var about []*build.Said // of each of the whole
	at, twins := map[annotations.AnnotationID]span{}, map[span]bool{}
	var links []annotations.Entry
	for _, e := range l.Entries {
		switch {
		case !e.Target.From.IsZero():
			links = append(links, e)
		case len(e.Target.Parts) == 0:
			whole = append(whole, string(e.Label))
			about = append(about, build.SaidBy(e.Annotation))
		default:
			start, end, _, err := prover.Span(e.Target.Parts[0])
			if err != nil {
				return fmt.Errorf("document %v, span %v: %w", it.Document.ID, e.ID, err)
			}
			first, last := cover.Find(covers, e.Target.Parts[0])
			s := span{start, end, first, last, string(e.Label), nil}
			if n := len(spans); twins[s] {
				s.Index = &n
			} else {
				twins[s] = true
			}
			at[e.ID] = s
			spans = append(spans, e)
		}
	}
	task := map[string]any{"text": body, "tokens": tokens, "_view_id": "spans_manual"}
	task["spans"] = jsonfile.ListOf(spans, func(_ int, e annotations.Entry) (any, error) {
		s, part := at[e.ID], e.Target.Parts[0]
		o := map[string]any{"start": s.Start, "end": s.End, "token_start": s.First, "token_end": s.Last, "label": s.Label, "text": body[part.Start:part.End]}
		return withFields(said(o, e), of[e.ID.String()]), nil
	})
	if len(links) > 0 {
		task["_view_id"] = "relations"
		task["relations"] = jsonfile.ListOf(links, func(_ int, e annotations.Entry) (any, error) {
			head, child := at[e.Target.From], at[e.Target.To]
			// A relation is between the last tokens of its spans.
			r := map[string]any{"head": head.Last, "child": child.Last, "head_span": head, "child_span": child, "label": string(e.Label)}
			return withFields(said(r, e), of[e.ID.String()]), nil
		})
	}
	if len(whole) > 0 {
		task["accept"], task["options"] = whole, options(whole)
	}
	if slices.ContainsFunc(about, func(s *build.Said) bool { return s != nil }) {
		task[acceptSaid] = about
	}
	return w.lines.Add(jsonfile.Sorted(finish(task, it, l, free)))
}

// acceptSaid is the field with what is said of each accepted option; null of one of
// which nothing is.
const acceptSaid = "accept_said"

// said adds the note and the values of an annotation.
func said(o map[string]any, e annotations.Entry) map[string]any {
	if s := build.SaidBy(e.Annotation); s != nil {
		if s.Note != "" {
			o["note"] = s.Note
		}
		if s.Attributes != nil {
			o["attributes"] = s.Attributes
		}
	}
	return o
}

// withFields adds the fields that a span or a relation came with.
func withFields(o map[string]any, fields jsonfile.Object) map[string]any {
	for k, v := range fields {
		if _, taken := o[k]; !taken {
			o[k] = v
		}
	}
	return o
}

func options(names []string) (all []option) {
	for _, n := range names {
		if o := (option{n, n}); !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	return all
}

// finish adds to a task what is not of its annotations. Fields that were kept go
// where they were: those that are Prodigy's beside the text, others into "meta".
func finish(task map[string]any, it format.Item, l build.Layer, free jsonfile.Object) map[string]any {
	if id := build.SourceOf(it); id != "" {
		task["id"] = id
	}
	if it.Document.Title != "" {
		task["title"] = it.Document.Title
	}
	if l.By != "" {
		task["_annotator_id"] = string(l.By)
	}
	task["answer"] = "accept"
	if raw, ok := free["answer"]; ok && len(l.Entries) == 0 {
		// A rejected or ignored task comes out as it came in.
		for _, key := range []string{"spans", "relations", "accept", "options", "label"} {
			if raw, ok := free[key]; ok {
				task[key] = raw
				delete(free, key)
			}
		}
		task["answer"] = raw
		delete(free, "answer")
	}
	meta := map[string]any{}
	for k, v := range free {
		if _, taken := task[k]; !taken && isTask(k) || k == "options" || k == "_view_id" {
			task[k] = v
		} else {
			meta[k] = v
		}
	}
	if len(meta) > 0 {
		task["meta"] = meta
	}
	return task
}

// isTask tells the fields of a task from those of its "meta".
func isTask(key string) bool {
	return strings.HasPrefix(key, "_") || slices.Contains([]string{"options", "accept", "config", "html", "image", "field_id", "user_input", "priority"}, key)
}

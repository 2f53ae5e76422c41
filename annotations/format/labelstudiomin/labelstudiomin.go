// Package labelstudiomin writes and reads Label Studio's JSON-MIN
// (https://labelstud.io/guide/export#JSON-MIN): an array with one object for each
// annotation of a task, that is for each person, with the task's data beside the
// controls. Links and the IDs of spans have no place in it. Objects that follow each
// other with the same ID and text are read as one document. Notes and values of
// attributes are fields of a span, which other readers pass over; read are, besides,
// those of controls about regions, where the place of a region tells which.
//
// The controls are those of package labelstudio: "label" for spans, "document"
// for the text as a whole.
package labelstudiomin

import (
	"fmt"
	"io"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is Label Studio JSON-MIN.
var Format = format.Format{
	Name: "labelstudio-min", Title: "Label Studio JSON-MIN", Extension: ".json", Media: "application/json",
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Whole: true,
		Authors: true, SubToken: true, AnyLabel: true, Notes: true, Attributes: true,
	},
	Unit:      format.CodePoint,
	Detect:    detect,
	NewWriter: func(w io.Writer) format.Writer { return &writer{jsonfile.Array{W: w}} },
	Read:      read,
}

func detect(name string, head []byte) format.Likelihood {
	fields := format.HeadFields(head)
	switch {
	case fields.HasAny("annotation_id", "annotator") && !fields.Has("annotations"):
		return format.Certain
	case fields.Array && fields.Has("label.labels", "label.start"):
		return format.Likely
	}
	return format.Never
}

type span struct {
	Start  int      `json:"start"`
	End    int      `json:"end"`
	Text   string   `json:"text"`
	Labels []string `json:"labels"`
	*build.Said
}

// choices are the labels of the text as a whole, and what is said of some of them.
type choices struct {
	Choices []string `json:"choices"`
	Said    []choice `json:"said,omitempty"`
}

type choice struct {
	Choice int `json:"choice"` // which of them, from 0
	*build.Said
}

type writer struct{ objects jsonfile.Array }

func (w *writer) Close() error { return w.objects.Close() }

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	prover := place.NewProver(it.Document.Text, format.CodePoint)
	layers, losses := build.Records(it, lost)
	for _, l := range layers {
		if err := w.layer(it, l, prover); err != nil {
			return nil, err
		}
	}
	return losses, nil
}

// layer writes what one person or model found.
func (w *writer) layer(it format.Item, l build.Layer, prover *place.Prover) error {
	d := it.Document
	spans, whole := []span{}, choices{}
	var last time.Time
	for _, e := range l.Entries {
		switch {
		case len(e.Target.Parts) == 0:
			if said := build.SaidBy(e.Annotation); said != nil {
				whole.Said = append(whole.Said, choice{len(whole.Choices), said})
			}
			whole.Choices = append(whole.Choices, string(e.Label))
		default:
			start, end, quote, err := prover.Span(e.Target.Parts[0])
			if err != nil {
				return fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			spans = append(spans, span{start, end, quote, []string{string(e.Label)}, build.SaidBy(e.Annotation)})
		}
		if e.At.After(last) {
			last = e.At
		}
	}
	o := map[string]any{"text": d.Text, "label": spans}
	if id := build.SourceOf(it); id != "" {
		o["id"] = id
	}
	if d.Title != "" {
		o["title"] = d.Title
	}
	if len(whole.Choices) > 0 {
		o["document"] = whole
	}
	if l.By != "" {
		o["annotator"] = string(l.By)
	}
	if !last.IsZero() {
		o["updated_at"] = last
	}
	build.Spread(o, build.Free(d))
	return w.objects.Add(o)
}

func lost(e annotations.Entry) string {
	switch {
	case !e.Target.From.IsZero():
		return format.NoLinks
	case len(e.Target.Parts) > 1:
		return format.NoParts
	}
	return ""
}

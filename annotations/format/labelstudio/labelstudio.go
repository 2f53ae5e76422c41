// Package labelstudio reads and writes the tasks of Label Studio as JSON
// (https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks):
// an array of tasks, each with the annotations of one or several people and the
// predictions of models. Offsets count code points, as the editor does since
// 2021; in older files they count UTF-16 units, which the quoted texts tell.
//
// A file goes with a labelling configuration that names its controls. What is
// written here goes with <Text name="text" value="$text"/>, <Labels name="label"
// toName="text"> and <Choices name="document" toName="text" choice="multiple">.
// An attribute of regions is a <TextArea name="ATTRIBUTE" toName="text"
// perRegion="true"/>; the note of a region is where Label Studio keeps its own.
// Who made a region and when is in its "meta", since an import refuses people
// whom it does not know.
package labelstudio

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is Label Studio JSON.
var Format = format.Format{
	Name: "labelstudio", Title: "Label Studio JSON", Extension: ".json", Media: "application/json",
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Whole: true, Links: true,
		Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true, Notes: true, Attributes: true, Work: true,
	},
	Unit:   format.CodePoint,
	Detect: detect,
	NewWriter: func(w io.Writer) format.Writer {
		return &writer{jsonfile.Array{W: w}}
	},
	Read: read,
}

func detect(name string, head []byte) format.Likelihood {
	fields := format.HeadFields(head)
	switch {
	case fields.HasAny("annotations.result", "predictions.result", "completions.result"):
		return format.Certain
	case fields.Has("data.text"):
		return format.Likely
	}
	return format.Never
}

type result struct {
	ID        string           `json:"id,omitempty"`
	FromName  string           `json:"from_name,omitempty"`
	ToName    string           `json:"to_name,omitempty"`
	Type      string           `json:"type"`
	FromID    string           `json:"from_id,omitempty"`
	ToID      string           `json:"to_id,omitempty"`
	Direction string           `json:"direction,omitempty"`
	Labels    []string         `json:"labels,omitempty"`
	Value     map[string]any   `json:"value,omitempty"`
	Meta      *regionMeta      `json:"meta,omitempty"`
	Score     *json.RawMessage `json:"score,omitempty"`
}

// regionMeta is what we add to a region.
type regionMeta struct {
	ID string `json:"id,omitempty"` // of a link, which has none in Label Studio
	// Attributes are the values of those about a link or the whole text, of which
	// Label Studio has none. Those of a region are controls of their own.
	Attributes map[string]any  `json:"attributes,omitempty"`
	By         string          `json:"by,omitempty"`
	At         *time.Time      `json:"at,omitempty"`
	Text       json.RawMessage `json:"text,omitempty"` // the note of a region, as Label Studio keeps it
	Fields     jsonfile.Object `json:"fields,omitempty"`
}

type writer struct{ tasks jsonfile.Array }

func (w *writer) Close() error { return w.tasks.Close() }

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	free, of := build.Meta(d)
	data := map[string]any{"text": d.Text}
	if d.Title != "" {
		data["title"] = d.Title
	}
	if d.Source != "" {
		data["source"] = d.Source
	}
	task := map[string]any{"data": data}
	if !d.ID.IsZero() {
		data["id"] = d.ID.String()
	}
	var kept struct {
		Task        jsonfile.Object
		Annotations []json.RawMessage
	}
	if raw, ok := free[taskField]; ok && json.Unmarshal(raw, &kept) == nil {
		delete(free, taskField)
		for k, v := range kept.Task {
			task[k] = v
		}
	}
	build.Spread(data, free)
	results, losses, err := results(it, of)
	if err != nil {
		return nil, err
	}
	annotated, predicted := []any{}, []any{}
	for _, l := range build.Layers(it.Entries) {
		regions := []result{}
		for _, e := range l.Entries {
			regions = append(regions, results[e.ID]...)
		}
		if model, ok := build.Model(l.By); ok {
			predicted = append(predicted, map[string]any{"model_version": model, "result": regions})
		} else {
			annotated = append(annotated, map[string]any{"result": regions})
		}
	}
	for _, a := range kept.Annotations {
		annotated = append(annotated, a)
	}
	task["annotations"] = annotated
	if len(predicted) > 0 {
		task["predictions"] = predicted
	}
	return losses, w.tasks.Add(task)
}

// results are those of each annotation.
func results(it format.Item, of map[string]jsonfile.Object) (map[annotations.AnnotationID][]result, []format.Loss, error) {
	var losses []format.Loss
	all := map[annotations.AnnotationID][]result{}
	prover := place.NewProver(it.Document.Text, format.CodePoint)
	var links []annotations.Entry
	for _, e := range it.Entries {
		r := result{ID: e.ID.String(), ToName: "text", Meta: metaOf(e)}
		fields := of[e.ID.String()]
		var attributes []result
		switch {
		case !e.Target.From.IsZero():
			links = append(links, e)
			continue
		case len(e.Target.Parts) == 0:
			r.FromName, r.Type = "document", "choices"
			r.Value = map[string]any{"choices": []string{string(e.Label)}}
		case len(e.Target.Parts) > 1:
			losses = append(losses, format.LossOf(it, e, format.Dropped, format.NoParts))
			continue
		default:
			start, end, quote, err := prover.Span(e.Target.Parts[0])
			if err != nil {
				return nil, nil, fmt.Errorf("document %v, span %v: %w", it.Document.ID, e.ID, err)
			}
			r.FromName, r.Type = "label", "labels"
			r.Value = map[string]any{"start": start, "end": end, "text": quote, "labels": []string{string(e.Label)}}
			fields, attributes = controls(fields, r, start, end, quote)
			attributes = append(attributes, values(e, r, start, end)...)
		}
		if len(e.Target.Parts) == 0 {
			r.Meta.Attributes = build.Attributes(e.Values)
		}
		fields = note(&r, fields)
		r.Meta.Fields = fields
		all[e.ID] = append([]result{r}, attributes...)
	}
	// Label Studio shows the annotations of one person, and links its regions alone.
	within := build.Within(it.Entries, 1)
	for _, e := range links {
		if why := within(e); why != "" {
			losses = append(losses, format.LossOf(it, e, format.Dropped, why))
			continue
		}
		r := result{
			Type: "relation", FromID: e.Target.From.String(), ToID: e.Target.To.String(), Direction: "right",
			Labels: []string{string(e.Label)}, Meta: metaOf(e),
		}
		r.Meta.ID, r.Meta.Fields, r.Meta.Attributes = e.ID.String(), of[e.ID.String()], build.Attributes(e.Values)
		all[e.ID] = []result{r}
	}
	return all, losses, nil
}

func metaOf(e annotations.Entry) *regionMeta {
	m := &regionMeta{By: string(e.By)}
	if e.Note != "" {
		m.Text, _ = jsonfile.Marshal([]string{e.Note})
	}
	if !e.At.IsZero() {
		m.At = &e.At
	}
	return m
}

// note gives a region the note and the score that it came with, and returns the
// other fields.
func note(r *result, fields jsonfile.Object) jsonfile.Object {
	var rest jsonfile.Object
	for k, v := range fields {
		switch k {
		case "note":
			r.Meta.Text = v
		case "score":
			r.Score = &v
		default:
			if rest == nil {
				rest = jsonfile.Object{}
			}
			rest[k] = v
		}
	}
	return rest
}

// Package argilla reads and writes records of Argilla as its Dataset.records
// exports and imports them as JSON: an array of records with fields, responses of
// people and suggestions of models. Written are the questions "spans" (a
// SpanQuestion that allows overlaps, about the field "text") and "labels" (a
// MultiLabelQuestion). Read are these, whatever their names, in the nested shape
// of Argilla 2, in its flat one, and the token classification of Argilla 1.
//
// Offsets count code points, as the server does; the page counts UTF-16 units,
// and nothing in a record proves which it was. A span takes no fields of its own, so
// that notes and attributes are in the metadata of the record, as JSON. A user's ID is a UUID: a name of
// another kind is there too.
package argilla

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/google/uuid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is Argilla records.
var Format = in(format.CodePoint)

func in(unit format.Unit) format.Format {
	return format.Format{
		Name: "argilla", Title: "Argilla records", Extension: ".json", Media: "application/json",
		Endings: []string{".json", ".jsonl"},
		Can: format.Can{
			Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Whole: true, Authors: true,
			SubToken: true, AnyLabel: true, Notes: true, Attributes: true,
		},
		Unit:      unit,
		In:        in,
		Detect:    detect,
		NewWriter: func(w io.Writer) format.Writer { return &writer{jsonfile.Array{W: w}, unit} },
		Read:      read(unit),
	}
}

func detect(_ string, head []byte) format.Likelihood {
	switch fields := format.HeadFields(head); {
	case fields.Has("fields", "responses"), fields.Has("fields", "suggestions"), fields.HasAny("fields.text", "spans.responses", "spans.suggestion"):
		return format.Certain
	case fields.Has("text", "tokens", "annotation"), fields.Has("text", "tokens", "prediction"):
		return format.Likely
	}
	return format.Never
}

type span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Label string `json:"label"`
}

type response struct {
	Value any    `json:"value"`
	ID    string `json:"user_id"`
}

type suggestion struct {
	Value any       `json:"value"`
	Agent string    `json:"agent"`
	Score []float64 `json:"score,omitempty"` // of each value
}

// The metadata, as JSON, with what annotations say beside their labels, and with the
// names of the users.
const (
	saidKey  = "gloss.said"
	usersKey = "gloss.users"
)

// said is what the annotation with this place in an answer to a question says.
type said struct {
	Question string `json:"question"`
	By       string `json:"by"`
	Index    int    `json:"index"`
	build.Said
}

type writer struct {
	records jsonfile.Array
	unit    format.Unit
}

func (w *writer) Close() error { return w.records.Close() }

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	prover := place.NewProver(d.Text, w.unit)
	var losses []format.Loss
	_, of := build.Meta(d)
	var notes []said
	names := map[string]string{} // of users, by their IDs
	responses, suggestions := map[string][]response{}, map[string]any{}
	for _, l := range build.Layers(it.Entries) {
		spans, whole := []span{}, []string{}
		var scores []float64
		model, isModel := build.Model(l.By)
		for _, e := range l.Entries {
			reason := lost(e)
			// A question takes one suggestion; a second model has no place.
			question := map[bool]string{true: "labels", false: "spans"}[len(e.Target.Parts) == 0]
			if reason == "" && isModel && suggestions[question] != nil {
				reason = "a record has one suggestion for a question, and another model made it"
			}
			if reason != "" {
				losses = append(losses, format.LossOf(it, e, format.Dropped, reason))
				continue
			}
			if s := build.SaidBy(e.Annotation); s != nil {
				at := len(spans)
				if question == "labels" {
					at = len(whole)
				}
				notes = append(notes, said{question, string(l.By), at, *s})
			}
			if len(e.Target.Parts) == 0 {
				whole = append(whole, string(e.Label))
				continue
			}
			start, end, _, err := prover.Span(e.Target.Parts[0])
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			spans = append(spans, span{start, end, string(e.Label)})
			var score float64
			if json.Unmarshal(of[e.ID.String()]["score"], &score) == nil {
				scores = append(scores, score)
			}
		}
		for question, value := range map[string]any{"spans": spans, "labels": whole} {
			if question == "labels" && len(whole) == 0 || question == "spans" && len(spans) == 0 {
				continue
			}
			if isModel {
				s := suggestion{Value: value, Agent: model}
				if question == "spans" && len(scores) == len(spans) {
					s.Score = scores
				}
				suggestions[question] = s
			} else {
				id, name := user(l.By)
				if name != "" {
					names[id] = name
				}
				responses[question] = append(responses[question], response{value, id})
			}
		}
	}
	metadata := map[string]any{}
	if d.Title != "" {
		metadata["title"] = d.Title
	}
	for k, v := range build.Free(d) {
		if _, taken := metadata[k]; taken {
			k = "meta." + k
		}
		metadata[k] = v
	}
	// A value of metadata is one text.
	if len(notes) > 0 {
		b, err := jsonfile.Marshal(notes)
		if err != nil {
			return nil, err
		}
		metadata[saidKey] = string(b)
	}
	if len(names) > 0 {
		b, err := jsonfile.Marshal(names)
		if err != nil {
			return nil, err
		}
		metadata[usersKey] = string(b)
	}
	return losses, w.records.Add(map[string]any{
		"id": build.SourceOf(it), "fields": map[string]string{"text": d.Text}, "metadata": metadata,
		"responses": responses, "suggestions": suggestions,
	})
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

// user is an author as Argilla names one: by a UUID.
func user(by annotations.Author) (id, name string) {
	if _, err := uuid.Parse(string(by)); err == nil && len(by) == 36 {
		return string(by), ""
	}
	return annotations.NameID[annotations.Author](uuid.NameSpaceOID, "argilla", string(by)).String(), string(by)
}

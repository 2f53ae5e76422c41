package format

import (
	"encoding/json"
	"fmt"

	"gloss/annotations"
)

// fieldsOf is the field of Document.Meta under which fields of single annotations
// are kept, by their IDs: readers put there what they have no other place for, and
// writers that have one write it out again.
const fieldsOf = "annotationFields"

// WithScores returns a document that says how sure a model is of annotations, from
// 0 to 1. Label Studio, Prodigy and Argilla have a place for it; in other formats it
// stays among what is kept of the document, as far as they keep that.
func WithScores(d annotations.Document, scores map[annotations.AnnotationID]float64) (annotations.Document, error) {
	if len(scores) == 0 {
		return d, nil
	}
	meta := map[string]json.RawMessage{}
	if len(d.Meta) > 0 {
		if err := json.Unmarshal(d.Meta, &meta); err != nil {
			meta = map[string]json.RawMessage{"meta": d.Meta} // no object: kept beside
		}
	}
	of := map[string]map[string]any{}
	if raw, ok := meta[fieldsOf]; ok {
		if err := json.Unmarshal(raw, &of); err != nil {
			return d, fmt.Errorf("document %v: %s: %w", d.ID, fieldsOf, err)
		}
	}
	for id, score := range scores {
		if of[id.String()] == nil {
			of[id.String()] = map[string]any{}
		}
		of[id.String()]["score"] = score
	}
	raw, err := json.Marshal(of)
	if err != nil {
		return d, err
	}
	meta[fieldsOf] = raw
	d.Meta, err = json.Marshal(meta)
	return d, err
}

package labelstudio

import (
	"encoding/json"
	"maps"
	"slices"

	"gloss/annotations"
	"gloss/annotations/format/internal/jsonfile"
)

// attribute is the value of a control about a region: a further result with the
// region's ID. It is kept among the region's fields under the control's name.
type attribute struct {
	Control string          `json:"labelstudio"` // the type: choices, textarea, rating, …
	Value   json.RawMessage `json:"value"`
	Meta    json.RawMessage `json:"meta,omitempty"`
}

// keyOf is the field of a result with what a control says: its own name, but for a
// text area, which has its texts where a label has its quote.
func keyOf(control string) string {
	if control == "textarea" {
		return "text"
	}
	return control
}

// values are the values of attributes as results beside a region: a control for
// each attribute, of free text, since a configuration that lists choices may not
// have them all.
func values(e annotations.Entry, region result, start, end int) (results []result) {
	for _, v := range e.Values {
		if n := len(results); n > 0 && results[n-1].FromName == string(v.Attribute) {
			texts := results[n-1].Value[keyOf("textarea")].([]string)
			results[n-1].Value[keyOf("textarea")] = append(texts, v.Text)
			continue
		}
		results = append(results, result{
			ID: region.ID, FromName: string(v.Attribute), ToName: region.ToName, Type: "textarea",
			Value: map[string]any{"start": start, "end": end, keyOf("textarea"): []string{v.Text}},
		})
	}
	return results
}

// controls writes the attributes among the fields as results beside a region,
// and returns the other fields.
func controls(fields jsonfile.Object, region result, start, end int, quote string) (rest jsonfile.Object, results []result) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		var a attribute
		if json.Unmarshal(fields[name], &a) != nil || a.Control == "" || a.Control == "relation" || len(a.Value) == 0 {
			if rest == nil {
				rest = jsonfile.Object{}
			}
			rest[name] = fields[name]
			continue
		}
		value := map[string]any{"start": start, "end": end, "text": quote}
		value[keyOf(a.Control)] = a.Value
		results = append(results, result{ID: region.ID, FromName: name, ToName: region.ToName, Type: a.Control, Value: value})
	}
	return rest, results
}

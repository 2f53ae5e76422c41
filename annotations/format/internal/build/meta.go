package build

import (
	"encoding/json"

	"gloss/annotations"
	"gloss/annotations/format/internal/jsonfile"
)

// fieldsOf is the field of Document.Meta that holds what was not understood of
// single annotations, by their IDs: attributes, scores, notes. A format that
// has a place for them writes them out again.
const fieldsOf = "annotationFields"

func joinMeta(free jsonfile.Object, of map[annotations.AnnotationID]jsonfile.Object) (json.RawMessage, error) {
	all := map[string]any{}
	for k, v := range free {
		all[k] = v
	}
	if len(of) > 0 {
		fields := map[string]jsonfile.Object{}
		for id, o := range of {
			fields[id.String()] = o
		}
		all[fieldsOf] = fields
	}
	if len(all) == 0 {
		return nil, nil
	}
	return jsonfile.Marshal(all)
}

// Meta takes apart what was kept of a document: its own fields, and those of its
// annotations by their IDs. What is not of that shape stays a field.
func Meta(d annotations.Document) (free jsonfile.Object, of map[string]jsonfile.Object) {
	if len(d.Meta) == 0 {
		return jsonfile.Object{}, nil
	}
	free, err := jsonfile.ParseObject(d.Meta)
	if err != nil {
		return jsonfile.Object{"meta": d.Meta}, nil
	}
	if json.Unmarshal(free[fieldsOf], &of) == nil {
		delete(free, fieldsOf)
	}
	return free, of
}

// Free is what was kept of a document, for formats without a place for fields of
// single annotations: those stay together, by the IDs of the annotations.
func Free(d annotations.Document) jsonfile.Object {
	if len(d.Meta) == 0 {
		return nil
	}
	free, err := jsonfile.ParseObject(d.Meta)
	if err != nil {
		return jsonfile.Object{"meta": d.Meta}
	}
	return free
}

// Spread puts kept fields beside those that a format writes itself. One whose
// name is taken goes under "meta".
func Spread(into map[string]any, free jsonfile.Object) {
	var clash jsonfile.Object
	for k, v := range free {
		if _, taken := into[k]; taken || k == "meta" {
			if clash == nil {
				clash = jsonfile.Object{}
			}
			clash[k] = v
			continue
		}
		into[k] = v
	}
	if clash != nil {
		into["meta"] = clash
	}
}

// Unspread is the way back: fields under "meta" are beside the others again.
func Unspread(o jsonfile.Object) jsonfile.Object {
	raw, ok := o["meta"]
	if !ok || jsonfile.Kind(raw) != '{' {
		return o
	}
	inner, err := jsonfile.ParseObject(raw)
	if err != nil {
		return o
	}
	delete(o, "meta")
	left := jsonfile.Object{}
	for k, v := range inner {
		if _, taken := o[k]; taken || k == "meta" {
			left[k] = v
			continue
		}
		o[k] = v
	}
	switch v, nested := left["meta"]; {
	case nested && len(left) == 1:
		o["meta"] = v
	case len(left) > 0:
		o["meta"], _ = jsonfile.Marshal(left)
	}
	return o
}

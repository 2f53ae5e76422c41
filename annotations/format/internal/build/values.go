package build

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"gloss/annotations"
	"gloss/annotations/format/internal/jsonfile"
)

// Attributes are values as the object that they are in most JSON: of an attribute
// with several values a list of them. nil when there are none.
func Attributes(values []annotations.Value) map[string]any {
	var all map[string]any
	for _, v := range values {
		if all == nil {
			all = map[string]any{}
		}
		name := string(v.Attribute)
		switch before := all[name].(type) {
		case nil:
			all[name] = v.Text
		case string:
			all[name] = []string{before, v.Text}
		case []string:
			all[name] = append(before, v.Text)
		}
	}
	return all
}

// ReadAttributes is the way back.
func ReadAttributes(o jsonfile.Object) (values []annotations.Value, err error) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		texts, err := textsOf(o[name])
		if err == nil && name == "" {
			err = errors.New("it has no name")
		}
		if err != nil {
			return nil, errors.New(`the attribute "` + name + `": ` + err.Error())
		}
		for _, s := range texts {
			values = append(values, annotations.Value{Attribute: annotations.AttributeID(name), Text: s})
		}
	}
	return values, nil
}

// textsOf are one or several values.
func textsOf(raw json.RawMessage) (texts []string, err error) {
	if jsonfile.Kind(raw) == '[' {
		err = json.Unmarshal(raw, &texts)
	} else {
		texts = make([]string, 1)
		err = json.Unmarshal(raw, &texts[0])
	}
	if err != nil || slices.Contains(texts, "") {
		return nil, errors.New("its value is not a text, nor a list of texts")
	}
	return texts, nil
}

// TakeValues takes the fields of an object that are texts, or lists of texts, as
// values of attributes; others stay. It is for formats whose annotations have
// features of any name.
func TakeValues(o jsonfile.Object) (values []annotations.Value) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if texts, err := textsOf(o[name]); err == nil && name != "" && len(texts) > 0 {
			delete(o, name)
			for _, s := range texts {
				values = append(values, annotations.Value{Attribute: annotations.AttributeID(name), Text: s})
			}
		}
	}
	return values
}

// WithValues are fields that were kept of an annotation, and its values among
// them, which go before one of the same name.
func WithValues(fields jsonfile.Object, values []annotations.Value) (jsonfile.Object, error) {
	if len(values) == 0 {
		return fields, nil
	}
	all := jsonfile.Object{}
	maps.Copy(all, fields)
	for name, v := range Attributes(values) {
		b, err := jsonfile.Marshal(v)
		if err != nil {
			return nil, err
		}
		all[name] = b
	}
	return all, nil
}

// Said is what an annotation says beside its label, as formats keep it for which it
// is a field like others.
type Said struct {
	Note       string         `json:"note,omitempty"`
	Attributes map[string]any `json:"attributes,omitempty"`
}

// SaidBy returns what an annotation says; nil when it says nothing.
func SaidBy(a annotations.Annotation) *Said {
	if a.Note == "" && len(a.Values) == 0 {
		return nil
	}
	return &Said{a.Note, Attributes(a.Values)}
}

// TakeSaid takes the fields of Said off an object, where they are what they are
// there.
func (n *Note) TakeSaid(o jsonfile.Object) {
	var note string
	if o.Has("note") && json.Unmarshal(o["note"], &note) == nil && note != "" {
		n.Text = note
		delete(o, "note")
	}
	var fields jsonfile.Object
	if !o.Has("attributes") || json.Unmarshal(o["attributes"], &fields) != nil || len(fields) == 0 {
		return
	}
	if values, err := ReadAttributes(fields); err == nil {
		n.Values = values
		delete(o, "attributes")
	}
}

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

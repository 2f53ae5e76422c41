package build

import (
	"encoding/json"
	"slices"

	"gloss/annotations"
	"gloss/annotations/format/internal/jsonfile"
)

// A Feature is one that UIMA has: its name is an identifier of Java.
type Feature struct{ Name, Value string }

// OtherValues is the feature with the values that no feature of their own can hold,
// as JSON.
const OtherValues = "attributes"

// NoteFeature is the feature with the note of an annotation.
const NoteFeature = "note"

// identifier reports whether a name is one in ASCII. A regular expression would
// weigh 99 KB in the page.
func identifier(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return name != ""
}

// Features are the note and the values of an annotation as features: one for each
// attribute with one value and a fit name that is not taken, in the order of the
// names, and the rest as JSON in OtherValues.
func Features(a annotations.Annotation, taken ...string) (all []Feature, err error) {
	if a.Note != "" {
		all = append(all, Feature{NoteFeature, a.Note})
	}
	taken = append(taken, NoteFeature, OtherValues)
	var others []annotations.Value
	for i, v := range a.Values {
		name := string(v.Attribute)
		single := (i == 0 || a.Values[i-1].Attribute != v.Attribute) && (i == len(a.Values)-1 || a.Values[i+1].Attribute != v.Attribute)
		if single && identifier(name) && !slices.Contains(taken, name) {
			all = append(all, Feature{name, v.Text})
		} else {
			others = append(others, v)
		}
	}
	if len(others) > 0 {
		b, err := jsonfile.Marshal(Attributes(others))
		if err != nil {
			return nil, err
		}
		all = append(all, Feature{OtherValues, string(b)})
	}
	return all, nil
}

// ReadFeature adds what a feature says to an annotation; false when it says
// nothing. Values are sorted when all are there.
func ReadFeature(a *annotations.Annotation, f Feature) bool {
	var others jsonfile.Object
	switch {
	case f.Value == "" || f.Name == "":
		return false
	case f.Name == NoteFeature:
		a.Note = f.Value
		return true
	case f.Name == OtherValues && json.Unmarshal([]byte(f.Value), &others) == nil:
		if values, err := ReadAttributes(others); err == nil {
			a.Values = append(a.Values, values...)
			return true
		}
	}
	a.Values = append(a.Values, annotations.Value{Attribute: annotations.AttributeID(f.Name), Text: f.Value})
	return true
}

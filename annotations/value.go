package annotations

import (
	"cmp"
	"errors"
	"slices"
	"sort"
	"unicode/utf8"
)

// AttributeID names an attribute for ever, as a LabelID does a label.
type AttributeID string

// Value is what an annotation says of one attribute. Of an attribute that takes
// several choices there is a Value for each. What Text is follows from the kind
// of the attribute: the ID of a choice, "yes" for a flag that is set, a
// quantity.Quantity in its text form for a number, any text.
type Value struct {
	Attribute AttributeID
	Text      string
}

// Errors of notes and values.
var (
	ErrValues = errors.New("the values are not in order, or one is there twice")
	ErrValue  = errors.New("a value without an attribute or a text")
	ErrUTF8   = errors.New("a note or a value is not UTF-8")
)

// Compare orders values by attribute, then by text.
func (v Value) Compare(other Value) int {
	return cmp.Or(cmp.Compare(v.Attribute, other.Attribute), cmp.Compare(v.Text, other.Text))
}

// Value is the first value of an attribute, "" when there is none.
func (a Annotation) Value(of AttributeID) string {
	for _, v := range a.Values {
		if v.Attribute == of {
			return v.Text
		}
	}
	return ""
}

// Has reports whether the annotation has this value.
func (a Annotation) Has(v Value) bool { return slices.Contains(a.Values, v) }

// With returns the annotation with these values of an attribute in place of those
// that it has, or with none of it. The values of the receiver stay as they are.
func (a Annotation) With(of AttributeID, texts ...string) Annotation {
	var values []Value
	for _, v := range a.Values {
		if v.Attribute != of {
			values = append(values, v)
		}
	}
	for _, t := range texts {
		if t != "" {
			values = append(values, Value{of, t})
		}
	}
	a.Values = SortValues(values)
	return a
}

// SortValues puts values into the order that an Annotation has them in, each
// once, and returns them: nil when there are none.
func SortValues(values []Value) []Value {
	if len(values) == 0 {
		return nil
	}
	sort.Sort(byValue(values))
	return slices.Compact(values)
}

type byValue []Value

func (s byValue) Len() int           { return len(s) }
func (s byValue) Less(i, j int) bool { return s[i].Compare(s[j]) < 0 }
func (s byValue) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

func (a *Annotation) hasExtras() bool { return a.Note != "" || len(a.Values) > 0 }

// checkExtras reports what is wrong with note and values.
func (a *Annotation) checkExtras() error {
	if !utf8.ValidString(a.Note) {
		return ErrUTF8
	}
	for i, v := range a.Values {
		switch {
		case v.Attribute == "" || v.Text == "":
			return ErrValue
		case !utf8.ValidString(string(v.Attribute)) || !utf8.ValidString(v.Text):
			return ErrUTF8
		case i > 0 && a.Values[i-1].Compare(v) >= 0:
			return ErrValues
		}
	}
	return nil
}

package annotations

import (
	"cmp"
	"slices"
	"sort"
)

// AttributeKind says what values an attribute takes.
type AttributeKind string

// The kinds of attributes.
const (
	ChoiceAttribute  AttributeKind = "choice"  // one of its options
	ChoicesAttribute AttributeKind = "choices" // any number of them
	FlagAttribute    AttributeKind = "flag"    // Yes, or no value
	NumberAttribute  AttributeKind = "number"  // a quantity, see package quantity
	TextAttribute    AttributeKind = "text"    // any text
)

// AttributeKinds are all of them.
var AttributeKinds = []AttributeKind{ChoiceAttribute, ChoicesAttribute, FlagAttribute, NumberAttribute, TextAttribute}

// Yes is the value of a flag that is set.
const Yes = "yes"

// Attribute is something that annotations can have a value of.
type Attribute struct {
	ID    AttributeID   `json:"id"`
	Name  string        `json:"name"`
	About string        `json:"about,omitempty"`
	Kind  AttributeKind `json:"kind"`
	// On are the labels whose annotations have the attribute; nothing stands for
	// all labels of spans.
	On []LabelID `json:"on,omitempty"`
	// Options are the choices in their order on the page.
	Options []Option `json:"options,omitempty"`
	Place   int      `json:"place"` // in the order on the page
	Stamp   Stamp    `json:"stamp"` // of the last edit, as of a label
	Gone    bool     `json:"gone,omitempty"`
}

// Option is a choice. Values refer to its ID, so that it can be renamed.
type Option struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Equal reports whether both attributes are the same in every respect.
func (a Attribute) Equal(o Attribute) bool {
	return a.ID == o.ID && a.Name == o.Name && a.About == o.About && a.Kind == o.Kind &&
		slices.Equal(a.On, o.On) && slices.Equal(a.Options, o.Options) && a.Place == o.Place &&
		a.Stamp == o.Stamp && a.Gone == o.Gone
}

// Applies reports whether annotations of a label have the attribute.
func (a Attribute) Applies(l Label) bool {
	if len(a.On) == 0 {
		return l.Kind == SpanLabel
	}
	return slices.Contains(a.On, l.ID)
}

// OptionName is the name of a choice, or its ID when there is no such choice.
func (a Attribute) OptionName(id string) string {
	for _, o := range a.Options {
		if o.ID == id {
			return o.Name
		}
	}
	return id
}

// OptionNamed is the ID of the choice of that name, or the name.
func (a Attribute) OptionNamed(name string) string {
	for _, o := range a.Options {
		if o.Name == name {
			return o.ID
		}
	}
	return name
}

// Attributes are those of a project in their order on the page, tombstones
// included.
type Attributes []Attribute

// Equal reports whether both are the same.
func (s Attributes) Equal(other Attributes) bool { return slices.EqualFunc(s, other, Attribute.Equal) }

// Live are those that are offered.
func (s Attributes) Live() Attributes {
	return slices.DeleteFunc(slices.Clone(s), func(a Attribute) bool { return a.Gone })
}

// Find returns the attribute with this ID.
func (s Attributes) Find(id AttributeID) (Attribute, bool) {
	for _, a := range s {
		if a.ID == id {
			return a, true
		}
	}
	return Attribute{}, false
}

// Named returns the attribute that is called so, one on offer before a tombstone.
func (s Attributes) Named(name string) (found Attribute, ok bool) {
	for _, a := range s {
		if a.Name == name && (!ok || found.Gone && !a.Gone) {
			found, ok = a, true
		}
	}
	return found, ok
}

// Next returns a new attribute of that name and kind, after all others, with an
// ID that none has. Its stamp is left to the project.
func (s Attributes) Next(name string, kind AttributeKind) Attribute {
	a := Attribute{ID: AttributeID(name), Name: name, Kind: kind}
	taken := LabelID(a.ID).Reserved()
	for _, other := range s {
		a.Place = max(a.Place, other.Place+1)
		taken = taken || other.ID == a.ID
	}
	if taken {
		a.ID = AttributeID(NewID[Attribute]().String()[:8] + " " + name)
	}
	return a
}

// Merge returns the attributes of both, merged as labels are.
func (s Attributes) Merge(other Attributes) Attributes {
	merged := mergeEdits(s, other, func(a *Attribute) (string, Stamp) { return string(a.ID), a.Stamp })
	sort.Sort(inPlace(merged))
	return merged
}

type inPlace Attributes

func (s inPlace) Len() int      { return len(s) }
func (s inPlace) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s inPlace) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(s[i].Place, s[j].Place), cmp.Compare(s[i].ID, s[j].ID)) < 0
}

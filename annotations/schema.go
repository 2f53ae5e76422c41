package annotations

import (
	"cmp"
	"slices"
	"sort"
)

// LabelID names a label for ever: annotations refer to it, so that a label can
// be renamed without touching them. By default it is the first name given.
type LabelID string

// LabelKind says what a label is given to. The zero kind is of spans.
type LabelKind string

// The kinds of labels.
const (
	SpanLabel  LabelKind = ""         // of stretches of the text
	WholeLabel LabelKind = "document" // of a document as a whole
	LinkLabel  LabelKind = "link"     // from one annotation to another
)

// LabelKinds are all of them.
var LabelKinds = []LabelKind{SpanLabel, WholeLabel, LinkLabel}

// Label is one kind of annotation.
type Label struct {
	ID    LabelID   `json:"id"`
	Kind  LabelKind `json:"kind,omitempty"`
	Name  string    `json:"name"`
	About string    `json:"about,omitempty"` // what counts, for the annotator
	// In and Out are examples of what is labelled and of what is not.
	In  []string `json:"in,omitempty"`
	Out []string `json:"out,omitempty"`
	// Key is the key that gives the label, as the table of keys names it; one
	// without has the digit of its place.
	Key string `json:"key,omitempty"`
	// Hue is the place in the schema, and in the palette of the page unless
	// Colour says otherwise; from 0, counting up as labels are made.
	Hue int `json:"hue"`
	// Colour is a place in the palette, from 1; 0 leaves it to Hue.
	Colour int `json:"colour,omitempty"`
	// From and To are what a link may go from and to; nothing stands for all.
	From []LabelID `json:"from,omitempty"`
	To   []LabelID `json:"to,omitempty"`
	// Stamp is that of the last edit; it decides when two devices edited the
	// same label.
	Stamp Stamp `json:"stamp"`
	// Gone marks a tombstone: the label is no longer offered, but what was
	// labelled with it keeps its name.
	Gone bool `json:"gone,omitempty"`
}

// Equal reports whether both labels are the same in every respect.
func (l Label) Equal(o Label) bool {
	return l.ID == o.ID && l.Kind == o.Kind && l.Name == o.Name && l.About == o.About &&
		slices.Equal(l.In, o.In) && slices.Equal(l.Out, o.Out) && l.Key == o.Key &&
		l.Hue == o.Hue && l.Colour == o.Colour &&
		slices.Equal(l.From, o.From) && slices.Equal(l.To, o.To) &&
		l.Stamp == o.Stamp && l.Gone == o.Gone
}

// Shade is the label's place in a palette of so many colours, from 0.
func (l Label) Shade(colours int) int {
	if l.Colour > 0 {
		return (l.Colour - 1) % colours
	}
	return l.Hue % colours
}

// Joins reports whether a link of this label may go from an annotation of one
// label to one of another.
func (l Label) Joins(from, to LabelID) bool {
	return l.Kind == LinkLabel && (len(l.From) == 0 || slices.Contains(l.From, from)) &&
		(len(l.To) == 0 || slices.Contains(l.To, to))
}

// Schema is the labels of a project in their order on the page, tombstones
// included.
type Schema []Label

// Equal reports whether both schemas are the same.
func (s Schema) Equal(other Schema) bool { return slices.EqualFunc(s, other, Label.Equal) }

// Of returns the labels of a kind that are offered.
func (s Schema) Of(kind LabelKind) Schema {
	return slices.DeleteFunc(slices.Clone(s), func(l Label) bool { return l.Gone || l.Kind != kind })
}

// Live returns the labels that are offered.
func (s Schema) Live() []Label {
	return slices.DeleteFunc(slices.Clone(s), func(l Label) bool { return l.Gone })
}

// Find returns the label with this ID.
func (s Schema) Find(id LabelID) (Label, bool) {
	for _, l := range s {
		if l.ID == id {
			return l, true
		}
	}
	return Label{}, false
}

// Named returns the label that is called so, one on offer before a tombstone.
func (s Schema) Named(name string) (Label, bool) {
	found, ok := Label{}, false
	for _, l := range s {
		if l.Name == name && (!ok || found.Gone && !l.Gone) {
			found, ok = l, true
		}
	}
	return found, ok
}

// NameOf returns the name of a label; a label that the schema does not know is
// called by its ID, so that nothing is ever exported without a name.
func (s Schema) NameOf(id LabelID) string {
	if l, ok := s.Find(id); ok {
		return l.Name
	}
	return string(id)
}

// Next returns a new label of that name: with an ID and a hue that no label
// has, and a stamp above all in the schema.
func (s Schema) Next(name string, by ReplicaID) Label {
	l := Label{ID: LabelID(name), Name: name, Stamp: Stamp{N: s.Top().N + 1, Replica: by}}
	taken := l.ID.Reserved()
	for _, other := range s {
		l.Hue = max(l.Hue, other.Hue+1)
		taken = taken || other.ID == l.ID // by a label that has another name by now
	}
	if taken {
		l.ID = LabelID(NewID[Label]().String()[:8] + " " + name)
	}
	return l
}

// Top returns the highest stamp in the schema.
func (s Schema) Top() Stamp {
	var top Stamp
	for _, l := range s {
		if top.Less(l.Stamp) {
			top = l.Stamp
		}
	}
	return top
}

// Merge returns the schema of both: for each label the version with the higher
// stamp. It is commutative, associative and idempotent. Labels stand in the order
// of their hue, which counts up as labels are made, and then of their ID.
func (s Schema) Merge(other Schema) Schema {
	merged := mergeEdits(s, other, func(l *Label) (string, Stamp) { return string(l.ID), l.Stamp })
	sort.Sort(byHue(merged))
	return merged
}

// mergeEdits returns what is in one list or the other, of the same ID the version
// with the higher stamp.
func mergeEdits[T any](ours, theirs []T, of func(*T) (id string, edited Stamp)) []T {
	merged := slices.Clone(ours)
	at := map[string]int{}
	for i := range merged {
		if id, _ := of(&merged[i]); at[id] == 0 { // the first, should one stand twice
			at[id] = i + 1
		}
	}
	for i := range theirs {
		id, edited := of(&theirs[i])
		have := at[id] // from 1
		if have == 0 {
			merged = append(merged, theirs[i])
			at[id] = len(merged)
		} else if _, before := of(&merged[have-1]); before.Less(edited) {
			merged[have-1] = theirs[i]
		}
	}
	return merged
}

// byHue sorts labels. slices.SortFunc would weigh 20 KB in the browser program.
type byHue Schema

func (s byHue) Len() int      { return len(s) }
func (s byHue) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s byHue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(s[i].Hue, s[j].Hue), cmp.Compare(s[i].ID, s[j].ID)) < 0
}

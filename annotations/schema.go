package annotations

import (
	"cmp"
	"slices"
	"sort"
)

// LabelID names a label for ever: annotations refer to it, so that a label can
// be renamed without touching them. By default it is the first name given.
type LabelID string

// Label is one kind of annotation.
type Label struct {
	ID    LabelID `json:"id"`
	Name  string  `json:"name"`
	About string  `json:"about,omitempty"` // what counts, for the annotator
	Hue   int     `json:"hue"`             // place in the palette of the page, from 0
	// Stamp is that of the last edit; it decides when two devices edited the
	// same label.
	Stamp Stamp `json:"stamp"`
	// Gone marks a tombstone: the label is no longer offered, but what was
	// labelled with it keeps its name.
	Gone bool `json:"gone,omitempty"`
}

// Schema is the labels of a project in their order on the page, tombstones
// included.
type Schema []Label

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
	for _, other := range s {
		l.Hue = max(l.Hue, other.Hue+1)
		if other.ID == l.ID { // of a label that has another name by now
			l.ID = LabelID(name + " " + NewID[Label]().String()[:8])
		}
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
	merged := slices.Clone(s)
	for _, l := range other {
		i := slices.IndexFunc(merged, func(m Label) bool { return m.ID == l.ID })
		switch {
		case i < 0:
			merged = append(merged, l)
		case merged[i].Stamp.Less(l.Stamp):
			merged[i] = l
		}
	}
	sort.Sort(byHue(merged))
	return merged
}

// byHue sorts labels. slices.SortFunc would weigh 20 KB in the browser program.
type byHue Schema

func (s byHue) Len() int      { return len(s) }
func (s byHue) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s byHue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(s[i].Hue, s[j].Hue), cmp.Compare(s[i].ID, s[j].ID)) < 0
}

// Project is a body of documents that are labelled with one schema.
type Project struct {
	ID     ProjectID `json:"id"`
	Name   string    `json:"name"`
	Schema Schema    `json:"labels"`
	Stamp  Stamp     `json:"stamp"` // of the last change of the name
}

// Merge returns the project that two replicas agree on: the later name, and
// the merged schema.
func (p Project) Merge(other Project) Project {
	if p.Stamp.Less(other.Stamp) {
		p.Name, p.Stamp = other.Name, other.Stamp
	}
	p.Schema = p.Schema.Merge(other.Schema)
	return p
}

package format

import (
	"fmt"
	"strings"

	"gloss/annotations"
)

// Lacks lists what a format never carries, of any document: the declaration tells
// it for all, and no Writer reports it.
func (c Can) Lacks() (all []string) {
	for _, of := range []struct {
		what string
		can  bool
	}{
		{"the text as it is", c.Text}, {"titles", c.Titles}, {"other fields", c.Meta},
		{"who labelled", c.Authors}, {"when", c.Times},
	} {
		if !of.can {
			all = append(all, of.what)
		}
	}
	return all
}

// Missing counts what a format never carries and the items of a dataset have, under
// the names of Lacks: of documents, or of annotations for who and when. Zero is
// ready for use.
type Missing map[string]int

// Add counts what an item has of it.
func (m *Missing) Add(c Can, it Item) {
	d := it.Document
	for _, of := range []struct {
		what string
		can  bool
		n    int
	}{
		{"the text as it is", c.Text, 1},
		{"titles", c.Titles, one(d.Source != "" || !begins(d.Text, d.Title))},
		{"other fields", c.Meta, one(len(d.Meta) > 0)},
		{"who labelled", c.Authors, it.count(func(e annotations.Entry) bool { return e.By != "" })},
		{"when", c.Times, it.count(func(e annotations.Entry) bool { return !e.At.IsZero() })},
	} {
		if !of.can && of.n > 0 {
			if *m == nil {
				*m = Missing{}
			}
			(*m)[of.what] += of.n
		}
	}
}

// Merge adds the counts of another part of the dataset.
func (m *Missing) Merge(other Missing) {
	for what, n := range other {
		if *m == nil {
			*m = Missing{}
		}
		(*m)[what] += n
	}
}

// String lists what is missing, such as "titles (3), when (18)".
func (m Missing) String() string {
	var all []string
	for _, what := range (Can{}).Lacks() {
		if n := m[what]; n > 0 {
			all = append(all, fmt.Sprintf("%s (%d)", what, n))
		}
	}
	return strings.Join(all, ", ")
}

// begins reports whether a title is just the start of the text, as one that was not
// given is.
func begins(body, title string) bool {
	return strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(body, "\ufeff")), strings.TrimSuffix(title, "…"))
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (it Item) count(is func(annotations.Entry) bool) (n int) {
	for _, e := range it.Entries {
		if !e.Label.Reserved() && is(e) {
			n++
		}
	}
	return n
}

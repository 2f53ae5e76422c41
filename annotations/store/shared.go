package store

import (
	"cmp"
	"slices"

	"gloss/annotations"
)

// HeadingOf returns what a list shows of a document, without its place.
func HeadingOf(d annotations.Document) Heading {
	return Heading{ID: d.ID, Title: d.Title, Source: d.Source, Bytes: len(d.Text), Added: d.Added}
}

// SameProject reports whether two states of a project are the same.
func SameProject(a, b annotations.Project) bool {
	return cmp.Or(cmp.Compare(a.Name, b.Name), a.Stamp.Compare(b.Stamp)) == 0 && slices.Equal(a.Schema, b.Schema)
}

// ChangeBytes is about how long a change is as JSON.
const ChangeBytes = 280

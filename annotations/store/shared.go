package store

import "gloss/annotations"

// HeadingOf returns what a list shows of a document, without its place.
func HeadingOf(d annotations.Document) Heading {
	return Heading{ID: d.ID, Title: d.Title, Source: d.Source, Bytes: len(d.Text), Added: d.Added}
}

// ChangeBytes is about how long a change is as JSON.
const ChangeBytes = 280

package build

import (
	"iter"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
)

// Each yields the item that read makes of each value, with the place of the
// value in its errors and in what was not read.
func Each(values iter.Seq2[jsonfile.Value, error], read func([]byte) (format.Item, error)) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		for v, err := range values {
			var it format.Item
			if err == nil {
				if it, err = read(v.Bytes); err != nil {
					it, err = format.Item{}, v.Error(err)
				}
				for i := range it.Unread {
					it.Unread[i].File, it.Unread[i].Line = v.File, v.Line
				}
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// SourceOf is the ID of a document for a file with one ID a document: the one
// that it had where it came from, else ours, else none.
func SourceOf(it format.Item) string {
	switch {
	case it.Document.Source != "":
		return it.Document.Source
	case !it.Document.ID.IsZero():
		return it.Document.ID.String()
	}
	return ""
}

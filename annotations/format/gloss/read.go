package gloss

import (
	"io"
	"iter"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
)

// read takes JSON Lines, and also a JSON file that is one document or an array
// of documents, as other programs like to write them.
func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		var d decoder
		for v, err := range jsonfile.Unchecked(r, name) {
			var it format.Item
			if err == nil {
				it, err = d.read(v)
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

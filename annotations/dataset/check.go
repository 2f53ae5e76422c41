package dataset

import (
	"io"
	"iter"

	"gloss/annotations/format"
)

// Checked is what a check has seen.
type Checked struct {
	Documents int `json:"documents"`
	Spans     int `json:"spans"` // annotations
	Errors    int `json:"errors"`
	Unread    int `json:"unread"`
}

// Check reads a dataset, which slices every span again, and yields what is
// wrong with it as errors and what was not understood as format.Unread. seen is
// complete when all is drawn.
func Check(f format.Format, r io.Reader, name string) (seen *Checked, found iter.Seq2[format.Unread, error]) {
	seen = new(Checked)
	return seen, func(yield func(format.Unread, error) bool) {
		for it, err := range f.Read(r, name) {
			if err != nil {
				seen.Errors++
				if !yield(format.Unread{}, err) {
					return
				}
				continue
			}
			seen.Documents++
			seen.Spans += len(it.Entries)
			for _, u := range it.Unread {
				seen.Unread++
				if !yield(u, nil) {
					return
				}
			}
		}
	}
}

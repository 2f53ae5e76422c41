// Package dataset carries documents and labels between stores and files: the
// same code in the browser, on the server and on the command line.
package dataset

import (
	"bufio"
	"context"
	"io"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/store"
)

// Exported is what an export came to.
type Exported struct {
	Documents int           `json:"documents"`
	Spans     int           `json:"spans"` // annotations that there were to write
	Losses    []format.Loss `json:"losses"`
}

// Export writes all documents of a project, in the order in which they came,
// with what their logs leave. progress, if not nil, is told the number of
// documents done.
func Export(ctx context.Context, st store.Store, project annotations.Project, f format.Format, out io.Writer, progress func(done int)) (Exported, error) {
	sum := Exported{Losses: []format.Loss{}}
	buf := bufio.NewWriterSize(out, 64<<10)
	w := f.NewWriter(buf)
	for place := int64(0); ; {
		page, err := st.Documents(ctx, project.ID, place, 100)
		if err != nil {
			return sum, err
		}
		if len(page) == 0 {
			break
		}
		for _, h := range page {
			place = h.Place
			it, err := Item(ctx, st, project, h.ID)
			if err != nil {
				return sum, err
			}
			losses, err := w.Write(it)
			if err != nil {
				return sum, err
			}
			sum.Documents++
			sum.Spans += len(it.Entries)
			sum.Losses = append(sum.Losses, losses...)
			if progress != nil {
				progress(sum.Documents)
			}
			if err := ctx.Err(); err != nil {
				return sum, err
			}
		}
	}
	if err := w.Close(); err != nil {
		return sum, err
	}
	return sum, buf.Flush()
}

// Item is a document of a store as a dataset holds it: labels under the names
// that the project gives them now.
func Item(ctx context.Context, st store.Store, project annotations.Project, id annotations.DocumentID) (format.Item, error) {
	d, err := st.Document(ctx, id)
	if err != nil {
		return format.Item{}, err
	}
	changes, err := st.Log(ctx, id)
	if err != nil {
		return format.Item{}, err
	}
	var log annotations.Log
	for _, c := range changes {
		if _, err := log.Add(c); err != nil {
			return format.Item{}, err
		}
	}
	it := format.Item{Document: d}
	for e := range log.Replay().All() {
		e.Label = annotations.LabelID(project.Schema.NameOf(e.Label))
		it.Entries = append(it.Entries, e)
	}
	return it, nil
}

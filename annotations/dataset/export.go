// Package dataset carries documents and labels between stores and files: the
// same code in the browser, on the server and on the command line.
package dataset

import (
	"bufio"
	"context"
	"io"
	"iter"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/store"
)

// Exported is what an export came to.
type Exported struct {
	Documents int           `json:"documents"`
	Spans     int           `json:"spans"` // annotations that there were to write
	Losses    []format.Loss `json:"losses"`
	// Lost counts the losses of each kind, those too that Losses has no room for.
	Lost map[format.Kind]int `json:"lost"`
}

// Exporter writes datasets. It holds some documents at a time, however many
// there are.
type Exporter struct {
	Store store.Store
	// Archived says that archived documents are written too.
	Archived bool
	// Progress, if not nil, is told the number of documents done after each.
	Progress func(done int)
	// MaxLosses is how many losses are kept; 0 stands for all. All are counted.
	MaxLosses int
	// Lost, if not nil, is told each loss. Its error ends the export.
	Lost func(format.Loss) error
}

// readAhead is how many documents are asked for at once; the store bounds their
// bytes.
const readAhead = 100

// Export writes the documents of a project (see Items), in the order in which they came,
// with what their logs leave.
func (ex *Exporter) Export(ctx context.Context, project annotations.Project, f format.Format, out io.Writer) (Exported, error) {
	return ex.Write(ctx, Items(ctx, ex.Store, project, ex.Archived), f, out)
}

// Write writes documents that may come from elsewhere than the store.
func (ex *Exporter) Write(ctx context.Context, items iter.Seq2[format.Item, error], f format.Format, out io.Writer) (Exported, error) {
	sum := Exported{Losses: []format.Loss{}, Lost: map[format.Kind]int{}}
	buf := bufio.NewWriterSize(out, 64<<10)
	w := format.Fit(f.Can, f.NewWriter(buf))
	for it, err := range items {
		if err != nil {
			return sum, err
		}
		losses, err := w.Write(it)
		if err != nil {
			return sum, err
		}
		sum.Documents++
		sum.Spans += it.Count()
		if err := ex.count(&sum, losses); err != nil {
			return sum, err
		}
		if ex.Progress != nil {
			ex.Progress(sum.Documents)
		}
		if err := ctx.Err(); err != nil {
			return sum, err
		}
	}
	if err := w.Close(); err != nil {
		return sum, err
	}
	return sum, buf.Flush()
}

func (ex *Exporter) count(sum *Exported, losses []format.Loss) error {
	for _, l := range losses {
		sum.Lost[l.Kind]++
		if ex.MaxLosses == 0 || len(sum.Losses) < ex.MaxLosses {
			sum.Losses = append(sum.Losses, l)
		}
		if ex.Lost != nil {
			if err := ex.Lost(l); err != nil {
				return err
			}
		}
	}
	return nil
}

// item is a document of a store as a dataset holds it: labels under the names
// that the project gives them now.
func item(d annotations.Document, changes []annotations.Change, project annotations.Project) (format.Item, error) {
	var log annotations.Log
	for _, c := range changes {
		if _, err := log.Add(c); err != nil {
			return format.Item{}, err
		}
	}
	it := format.Item{Document: d}
	set := log.Replay()
	shelf := set.Shelf()
	for e := range set.All() {
		if e.Label == annotations.LabelRefused || e.Label == annotations.LabelShelf && shelf == annotations.ShelfList {
			continue // suggestions learn from the one, and the other is over
		}
		e.Annotation = project.ForDataset(e.Annotation)
		it.Entries = append(it.Entries, e)
	}
	return it, nil
}

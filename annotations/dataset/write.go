package dataset

import (
	"bufio"
	"context"
	"io"
	"iter"

	"gloss/annotations/format"
)

// Written is what a dataset that was written came to.
type Written struct {
	Documents int   `json:"documents"`
	Spans     int   `json:"spans"` // annotations that there were to write
	Lost      Tally `json:"lost"`
	// Missing is what the format never carries, and there was.
	Missing format.Missing `json:"missing,omitempty"`
}

// Writing writes items in a format, one after another.
type Writing struct {
	Format format.Format
	Labels []string // all labels of the items, for formats that list them first
	// Lost, if not nil, is told each loss. Its error ends the writing.
	Lost func(format.Loss) error
	// Progress, if not nil, is told after each document.
	Progress func(Written)
}

// Write writes a dataset of one file. The first error that items yield ends it.
func (w Writing) Write(ctx context.Context, items iter.Seq2[format.Item, error], out io.Writer) (Written, error) {
	buf := bufio.NewWriterSize(out, 64<<10)
	sum, err := w.all(ctx, items, format.Fit(w.Format.Can, w.Format.NewWriter(buf)))
	if err != nil {
		return sum, err
	}
	return sum, buf.Flush()
}

// WriteFiles writes a dataset of many files, each begun by create; see
// format.Files.
func (w Writing) WriteFiles(ctx context.Context, items iter.Seq2[format.Item, error], create func(path string) (io.Writer, error)) (Written, error) {
	return w.all(ctx, items, format.Fit(w.Format.Can, w.Format.Files.NewWriter(create)))
}

func (w Writing) all(ctx context.Context, items iter.Seq2[format.Item, error], to format.Writer) (Written, error) {
	sum := Written{Lost: Tally{}}
	if l, ok := to.(format.Labelled); ok {
		l.SetLabels(w.Labels)
	}
	for it, err := range items {
		if err != nil {
			return sum, err
		}
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		losses, err := to.Write(it)
		if err != nil {
			return sum, err
		}
		sum.Documents++
		sum.Spans += it.Count()
		sum.Lost.Add(losses...)
		sum.Missing.Add(w.Format.Can, it)
		if w.Lost != nil {
			for _, l := range losses {
				if err := w.Lost(l); err != nil {
					return sum, err
				}
			}
		}
		if w.Progress != nil {
			w.Progress(sum)
		}
	}
	return sum, to.Close()
}

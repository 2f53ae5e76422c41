package hfparquet

import (
	"encoding/json"
	"io"
	"iter"
	"math"
	"slices"

	"github.com/parquet-go/parquet-go"

	"gloss/annotations/format"
	"gloss/annotations/format/hfjsonl"
)

// groupSize is how much text goes into one row group, which is in memory until
// it is full.
const groupSize = 16 << 20

type writer struct {
	w       *parquet.GenericWriter[any]
	classes map[string]int64 // of a label the class of its B- tag; I- is the next
	names   []string         // of the classes
	held    int
	shredder
}

func newWriter(to io.Writer) *writer {
	w := &writer{classes: map[string]int64{}, names: []string{"O"}}
	options := []parquet.WriterOption{
		parquet.Compression(&parquet.Snappy), parquet.CreatedBy("gloss", "1", ""), parquet.DictionaryMaxBytes(1 << 20),
		// A page must not end within a row, which comes to the library in pieces: the
		// shredder ends pages, and the library none of its own.
		parquet.PageBufferSize(math.MaxInt32),
		// The least and the greatest of a column would be whole texts, and Arrow reads no
		// head of a page of more than 16 MB.
		parquet.DataPageStatistics(false),
	}
	for _, path := range [][]string{{"text"}, {"meta"}, {"spans", "list", "element", "text"}, {"spans", "list", "element", "note"}, {"labels", "list", "element", "note"}, {"links", "list", "element", "note"}} {
		options = append(options, parquet.SkipPageBounds(path...))
	}
	w.w = parquet.NewGenericWriter[any](to, slices.Insert(options, 0, parquet.WriterOption(schema))...)
	for _, c := range w.w.ColumnWriters() {
		w.shredder.columns = append(w.shredder.columns, column{to: c})
	}
	return w
}

// SetLabels gives the labels their classes, so that those of two datasets of one
// schema are the same.
func (w *writer) SetLabels(names []string) {
	for _, n := range names {
		w.class(n)
	}
}

func (w *writer) class(label string) int64 {
	n, ok := w.classes[label]
	if !ok {
		n = int64(len(w.names))
		w.classes[label] = n
		w.names = append(w.names, "B-"+label, "I-"+label)
	}
	return n
}

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	row := hfjsonl.RowOf(it)
	if err := w.columns(w.fields(row)); err != nil {
		return nil, err
	}
	if w.held += len(row.Text); w.held >= groupSize {
		w.held = 0
		return nil, w.w.Flush()
	}
	return nil, nil
}

// columns writes a row, a field after the other.
func (w *writer) columns(fields map[string]any) error {
	w.shredder.column = 0
	for _, name := range whole.names {
		if err := w.shredder.put(whole.fields[name], fields[name], 0, 0, 0); err != nil {
			return err
		}
	}
	return w.shredder.end()
}

// fields are those of a row.
func (w *writer) fields(row hfjsonl.Row) map[string]any {
	return map[string]any{
		"id": row.ID, "source": row.Source, "title": row.Title, "text": row.Text, "meta": row.Meta,
		"tokens": each(row.Tokens(), func(s string) any { return s }), "ner_tags": w.tags(row),
		"labels": each(row.Labels(), func(s hfjsonl.Said) any { return saying(s) }),
		"spans":  spans(row),
		"links": each(row.Links(), func(l hfjsonl.Link) any {
			o := saying(l.Said)
			o["from"], o["to"] = l.From, l.To
			return o
		}),
	}
}

// tags are the classes of the tokens.
func (w *writer) tags(row hfjsonl.Row) list {
	return func(yield func(any, error) bool) {
		for letter, label := range row.Tags() {
			class := int64(0)
			switch letter {
			case 'B':
				class = w.class(label)
			case 'I':
				class = w.class(label) + 1
			}
			if !yield(class, nil) {
				return
			}
		}
	}
}

func spans(row hfjsonl.Row) list {
	return func(yield func(any, error) bool) {
		for s, err := range row.Spans() {
			o := saying(s.Said)
			o["start"], o["end"], o["text"] = int64(s.Start), int64(s.End), s.Text
			o["parts"] = each(slices.Values(s.Parts), func(p [2]int) any {
				return each(slices.Values(p[:]), func(n int) any { return int64(n) })
			})
			if !yield(o, err) || err != nil {
				return
			}
		}
	}
}

func saying(s hfjsonl.Said) map[string]any {
	return map[string]any{
		"id": s.ID, "label": s.Label, "annotator": s.By, "created_at": s.At, "note": s.Note,
		"attributes": each(slices.Values(s.Values), func(v hfjsonl.Value) any { return map[string]any{"name": v.Name, "value": v.Value} }),
	}
}

func each[T any](all iter.Seq[T], of func(T) any) list {
	return func(yield func(any, error) bool) {
		for one := range all {
			if !yield(of(one), nil) {
				return
			}
		}
	}
}

func (w *writer) Close() error {
	b, err := json.Marshal(map[string]any{"info": map[string]any{"features": whole.feature(w.names)}})
	if err != nil {
		return err
	}
	w.w.SetKeyValueMetadata("huggingface", string(b))
	return w.w.Close()
}

package hfparquet

import (
	"encoding/json"
	"io"
	"strings"

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
}

func newWriter(w io.Writer) *writer {
	return &writer{
		w:       parquet.NewGenericWriter[any](w, schema, parquet.Compression(&parquet.Snappy), parquet.CreatedBy("gloss", "1", "")),
		classes: map[string]int64{}, names: []string{"O"},
	}
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

// tag is the class of a tag.
func (w *writer) tag(tag string) int64 {
	if label, ok := strings.CutPrefix(tag, "I-"); ok {
		return w.class(label) + 1
	}
	if label, ok := strings.CutPrefix(tag, "B-"); ok {
		return w.class(label)
	}
	return 0
}

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	row, err := hfjsonl.RowOf(it)
	if err != nil {
		return nil, err
	}
	if _, err := w.w.WriteRows([]parquet.Row{rowOf(w.fields(row))}); err != nil {
		return nil, err
	}
	if w.held += len(row.Text); w.held >= groupSize {
		w.held = 0
		return nil, w.w.Flush()
	}
	return nil, nil
}

// fields are those of a row.
func (w *writer) fields(row hfjsonl.Row) map[string]any {
	return map[string]any{
		"id": row.ID, "source": row.Source, "title": row.Title, "text": row.Text, "meta": row.Meta,
		"tokens": each(row.Tokens, func(s string) any { return s }), "ner_tags": each(row.Tags, func(s string) any { return w.tag(s) }),
		"labels": each(row.Labels, func(s hfjsonl.Said) any { return saying(s) }),
		"spans": each(row.Spans, func(s hfjsonl.Span) any {
			o := saying(s.Said)
			o["start"], o["end"], o["text"] = int64(s.Start), int64(s.End), s.Text
			o["parts"] = each(s.Parts, func(p [2]int) any { return []any{int64(p[0]), int64(p[1])} })
			return o
		}),
		"links": each(row.Links, func(l hfjsonl.Link) any {
			o := saying(l.Said)
			o["from"], o["to"] = l.From, l.To
			return o
		}),
	}
}

func saying(s hfjsonl.Said) map[string]any {
	return map[string]any{
		"id": s.ID, "label": s.Label, "annotator": s.By, "created_at": s.At, "note": s.Note,
		"attributes": each(s.Values, func(v hfjsonl.Value) any { return map[string]any{"name": v.Name, "value": v.Value} }),
	}
}

func each[T any](list []T, of func(T) any) []any {
	all := make([]any, len(list))
	for i, one := range list {
		all[i] = of(one)
	}
	return all
}

func (w *writer) Close() error {
	b, err := json.Marshal(map[string]any{"info": map[string]any{"features": whole.feature(w.names)}})
	if err != nil {
		return err
	}
	w.w.SetKeyValueMetadata("huggingface", string(b))
	return w.w.Close()
}

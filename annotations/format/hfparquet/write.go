package hfparquet

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
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

func (w *writer) Write(it format.Item) (losses []format.Loss, err error) {
	d := it.Document
	index, points := text.NewIndex(d.Text), []rune(d.Text)
	tokens := format.Tokens(d.Text)
	var spans []format.TokenSpan
	cells := make([][]parquet.Value, columns)
	set := func(column int, s string) { cells[column] = []parquet.Value{parquet.ValueOf(s)} }
	for _, e := range it.Entries {
		switch n := len(e.Target.Parts); {
		case n > 1:
			losses = append(losses, format.LossOf(it, e, format.Dropped, "it is discontinuous"))
		case n == 0 && !e.Target.From.IsZero():
			losses = append(losses, format.LossOf(it, e, format.Dropped, "it links two annotations"))
		case n == 0:
			cells[labelsColumn] = append(cells[labelsColumn], parquet.ValueOf(string(e.Label)))
		default:
			start, end, err := place(index, points, e)
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			cells[spanStartColumn] = append(cells[spanStartColumn], parquet.ValueOf(start))
			cells[spanEndColumn] = append(cells[spanEndColumn], parquet.ValueOf(end))
			cells[spanLabelColumn] = append(cells[spanLabelColumn], parquet.ValueOf(string(e.Label)))
			if from, to, _ := format.Cover(tokens, e.Target.Parts[0]); from < to {
				spans = append(spans, format.TokenSpan{Entry: e, From: from, To: to})
			}
		}
	}
	tags := make([]int64, len(tokens))
	flat, _ := format.Flat(spans)
	for _, s := range flat {
		for i := s.From; i < s.To; i++ {
			tags[i] = w.class(string(s.Label)) + 1
		}
		tags[s.From]--
	}
	for i, t := range tokens {
		cells[tokensColumn] = append(cells[tokensColumn], parquet.ValueOf(d.Text[t.Start:t.End]))
		cells[tagsColumn] = append(cells[tagsColumn], parquet.ValueOf(tags[i]))
	}
	set(idColumn, d.ID.String())
	set(sourceColumn, d.Source)
	set(titleColumn, d.Title)
	set(textColumn, d.Text)
	set(metaColumn, string(d.Meta))
	if _, err := w.w.WriteRows([]parquet.Row{row(cells)}); err != nil {
		return nil, err
	}
	if w.held += len(d.Text); w.held >= groupSize {
		w.held = 0
		return losses, w.w.Flush()
	}
	return losses, nil
}

// place is a span in code points, sliced again.
func place(index *text.Index, points []rune, e annotations.Entry) (start, end int64, err error) {
	sp := e.Target.Parts[0]
	s, err := index.PointAt(sp.Start)
	if err != nil {
		return 0, 0, err
	}
	n, err := index.PointAt(sp.End)
	if err != nil {
		return 0, 0, err
	}
	want, err := index.Slice(sp)
	if err != nil {
		return 0, 0, err
	}
	if got := string(points[s:n]); got != want {
		return 0, 0, fmt.Errorf("code points %d to %d are %q, not %q", s, n, got, want)
	}
	return int64(s), int64(n), nil
}

// row sets the levels of values: how deep they are there, and at which depth
// they are repeated.
func row(cells [][]parquet.Value) (r parquet.Row) {
	for column, values := range cells {
		depth := 1 // optional
		switch column {
		case labelsColumn, tagsColumn, tokensColumn:
			depth = 3 // the list, its repetition, the element
		case spanStartColumn, spanEndColumn, spanLabelColumn:
			depth = 4 // and the field of it
		}
		if len(values) == 0 {
			r = append(r, parquet.Value{}.Level(0, 1, column)) // an empty list is there
		}
		for i, v := range values {
			r = append(r, v.Level(min(i, 1), depth, column))
		}
	}
	return r
}

// feature is what the datasets library says of a column.
type feature map[string]any

func value(dtype string) feature { return feature{"dtype": dtype, "_type": "Value"} }

func sequence(of any) feature { return feature{"feature": of, "_type": "Sequence"} }

func (w *writer) Close() error {
	features := map[string]any{
		"id": value("string"), "source": value("string"), "title": value("string"), "text": value("string"), "meta": value("string"),
		"tokens": sequence(value("string")), "labels": sequence(value("string")),
		"ner_tags": sequence(feature{"names": w.names, "_type": "ClassLabel"}),
		"spans":    []any{map[string]any{"start": value("int64"), "end": value("int64"), "label": value("string")}},
	}
	b, err := json.Marshal(map[string]any{"info": map[string]any{"features": features}})
	if err != nil {
		return err
	}
	w.w.SetKeyValueMetadata("huggingface", string(b))
	return w.w.Close()
}

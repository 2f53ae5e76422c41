// Package csv reads and writes tables, with commas or with tabs between columns
// and quotes as in RFC 4180. There is no standard for annotations in a table. What
// is written here has a row for each document, with its text, and below it a row
// for each annotation, without; the columns start_cp and end_cp count code
// points. A table of another program may repeat the text in each row, name its
// columns otherwise (see column), have labels of whole texts alone, or cells
// with regions as Label Studio exports them.
//
// Cells are written as they are. A spreadsheet runs those that begin with =, +, -
// or @ as formulas: open a table with texts of strangers as text.
package csv

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is a table with commas, TSV one with tabs.
var (
	Format = table("csv", "Table with commas (CSV)", "text/csv; charset=utf-8", ',')
	TSV    = table("tsv", "Table with tabs (TSV)", "text/tab-separated-values; charset=utf-8", '\t')
)

func table(name, title, media string, comma byte) format.Format {
	return format.Format{
		Name: name, Title: title, Extension: "." + name, Media: media,
		Can: format.Can{
			Text: true, Controls: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true,
			Links: true, Across: true, Chains: true, Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true,
			Notes: true, Attributes: true, Work: true,
		},
		Unit: format.CodePoint,
		Detect: func(name string, head []byte) format.Likelihood {
			return detect(name, head, comma)
		},
		NewWriter: func(w io.Writer) format.Writer { return &writer{w: w, comma: comma} },
		Read:      read(comma),
	}
}

// head are the columns that are written.
var head = []string{
	"doc_id", "source", "title", "text", "start_cp", "end_cp", "label", "span_text", "annotator", "created_at",
	"span_id", "parts", "from", "to", "fields", "note", "attributes",
}

// row is what is written of a document or an annotation.
type row struct {
	doc, source, title, text, start, end, label, quote, by, at, id, parts, from, to, fields, note, attributes string
}

type writer struct {
	w      io.Writer
	comma  byte
	headed bool
}

// Close writes the names of the columns if there was no document.
func (w *writer) Close() error { return w.names() }

func (w *writer) names() error {
	if w.headed {
		return nil
	}
	w.headed = true
	_, err := io.WriteString(w.w, strings.Join(head, string(w.comma))+"\r\n")
	return err
}

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	if err := w.names(); err != nil {
		return nil, err
	}
	d := it.Document
	free, of := build.Meta(d)
	first := row{source: d.Source, title: d.Title, text: d.Text}
	if !d.ID.IsZero() {
		first.doc = d.ID.String()
	}
	var err error
	if first.fields, err = object(free); err != nil {
		return nil, err
	}
	var b strings.Builder
	w.row(&b, first)
	prover := place.NewProver(d.Text, format.CodePoint)
	for _, e := range it.Entries {
		r := row{doc: first.doc, label: string(e.Label), by: string(e.By), id: e.ID.String()}
		if !e.At.IsZero() {
			r.at = e.At.UTC().Format(time.RFC3339Nano)
		}
		if !e.Target.From.IsZero() {
			r.from, r.to = e.Target.From.String(), e.Target.To.String()
		}
		var parts []string
		for i, p := range e.Target.Parts {
			start, end, _, err := prover.Span(p)
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			if i == 0 {
				r.start = strconv.Itoa(start)
			}
			r.end = strconv.Itoa(end)
			parts = append(parts, fmt.Sprintf("%d-%d", start, end))
		}
		if r.quote = format.Quote(d, e); len(parts) > 1 {
			r.parts = strings.Join(parts, ";")
		}
		if r.fields, err = object(of[e.ID.String()]); err != nil {
			return nil, err
		}
		r.note = e.Note
		if values := build.Attributes(e.Values); values != nil {
			b, err := jsonfile.Marshal(values)
			if err != nil {
				return nil, err
			}
			r.attributes = string(b)
		}
		w.row(&b, r)
	}
	_, err = io.WriteString(w.w, b.String())
	return nil, err
}

// object is the JSON of fields, empty for none.
func object(fields jsonfile.Object) (string, error) {
	if len(fields) == 0 {
		return "", nil
	}
	b, err := jsonfile.Marshal(fields)
	return string(b), err
}

func (w *writer) row(b *strings.Builder, r row) {
	for i, cell := range []string{r.doc, r.source, r.title, r.text, r.start, r.end, r.label, r.quote, r.by, r.at, r.id, r.parts, r.from, r.to, r.fields, r.note, r.attributes} {
		if i > 0 {
			b.WriteByte(w.comma)
		}
		if strings.ContainsAny(cell, "\"\r\n"+string(w.comma)) {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		b.WriteString(cell)
	}
	b.WriteString("\r\n")
}

// detect looks at the names of the columns.
func detect(name string, head []byte, comma byte) format.Likelihood {
	var names []string
	for _, n := range strings.Split(format.HeadLine(head), string(comma)) {
		names = append(names, strings.Trim(n, `"`))
	}
	likely := format.Never
	if format.HasEnding(name, map[byte]string{',': ".csv", '\t': ".tsv"}[comma]) {
		likely = format.Possible
	}
	c := columnsOf(names)
	switch {
	case len(names) < 2 || c.at[text] < 0:
	case c.at[start] >= 0 && c.at[label] >= 0:
		return format.Certain
	case likely > format.Never:
		return format.Likely
	}
	return likely
}

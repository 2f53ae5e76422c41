package csv

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/labelstudiomin"
	"gloss/annotations/format/offsets"
)

func read(comma byte) func(io.Reader, string) iter.Seq2[format.Item, error] {
	return func(r io.Reader, name string) iter.Seq2[format.Item, error] {
		return func(yield func(format.Item, error) bool) {
			next, stop := iter.Pull2(rows(r, name, comma))
			defer stop()
			header, err, ok := next()
			if !ok {
				return
			}
			t := &reader{columns: columnsOf(header.cells), name: name, next: next}
			if err == nil && t.at[text] < 0 {
				err = &format.Error{File: name, Line: header.line, Err: errors.New("no column is called text")}
			}
			if err != nil {
				yield(format.Item{}, err)
				return
			}
			o := build.Options{Prefer: format.CodePoint, Among: []format.Unit{format.CodePoint, format.UTF16, format.Byte}}
			if t.unit != "" {
				o.Prefer, o.Among = t.unit, nil
			}
			items := offsets.Resolve(t.records, o)
			if t.at[start] < 0 { // there are no spans, but in cells as Label Studio's
				items = build.Join(items)
			}
			for it, err := range items {
				if !yield(it, err) {
					return
				}
			}
		}
	}
}

// reader gathers the rows of a document.
type reader struct {
	columns
	name string
	next func() (cells, error, bool)
}

// current is the document at hand.
type current struct {
	*build.Document
	line      int
	id, text  string
	bad, rows bool // one of its rows is wrong; it has rows of annotations
}

func (t *reader) records(yield func(offsets.Record, error) bool) {
	var d *current
	finish := func() bool {
		if d == nil || d.bad {
			return true
		}
		rec, err := d.Record()
		if err != nil {
			return yield(rec, t.wrong(d.line, err))
		}
		rec.At = offsets.Place{File: t.name, Line: d.line}
		for i := range rec.Item.Unread {
			rec.Item.Unread[i].File, rec.Item.Unread[i].Line = t.name, d.line
		}
		return yield(rec, nil)
	}
	for {
		row, err, ok := t.next()
		if !ok {
			finish()
			return
		}
		if err == nil && len(row.cells) > len(t.names) {
			err = t.wrong(row.line, fmt.Errorf("%d cells under %d names", len(row.cells), len(t.names)))
		}
		body := t.cell(row, text)
		if err == nil && body != "" && !t.goesOn(d, row, body) {
			if !finish() {
				return
			}
			if d, err = t.document(row, body); err != nil {
				d.bad, err = true, t.wrong(row.line, err)
			}
		} else if err == nil {
			if d == nil || body == "" && (t.at[start] < 0 || t.cell(row, doc) != d.id) {
				err = t.wrong(row.line, errors.New("there is no text for this row"))
			} else if !d.bad {
				d.rows = true
				if err = t.annotation(d, row); err != nil {
					d.bad, err = true, t.wrong(row.line, err)
				}
			}
		}
		if err != nil && !yield(offsets.Record{}, err) {
			return
		}
	}
}

func (t *reader) wrong(line int, err error) error {
	return &format.Error{File: t.name, Line: line, Err: err}
}

// goesOn reports whether a row with a text is about the document at hand, in a
// table that repeats it.
func (t *reader) goesOn(d *current, row cells, body string) bool {
	return d != nil && d.rows && t.at[start] >= 0 && body == d.text && t.cell(row, doc) == d.id && t.cell(row, label) != ""
}

// document starts a document with the row that has its text, and what else is in
// the row.
func (t *reader) document(row cells, body string) (*current, error) {
	d := &current{line: row.line, id: t.cell(row, doc), text: body}
	if t.at[start] < 0 && t.at[label] < 0 || t.hasRegions(row) {
		var err error
		d.Document, err = labelstudiomin.Document(t.object(row))
		return d, err
	}
	docID := d.id
	src := t.cell(row, source)
	if src == "" && !isUUID(docID) {
		src = docID
	}
	d.Document = build.New("csv", src, t.cell(row, title), body)
	if ours, err := annotations.ParseID[annotations.Document](docID); err == nil && isUUID(docID) {
		d.SetID(ours)
	}
	if t.cell(row, label) != "" {
		d.rows = true
		return d, t.annotation(d, row)
	}
	kept, err := t.kept(row)
	d.Keep(kept)
	return d, err
}

func isUUID(s string) bool {
	_, err := annotations.ParseID[annotations.Document](s)
	return err == nil && len(s) == 36
}

// kept are the fields of a row that have no column of ours.
func (t *reader) kept(row cells) (jsonfile.Object, error) {
	o := jsonfile.Object{}
	if raw := t.cell(row, fields); raw != "" {
		var err error
		if o, err = jsonfile.ParseObject([]byte(raw)); err != nil {
			return nil, fmt.Errorf("%s: %w", t.names[t.at[fields]], err)
		}
	}
	for _, i := range t.other {
		if i < len(row.cells) && row.cells[i] != "" {
			b, err := jsonfile.Marshal(row.cells[i])
			if err != nil {
				return nil, err
			}
			o[t.names[i]] = b
		}
	}
	return o, nil
}

func (t *reader) annotation(d *current, row cells) error {
	n := build.Note{ID: t.cell(row, id), Label: t.cell(row, label), By: t.cell(row, by), Field: "fields"}
	if n.Label == "" {
		return errors.New("the row has no label")
	}
	if s := t.cell(row, at); s != "" {
		var err error
		if n.At, err = time.Parse(time.RFC3339Nano, s); err != nil {
			return fmt.Errorf("%s: %q is not a time", t.names[t.at[at]], s)
		}
	}
	var err error
	if n.Rest, err = t.kept(row); err != nil {
		return err
	}
	n.Text = t.cell(row, note)
	if raw := t.cell(row, attributes); raw != "" {
		o, err := jsonfile.ParseObject([]byte(raw))
		if err == nil {
			n.Values, err = build.ReadAttributes(o)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.names[t.at[attributes]], err)
		}
	}
	if f, to := t.cell(row, from), t.cell(row, to); f != "" || to != "" {
		d.Link(n, f, to)
		return nil
	}
	if t.cell(row, start) == "" && t.cell(row, end) == "" {
		d.Whole(n)
		return nil
	}
	places, err := t.places(row)
	if err != nil {
		return err
	}
	var quoted *string
	if q := t.cell(row, quote); q != "" {
		quoted = &q
	}
	d.Span(n, quoted, places...)
	return nil
}

// places are the stretches of a span: its parts, as "0-3;7-9", or one.
func (t *reader) places(row cells) (all [][2]int, err error) {
	number := func(c column, s string) int {
		n, bad := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), ".0")) // pandas makes floats of a column with gaps
		if bad != nil && err == nil {
			err = fmt.Errorf("%s: %q is not a whole number", t.names[t.at[c]], s)
		}
		return n
	}
	if s := t.cell(row, parts); s != "" {
		for _, p := range strings.Split(s, ";") {
			a, b, _ := strings.Cut(p, "-")
			all = append(all, [2]int{number(parts, a), number(parts, b)})
		}
		return all, err
	}
	if t.at[start] < 0 || t.at[end] < 0 {
		return nil, errors.New("a span needs a column for its start and one for its end")
	}
	return [][2]int{{number(start, t.cell(row, start)), number(end, t.cell(row, end))}}, err
}

// hasRegions reports whether the cell with the label is a list of regions, as
// Label Studio exports them.
func (t *reader) hasRegions(row cells) bool {
	return t.at[start] < 0 && strings.HasPrefix(t.cell(row, label), "[{")
}

// object is a row as the JSON that Label Studio's other export would have.
func (t *reader) object(row cells) jsonfile.Object {
	o := jsonfile.Object{}
	for i, cell := range row.cells {
		if cell == "" {
			continue
		}
		b := []byte(cell)
		if k := cell[0]; k != '[' && k != '{' || !json.Valid(b) {
			b, _ = jsonfile.Marshal(cell)
		}
		o[t.names[i]] = b
	}
	return o
}

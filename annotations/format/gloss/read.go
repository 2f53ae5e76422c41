package gloss

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// read takes JSON Lines, and also a JSON file that is one document or an array
// of documents, as other programs like to write them.
func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		for rec, err := range records(r, name) {
			var it format.Item
			if err == nil {
				if it, err = rec.item(); err != nil {
					err = &format.Error{File: name, Line: rec.line, Err: err}
				}
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// located is a record and where it stands.
type located struct {
	record
	line int
}

func records(r io.Reader, name string) iter.Seq2[located, error] {
	return func(yield func(located, error) bool) {
		for v, err := range values(r, name) {
			if err != nil {
				yield(located{}, err)
				return
			}
			rec, err := decode(v.Bytes)
			if err != nil {
				err = locate(err, name, v)
			}
			if !yield(located{rec, v.Number}, err) {
				return
			}
		}
	}
}

var errUTF8 = errors.New("not UTF-8")

// decode reads a record strictly: bytes that are not UTF-8 would become
// replacement characters without a word, and move every offset after them.
func decode(b []byte) (record, error) {
	var rec record
	if err := text.Validate(string(b)); err != nil {
		return rec, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(b, &fields); err != nil {
		return rec, err
	}
	if _, ok := fields["text"]; !ok {
		return rec, errors.New(`no "text"`)
	}
	if loneSurrogate(b) {
		return rec, errors.New("half of a surrogate pair (\\ud800 to \\udfff alone): not a character")
	}
	take := func(key string, into any) error {
		raw, ok := fields[key]
		delete(fields, key)
		if !ok || string(raw) == "null" {
			return nil
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return fmt.Errorf("%q: %w", key, err)
		}
		return nil
	}
	var id any
	if err := errors.Join(
		take("id", &id), take("source", &rec.Source), take("title", &rec.Title), take("text", &rec.Text),
		take("spans", &rec.Spans), take("labels", &rec.Labels), take("links", &rec.Links), take("meta", &rec.Meta),
	); err != nil {
		return rec, err
	}
	switch id := id.(type) {
	case string:
		rec.ID = id
	case float64:
		rec.ID = strings.TrimSuffix(fmt.Sprintf("%.0f", id), ".")
	}
	return rec, rec.keep(fields)
}

// keep puts the fields that nobody knows into meta.
func (rec *record) keep(fields map[string]json.RawMessage) error {
	if len(fields) == 0 {
		return nil
	}
	meta := map[string]json.RawMessage{}
	if len(rec.Meta) > 0 {
		if err := json.Unmarshal(rec.Meta, &meta); err != nil {
			return fmt.Errorf(`"meta": %w`, err)
		}
	}
	maps.Copy(meta, fields)
	b, err := json.Marshal(meta)
	rec.Meta = b
	return err
}

// loneSurrogate finds \uD800 to \uDFFF escapes that are not a pair; the JSON
// package would replace them in silence.
func loneSurrogate(b []byte) bool {
	for i := 0; i+5 < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		if b[i+1] != 'u' {
			i++
			continue
		}
		switch high := strings.ToLower(string(b[i+2 : i+4])); {
		case high >= "d8" && high < "dc":
			if i+11 < len(b) && b[i+6] == '\\' && b[i+7] == 'u' {
				if low := strings.ToLower(string(b[i+8 : i+10])); low >= "dc" && low < "e0" {
					i += 11
					continue
				}
			}
			return true
		case high >= "dc" && high < "e0":
			return true
		}
		i += 5
	}
	return false
}

func locate(err error, name string, line format.Line) error {
	e := &format.Error{File: name, Line: line.Number, Err: err}
	var syntax *json.SyntaxError
	var bad *text.InvalidUTF8
	switch {
	case errors.As(err, &syntax):
		e.Column = int(syntax.Offset)
	case errors.As(err, &bad):
		e.Column, e.Err = int(bad.Offset)+1, errUTF8
	}
	return e
}

// item turns a record into a document without a project and its entries.
func (rec located) item() (format.Item, error) {
	it := format.Item{Document: annotations.Document{Source: rec.Source, Title: rec.Title, Text: rec.Text, Meta: rec.Meta}}
	if id, err := annotations.ParseID[annotations.Document](rec.ID); err == nil {
		it.Document.ID = id
	} else if it.Document.Source == "" {
		it.Document.Source = rec.ID
	}
	index := text.NewIndex(rec.Text)
	for i, s := range slices.Concat(rec.Spans, rec.Labels, rec.Links) {
		e, err := s.entry(index)
		if err != nil {
			return it, fmt.Errorf("annotation %d (%s): %w", i+1, s.Label, err)
		}
		it.Entries = append(it.Entries, e)
	}
	return it, nil
}

func (s span) entry(index *text.Index) (annotations.Entry, error) {
	e := annotations.Entry{By: annotations.Author(s.By)}
	e.Label, e.Note = annotations.LabelID(s.Label), s.Note
	for _, v := range s.Attributes {
		e.Values = append(e.Values, annotations.Value{Attribute: annotations.AttributeID(v.Name), Text: v.Value})
	}
	e.Values = annotations.SortValues(e.Values)
	if s.At != nil {
		e.At = annotations.Moment(*s.At)
	}
	if s.Label == "" {
		return e, errors.New("no label")
	}
	e.ID, _ = annotations.ParseID[annotations.Annotation](s.ID) // of another program: made anew
	e.Target.From, _ = annotations.ParseID[annotations.Annotation](s.From)
	e.Target.To, _ = annotations.ParseID[annotations.Annotation](s.To)
	if (s.Start == nil) != (s.End == nil) {
		return e, errors.New("start and end belong together")
	}
	if s.Start != nil {
		parts := s.Parts
		if len(parts) == 0 {
			parts = [][2]int{{*s.Start, *s.End}}
		}
		for _, p := range parts {
			start, err := index.ByteAt(text.Point(p[0]))
			if err != nil {
				return e, fmt.Errorf("start %d: %w (the text has %d code points)", p[0], err, index.Points())
			}
			end, err := index.ByteAt(text.Point(p[1]))
			if err != nil {
				return e, fmt.Errorf("end %d: %w (the text has %d code points)", p[1], err, index.Points())
			}
			e.Target.Parts = append(e.Target.Parts, text.Span{Start: start, End: end})
		}
	}
	trial := e.Annotation
	if trial.ID.IsZero() {
		trial.ID = annotations.NameID[annotations.Annotation](trial.ID.UUID, s.Label)
	}
	if err := trial.Check(index.Text()); err != nil {
		return e, err
	}
	if s.Text != nil && s.Start != nil {
		quote := format.Quote(annotations.Document{Text: index.Text()}, e)
		if *s.Text != quote {
			return e, fmt.Errorf("code points %d to %d are %q, but the span says %q", *s.Start, *s.End, quote, *s.Text)
		}
	}
	return e, nil
}

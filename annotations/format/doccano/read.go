package doccano

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
)

// units are those that doccano and the programs that prepare files for it count.
var units = []format.Unit{format.UTF16, format.CodePoint, format.Grapheme}

// read takes offsets as the unit has them: nothing in a file proves another, so
// that no document has to wait for proof.
func read(unit format.Unit) func(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(r io.Reader, name string) iter.Seq2[format.Item, error] {
		return build.Objects(r, name, build.Options{Prefer: unit, Among: units, Hold: 1}, item)
	}
}

// span is an entity in any of the shapes that doccano takes.
type span struct {
	id         jsonfile.Name
	start, end int
	label      string
	rest       jsonfile.Object
}

func item(o jsonfile.Object) (*build.Document, error) {
	// doccano's own example names the columns as its dialogue does.
	for column, field := range map[string]string{"column_data": "text", "column_label": "label", "labels": "label"} {
		if raw, ok := o[column]; ok && !o.Has(field) {
			o[field] = raw
			delete(o, column)
		}
	}
	body, err := o.Required("text")
	if err != nil {
		return nil, err
	}
	if body == "" {
		return nil, errors.New("the text is empty")
	}
	var id, title jsonfile.Name
	if o.Kind("title") != '"' {
		title = ""
	} else if err := o.Take("title", &title); err != nil {
		return nil, err
	}
	if err := o.Take("id", &id); err != nil {
		return nil, err
	}
	d := build.New("doccano", string(id), string(title), body)
	spans, cats, err := labels(o, "label")
	if err != nil {
		return nil, err
	}
	entities, more, err := labels(o, "entities")
	if err != nil {
		return nil, err
	}
	var listed []string
	if err := o.Take("cats", &listed); err != nil {
		return nil, err
	}
	cats = slices.Concat(cats, more, listed)
	switch {
	case len(spans) == 0 || same(spans, entities):
		spans = entities
	case len(entities) > 0:
		return nil, errors.New(`"label" and "entities" say different things`)
	}
	for _, s := range spans {
		if !o.Has("relations") || string(o["relations"]) == "[]" {
			s.id = "" // nothing refers to it
		}
		if s.label == "" || s.start >= s.end {
			return nil, fmt.Errorf("the span %d to %d %q is empty or has no label", s.start, s.end, s.label)
		}
		d.Span(build.Note{ID: string(s.id), Label: s.label, Rest: s.rest, Field: "entities"}, nil, [2]int{s.start, s.end})
	}
	for _, c := range cats {
		d.Whole(build.Note{Label: c})
	}
	takeComments(d, o)
	var links []jsonfile.Object
	if err := o.Take("relations", &links); err != nil {
		return nil, err
	}
	for i, l := range links {
		var from, to, label jsonfile.Name
		if err := errors.Join(l.Take("from_id", &from), l.Take("to_id", &to), l.Take("type", &label)); err != nil {
			return nil, fmt.Errorf("relation %d: %w", i+1, err)
		}
		delete(l, "id") // counts the relations of the file
		d.Link(build.Note{Label: string(label), Rest: l, Field: "relations"}, string(from), string(to))
	}
	d.Keep(build.Unspread(o))
	return d, nil
}

// takeComments takes the comments as notes on the document, if they are what
// doccano writes.
func takeComments(d *build.Document, o jsonfile.Object) {
	var raw []json.RawMessage
	if jsonfile.Unmarshal(o[commentsKey], &raw) != nil {
		return
	}
	texts := make([]string, len(raw))
	for i, r := range raw {
		var c struct{ Comment string }
		if jsonfile.Unmarshal(r, &texts[i]) != nil && jsonfile.Unmarshal(r, &c) == nil {
			texts[i] = c.Comment
		}
		if texts[i] == "" {
			return
		}
	}
	delete(o, commentsKey)
	for _, t := range texts {
		d.Whole(build.Note{Label: string(annotations.LabelNote), Text: t})
	}
}

// labels takes a field with spans, as arrays or objects, or names of categories.
func labels(o jsonfile.Object, field string) (spans []span, cats []string, err error) {
	if o.Kind(field) == '"' { // one category, as an export of columns has it
		var c string
		err := o.Take(field, &c)
		return nil, []string{c}, err
	}
	var values []json.RawMessage
	if err := o.Take(field, &values); err != nil {
		return nil, nil, err
	}
	for i, raw := range values {
		var s span
		switch jsonfile.Kind(raw) {
		case '"':
			var c string
			if err = jsonfile.Unmarshal(raw, &c); err == nil && c == "" {
				err = errors.New("no label")
			}
			cats = append(cats, c)
		case '[':
			var t []json.RawMessage
			var start, end jsonfile.Offset
			if err = jsonfile.Unmarshal(raw, &t); err == nil && len(t) != 3 {
				err = errors.New("not [start, end, label]")
			}
			if err == nil {
				err = errors.Join(jsonfile.Unmarshal(t[0], &start), jsonfile.Unmarshal(t[1], &end), jsonfile.Unmarshal(t[2], &s.label))
			}
			s.start, s.end = int(start), int(end)
			spans = append(spans, s)
		default:
			s, err = object(raw)
			spans = append(spans, s)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%q, value %d: %w", field, i+1, err)
		}
	}
	return spans, cats, nil
}

func object(raw json.RawMessage) (s span, err error) {
	if s.rest, err = jsonfile.Checked(raw); err != nil {
		return s, err
	}
	if !s.rest.Has("start_offset") || !s.rest.Has("end_offset") {
		return s, errors.New(`no "start_offset" and "end_offset"`)
	}
	var start, end jsonfile.Offset
	err = errors.Join(s.rest.Take("id", &s.id), s.rest.Take("label", &s.label),
		s.rest.Take("start_offset", &start), s.rest.Take("end_offset", &end))
	s.start, s.end = int(start), int(end)
	return s, err
}

// same reports whether both fields hold the same spans, in any order.
func same(a, b []span) bool {
	type plain struct {
		start, end int
		label      string
	}
	count := map[plain]int{}
	for _, s := range a {
		count[plain{s.start, s.end, s.label}]++
	}
	for _, s := range b {
		count[plain{s.start, s.end, s.label}]--
	}
	for n := range maps.Values(count) {
		if n != 0 {
			return false
		}
	}
	return true
}

package hfjsonl

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
)

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	o := build.Options{Prefer: format.CodePoint, Among: []format.Unit{format.CodePoint, format.UTF16, format.Byte}}
	return build.Objects(r, name, o, item)
}

func item(o jsonfile.Object) (*build.Document, error) { return Document(o, nil) }

// Document reads a row. classes has, under the names of columns, what the numbers of
// tags in them stand for.
func Document(o jsonfile.Object, classes map[string][]string) (*build.Document, error) {
	var id, source, title jsonfile.Name
	if err := errors.Join(o.Take("id", &id), o.Take("source", &source), o.Take("title", &title)); err != nil {
		return nil, err
	}
	ours, notOurs := annotations.ParseID[annotations.Document](string(id))
	if notOurs != nil && source == "" {
		source = id
	}
	t, err := takeTags(o, classes)
	if err != nil {
		return nil, err
	}
	body := t.body()
	if hasText := o.Has("text"); hasText {
		body, err = o.Required("text")
	} else if len(t.tokens) == 0 {
		err = errors.New(`neither "text" nor "tokens"`)
	}
	if err != nil {
		return nil, err
	}
	d := build.New("hf-jsonl", string(source), string(title), body)
	if notOurs == nil {
		d.SetID(ours)
	}
	if !o.Has("spans") && !o.Has("entities") { // else the tags are a view of them
		t.lay(d)
	}
	for _, key := range []string{"spans", "entities"} {
		if err := spans(d, o, key); err != nil {
			return nil, err
		}
	}
	if err := others(d, o); err != nil {
		return nil, err
	}
	return d, keep(d, o)
}

// keep keeps the other columns, and those that are JSON in "meta".
func keep(d *build.Document, o jsonfile.Object) error {
	if o.Kind("meta") == '"' {
		var meta string
		if err := o.Take("meta", &meta); err != nil {
			return err
		}
		if meta != "" {
			inner, err := jsonfile.ParseObject([]byte(meta))
			if err != nil {
				return fmt.Errorf(`"meta": %w`, err)
			}
			d.Keep(inner)
		}
	}
	d.Keep(o)
	return nil
}

// spans reads a list of spans: with start and end, or with "span" and "type" as
// some Japanese corpora have them.
func spans(d *build.Document, o jsonfile.Object, key string) error {
	var all []jsonfile.Object
	if err := o.Take(key, &all); err != nil {
		return err
	}
	for i, s := range all {
		n := build.Note{Field: key}
		err := common(s, &n)
		var quote *string
		var parts [][2]int
		var first, last *jsonfile.Offset
		var pair []jsonfile.Offset
		err = errors.Join(err, s.Take("start", &first), s.Take("end", &last), s.Take("span", &pair), s.Take("parts", &parts), s.Take("text", &quote))
		if n.Label == "" {
			err = errors.Join(err, s.Take("type", &n.Label))
		}
		if quote == nil {
			err = errors.Join(err, s.Take("name", &quote))
		}
		switch {
		case err != nil:
		case len(parts) > 0:
		case first != nil && last != nil:
			parts = [][2]int{{int(*first), int(*last)}}
		case len(pair) == 2:
			parts = [][2]int{{int(pair[0]), int(pair[1])}}
		default:
			err = errors.New("it has no place")
		}
		if err != nil {
			return fmt.Errorf("%q, span %d: %w", key, i+1, err)
		}
		n.Rest = s
		d.Span(n, quote, parts...)
	}
	return nil
}

// common reads what all annotations have.
func common(o jsonfile.Object, n *build.Note) error {
	var id jsonfile.Name
	var at string
	var values []Value
	err := errors.Join(o.Take("id", &id), o.Take("label", &n.Label), o.Take("annotator", &n.By), o.Take("created_at", &at), o.Take("note", &n.Text))
	if jsonfile.Unmarshal(o["attributes"], &values) == nil {
		delete(o, "attributes")
	}
	for _, v := range values {
		n.Values = append(n.Values, annotations.Value{Attribute: annotations.AttributeID(v.Name), Text: v.Value})
	}
	if n.ID = string(id); at != "" && err == nil {
		n.At, err = time.Parse(time.RFC3339Nano, at)
	}
	return err
}

// others reads labels of the document and links.
func others(d *build.Document, o jsonfile.Object) error {
	var whole, links []jsonfile.Object
	if jsonfile.Unmarshal(o["labels"], &whole) == nil {
		delete(o, "labels")
	}
	if jsonfile.Unmarshal(o["links"], &links) == nil {
		delete(o, "links")
	}
	for _, l := range whole {
		n := build.Note{Field: "labels"}
		if err := common(l, &n); err != nil {
			return fmt.Errorf(`"labels": %w`, err)
		}
		n.Rest = l
		d.Whole(n)
	}
	for _, l := range links {
		n := build.Note{Field: "links"}
		var from, to string
		if err := errors.Join(common(l, &n), l.Take("from", &from), l.Take("to", &to)); err != nil {
			return fmt.Errorf(`"links": %w`, err)
		}
		n.Rest = l
		d.Link(n, from, to)
	}
	return nil
}

package hfjsonl

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	o := build.Options{Prefer: format.CodePoint, Among: []format.Unit{format.CodePoint, format.UTF16, format.Byte}}
	return build.Objects(r, name, o, item)
}

func item(o jsonfile.Object) (*build.Document, error) {
	var id, source, title jsonfile.Name
	var tokens []string
	if err := errors.Join(o.Take("id", &id), o.Take("source", &source), o.Take("title", &title), o.Take("tokens", &tokens)); err != nil {
		return nil, err
	}
	ours, notOurs := annotations.ParseID[annotations.Document](string(id))
	if notOurs != nil && source == "" {
		source = id
	}
	start := func(body string) *build.Document {
		d := build.New("hf-jsonl", string(source), string(title), body)
		if notOurs == nil {
			d.SetID(ours)
		}
		return d
	}
	if !o.Has("text") {
		return tagged(o, tokens, start)
	}
	body, err := o.Required("text")
	if err != nil {
		return nil, err
	}
	delete(o, "ner_tags") // a view of the spans
	d := start(body)
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
	var values []value
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

// tagged reads a line that has tokens and tags alone.
func tagged(o jsonfile.Object, tokens []string, start func(string) *build.Document) (*build.Document, error) {
	if len(tokens) == 0 {
		return nil, errors.New(`neither "text" nor "tokens"`)
	}
	var tags []json.RawMessage
	if err := o.Take("ner_tags", &tags); err != nil {
		return nil, err
	}
	if len(tags) != 0 && len(tags) != len(tokens) {
		return nil, fmt.Errorf("%d tags for %d tokens", len(tags), len(tokens))
	}
	d := start(strings.Join(tokens, " "))
	var label string
	var open text.Span
	end := func() {
		if label != "" {
			d.Bytes(build.Note{Label: label}, open)
		}
		label = ""
	}
	at := text.Byte(0)
	for i, raw := range tags {
		var tag string
		if err := jsonfile.Unmarshal(raw, &tag); err != nil {
			return nil, fmt.Errorf("tag %d is %s: only tags with their names can be read, not their numbers in the features of a dataset", i+1, raw)
		}
		here := text.Span{Start: at, End: at + text.Byte(len(tokens[i]))}
		at = here.End + 1
		prefix, name, ok := strings.Cut(tag, "-")
		if !ok || tag == "O" {
			end()
			continue
		}
		// A tag that goes on with nothing begins a span, as conlleval reads it.
		if !strings.Contains("IEML", prefix) || name != label {
			end()
			label, open.Start = name, here.Start
		}
		open.End = here.End
		if strings.Contains("ESLU", prefix) {
			end()
		}
	}
	end()
	return d, keep(d, o)
}

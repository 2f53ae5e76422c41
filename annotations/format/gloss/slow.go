package gloss

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"gloss/annotations/format/internal/jsonfile"
)

// decode reads a record that was checked.
func decode(b []byte) (record, error) {
	var rec record
	var fields map[string]json.RawMessage
	if json.Unmarshal(b, &fields) != nil {
		return rec, jsonfile.ErrNoObject // as the bytes are JSON
	}
	if _, ok := fields["text"]; !ok {
		return rec, errors.New(`no "text"`)
	}
	take := func(key string, into any) error {
		raw, ok := fields[key]
		delete(fields, key)
		if !ok || string(raw) == "null" {
			return nil
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return fmt.Errorf("%q: %w", key, jsonfile.Plain(err))
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
	b, err := jsonfile.Marshal(meta)
	rec.Meta = b
	return err
}

// into makes of a record what the fast way makes of it.
func (rec *record) into(p *parsed) {
	*p = parsed{
		id: rec.ID, source: rec.Source, title: rec.Title, text: rec.Text, meta: rec.Meta,
		spans: spansInto(p.spans[:0], rec.Spans), labels: spansInto(p.labels[:0], rec.Labels), links: spansInto(p.links[:0], rec.Links),
	}
}

func spansInto(to []parsedSpan, from []span) []parsedSpan {
	for _, s := range from {
		p := parsedSpan{
			id: []byte(s.ID), from: []byte(s.From), to: []byte(s.To), label: []byte(s.Label), by: []byte(s.By),
			parts: s.Parts, hasStart: s.Start != nil, hasEnd: s.End != nil, hasText: s.Text != nil,
			note: s.Note, values: s.Attributes,
		}
		if s.At != nil {
			p.at = []byte(s.At.Format(time.RFC3339Nano))
		}
		if s.Start != nil {
			p.start = *s.Start
		}
		if s.End != nil {
			p.end = *s.End
		}
		if s.Text != nil {
			p.text = []byte(*s.Text)
		}
		to = append(to, p)
	}
	return to
}

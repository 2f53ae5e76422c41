package gloss

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"gloss/annotations/text"
)

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

// syntaxAt is the column of a syntax error of JSON.
func syntaxAt(err error) (column int, ok bool) {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return 0, false
	}
	return int(syntax.Offset), true
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

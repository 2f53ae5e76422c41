package chat

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return build.Objects(r, name, build.Options{Prefer: format.CodePoint, Hold: 1}, item)
}

func item(o jsonfile.Object) (*build.Document, error) {
	body, reply, err := turns(o)
	if err != nil {
		return nil, err
	}
	a, err := parse(reply)
	if err != nil {
		return nil, fmt.Errorf("the answer: %w", err)
	}
	var spans, links []jsonfile.Object
	var labels []string
	if err := errors.Join(a.Take("spans", &spans), a.Take("labels", &labels), a.Take("links", &links)); err != nil {
		return nil, fmt.Errorf("the answer: %w", err)
	}
	d := build.New("chat", "", "", body)
	in := newPlaces(body)
	for i, s := range spans {
		id := ""
		if len(links) > 0 {
			id = "S" + strconv.Itoa(i)
		}
		if label, err := place(d, in, s, id); err != nil {
			return nil, fmt.Errorf("span %d (%s): %w", i+1, label, err)
		}
	}
	for _, name := range labels {
		d.Whole(build.Note{Label: name})
	}
	for i, l := range links {
		n := build.Note{Field: "links"}
		var from, to jsonfile.Offset
		if err := errors.Join(l.Take("label", &n.Label), l.Take("from", &from), l.Take("to", &to)); err != nil {
			return nil, fmt.Errorf("link %d: %w", i+1, err)
		}
		n.Rest = l
		d.Link(n, "S"+strconv.Itoa(int(from)), "S"+strconv.Itoa(int(to)))
	}
	for _, key := range slices.Sorted(maps.Keys(a)) {
		d.Unread("answer."+key, "Gloss has no place for it", true)
	}
	d.Keep(a)
	d.Keep(o)
	return d, nil
}

// turns finds the text and the answer to it: the last of a user and the last of
// the assistant, in "messages", in ShareGPT's "conversations", or in Alpaca's
// three fields.
func turns(o jsonfile.Object) (body, reply string, err error) {
	if !o.Has("messages") && !o.Has("conversations") {
		if !o.Has("input") || !o.Has("output") {
			return "", "", errors.New(`no "messages", "conversations" or "input" and "output"`)
		}
		delete(o, "instruction")
		return body, reply, errors.Join(o.Take("input", &body), o.Take("output", &reply), missing(body))
	}
	var all []jsonfile.Object
	if err := errors.Join(o.Take("messages", &all), o.Take("conversations", &all)); err != nil {
		return "", "", err
	}
	answered := false
	for i, m := range all {
		var role, from string
		raw := m["content"]
		if len(raw) == 0 {
			raw = m["value"]
		}
		said, err := content(raw)
		if err = errors.Join(err, m.Take("role", &role), m.Take("from", &from)); err != nil {
			return "", "", fmt.Errorf("message %d: %w", i+1, err)
		}
		switch role + from {
		case "user", "human":
			body = said
		case "assistant", "gpt":
			reply, answered = said, true
		}
	}
	if !answered {
		return "", "", errors.New("nobody answers")
	}
	return body, reply, missing(body)
}

func missing(body string) error {
	if body == "" {
		return errors.New("there is no text of a user")
	}
	return nil
}

// content is a string, or a list of parts with texts.
func content(raw json.RawMessage) (s string, err error) {
	if jsonfile.Kind(raw) == '"' {
		return s, jsonfile.Unmarshal(raw, &s)
	}
	var parts []jsonfile.Object
	if jsonfile.Unmarshal(raw, &parts) != nil {
		return "", errors.New("its content is no text")
	}
	for _, p := range parts {
		var text string
		if err := p.Take("text", &text); err != nil {
			return "", err
		}
		s += text
	}
	return s, nil
}

// parse reads the JSON of an answer, also within the fence that models like.
func parse(reply string) (o jsonfile.Object, err error) {
	reply = strings.TrimSpace(reply)
	if inner, ok := strings.CutPrefix(reply, "```"); ok {
		_, inner, _ = strings.Cut(inner, "\n")
		reply = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(inner), "```"))
	}
	if strings.HasPrefix(reply, "[") { // the spans alone
		reply = `{"spans":` + reply + "}"
	}
	if err := json.Unmarshal([]byte(reply), new(json.RawMessage)); err != nil {
		return nil, fmt.Errorf("not the JSON of spans: %w", err)
	}
	if err := (jsonfile.Value{Bytes: []byte(reply)}).Check(); err != nil {
		return nil, fmt.Errorf("not the JSON of spans: %w", errors.Unwrap(err))
	}
	if o, err = jsonfile.Checked([]byte(reply)); err != nil {
		return nil, fmt.Errorf("not the JSON of spans: %w", err)
	}
	return o, nil
}

// quoted is a quote, and which of the places where it stands is meant.
type quoted struct {
	text       string
	occurrence int
}

func takeQuote(o jsonfile.Object) (q quoted, err error) {
	var n jsonfile.Offset
	err = errors.Join(o.Take("text", &q.text), o.Take("occurrence", &n))
	q.occurrence = int(n)
	return q, err
}

// place finds a span by its quotes, and returns its label.
func place(d *build.Document, in *places, o jsonfile.Object, id string) (label string, err error) {
	n := build.Note{ID: id, Field: "spans"}
	var parts []jsonfile.Object
	if err := errors.Join(o.Take("label", &n.Label), o.Take("parts", &parts)); err != nil {
		return n.Label, err
	}
	one, err := takeQuote(o)
	if err != nil {
		return n.Label, err
	}
	quotes := []quoted{one}
	if len(parts) > 0 {
		quotes = nil
	}
	for _, p := range parts {
		q, err := takeQuote(p)
		if err != nil {
			return n.Label, err
		}
		quotes = append(quotes, q)
	}
	var spans []text.Span
	for _, q := range quotes {
		sp, found, ok := in.number(q.text, max(1, q.occurrence))
		switch {
		case !ok && found == 0:
			return n.Label, fmt.Errorf("%q does not stand in the text", q.text)
		case !ok:
			return n.Label, fmt.Errorf("%q stands in the text %d times, not %d", q.text, found, q.occurrence)
		}
		if q.occurrence < 1 {
			if _, _, more := in.number(q.text, 2); more {
				d.Unread("spans.occurrence", "it does not say which of several places is meant: the first is taken", false)
			}
		}
		spans = append(spans, sp)
	}
	n.Rest = o
	d.Bytes(n, spans...)
	return n.Label, nil
}

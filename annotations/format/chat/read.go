package chat

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
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
	d := build.New("chat", "", "", body)
	for i, s := range a.Spans {
		if err := place(d, s, "S"+strconv.Itoa(i), len(a.Links) > 0); err != nil {
			return nil, fmt.Errorf("span %d (%s): %w", i+1, s.Label, err)
		}
	}
	for _, name := range a.Labels {
		d.Whole(build.Note{Label: name})
	}
	for _, l := range a.Links {
		d.Link(build.Note{Label: l.Label}, "S"+strconv.Itoa(l.From), "S"+strconv.Itoa(l.To))
	}
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
	var all []struct {
		Role, From     string
		Content, Value json.RawMessage
	}
	if err := errors.Join(o.Take("messages", &all), o.Take("conversations", &all)); err != nil {
		return "", "", err
	}
	answered := false
	for i, m := range all {
		raw := m.Content
		if len(raw) == 0 {
			raw = m.Value
		}
		said, err := content(raw)
		if err != nil {
			return "", "", fmt.Errorf("message %d: %w", i+1, err)
		}
		switch m.Role + m.From {
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
func content(raw json.RawMessage) (string, error) {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s, nil
	}
	var parts []struct{ Text string }
	if err := json.Unmarshal(raw, &parts); err != nil {
		return "", errors.New("its content is no text")
	}
	for _, p := range parts {
		s += p.Text
	}
	return s, nil
}

// parse reads the JSON of an answer, also within the fence that models like.
func parse(reply string) (a answer, err error) {
	reply = strings.TrimSpace(reply)
	if inner, ok := strings.CutPrefix(reply, "```"); ok {
		_, inner, _ = strings.Cut(inner, "\n")
		reply = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(inner), "```"))
	}
	if strings.HasPrefix(reply, "[") {
		err = json.Unmarshal([]byte(reply), &a.Spans)
	} else {
		err = json.Unmarshal([]byte(reply), &a)
	}
	if err != nil {
		return a, fmt.Errorf("not the JSON of spans: %w", err)
	}
	return a, text.Validate(reply)
}

func place(d *build.Document, s span, id string, linked bool) error {
	parts := s.Parts
	if len(parts) == 0 {
		parts = []part{{s.Text, s.Occurrence}}
	}
	var spans []text.Span
	for _, p := range parts {
		sp, n, ok := occurrence(d.Text(), p.Text, max(1, p.Occurrence))
		switch {
		case !ok && n == 0:
			return fmt.Errorf("%q does not stand in the text", p.Text)
		case !ok:
			return fmt.Errorf("%q stands in the text %d times, not %d", p.Text, n, p.Occurrence)
		}
		if _, _, more := occurrence(d.Text(), p.Text, 2); more && p.Occurrence < 1 {
			d.Unread("spans.occurrence", "it does not say which of several places is meant: the first is taken", false)
		}
		spans = append(spans, sp)
	}
	n := build.Note{Label: s.Label}
	if linked {
		n.ID = id
	}
	d.Bytes(n, spans...)
	return nil
}

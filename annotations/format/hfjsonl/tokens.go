package hfjsonl

import (
	"encoding/json"
	"fmt"
	"strings"

	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/tags"
	"gloss/annotations/text"
)

// tagged is the tokens of a row with a tag for each, if it has tags.
type tagged struct {
	column string
	tokens []string
	tags   []string
}

// takeTags takes tokens and their tags off a row. A tag that is a number is one of
// the classes of its column.
func takeTags(o jsonfile.Object, classes map[string][]string) (t tagged, err error) {
	if err := o.Take("tokens", &t.tokens); err != nil || t.tokens == nil {
		return t, err
	}
	var raw []json.RawMessage
	for _, t.column = range []string{"ner_tags", "tags"} {
		if raw == nil && o.Kind(t.column) == '[' {
			if err = o.Take(t.column, &raw); err == nil {
				break
			}
		}
	}
	if len(raw) != 0 && len(raw) != len(t.tokens) {
		return t, fmt.Errorf("%d tags for %d tokens", len(raw), len(t.tokens))
	}
	names := classes[t.column]
	for i, one := range raw {
		var tag string
		var number int
		switch {
		case jsonfile.Unmarshal(one, &tag) == nil:
		case names == nil || json.Unmarshal(one, &number) != nil:
			return t, fmt.Errorf("tag %d is %s: only tags with their names can be read, not their numbers in the features of a dataset", i+1, one)
		case number < 0 || number >= len(names):
			return t, fmt.Errorf("token %d has the class %d of %d that have names", i+1, number, len(names))
		default:
			tag = names[number]
		}
		t.tags = append(t.tags, tag)
	}
	return t, err
}

// body is the text that the tokens make.
func (t tagged) body() string { return strings.Join(t.tokens, " ") }

// lay adds the spans that the tags say, over the tokens where they stand in the text.
func (t tagged) lay(d *build.Document) {
	if len(t.tags) == 0 {
		return
	}
	body, at := d.Text(), 0
	places := make([]text.Span, len(t.tokens))
	for i, token := range t.tokens {
		n := strings.Index(body[at:], token)
		if n < 0 {
			d.Unread(t.column, fmt.Sprintf("the token %q is not in the rest of the text", token), false)
			return
		}
		places[i] = text.Span{Start: text.Byte(at + n), End: text.Byte(at + n + len(token))}
		at += n + len(token)
	}
	var r tags.Reader
	for _, tag := range t.tags {
		r.Tag(tag)
	}
	for _, run := range r.Runs() {
		if sp := (text.Span{Start: places[run.From].Start, End: places[run.To-1].End}); !sp.Empty() {
			d.Bytes(build.Note{Label: run.Label, Field: t.column}, sp)
		}
	}
}

// Package gliner reads and writes the training data of GLiNER
// (https://urchade.github.io/GLiNER/training.html): a JSON array of token lists
// with [first, last, label], the last token included. It holds tokens rather than
// text: what is read has one blank between tokens.
package gliner

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

// Format is GLiNER JSON.
var Format = format.Format{
	Name: "gliner", Title: "GLiNER JSON", Extension: ".json", Media: "application/json",
	Endings:   []string{".json", ".jsonl"},
	Can:       format.Can{Empty: true, Controls: true, Overlap: true, AnyLabel: true},
	Unit:      format.Token,
	Detect:    detect,
	NewWriter: func(w io.Writer) format.Writer { return &writer{jsonfile.Array{W: w}} },
	Read:      read,
}

func detect(_ string, head []byte) format.Likelihood {
	if format.HeadFields(head).Has("tokenized_text") {
		return format.Certain
	}
	return format.Never
}

type record struct {
	Tokens []string `json:"tokenized_text"`
	Spans  [][3]any `json:"ner"`
}

type writer struct{ records jsonfile.Array }

func (w *writer) Close() error { return w.records.Close() }

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	body := it.Document.Text
	tokens := format.Tokens(body)
	rec := record{Tokens: []string{}, Spans: [][3]any{}}
	for _, t := range tokens {
		rec.Tokens = append(rec.Tokens, body[t.Start:t.End])
	}
	spans, losses := format.OnTokens(it, tokens)
	for _, sp := range spans {
		rec.Spans = append(rec.Spans, [3]any{sp.From, sp.To - 1, string(sp.Label)})
	}
	return losses, w.records.Add(rec)
}

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return build.Objects(r, name, build.Options{Prefer: format.CodePoint, Hold: 1}, item)
}

func item(o jsonfile.Object) (*build.Document, error) {
	if !o.Has("tokenized_text") {
		return nil, errors.New(`no "tokenized_text"`)
	}
	var tokens []string
	var spans []json.RawMessage
	if err := errors.Join(o.Take("tokenized_text", &tokens), o.Take("ner", &spans)); err != nil {
		return nil, err
	}
	var body strings.Builder
	places := make([]text.Span, len(tokens))
	for i, t := range tokens {
		if i > 0 {
			body.WriteByte(' ')
		}
		places[i] = text.Span{Start: text.Byte(body.Len()), End: text.Byte(body.Len() + len(t))}
		body.WriteString(t)
	}
	d := build.New("gliner", "", "", body.String())
	for i, raw := range spans {
		var first, last jsonfile.Offset
		var label string
		var triple []json.RawMessage
		err := jsonfile.Unmarshal(raw, &triple)
		if err == nil && len(triple) != 3 {
			err = errors.New("not [first, last, label]")
		}
		if err == nil {
			err = errors.Join(jsonfile.Unmarshal(triple[0], &first), jsonfile.Unmarshal(triple[1], &last), jsonfile.Unmarshal(triple[2], &label))
		}
		if err == nil && (first < 0 || last < first || int(last) >= len(tokens)) {
			err = fmt.Errorf("tokens %d to %d of %d: %w", first, last, len(tokens), annotations.ErrPlace)
		}
		if err != nil {
			return nil, fmt.Errorf("span %d: %w", i+1, err)
		}
		d.Bytes(build.Note{Label: label}, text.Span{Start: places[first].Start, End: places[last].End})
	}
	d.Keep(o)
	return d, nil
}

package gloss

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Format is gloss JSON Lines.
var Format = format.Format{
	Name: "gloss", Aliases: []string{"jsonl"}, Title: "Gloss JSON Lines", Extension: ".jsonl", Media: "application/x-ndjson",
	Endings: []string{".jsonl", ".json", ".ndjson"},
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, Chains: true,
		Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true,
		Notes: true, Attributes: true, Work: true,
	},
	Unit:      format.CodePoint,
	Detect:    detect,
	NewWriter: func(w io.Writer) format.Writer { return &writer{w: w} },
	Read:      read,
}

// detect finds documents with spans. Text alone, which other programs write
// too, is read as this format when nothing tells another.
func detect(name string, head []byte) format.Likelihood {
	fields := format.HeadFields(head)
	switch {
	case fields.Has("text", "spans.label", "spans.start", "spans.end"), fields.Has("text", "spans", "title", "id"):
		return format.Likely
	case fields.Has("text"), format.HasEnding(name, ".jsonl", ".json", ".ndjson"):
		return format.Possible
	}
	return format.Never
}

// writer writes lines. It keeps its buffers from one to the next.
type writer struct {
	w      io.Writer
	line   []byte
	points []rune // of the text, to prove the offsets independently of the index
	parts  [][2]int
	quote  string // of the span at hand, the parts joined by a blank
}

func (w *writer) Close() error { return nil }

// kinds are the lists of a line, each with what is in it.
var kinds = [3]struct {
	key  string
	mine func(annotations.Target) bool
}{
	{`,"spans":[`, func(t annotations.Target) bool { return len(t.Parts) > 0 }},
	{`,"labels":[`, func(t annotations.Target) bool { return len(t.Parts) == 0 && t.From.IsZero() }},
	{`,"links":[`, func(t annotations.Target) bool { return len(t.Parts) == 0 && !t.From.IsZero() }},
}

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	w.points = w.points[:0]
	for _, r := range d.Text {
		w.points = append(w.points, r)
	}
	index := text.NewIndex(d.Text)
	b := appendField(w.line[:0], `{"id":`, d.ID.String())
	if d.Source != "" {
		b = appendField(b, `,"source":`, d.Source)
	}
	b = appendField(b, `,"title":`, d.Title)
	b = appendField(b, `,"text":`, d.Text)
	for i, list := range kinds {
		open := i == 0 // spans are there always
		if open {
			b = append(b, list.key...)
		}
		lead := ""
		for _, e := range it.Entries {
			if !list.mine(e.Target) {
				continue
			}
			if !open {
				b, open = append(b, list.key...), true
			}
			b, lead = append(b, lead...), ","
			var err error
			if b, err = w.appendSpan(b, index, e); err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
		}
		if open {
			b = append(b, ']')
		}
	}
	if len(d.Meta) > 0 {
		meta := bytes.NewBuffer(append(b, `,"meta":`...))
		if err := json.Compact(meta, d.Meta); err != nil {
			return nil, fmt.Errorf("document %v, meta: %w", d.ID, err)
		}
		b = meta.Bytes()
	}
	w.line = append(b, "}\n"...)
	_, err := w.w.Write(w.line)
	return nil, err
}

// appendSpan writes an annotation, each stretch of it sliced again.
func (w *writer) appendSpan(b []byte, index *text.Index, e annotations.Entry) ([]byte, error) {
	b = append(b, '{')
	if !e.ID.IsZero() {
		b = append(appendField(b, `"id":`, e.ID.String()), ',')
	}
	if len(e.Target.Parts) > 0 {
		if err := w.place(index, e); err != nil {
			return nil, err
		}
		b = strconv.AppendInt(append(b, `"start":`...), int64(w.parts[0][0]), 10)
		b = strconv.AppendInt(append(b, `,"end":`...), int64(w.parts[len(w.parts)-1][1]), 10)
		b = append(w.appendParts(b), ',')
	}
	if !e.Target.From.IsZero() {
		b = appendField(b, `"from":`, e.Target.From.String())
		b = append(appendField(b, `,"to":`, e.Target.To.String()), ',')
	}
	b = appendField(b, `"label":`, string(e.Label))
	if len(e.Target.Parts) > 0 {
		b = appendField(b, `,"text":`, w.quote)
	}
	if e.By != "" {
		b = appendField(b, `,"by":`, string(e.By))
	}
	if !e.At.IsZero() {
		b = append(e.At.AppendFormat(append(b, `,"at":"`...), time.RFC3339Nano), '"')
	}
	if e.Note != "" {
		b = appendField(b, `,"note":`, e.Note)
	}
	lead := `,"attributes":[{"name":`
	for _, v := range e.Values {
		b = append(appendField(appendField(b, lead, string(v.Attribute)), `,"value":`, v.Text), '}')
		lead = `,{"name":`
	}
	if len(e.Values) > 0 {
		b = append(b, ']')
	}
	return append(b, '}'), nil
}

// appendParts writes the parts of a discontinuous span.
func (w *writer) appendParts(b []byte) []byte {
	if len(w.parts) == 1 {
		return b
	}
	lead := `,"parts":[[`
	for _, p := range w.parts {
		b = strconv.AppendInt(append(b, lead...), int64(p[0]), 10)
		b = append(strconv.AppendInt(append(b, ','), int64(p[1]), 10), ']')
		lead = ",["
	}
	return append(b, ']')
}

// place converts the offsets of an entry, each stretch sliced again, and keeps
// its quote.
func (w *writer) place(index *text.Index, e annotations.Entry) error {
	w.parts = w.parts[:0]
	for i, p := range e.Target.Parts {
		start, err := index.PointAt(p.Start)
		if err != nil {
			return err
		}
		end, err := index.PointAt(p.End)
		if err != nil {
			return err
		}
		want, err := index.Slice(p)
		if err != nil {
			return err
		}
		if !says(w.points[start:end], want) {
			return fmt.Errorf("code points %d to %d are %q, not %q", start, end, string(w.points[start:end]), want)
		}
		if i > 0 {
			want = w.quote + " " + want
		}
		w.quote = want
		w.parts = append(w.parts, [2]int{int(start), int(end)})
	}
	return nil
}

// says reports whether code points are a text.
func says(points []rune, s string) bool {
	n := 0
	for _, r := range s {
		if n == len(points) || points[n] != r {
			return false
		}
		n++
	}
	return n == len(points)
}

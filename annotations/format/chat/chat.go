// Package chat writes and reads conversations to fine-tune language models on:
// JSON Lines of "messages", in which a system asks for spans, a user shows a text,
// and an assistant answers. Models cannot count characters, so that the answer
// quotes each span and says which occurrence of the quote in the text is meant,
// from 1, those that overlap counted too. This is a convention of Gloss:
//
//	{"spans":[{"text":"Ada","label":"actor","occurrence":1}],"labels":["calm"],
//	 "links":[{"from":0,"to":1,"label":"says"}]}
//
// where a discontinuous span has "parts" instead, each a text with its occurrence,
// and links count the spans from 0. Whose annotation it is has no place in it.
package chat

import (
	"fmt"
	"io"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
)

// Format is chat JSONL.
var Format = format.Format{
	Name: "chat", Title: "Chat JSONL (fine-tuning)", Extension: ".jsonl", Media: "application/x-ndjson",
	Endings: []string{".jsonl", ".json"},
	Can: format.Can{
		Text: true, Controls: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, SubToken: true, AnyLabel: true,
	},
	Detect:    detect,
	NewWriter: func(w io.Writer) format.Writer { return &writer{lines: jsonfile.Lines{W: w}, system: instruction} },
	Read:      read,
}

func detect(_ string, head []byte) format.Likelihood {
	switch fields := format.HeadFields(head); {
	case fields.HasAny("messages.role", "conversations.from"), fields.Has("instruction", "input", "output"):
		return format.Certain
	}
	return format.Never
}

const instruction = `Mark spans in the text of the user. Answer with a JSON object: "spans" is a list of objects with "text", a quote of the span letter by letter, "label", and "occurrence", which of the places where the quote stands in the text is meant, from 1.`

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type (
	answer struct {
		Spans  []span   `json:"spans"`
		Labels []string `json:"labels,omitempty"`
		Links  []link   `json:"links,omitempty"`
	}
	span struct {
		Text       string `json:"text,omitempty"`
		Label      string `json:"label"`
		Occurrence int    `json:"occurrence,omitempty"`
		Parts      []part `json:"parts,omitempty"`
	}
	part struct {
		Text       string `json:"text"`
		Occurrence int    `json:"occurrence"`
	}
	link struct {
		From  int    `json:"from"`
		To    int    `json:"to"`
		Label string `json:"label"`
	}
)

type writer struct {
	lines  jsonfile.Lines
	system string
}

// SetLabels puts the labels into the instruction. What they are of only a schema
// tells.
func (w *writer) SetLabels(names []string) {
	if len(names) > 0 {
		w.system = instruction + " The labels are " + list(names) + "."
	}
}

// ask puts the labels of a schema into the instruction, and where an answer has those
// of the text as a whole and of links.
func (w *writer) ask(schema annotations.Schema) {
	names := func(kind annotations.LabelKind) (all []string) {
		for _, l := range schema.Of(kind) {
			all = append(all, l.Name)
		}
		return all
	}
	w.SetLabels(names(annotations.SpanLabel))
	if whole := names(annotations.WholeLabel); len(whole) > 0 {
		w.system += ` "labels" is a list of labels of the text as a whole, from ` + list(whole) + "."
	}
	if links := names(annotations.LinkLabel); len(links) > 0 {
		w.system += ` "links" is a list of objects with "from" and "to", which of the spans are linked, counted from 0, and "label", from ` + list(links) + "."
	}
}

func list(names []string) string {
	b, _ := jsonfile.Marshal(names) // strings always are
	return string(b)
}

func (w *writer) Close() error { return nil }

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	if it.Schema != nil {
		w.ask(it.Schema.Labels)
	}
	a := answer{Spans: []span{}}
	number := map[annotations.AnnotationID]int{}
	var losses []format.Loss
	var links []annotations.Entry
	count := newPlaces(it.Document.Text)
	look := count.again()
	for _, e := range it.Entries {
		switch {
		case !e.Target.From.IsZero():
			links = append(links, e)
			continue
		case len(e.Target.Parts) == 0:
			a.Labels = append(a.Labels, string(e.Label))
			continue
		}
		s, err := spanOf(count, look, e)
		if err != nil {
			return nil, fmt.Errorf("document %v, span %v: %w", it.Document.ID, e.ID, err)
		}
		number[e.ID] = len(a.Spans)
		a.Spans = append(a.Spans, s)
	}
	for _, e := range links {
		from, ok := number[e.Target.From]
		to, both := number[e.Target.To]
		if !ok || !both {
			losses = append(losses, format.LossOf(it, e, format.Dropped, format.NoEnd))
			continue
		}
		a.Links = append(a.Links, link{from, to, string(e.Label)})
	}
	content, err := jsonfile.Marshal(a)
	if err != nil {
		return nil, err
	}
	return losses, w.lines.Add(map[string][]message{"messages": {
		{"system", w.system}, {"user", it.Document.Text}, {"assistant", string(content)},
	}})
}

// spanOf quotes a span and looks each quote up again.
func spanOf(count, look *places, e annotations.Entry) (span, error) {
	var parts []part
	for _, p := range e.Target.Parts {
		if p.Start < 0 || p.End <= p.Start || int(p.End) > len(count.body) {
			return span{}, annotations.ErrPlace
		}
		quote := count.body[p.Start:p.End]
		n := count.until(quote, p.Start)
		if found, _, ok := look.number(quote, n); !ok || found != p {
			return span{}, fmt.Errorf("occurrence %d of %q is at %v, not at %v", n, quote, found, p)
		}
		parts = append(parts, part{quote, n})
	}
	if len(parts) == 1 {
		return span{Text: parts[0].Text, Label: string(e.Label), Occurrence: parts[0].Occurrence}, nil
	}
	return span{Label: string(e.Label), Parts: parts}, nil
}

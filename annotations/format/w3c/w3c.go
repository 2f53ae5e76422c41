// Package w3c writes W3C Web Annotations as JSON-LD: one AnnotationPage, an
// annotation an item, selected by quote and by position. Positions are code
// points, as the Recommendation demands
// (https://www.w3.org/TR/annotation-model/#text-position-selector). The text of
// the documents is not part of it.
package w3c

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Format is W3C Web Annotation.
var Format = format.Format{
	Name: "w3c", Title: "W3C Web Annotation", Extension: ".jsonld", Media: "application/ld+json",
	Can: format.Can{
		Controls: true, Overlap: true, Parts: true, Whole: true, Links: true, AnyLink: true,
		Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true,
	},
	Unit:      format.CodePoint,
	NewWriter: func(w io.Writer) format.Writer { return &writer{w: w} },
}

type writer struct {
	w     io.Writer
	items int
}

type (
	annotation struct {
		ID         string `json:"id"`
		Type       string `json:"type"`
		Motivation string `json:"motivation"`
		Creator    person `json:"creator"`
		Created    string `json:"created"`
		Body       body   `json:"body"`
		Target     any    `json:"target"`
	}
	person struct {
		Type string `json:"type"`
		Name string `json:"name"`
	}
	body struct {
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
		Value   string `json:"value"`
	}
	target struct {
		Source   string     `json:"source"`
		Selector []selector `json:"selector"`
	}
	selector struct {
		Type   string  `json:"type"`
		Exact  *string `json:"exact,omitempty"`
		Prefix string  `json:"prefix,omitempty"`
		Suffix string  `json:"suffix,omitempty"`
		Start  *int    `json:"start,omitempty"`
		End    *int    `json:"end,omitempty"`
	}
)

const head = `{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationPage","items":[`

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	index := text.NewIndex(it.Document.Text)
	points := []rune(it.Document.Text)
	for _, e := range it.Entries {
		a := annotation{
			ID: urn(e.ID.String()), Type: "Annotation", Motivation: "tagging",
			Creator: person{"Person", string(e.By)}, Created: e.At.UTC().Format(time.RFC3339Nano),
			Body: body{"TextualBody", "tagging", string(e.Label)},
		}
		source := urn(it.Document.ID.String())
		switch {
		case len(e.Target.Parts) > 0:
			var targets []target
			for _, p := range e.Target.Parts {
				t, err := targetOf(index, points, source, p)
				if err != nil {
					return nil, fmt.Errorf("document %v, span %v: %w", it.Document.ID, e.ID, err)
				}
				targets = append(targets, t)
			}
			if a.Target = targets; len(targets) == 1 {
				a.Target = targets[0]
			}
		case !e.Target.From.IsZero():
			a.Motivation = "linking"
			a.Target = []string{urn(e.Target.From.String()), urn(e.Target.To.String())}
		default:
			a.Target = source
		}
		if err := w.item(a); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (w *writer) item(a annotation) error {
	lead := ",\n"
	if w.items == 0 {
		lead = head + "\n"
	}
	w.items++
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.w, "%s%s", lead, b)
	return err
}

func (w *writer) Close() error {
	if w.items == 0 {
		if _, err := io.WriteString(w.w, head); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w.w, "\n]}\n")
	return err
}

func urn(uuid string) string { return "urn:uuid:" + uuid }

// targetOf selects a stretch by what it says, with its surroundings, and by
// where it stands.
func targetOf(index *text.Index, points []rune, source string, p text.Span) (target, error) {
	exact, err := index.Slice(p)
	if err != nil {
		return target{}, err
	}
	start, err := index.PointAt(p.Start)
	if err != nil {
		return target{}, err
	}
	end, err := index.PointAt(p.End)
	if err != nil {
		return target{}, err
	}
	if got := string(points[start:end]); got != exact {
		return target{}, fmt.Errorf("code points %d to %d are %q, not %q", start, end, got, exact)
	}
	from, to := int(start), int(end)
	return target{source, []selector{
		{Type: "TextQuoteSelector", Exact: &exact, Prefix: before(index.Text(), p.Start), Suffix: after(index.Text(), p.End)},
		{Type: "TextPositionSelector", Start: &from, End: &to},
	}}, nil
}

// context is about how many bytes of surroundings tell one place from another.
const context = 32

func before(s string, at text.Byte) string {
	from := max(0, at-context)
	if from > 0 {
		from = text.Grapheme(s, from).Start
	}
	return s[from:at]
}

func after(s string, at text.Byte) string {
	to := min(text.Byte(len(s)), at+context)
	if int(to) < len(s) {
		to = text.NextGrapheme(s, to-1)
	}
	return s[at:to]
}

// Package w3c reads and writes W3C Web Annotations as JSON-LD: one AnnotationPage,
// an annotation an item, selected by quote and by position. Positions are code
// points, as the Recommendation demands
// (https://www.w3.org/TR/annotation-model/#text-position-selector).
//
// The text of a document is embedded, a TextualBody, where its annotations first
// name it as their source. A label is a body that tags, a note one that comments,
// a value of an attribute one that classifies, with the attribute as its
// rdfs:label; a link has two annotations as its targets.
//
// Read are also lists of annotations, and pages in a folder with the texts beside
// them; quotes alone, fragments of RFC 5147, and selectors that refine others.
// What else selects (XPath, CSS, SVG) is about more than a text.
package w3c

import (
	"fmt"
	"io"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	prove "gloss/annotations/format/internal/place"
	"gloss/annotations/text"
)

// can is what the format carries.
var can = format.Can{
	Text: true, Empty: true, Controls: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, Chains: true,
	Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true, Notes: true, Attributes: true,
}

// Format is W3C Web Annotation.
var Format = format.Format{
	Name: "w3c", Title: "W3C Web Annotation", Extension: ".jsonld", Media: "application/ld+json", Can: can,
	Unit: format.CodePoint, NewWriter: newWriter, Read: read, Detect: detect,
}

func newWriter(w io.Writer) format.Writer { return &writer{w: w} }

type writer struct {
	w     io.Writer
	items int
}

type (
	annotation struct {
		ID         string  `json:"id"`
		Type       string  `json:"type"`
		Motivation string  `json:"motivation,omitempty"`
		Creator    *person `json:"creator,omitempty"`
		Created    string  `json:"created,omitempty"`
		Body       []body  `json:"body,omitempty"`
		Target     any     `json:"target"`
	}
	person struct {
		Type string `json:"type"`
		Name string `json:"name"`
	}
	body struct {
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
		Name    string `json:"rdfs:label,omitempty"` // of an attribute
		Value   string `json:"value"`
	}
	// source is the text of a document, where it is first named.
	source struct {
		ID     string `json:"id"`
		Type   string `json:"type"`
		Format string `json:"format"`
		Value  string `json:"value"`
	}
	target struct {
		Source any `json:"source"` // a source, or its ID

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

// The purposes of bodies, and of annotations as a whole.
const (
	tagging      = "tagging"
	commenting   = "commenting"
	classifying  = "classifying"
	linking      = "linking"
	attributeKey = "rdfs:label"
)

// page is a document on its way out.
type page struct {
	format.Item
	prover *prove.Prover
	named  bool // the text is written
}

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	p := &page{Item: it, prover: prove.NewProver(it.Document.Text, format.CodePoint)}
	for _, linked := range []bool{false, true} { // links last, behind what they link
		for _, e := range it.Entries {
			if linked == e.Target.From.IsZero() {
				continue
			}
			a, err := p.annotation(e)
			if err == nil {
				err = w.item(a)
			}
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", it.Document.ID, e.ID, err)
			}
		}
	}
	if p.named {
		return nil, nil
	}
	id := urn(annotations.NameID[annotations.Annotation](it.Document.ID.UUID, "text").String())
	return nil, w.item(annotation{ID: id, Type: "Annotation", Target: p.source()})
}

// source is the document as a target: with its text the first time.
func (p *page) source() any {
	id := urn(p.Document.ID.String())
	if p.named {
		return id
	}
	p.named = true
	return source{id, "TextualBody", "text/plain", p.Document.Text}
}

func (p *page) annotation(e annotations.Entry) (annotation, error) {
	a := annotation{
		ID: urn(e.ID.String()), Type: "Annotation", Motivation: tagging,
		Body: []body{{Type: "TextualBody", Purpose: tagging, Value: string(e.Label)}},
	}
	if e.Note != "" {
		a.Body = append(a.Body, body{Type: "TextualBody", Purpose: commenting, Value: e.Note})
	}
	for _, v := range e.Values {
		a.Body = append(a.Body, body{"TextualBody", classifying, string(v.Attribute), v.Text})
	}
	if e.By != "" {
		a.Creator = &person{"Person", string(e.By)}
	}
	if !e.At.IsZero() {
		a.Created = e.At.UTC().Format(time.RFC3339Nano)
	}
	switch {
	case len(e.Target.Parts) > 0:
		var targets []target
		for _, part := range e.Target.Parts {
			t, err := p.target(part)
			if err != nil {
				return a, err
			}
			targets = append(targets, t)
		}
		if a.Target = targets; len(targets) == 1 {
			a.Target = targets[0]
		}
	case !e.Target.From.IsZero():
		a.Motivation = linking
		a.Target = []string{urn(e.Target.From.String()), urn(e.Target.To.String())}
	default:
		a.Target = p.source()
	}
	return a, nil
}

func (w *writer) item(a annotation) error {
	lead := ",\n"
	if w.items == 0 {
		lead = head + "\n"
	}
	w.items++
	b, err := jsonfile.Marshal(a)
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

// target selects a stretch by what it says, with its surroundings, and by where it
// stands.
func (p *page) target(sp text.Span) (target, error) {
	from, to, exact, err := p.prover.Span(sp)
	if err != nil {
		return target{}, err
	}
	return target{p.source(), []selector{
		{Type: "TextQuoteSelector", Exact: &exact, Prefix: before(p.Document.Text, sp.Start), Suffix: after(p.Document.Text, sp.End)},
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

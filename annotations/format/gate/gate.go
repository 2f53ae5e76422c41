// Package gate reads and writes GATE documents as BDOC JSON, the form of gatenlp
// (https://gatenlp.github.io/python-gatenlp/): a document a line. An annotation
// set is the layer of an author, the default one of nobody. Offsets count what
// the document says they do; code points are written.
//
// GATE's annotations are stretches with features. What Gloss has besides goes
// into a feature "gloss": the IDs, the time, the parts of a discontinuous span,
// the ends of a link, and that an annotation is of the whole document. What has
// no length is no annotation in Gloss, and is kept.
package gate

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is GATE BDOC JSON.
var Format = format.Format{
	Name: "gate", Title: "GATE BDOC JSON", Extension: ".bdocjs", Media: "application/json",
	Endings: []string{".bdocjs", ".bdocjsl", ".json", ".jsonl"},
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, Chains: true,
		Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true,
		Notes: true, Attributes: true, Work: true,
	},
	Unit:      format.CodePoint,
	Detect:    detect,
	NewWriter: func(w io.Writer) format.Writer { return writer{jsonfile.Lines{W: w}} },
	Read:      read,
}

func detect(_ string, head []byte) format.Likelihood {
	if format.HeadFields(head).HasAny("annotation_sets", "offset_type") {
		return format.Certain
	}
	return format.Never
}

// own is the feature with what GATE has no place for.
const own = "gloss"

// ours is the value of the feature.
type ours struct {
	ID     string     `json:"id,omitempty"`
	Source string     `json:"source,omitempty"` // of a document
	At     *time.Time `json:"at,omitempty"`
	Parts  [][2]int   `json:"parts,omitempty"`
	Whole  bool       `json:"whole,omitempty"`
	From   string     `json:"from,omitempty"`
	To     string     `json:"to,omitempty"`
	Note   string     `json:"note,omitempty"`
	// Attributes names the features that are values of attributes.
	Attributes []string `json:"attributes,omitempty"`
}

type annotation struct {
	Type     string         `json:"type"`
	Start    int            `json:"start"`
	End      int            `json:"end"`
	ID       int            `json:"id"`
	Features map[string]any `json:"features"`
}

type set struct {
	Name        string       `json:"name"`
	Annotations []annotation `json:"annotations"`
	Next        int          `json:"next_annid"`
}

// document has its sets first, so that the head of a file tells what it is.
type document struct {
	Offsets  string         `json:"offset_type"`
	Name     string         `json:"name"`
	Features map[string]any `json:"features"`
	Sets     map[string]set `json:"annotation_sets"`
	Text     string         `json:"text"`
}

type writer struct{ lines jsonfile.Lines }

func (w writer) Close() error { return nil }

func (w writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	free, of := build.Meta(d)
	doc := document{Offsets: "p", Name: d.Title, Features: map[string]any{}, Sets: map[string]set{}, Text: d.Text}
	for k, v := range free {
		doc.Features[k] = v
	}
	o := ours{Source: d.Source}
	if !d.ID.IsZero() {
		o.ID = d.ID.String()
	}
	if o.ID != "" || o.Source != "" {
		doc.Features[own] = o
	}
	prover := place.NewProver(d.Text, format.CodePoint)
	extents := map[annotations.AnnotationID][2]int{}
	for _, e := range it.Entries {
		if sp, ok := e.Target.Extent(); ok {
			start, end, _, err := prover.Span(sp)
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			extents[e.ID] = [2]int{start, end}
		}
	}
	for _, l := range build.Layers(it.Entries) {
		s := set{Name: string(l.By), Annotations: []annotation{}}
		for _, e := range l.Entries {
			a, err := annotationOf(e, prover, extents)
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			for k, v := range of[e.ID.String()] {
				if _, taken := a.Features[k]; !taken {
					a.Features[k] = v
				}
			}
			a.ID = len(s.Annotations)
			s.Annotations = append(s.Annotations, a)
		}
		s.Next = len(s.Annotations)
		doc.Sets[s.Name] = s
	}
	return nil, w.lines.Add(doc)
}

// annotationOf is an entry as a stretch: its own, that of the annotation where a
// link begins, or the whole text.
func annotationOf(e annotations.Entry, prover *place.Prover, extents map[annotations.AnnotationID][2]int) (annotation, error) {
	o := ours{ID: e.ID.String(), Note: e.Note}
	if !e.At.IsZero() {
		o.At = &e.At
	}
	at := extents[e.ID]
	switch {
	case !e.Target.From.IsZero():
		o.From, o.To = e.Target.From.String(), e.Target.To.String()
		at = extents[e.Target.From]
	case len(e.Target.Parts) == 0:
		o.Whole = true
		at = [2]int{0, prover.Length()}
	case len(e.Target.Parts) > 1:
		for _, p := range e.Target.Parts {
			start, end, _, err := prover.Span(p)
			if err != nil {
				return annotation{}, err
			}
			o.Parts = append(o.Parts, [2]int{start, end})
		}
	}
	a := annotation{Type: string(e.Label), Start: at[0], End: at[1], Features: map[string]any{}}
	for name, value := range build.Attributes(e.Values) {
		if name == own {
			return a, errors.New(`an attribute is called "` + own + `"`)
		}
		a.Features[name] = value
		o.Attributes = append(o.Attributes, name)
	}
	slices.Sort(o.Attributes)
	a.Features[own] = o
	return a, nil
}

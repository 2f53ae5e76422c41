// Package biocjson reads and writes BioC collections as JSON
// (https://bioc.sourceforge.net, and https://github.com/yfpeng/bioc for the names
// in JSON). Offsets count from the start of the document, as a start and a
// length. The comment in BioC's DTD wants bytes; the library in Python counts code
// points, and so does what is written here. What is read is found by the texts
// that annotations quote.
//
// A passage, or a sentence of it, need not follow directly on the one before: what
// lies between them is not in the file, and is filled with blanks and a line end.
// An annotation of the whole document stands beside the passages, without a
// location. Infons of an annotation that are texts are its attributes, "note" its
// note.
package biocjson

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is BioC JSON.
var Format = format.Format{
	Name: "bioc-json", Title: "BioC JSON", Extension: ".json", Media: "application/json",
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, Chains: true,
		Authors: true, Times: true, SubToken: true, AnyLabel: true, Notes: true, Attributes: true, Work: true,
	},
	Unit:   format.CodePoint,
	Detect: detect,
	NewWriter: func(w io.Writer) format.Writer {
		return &writer{jsonfile.Array{W: w, Head: `{"source":"Gloss","date":"","key":"","infons":{},"documents":[`, Tail: "]}"}}
	},
	Read: read,
}

func detect(_ string, head []byte) format.Likelihood {
	switch fields := format.HeadFields(head); {
	case fields.Has("source", "documents"), fields.HasAny("documents.passages"):
		return format.Certain
	}
	return format.Never
}

// The infons that carry what Gloss knows; PubTator uses the same names.
const (
	typeInfon   = "type"
	authorInfon = "annotator"
	timeInfon   = "updated_at"
	noteInfon   = "note"
	titleInfon  = "title"
	metaInfon   = "meta" // JSON of the fields that are no strings, or whose name is taken
)

type document struct {
	ID          string       `json:"id"`
	Infons      infons       `json:"infons"`
	Passages    []passage    `json:"passages"`
	Annotations []annotation `json:"annotations"` // without a location
	Relations   []relation   `json:"relations"`
}

type infons map[string]string

type passage struct {
	Offset      int          `json:"offset"`
	Infons      infons       `json:"infons"`
	Text        string       `json:"text"`
	Sentences   []any        `json:"sentences"`
	Annotations []annotation `json:"annotations"`
	Relations   []relation   `json:"relations"`
}

type annotation struct {
	ID        string     `json:"id"`
	Infons    infons     `json:"infons"`
	Text      string     `json:"text"`
	Locations []location `json:"locations"`
}

type location struct {
	Offset int `json:"offset"`
	Length int `json:"length"`
}

type relation struct {
	ID     string `json:"id"`
	Infons infons `json:"infons"`
	Nodes  []node `json:"nodes"`
}

type node struct {
	ID   string `json:"refid"`
	Role string `json:"role"`
}

// rolesField is where the roles of a relation are kept that are not ours.
const rolesField = "roles"

type roles struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type writer struct{ documents jsonfile.Array }

func (w *writer) Close() error { return w.documents.Close() }

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	free, of := build.Meta(d)
	doc := document{ID: build.SourceOf(it), Annotations: []annotation{}, Relations: []relation{}}
	var err error
	if doc.Infons, err = infonsOf(free, map[string]string{titleInfon: d.Title}); err != nil {
		return nil, err
	}
	p := passage{Infons: infons{}, Text: d.Text, Sentences: []any{}, Annotations: []annotation{}, Relations: []relation{}}
	prover := place.NewProver(d.Text, format.CodePoint)
	for _, e := range it.Entries {
		known := map[string]string{typeInfon: string(e.Label), authorInfon: string(e.By), timeInfon: "", noteInfon: e.Note}
		if !e.At.IsZero() {
			known[timeInfon] = e.At.UTC().Format(time.RFC3339Nano)
		}
		fields, err := build.WithValues(of[e.ID.String()], e.Values)
		if err != nil {
			return nil, err
		}
		r := roles{"from", "to"}
		if raw, ok := fields[rolesField]; ok && json.Unmarshal(raw, &r) == nil && !e.Target.From.IsZero() {
			fields = maps.Clone(fields)
			delete(fields, rolesField)
		}
		in, err := infonsOf(fields, known)
		if err != nil {
			return nil, err
		}
		if !e.Target.From.IsZero() {
			doc.Relations = append(doc.Relations, relation{e.ID.String(), in, []node{
				{e.Target.From.String(), r.From}, {e.Target.To.String(), r.To},
			}})
			continue
		}
		a := annotation{ID: e.ID.String(), Infons: in, Text: format.Quote(d, e), Locations: []location{}}
		for _, part := range e.Target.Parts {
			start, end, _, err := prover.Span(part)
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			a.Locations = append(a.Locations, location{start, end - start})
		}
		if len(a.Locations) == 0 {
			doc.Annotations = append(doc.Annotations, a)
		} else {
			p.Annotations = append(p.Annotations, a)
		}
	}
	doc.Passages = []passage{p}
	return nil, w.documents.Add(doc)
}

// infonsOf are fields as the strings that infons are. Values of other kinds, and
// names that are taken, go into one infon as JSON.
func infonsOf(fields jsonfile.Object, known map[string]string) (infons, error) {
	in := infons{}
	for k, v := range known {
		if v != "" {
			in[k] = v
		}
	}
	rest := jsonfile.Object{}
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		var s string
		_, ours := known[k]
		if err := unmarshal(fields[k], &s); err != nil || ours || k == metaInfon {
			rest[k] = fields[k]
			continue
		}
		in[k] = s
	}
	if len(rest) > 0 {
		b, err := jsonfile.Marshal(rest)
		if err != nil {
			return nil, err
		}
		in[metaInfon] = string(b)
	}
	return in, nil
}

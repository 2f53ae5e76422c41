// Package pubannotation reads and writes the JSON of PubAnnotation and of its
// editor TextAE (https://www.pubannotation.org/docs/annotation-format/): an array
// with one object a document, with denotations, relations and attributes. Several
// annotators are tracks, each with IDs of its own. A discontinuous span has a list
// of spans, as in PubAnnotation's bag model. Attributes that are texts are values of
// Gloss's attributes, "note" the note; others are kept.
//
// Offsets count code points, as the server does; the definition does not say so,
// and nothing in a file proves it. The number that an annotation goes by in its
// file is not kept.
package pubannotation

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is PubAnnotation JSON.
var Format = in(format.CodePoint)

func in(unit format.Unit) format.Format {
	return format.Format{
		Name: "pubannotation", Title: "PubAnnotation JSON", Extension: ".json", Media: "application/json",
		Endings: []string{".json", ".jsonl"},
		Can: format.Can{
			Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Parts: true, Links: true,
			Authors: true, SubToken: true, AnyLabel: true, Notes: true, Attributes: true,
		},
		Unit:      unit,
		In:        in,
		Detect:    detect,
		NewWriter: func(w io.Writer) format.Writer { return &writer{jsonfile.Array{W: w}, unit} },
		Read:      read(unit),
	}
}

func detect(_ string, head []byte) format.Likelihood {
	if format.HeadFields(head).HasAny("denotations", "tracks.denotations", "sourcedb", "sourceid") {
		return format.Certain
	}
	return format.Never
}

type span struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

type denotation struct {
	ID   string `json:"id"`
	Span any    `json:"span"` // a span, or a list of them
	Obj  string `json:"obj"`
}

type relation struct {
	ID   string `json:"id"`
	Pred string `json:"pred"`
	Subj string `json:"subj"`
	Obj  string `json:"obj"`
}

type attribute struct {
	ID   string `json:"id"`
	Subj string `json:"subj"`
	Pred string `json:"pred"`
	Obj  any    `json:"obj"`
}

type track struct {
	Project     string       `json:"project,omitempty"`
	Denotations []denotation `json:"denotations"`
	Relations   []relation   `json:"relations,omitempty"`
	Attributes  []attribute  `json:"attributes,omitempty"`
}

type writer struct {
	documents jsonfile.Array
	unit      format.Unit
}

func (w *writer) Close() error { return w.documents.Close() }

func (w *writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	free, of := build.Meta(d)
	prover := place.NewProver(d.Text, w.unit)
	var tracks []track
	within := build.Within(it.Entries, math.MaxInt)
	layers, losses := build.Records(it, func(e annotations.Entry) string {
		switch {
		case !e.Target.From.IsZero():
			return within(e)
		case len(e.Target.Parts) == 0:
			return format.NoWhole
		}
		return ""
	})
	for _, l := range layers {
		t, err := trackOf(it, l, prover, of)
		if err != nil {
			return nil, err
		}
		if len(t.Denotations) > 0 {
			tracks = append(tracks, t)
		}
	}
	o := map[string]any{"text": d.Text}
	if id := build.SourceOf(it); id != "" {
		o["sourceid"] = id
	}
	if d.Title != "" {
		o["title"] = d.Title
	}
	switch len(tracks) {
	case 0:
		o["denotations"] = []denotation{}
	case 1:
		o["denotations"] = tracks[0].Denotations
		if tracks[0].Project != "" {
			o["project"] = tracks[0].Project
		}
		if len(tracks[0].Relations) > 0 {
			o["relations"] = tracks[0].Relations
		}
		if len(tracks[0].Attributes) > 0 {
			o["attributes"] = tracks[0].Attributes
		}
	default:
		o["tracks"] = tracks
	}
	build.Spread(o, free)
	return losses, w.documents.Add(o)
}

// trackOf is what one person or model found.
func trackOf(it format.Item, l build.Layer, prover *place.Prover, of map[string]jsonfile.Object) (track, error) {
	t := track{Project: string(l.By), Denotations: []denotation{}}
	ids := map[annotations.AnnotationID]string{}
	var links []annotations.Entry
	for _, e := range l.Entries {
		if !e.Target.From.IsZero() {
			links = append(links, e)
			continue
		}
		var spans []span
		for _, p := range e.Target.Parts {
			start, end, _, err := prover.Span(p)
			if err != nil {
				return t, fmt.Errorf("document %v, span %v: %w", it.Document.ID, e.ID, err)
			}
			spans = append(spans, span{start, end})
		}
		dn := denotation{fmt.Sprintf("T%d", len(t.Denotations)+1), spans, string(e.Label)}
		if len(spans) == 1 {
			dn.Span = spans[0]
		}
		ids[e.ID] = dn.ID
		t.Denotations = append(t.Denotations, dn)
		t.attributes(dn.ID, e, of[e.ID.String()])
	}
	for _, e := range links {
		r := relation{fmt.Sprintf("R%d", len(t.Relations)+1), string(e.Label), ids[e.Target.From], ids[e.Target.To]}
		t.Relations = append(t.Relations, r)
		t.attributes(r.ID, e, of[e.ID.String()])
	}
	return t, nil
}

// notePred is the predicate of notes. The value of an attribute of that name is
// written as a list, which no note is.
const notePred = "note"

// attributes writes what an annotation says, and the fields that were kept of it.
func (t *track) attributes(id string, e annotations.Entry, fields jsonfile.Object) {
	add := func(pred string, obj any) {
		t.Attributes = append(t.Attributes, attribute{fmt.Sprintf("A%d", len(t.Attributes)+1), id, pred, obj})
	}
	if e.Note != "" {
		add(notePred, e.Note)
	}
	for _, v := range e.Values {
		if v.Attribute == notePred {
			add(notePred, []string{v.Text})
		} else {
			add(string(v.Attribute), v.Text)
		}
	}
	for _, pred := range slices.Sorted(maps.Keys(fields)) {
		add(pred, fields[pred])
	}
}

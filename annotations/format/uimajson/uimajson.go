// Package uimajson reads and writes UIMA CAS as JSON 0.4
// (https://github.com/apache/uima-uimaj-io-jsoncas), a CAS for each document, one
// after another. Offsets count UTF-16 units, as all implementations do.
//
// Written are types of Gloss's own: gloss.Span, one for each part of a span,
// gloss.Label for the whole document, gloss.Link and gloss.Document. Of a CAS of
// others every annotation is read, by the name of its type and, where it has one,
// its value; features that are texts are its attributes. Tokens, sentences and what
// describes the document are not read. Of several views the initial one is.
package uimajson

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
)

// Format is UIMA CAS JSON.
var Format = format.Format{
	Name: "uima-json", Title: "UIMA CAS JSON", Extension: ".json", Media: "application/json",
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, Chains: true,
		Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true,
		Notes: true, Attributes: true, Work: true,
	},
	Unit:      format.UTF16,
	Detect:    detect,
	NewWriter: func(w io.Writer) format.Writer { return writer{jsonfile.Lines{W: w}} },
	Read:      read,
}

func detect(_ string, head []byte) format.Likelihood {
	if format.HeadFields(head).HasAny("%TYPES", "%FEATURE_STRUCTURES", "%VIEWS") {
		return format.Certain
	}
	return format.Never
}

// The types that are written.
const (
	spanType     = "gloss.Span"
	labelType    = "gloss.Label"
	linkType     = "gloss.Link"
	documentType = "gloss.Document"
	governor     = "Governor" // where a link begins, as in INCEpTION's relations
	dependent    = "Dependent"
	top          = "uima.cas.TOP"
)

// fixed are the features of our types that are no attributes.
var fixed = []string{"begin", "end", "label", "id", "by", "at", "value", governor, dependent}

// typesWith declares them, with the features that notes and attributes have.
func typesWith(features []string) map[string]map[string]any {
	about := append([]string{"label", "id", "by", "at"}, features...)
	return map[string]map[string]any{
		spanType:     declare(spanType, "uima.tcas.Annotation", about...),
		labelType:    declare(labelType, top, about...),
		linkType:     declare(linkType, top, append(about, "@"+governor, "@"+dependent)...),
		documentType: declare(documentType, top, "id", "source", "title", "meta"),
	}
}

// declare declares a type with features that are strings, or, with an @ before
// their names, references.
func declare(name, super string, features ...string) map[string]any {
	t := map[string]any{"%NAME": name, "%SUPER_TYPE": super}
	for _, f := range features {
		f, reference := strings.CutPrefix(f, "@")
		t[f] = map[string]string{"%NAME": f, "%RANGE": map[bool]string{false: "uima.cas.String", true: top}[reference]}
	}
	return t
}

// cas has its types first, so that the head of a file tells what it is.
type cas struct {
	Types      map[string]map[string]any `json:"%TYPES"`
	Structures []map[string]any          `json:"%FEATURE_STRUCTURES"`
	Views      map[string]view           `json:"%VIEWS"`
}

type view struct {
	Sofa    int   `json:"%SOFA"`
	Members []int `json:"%MEMBERS"`
}

const (
	sofa        = 1
	initialView = "_InitialView"
)

type writer struct{ lines jsonfile.Lines }

func (w writer) Close() error { return nil }

func (w writer) Write(it format.Item) ([]format.Loss, error) {
	d := it.Document
	features := map[string]bool{}
	c := cas{Structures: []map[string]any{{
		"%ID": sofa, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": initialView, "mimeType": "text", "sofaString": d.Text,
	}}}
	var members []int
	add := func(fs map[string]any) int {
		n := len(c.Structures) + 1
		fs["%ID"] = n
		c.Structures, members = append(c.Structures, fs), append(members, n)
		return n
	}
	prover := place.NewProver(d.Text, format.UTF16)
	add(map[string]any{"%TYPE": "uima.tcas.DocumentAnnotation", "@sofa": sofa, "begin": 0, "end": prover.Length(), "language": "x-unspecified"})
	about := map[string]any{"%TYPE": documentType, "source": d.Source, "title": d.Title, "meta": string(d.Meta)}
	if !d.ID.IsZero() {
		about["id"] = d.ID.String()
	}
	add(about)
	number := map[annotations.AnnotationID]int{}
	links := map[int]annotations.Entry{}
	for _, e := range it.Entries {
		if len(e.Target.Parts) == 0 {
			kind := labelType
			if !e.Target.From.IsZero() {
				kind = linkType
			}
			fs, err := noted(kind, e, features)
			if err != nil {
				return nil, err
			}
			number[e.ID] = add(fs)
			if kind == linkType {
				links[number[e.ID]] = e
			}
		}
		for i, p := range e.Target.Parts {
			start, end, _, err := prover.Span(p)
			if err != nil {
				return nil, fmt.Errorf("document %v, span %v: %w", d.ID, e.ID, err)
			}
			fs, err := noted(spanType, e, features)
			if err != nil {
				return nil, err
			}
			fs["@sofa"], fs["begin"], fs["end"] = sofa, start, end
			if n := add(fs); i == 0 {
				number[e.ID] = n
			}
		}
	}
	for n, e := range links {
		c.Structures[n-1]["@"+governor], c.Structures[n-1]["@"+dependent] = number[e.Target.From], number[e.Target.To]
	}
	c.Types = typesWith(slices.Sorted(maps.Keys(features)))
	c.Views = map[string]view{initialView: {sofa, members}}
	return nil, w.lines.Add(c)
}

// noted is an annotation without its place; its features are added to those that
// the types have.
func noted(kind string, e annotations.Entry, features map[string]bool) (map[string]any, error) {
	fs := map[string]any{"%TYPE": kind, "label": string(e.Label), "id": e.ID.String(), "by": string(e.By)}
	if !e.At.IsZero() {
		fs["at"] = e.At.UTC().Format(time.RFC3339Nano)
	}
	more, err := build.Features(e.Annotation, fixed...)
	for _, f := range more {
		fs[f.Name], features[f.Name] = f.Value, true
	}
	return fs, err
}

package w3c

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
)

// detect knows the context that every page names.
func detect(name string, head []byte) format.Likelihood {
	switch {
	case strings.Contains(string(head), "www.w3.org/ns/anno.jsonld"):
		return format.Certain
	case format.HasEnding(name, ".jsonld"):
		return format.Possible
	}
	return format.Never
}

// read reads the annotations of a file.
func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		head, whole, err := format.Head(r)
		if err != nil {
			yield(format.Item{}, &format.Error{File: name, Err: err})
			return
		}
		Documents(Values(whole, head, name), func(string) (string, bool) { return "", false })(yield)
	}
}

// Documents reads the documents that annotations are of. beside tells the texts of
// sources that are not in the file.
func Documents(values iter.Seq2[jsonfile.Value, error], beside func(source string) (string, bool)) iter.Seq2[format.Item, error] {
	o := offsets.Options{Prefer: format.CodePoint, Among: []format.Unit{format.CodePoint, format.UTF16, format.Byte}}
	return offsets.Resolve(func(yield func(offsets.Record, error) bool) {
		g := group{yield: yield, beside: beside}
		for v, err := range values {
			if !g.add(v, err) {
				return
			}
		}
		g.flush()
	}, o)
}

// Values yields the annotations of a page, of a list, or one after another, in a
// file that begins with head.
func Values(r io.Reader, head []byte, name string) iter.Seq2[jsonfile.Value, error] {
	if fields := format.HeadFields(head); !fields.Array && fields.HasAny("items") {
		return jsonfile.Elements(r, name, "items", map[string]json.RawMessage{})
	}
	return func(yield func(jsonfile.Value, error) bool) {
		for v, err := range jsonfile.Values(r, name) {
			if err != nil {
				if !yield(v, err) {
					return
				}
				continue
			}
			for _, one := range inPages(v) {
				if !yield(one, nil) {
					return
				}
			}
		}
	}
}

// inPages are the annotations of a page, or of the first page of a collection, and
// a value that is neither.
func inPages(v jsonfile.Value) []jsonfile.Value {
	var page struct {
		Items []json.RawMessage
		First json.RawMessage
	}
	switch err := json.Unmarshal(v.Bytes, &page); {
	case err == nil && len(page.First) > 0 && jsonfile.Kind(page.First) == '{':
		v.Bytes = page.First
		return inPages(v)
	case err != nil || page.Items == nil:
		return []jsonfile.Value{v}
	}
	all := make([]jsonfile.Value, len(page.Items))
	for i, item := range page.Items {
		all[i] = jsonfile.Value{File: v.File, Line: v.Line, Bytes: item}
	}
	return all
}

// group gathers the annotations that follow each other about one document.
type group struct {
	yield  func(offsets.Record, error) bool
	beside func(string) (string, bool)

	source string
	doc    *build.Document
	at     offsets.Place
	ids    map[string]bool
	links  []link // when their ends are known
}

type link struct {
	note     build.Note
	from, to string
}

// add takes an annotation; false ends the reading.
func (g *group) add(v jsonfile.Value, err error) bool {
	if err == nil {
		var a parsed
		if a, err = parse(v.Bytes); err == nil {
			if a.text != nil || a.source != "" && a.source != g.source {
				if !g.flush() {
					return false
				}
				err = g.start(a, v)
			}
			if err == nil {
				err = g.take(a)
			}
		}
		if err != nil {
			err = v.Error(err)
		}
	}
	return err == nil || g.yield(offsets.Record{}, err)
}

// start begins a document.
func (g *group) start(a parsed, v jsonfile.Value) error {
	body, ok := "", a.text != nil
	if ok {
		body = *a.text
	} else if body, ok = g.beside(a.source); !ok {
		return fmt.Errorf("the text of %s is neither in the file nor beside it", a.source)
	}
	g.source, g.ids, g.links = a.source, map[string]bool{}, nil
	g.doc = build.New("w3c", unURN(a.source), "", body)
	g.at = offsets.Place{File: v.File, Line: v.Line}
	return nil
}

// take adds an annotation to the document.
func (g *group) take(a parsed) error {
	if g.doc == nil {
		return errors.New("it is about nothing whose text is known")
	}
	if a.bare {
		return nil // it brings the text
	}
	if a.links[0] != "" {
		g.links = append(g.links, link{a.note, a.links[0], a.links[1]})
		return nil
	}
	for _, u := range a.unread {
		g.doc.Unread(u, "Gloss has no place for it", false)
	}
	add, err := g.adder(a)
	if err != nil {
		return err
	}
	for i, label := range a.labels {
		n := a.note
		n.Label = label
		if i > 0 && n.ID != "" {
			n.ID += fmt.Sprint("#", i+1) // another tag for the same
		}
		g.ids[n.ID] = true
		add(n)
	}
	return nil
}

// adder returns what adds an annotation at the targets.
func (g *group) adder(a parsed) (func(build.Note), error) {
	if len(a.places) == 0 {
		return g.doc.Whole, nil
	}
	numbers, quotes := make([][2]int, 0, len(a.places)), make([]string, 0, len(a.places))
	for _, p := range a.places {
		if p.at != nil && p.within == nil {
			numbers = append(numbers, *p.at)
		}
		if p.quote != nil {
			quotes = append(quotes, *p.quote)
		}
	}
	if len(numbers) == len(a.places) {
		var quote *string
		if len(quotes) == len(a.places) && slices.IsSortedFunc(numbers, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) }) {
			joined := strings.Join(quotes, " ")
			quote = &joined
		}
		return func(n build.Note) { g.doc.Span(n, quote, numbers...) }, nil
	}
	return g.quoted(a)
}

// flush yields the document.
func (g *group) flush() bool {
	if g.doc == nil {
		return true
	}
	// Links may be of links.
	for again := true; again; {
		again = false
		g.links = slices.DeleteFunc(g.links, func(l link) bool {
			if !g.ids[l.from] || !g.ids[l.to] {
				return false
			}
			g.doc.Link(l.note, l.from, l.to)
			g.ids[l.note.ID], again = true, true
			return true
		})
	}
	for range g.links {
		g.doc.Unread("target", "it links what is no annotation of this document", false)
	}
	rec, err := g.doc.Record()
	rec.At = g.at
	for i := range rec.Item.Unread {
		rec.Item.Unread[i].File, rec.Item.Unread[i].Line = g.at.File, g.at.Line
	}
	g.doc, g.source = nil, ""
	if err != nil {
		return g.yield(offsets.Record{}, &format.Error{File: rec.At.File, Line: rec.At.Line, Err: err})
	}
	return g.yield(rec, nil)
}

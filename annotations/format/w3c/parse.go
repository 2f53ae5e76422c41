package w3c

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

// parsed is an annotation as it was read.
type parsed struct {
	note   build.Note
	labels []string
	source string  // of its targets
	text   *string // of the source, if it is embedded
	places []place // none for the source as a whole
	links  [2]string
	bare   bool // it says nothing, and brings a text
	unread []string
}

func unURN(iri string) string { return strings.TrimPrefix(iri, "urn:uuid:") }

// list takes what may be one object or several; an IRI is an object with an id.
func list(raw json.RawMessage) (all []jsonfile.Object, err error) {
	switch jsonfile.Kind(raw) {
	case 0, 'n':
		return nil, nil
	case '[':
		var many []json.RawMessage
		if err := json.Unmarshal(raw, &many); err != nil {
			return nil, err
		}
		for _, one := range many {
			o, err := list(one)
			if err != nil {
				return nil, err
			}
			all = append(all, o...)
		}
		return all, nil
	case '"':
		return []jsonfile.Object{{"id": raw}}, nil
	}
	o, err := jsonfile.Checked(raw)
	return []jsonfile.Object{o}, err
}

func parse(b []byte) (a parsed, err error) {
	o, err := jsonfile.Checked(b)
	if err != nil {
		return a, err
	}
	var id, created, said string
	if err := errors.Join(o.Take("id", &id), o.Take("created", &created), o.Take("bodyValue", &said)); err != nil {
		return a, err
	}
	a.note = build.Note{ID: unURN(id), Text: said, Field: "annotation"}
	if a.note.By, err = creator(o); err != nil {
		return a, fmt.Errorf("creator: %w", err)
	}
	if a.note.At, err = time.Parse(time.RFC3339Nano, created); err != nil && created != "" {
		a.unread = append(a.unread, "created")
	}
	motivations := names(o["motivation"])
	bodies, err := list(o["body"])
	if err != nil {
		return a, fmt.Errorf("body: %w", err)
	}
	for _, body := range bodies {
		if err := a.body(body); err != nil {
			return a, fmt.Errorf("body: %w", err)
		}
	}
	targets, err := list(o["target"])
	if err == nil {
		err = a.targets(targets, len(motivations) > 0 && motivations[0] == linking)
	}
	if err != nil {
		return a, fmt.Errorf("target: %w", err)
	}
	for _, key := range []string{"@context", "type", "motivation", "body", "target"} {
		delete(o, key)
	}
	if len(o) > 0 {
		a.note.Rest = o
	}
	a.bare = a.text != nil && len(bodies)+len(a.places) == 0 && len(motivations) == 0
	if len(a.labels) == 0 {
		a.labels = append(motivations, "annotation")[:1]
	}
	a.note.Label = a.labels[0]
	return a, nil
}

// names are one string or several.
func names(raw json.RawMessage) (all []string) {
	var one string
	if json.Unmarshal(raw, &one) == nil && one != "" {
		return []string{one}
	}
	_ = json.Unmarshal(raw, &all)
	return all
}

// creator is the name of who made it, or what else tells who it was.
func creator(o jsonfile.Object) (string, error) {
	all, err := list(o["creator"])
	delete(o, "creator")
	if err != nil || len(all) == 0 {
		return "", err
	}
	for _, key := range []string{"name", "nickname", "id"} {
		if known := names(all[0][key]); len(known) > 0 {
			return known[0], nil
		}
	}
	return "", nil
}

// body reads a tag, a comment, or the value of an attribute.
func (a *parsed) body(o jsonfile.Object) error {
	var value, purpose, name string
	if err := errors.Join(o.Take("value", &value), o.Take("purpose", &purpose), o.Take(attributeKey, &name)); err != nil {
		return err
	}
	switch {
	case value == "":
		a.unread = append(a.unread, "body")
	case purpose == tagging:
		a.labels = append(a.labels, value)
	case purpose == classifying && name != "":
		a.note.Values = append(a.note.Values, annotations.Value{Attribute: annotations.AttributeID(name), Text: value})
	case a.note.Text == "":
		a.note.Text = value
	default:
		a.note.Text += "\n" + value
	}
	return nil
}

// targets reads what it is about: a document, places in it, or two annotations.
func (a *parsed) targets(all []jsonfile.Object, linked bool) error {
	if len(all) == 0 {
		return errors.New("there is none")
	}
	if linked && len(all) == 2 && len(all[0]) == 1 && len(all[1]) == 1 {
		for i, o := range all {
			var id string
			if err := o.Take("id", &id); err != nil || id == "" {
				return errors.New("a link to nothing")
			}
			a.links[i] = unURN(id)
		}
		return nil
	}
	for i, o := range all {
		source := o
		if o.Has("source") {
			found, err := list(o["source"])
			if err != nil || len(found) != 1 {
				return errors.New("it has not one source")
			}
			source = found[0]
		}
		var id string
		var body *string
		if err := errors.Join(source.Take("id", &id), source.Take("value", &body)); err != nil {
			return err
		}
		if id == "" && body == nil {
			return errors.New("it has no source")
		}
		if i > 0 && id != a.source {
			a.unread = append(a.unread, "target")
			continue
		}
		if a.source = id; body != nil {
			a.text = body
		}
		if !o.Has("selector") {
			continue
		}
		p, err := placeOf(o["selector"])
		if err != nil {
			return fmt.Errorf("selector: %w", err)
		}
		a.places = append(a.places, p)
	}
	return nil
}

// quoted returns what adds an annotation whose targets are found by what they say.
// One target that stands in the text several times means all of these places.
func (g *group) quoted(a parsed) (func(build.Note), error) {
	var found [][]text.Span
	for _, p := range a.places {
		spans, err := p.find(g.doc.Text())
		if err != nil {
			return nil, err
		}
		found = append(found, spans)
	}
	if len(found) == 1 {
		if len(found[0]) > 1 {
			g.doc.Unread("target.selector", "its quote stands in the text several times: each of them is taken", false)
		}
		return func(n build.Note) {
			id := n.ID
			for i, sp := range found[0] {
				if i > 0 && id != "" {
					n.ID = fmt.Sprint(id, "@", i+1)
				}
				g.doc.Bytes(n, sp)
			}
		}, nil
	}
	var parts []text.Span
	for _, spans := range found {
		parts = append(parts, spans[0])
	}
	slices.SortFunc(parts, text.Span.Compare)
	return func(n build.Note) { g.doc.Bytes(n, parts...) }, nil
}

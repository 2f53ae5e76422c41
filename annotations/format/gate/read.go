package gate

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
	"gloss/annotations/text"
)

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return build.Objects(r, name, build.Options{Prefer: format.CodePoint, Hold: 1}, item)
}

func item(o jsonfile.Object) (*build.Document, error) {
	body, err := o.Required("text")
	if err != nil {
		return nil, err
	}
	var name, kind string
	var features jsonfile.Object
	var sets map[string]jsonfile.Object
	if err := errors.Join(o.Take("name", &name), o.Take("offset_type", &kind), o.Take("features", &features), o.Take("annotation_sets", &sets)); err != nil {
		return nil, err
	}
	unit, ok := map[string]format.Unit{"p": format.CodePoint, "j": format.UTF16}[kind]
	if !ok {
		return nil, fmt.Errorf(`"offset_type" is %q, neither "p" nor "j"`, kind)
	}
	var about ours
	if jsonfile.Unmarshal(features[own], &about) == nil {
		delete(features, own)
	}
	d := &reader{Document: build.New("gate", about.Source, name, body), unit: unit, ruler: offsets.NewRuler(body)}
	if id, err := annotations.ParseID[annotations.Document](about.ID); err == nil {
		d.SetID(id)
	}
	for _, by := range slices.Sorted(maps.Keys(sets)) {
		if err := d.set(by, sets[by]); err != nil {
			return nil, fmt.Errorf("annotation set %q: %w", by, err)
		}
	}
	d.Keep(features)
	d.Keep(o)
	return d.Document, nil
}

// reader reads the sets of a document in the unit that it declares.
type reader struct {
	*build.Document
	unit  format.Unit
	ruler *offsets.Ruler
	empty int
}

func (d *reader) set(by string, s jsonfile.Object) error {
	var all []jsonfile.Object
	if err := s.Take("annotations", &all); err != nil {
		return err
	}
	for i, a := range all {
		if err := d.annotation(by, a); err != nil {
			return fmt.Errorf("annotation %d: %w", i+1, err)
		}
	}
	return nil
}

func (d *reader) annotation(by string, a jsonfile.Object) error {
	n := build.Note{By: by, Field: "features"}
	whole := maps.Clone(a)
	var id jsonfile.Name
	var start, end *jsonfile.Offset
	var about ours
	if err := errors.Join(a.Take("type", &n.Label), a.Take("id", &id), a.Take("start", &start), a.Take("end", &end), a.Take("features", &n.Rest)); err != nil {
		return err
	}
	if jsonfile.Unmarshal(n.Rest[own], &about) == nil {
		delete(n.Rest, own)
	}
	n.Text = about.Note
	values := jsonfile.Object{}
	for _, name := range about.Attributes {
		if v, ok := n.Rest[name]; ok {
			values[name] = v
			delete(n.Rest, name)
		}
	}
	var err error
	if n.Values, err = build.ReadAttributes(values); err != nil {
		return err
	}
	for k, v := range a {
		if n.Rest == nil {
			n.Rest = jsonfile.Object{}
		}
		n.Rest[k] = v
	}
	if n.ID = about.ID; n.ID == "" && id != "" {
		n.ID = by + "/" + string(id) // a number of its set
	}
	if about.At != nil {
		n.At = *about.At
	}
	parts := about.Parts
	switch {
	case about.Whole:
		d.Whole(n)
		return nil
	case about.From != "":
		d.Link(n, about.From, about.To)
		return nil
	case start == nil || end == nil:
		return errors.New("it has no place")
	case *start == *end:
		b, err := jsonfile.Marshal(whole)
		d.KeepField(fmt.Sprintf("empty.%d", d.empty), b)
		d.empty++
		d.Unread("annotation_sets."+by, "an annotation without length is none in Gloss", true)
		return err
	case len(parts) == 0:
		parts = [][2]int{{int(*start), int(*end)}}
	}
	spans, err := offsets.Counting{Unit: d.unit}.Spans(d.ruler, offsets.Claim{Parts: parts})
	if err != nil {
		return err
	}
	slices.SortFunc(spans, text.Span.Compare)
	d.Bytes(n, spans...)
	return nil
}

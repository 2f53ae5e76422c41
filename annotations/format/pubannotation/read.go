package pubannotation

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"strconv"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
)

func read(unit format.Unit) func(io.Reader, string) iter.Seq2[format.Item, error] {
	o := build.Options{Prefer: unit, Among: []format.Unit{format.CodePoint, format.UTF16}, Hold: 1}
	return func(r io.Reader, name string) iter.Seq2[format.Item, error] {
		return build.Objects(r, name, o, item)
	}
}

func item(o jsonfile.Object) (*build.Document, error) {
	body, err := o.Required("text")
	if err != nil {
		return nil, err
	}
	var id, title jsonfile.Name
	if err := o.Take("sourceid", &id); err != nil {
		return nil, err
	}
	if o.Kind("title") == '"' {
		if err := o.Take("title", &title); err != nil {
			return nil, err
		}
	}
	d := build.New("pubannotation", string(id), string(title), body)
	main := reader{Document: d, field: ""}
	if err := main.track(o); err != nil {
		return nil, err
	}
	if main.empty { // nobody made nothing: the project is a field like others
		if b, err := json.Marshal(main.by); err == nil && main.by != "" {
			o["project"] = b
		}
	}
	var tracks []jsonfile.Object
	if err := o.Take("tracks", &tracks); err != nil {
		return nil, err
	}
	for i, fields := range tracks {
		t := reader{Document: d, space: strconv.Itoa(i) + "/", field: "tracks."}
		if err := t.track(fields); err != nil {
			return nil, fmt.Errorf("track %d: %w", i+1, err)
		}
		if len(fields) > 0 {
			b, err := jsonfile.Marshal(fields)
			if err != nil {
				return nil, err
			}
			d.KeepField("track"+strconv.Itoa(i+1), b)
			d.Unread("tracks", "fields beside the annotations of a track", true)
		}
	}
	d.Keep(build.Unspread(o))
	return d, nil
}

// untyped is the label of what has none.
const untyped = "untyped"

// reader reads a track: the document's own, or one of several.
type reader struct {
	*build.Document
	by    string
	space string // before its IDs, which are its own
	field string
	empty bool
}

func (t *reader) track(o jsonfile.Object) error {
	var denotations, blocks, relations, attributes []jsonfile.Object
	if err := errors.Join(o.Take("project", &t.by), o.Take("denotations", &denotations), o.Take("blocks", &blocks),
		o.Take("relations", &relations), o.Take("attributes", &attributes)); err != nil {
		return err
	}
	t.empty = len(denotations)+len(blocks) == 0
	about := map[string]*said{}
	for i, a := range attributes {
		if err := addTo(a, i, about); err != nil {
			return fmt.Errorf("attribute %d: %w", i+1, err)
		}
	}
	for i, list := range [][]jsonfile.Object{denotations, blocks} {
		for j, dn := range list {
			field := []string{"denotations", "blocks"}[i]
			if err := t.denotation(dn, field, about); err != nil {
				return fmt.Errorf("%s, number %d: %w", field, j+1, err)
			}
		}
	}
	for i, r := range relations {
		n := build.Note{By: t.by, Field: t.field + "relations"}
		var id, subj, obj jsonfile.Name
		if err := errors.Join(r.Take("id", &id), r.Take("pred", &n.Label), r.Take("subj", &subj), r.Take("obj", &obj)); err != nil {
			return fmt.Errorf("relation %d: %w", i+1, err)
		}
		if id != "" {
			n.ID = t.space + string(id)
		}
		t.name(&n)
		about[string(id)].into(&n, r)
		delete(about, string(id))
		t.Link(n, t.space+string(subj), t.space+string(obj))
	}
	for subj := range about {
		return fmt.Errorf("an attribute is about %q, which is not there", subj)
	}
	return nil
}

// name gives a label to what has none yet, which TextAE saves as null.
func (t *reader) name(n *build.Note) {
	if n.Label == "" {
		n.Label = untyped
		t.Unread(n.Field, "it has no type, and is called "+untyped, false)
	}
}

// said is what attributes say of an annotation.
type said struct {
	note   string
	values []annotations.Value
	others jsonfile.Object // those that are no texts
}

// addTo adds the i-th attribute to what is said of its subject.
func addTo(a jsonfile.Object, i int, about map[string]*said) error {
	var subj jsonfile.Name
	var pred, text string
	if err := errors.Join(a.Take("subj", &subj), a.Take("pred", &pred)); err != nil {
		return err
	}
	obj, ok := a["obj"]
	if !ok || pred == "" {
		return errors.New("it says nothing")
	}
	s := about[string(subj)]
	if s == nil {
		s = &said{others: jsonfile.Object{}}
		about[string(subj)] = s
	}
	if jsonfile.Unmarshal(obj, &text) == nil && text != "" && pred == notePred && s.note == "" {
		s.note = text
		return nil
	}
	one := jsonfile.Object{pred: obj}
	if values := build.TakeValues(one); len(values) > 0 {
		s.values = append(s.values, values...)
		return nil
	}
	if _, twice := s.others[pred]; twice {
		pred += " (" + strconv.Itoa(i+1) + ")"
	}
	s.others[pred] = obj
	return nil
}

// into adds what is said to an annotation with these fields left.
func (s *said) into(n *build.Note, rest jsonfile.Object) {
	if n.Rest = rest; s != nil {
		n.Text, n.Values = s.note, s.values
		maps.Copy(rest, s.others)
	}
}

func (t *reader) denotation(dn jsonfile.Object, field string, about map[string]*said) error {
	n := build.Note{By: t.by, Field: t.field + field}
	many := make([]jsonfile.Object, 1)
	span := any(&many[0])
	if dn.Kind("span") == '[' {
		span = &many
	}
	if err := dn.Take("span", span); err != nil {
		return err
	}
	var parts [][2]int
	for _, s := range many {
		var begin, end *jsonfile.Offset
		if err := errors.Join(s.Take("begin", &begin), s.Take("end", &end)); err != nil {
			return fmt.Errorf(`"span": %w`, err)
		}
		if begin == nil || end == nil {
			return errors.New("it has no place")
		}
		parts = append(parts, [2]int{int(*begin), int(*end)})
	}
	var id jsonfile.Name
	if err := errors.Join(dn.Take("id", &id), dn.Take("obj", &n.Label)); err != nil {
		return err
	}
	if id != "" {
		n.ID = t.space + string(id)
	}
	t.name(&n)
	about[string(id)].into(&n, dn)
	delete(about, string(id))
	t.Span(n, nil, parts...)
	return nil
}

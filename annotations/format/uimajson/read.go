package uimajson

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
	"gloss/annotations/text"
)

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return build.Objects(r, name, build.Options{Prefer: format.UTF16, Hold: 1}, item)
}

// structure is a feature structure.
type structure struct {
	id     string
	kind   string
	fields jsonfile.Object
}

type reader struct {
	*build.Document
	ruler  *offsets.Ruler
	sofa   string // its %ID
	supers map[string]string
	groups map[string]*group // the parts of spans, by the ID that they share
	order  []string
	ids    map[string]string // %ID to the ID of the annotation
	free   jsonfile.Object
}

// group is the parts of one of our spans.
type group struct {
	note  build.Note
	spans []text.Span
}

func item(o jsonfile.Object) (*build.Document, error) {
	var types map[string]jsonfile.Object
	var raw []jsonfile.Object
	if err := errors.Join(o.Take("%TYPES", &types), o.Take("%FEATURE_STRUCTURES", &raw)); err != nil {
		return nil, err
	}
	t := &reader{supers: map[string]string{}, groups: map[string]*group{}, ids: map[string]string{}, free: jsonfile.Object{}}
	for name, fields := range types {
		var super string
		_ = jsonfile.Unmarshal(fields["%SUPER_TYPE"], &super)
		t.supers[name] = super
	}
	all := make([]structure, len(raw))
	for i, fields := range raw {
		var id jsonfile.Name
		if err := errors.Join(fields.Take("%ID", &id), fields.Take("%TYPE", &all[i].kind)); err != nil {
			return nil, fmt.Errorf("feature structure %d: %w", i+1, err)
		}
		all[i].id, all[i].fields = string(id), fields
	}
	body, err := t.initial(all)
	if err != nil {
		return nil, err
	}
	id, source, title, err := t.about(all)
	if err != nil {
		return nil, err
	}
	t.Document, t.ruler = build.New("uima-json", source, title, body), offsets.NewRuler(body)
	if u, err := annotations.ParseID[annotations.Document](id); err == nil {
		t.SetID(u)
	}
	for _, s := range all {
		if err := t.structure(s); err != nil {
			return nil, fmt.Errorf("feature structure %s (%s): %w", s.id, s.kind, err)
		}
	}
	for _, key := range t.order {
		g := t.groups[key]
		t.Bytes(g.note, g.spans...)
	}
	for _, s := range all {
		if err := t.link(s); err != nil {
			return nil, fmt.Errorf("feature structure %s (%s): %w", s.id, s.kind, err)
		}
	}
	t.Keep(t.free)
	return t.Document, nil
}

// initial finds the text of the initial view, or of the only one.
func (t *reader) initial(all []structure) (string, error) {
	found := false
	body := ""
	for _, s := range all {
		if s.kind != "uima.cas.Sofa" || s.fields.Kind("sofaString") != '"' {
			continue
		}
		var name string
		_ = jsonfile.Unmarshal(s.fields["sofaID"], &name)
		if found && name != initialView {
			continue
		}
		found, t.sofa = true, s.id
		if err := jsonfile.Unmarshal(s.fields["sofaString"], &body); err != nil {
			return "", err
		}
		if name == initialView {
			break
		}
	}
	if !found {
		return "", errors.New("there is no view with a text")
	}
	return body, nil
}

// about reads what a CAS says of its document: ours, or DKPro's metadata.
func (t *reader) about(all []structure) (id, source, title string, err error) {
	for _, s := range all {
		switch {
		case s.kind == documentType:
			var meta string
			if err := errors.Join(s.fields.Take("id", &id), s.fields.Take("source", &source), s.fields.Take("title", &title), s.fields.Take("meta", &meta)); err != nil {
				return "", "", "", err
			}
			if meta != "" {
				if t.free, err = jsonfile.ParseObject([]byte(meta)); err != nil {
					return "", "", "", fmt.Errorf("the feature meta: %w", err)
				}
			}
			return id, source, title, nil
		case strings.HasSuffix(s.kind, ".DocumentMetaData"):
			_, _ = jsonfile.Unmarshal(s.fields["documentId"], &source), jsonfile.Unmarshal(s.fields["documentTitle"], &title)
		}
	}
	return id, source, title, nil
}

// is reports whether a type is another or below it.
func (t *reader) is(kind, of string) bool {
	for range len(t.supers) + 1 {
		if kind == of {
			return true
		}
		kind = t.supers[kind]
	}
	return false
}

// structural are types that are not about what a text says.
func (t *reader) structural(kind string) bool {
	short := kind[strings.LastIndexByte(kind, '.')+1:]
	return kind == "uima.cas.Sofa" || kind == documentType || t.is(kind, "uima.tcas.DocumentAnnotation") || short == "Token" || short == "Sentence" || short == "Paragraph"
}

func (t *reader) structure(s structure) error {
	if t.structural(s.kind) {
		return nil
	}
	n, err := t.note(s)
	if err != nil {
		return err
	}
	switch {
	case s.kind == labelType:
		t.ids[s.id] = n.ID
		t.Whole(n)
		return nil
	case isLink(s):
		if n.ID == "" {
			n.ID = "#" + s.id
		}
		t.ids[s.id] = n.ID
		return nil // when its ends are known
	case !s.fields.Has("begin") || !s.fields.Has("end"):
		return t.keep(s, "a feature structure that is no annotation")
	case string(s.fields["@sofa"]) != t.sofa && s.fields.Has("@sofa"):
		return t.keep(s, "an annotation of another view")
	}
	var begin, end jsonfile.Offset
	if err := errors.Join(jsonfile.Unmarshal(s.fields["begin"], &begin), jsonfile.Unmarshal(s.fields["end"], &end)); err != nil {
		return err
	}
	if begin == end {
		return t.keep(s, "an annotation without length is none in Gloss")
	}
	spans, err := offsets.Counting{Unit: format.UTF16}.Spans(t.ruler, offsets.Claim{Parts: [][2]int{{int(begin), int(end)}}})
	if err != nil {
		return err
	}
	key := n.ID
	if key == "" {
		key = "#" + s.id
		n.ID = key
	}
	t.ids[s.id] = n.ID
	if g := t.groups[key]; g != nil && s.kind == spanType {
		g.spans = append(g.spans, spans...)
		return nil
	}
	t.groups[key] = &group{n, spans}
	t.order = append(t.order, key)
	return nil
}

// note reads what our own types have, and of others the label: the value of a
// feature that usually is one, else the name of the type.
func (t *reader) note(s structure) (n build.Note, err error) {
	rest := jsonfile.Object{}
	for k, v := range s.fields {
		if k != "@sofa" && k != "begin" && k != "end" {
			rest[k] = v
		}
	}
	if s.kind == spanType || s.kind == labelType || s.kind == linkType {
		var at string
		err = errors.Join(rest.Take("label", &n.Label), rest.Take("id", &n.ID), rest.Take("by", &n.By), rest.Take("at", &at))
		if at != "" && err == nil {
			n.At, err = time.Parse(time.RFC3339Nano, at)
		}
		features(&n, rest)
		return n, err
	}
	n.Field = s.kind
	for _, feature := range []string{"value", "label"} {
		if rest.Kind(feature) == '"' && n.Label == "" {
			err = rest.Take(feature, &n.Label)
		}
	}
	if n.Label == "" {
		n.Label = s.kind[strings.LastIndexByte(s.kind, '.')+1:]
	}
	features(&n, rest)
	n.Rest = rest
	return n, err
}

// features takes those that are texts: the note and values of attributes.
func features(n *build.Note, rest jsonfile.Object) {
	var a annotations.Annotation
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		var value string
		if strings.ContainsAny(name, "@#^%") || jsonfile.Unmarshal(rest[name], &value) != nil {
			continue
		}
		if build.ReadFeature(&a, build.Feature{Name: name, Value: value}) {
			delete(rest, name)
		}
	}
	n.Text, n.Values = a.Note, a.Values
}

// isLink tells our links and INCEpTION's relations.
func isLink(s structure) bool {
	return s.kind == linkType || s.fields.Has("@"+governor) && s.fields.Has("@"+dependent)
}

func (t *reader) link(s structure) error {
	if !isLink(s) {
		return nil
	}
	n, err := t.note(s)
	if err != nil {
		return err
	}
	if n.ID == "" {
		n.ID = t.ids[s.id]
	}
	var ids [2]string
	for i, feature := range [2]string{"@" + governor, "@" + dependent} {
		var id jsonfile.Name
		if err := jsonfile.Unmarshal(s.fields[feature], &id); err != nil {
			return fmt.Errorf("%s: no reference", feature)
		}
		delete(n.Rest, feature)
		there := false
		if ids[i], there = t.ids[string(id)]; !there {
			return t.keep(s, "a relation of tokens, or of what is not there")
		}
	}
	t.Link(n, ids[0], ids[1])
	return nil
}

// keep keeps a structure that was not understood.
func (t *reader) keep(s structure, reason string) error {
	o := jsonfile.Object{}
	for k, v := range s.fields {
		o[k] = v
	}
	o["%TYPE"], _ = json.Marshal(s.kind)
	b, err := jsonfile.Marshal(o)
	t.KeepField("uima."+s.id, b)
	t.Unread(s.kind, reason, true)
	return err
}

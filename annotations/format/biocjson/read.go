package biocjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"time"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/offsets"
	"gloss/annotations/text"
)

func unmarshal(raw json.RawMessage, into *string) error {
	if jsonfile.Kind(raw) != '"' {
		return errors.New("not a string")
	}
	return jsonfile.Unmarshal(raw, into)
}

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	head := map[string]json.RawMessage{}
	finder := offsets.NewFinder(format.CodePoint, format.CodePoint, format.UTF16, format.Byte)
	return build.Each(jsonfile.Elements(r, name, "documents", head), build.Options{Prefer: format.CodePoint, Hold: 1}, func(v jsonfile.Value) (*build.Document, error) {
		o, err := jsonfile.Checked(v.Bytes)
		if err != nil {
			return nil, err
		}
		d, err := item(o, finder)
		if err == nil {
			keepCollection(d, head)
		}
		return d, err
	})
}

// keepCollection keeps what the collection says of itself, unless it is what is
// always written.
func keepCollection(d *build.Document, head map[string]json.RawMessage) {
	if string(head["source"]) == `"Gloss"` {
		return
	}
	rest := jsonfile.Object{}
	for k, v := range head {
		if s := string(v); s != `""` && s != "{}" && s != "null" {
			rest[k] = v
		}
	}
	if b, err := jsonfile.Marshal(rest); err == nil && len(rest) > 0 {
		d.KeepField("collection", b)
	}
}

// block is a passage, or a sentence of one: a stretch of text with its offset.
type block struct {
	offset int
	text   string
	start  text.Byte // in the text of the document
	ruler  *offsets.Ruler
	notes  []jsonfile.Object // its annotations
	links  []jsonfile.Object
}

type reader struct {
	*build.Document
	blocks []*block
	finder *offsets.Finder
	free   jsonfile.Object
}

func item(o jsonfile.Object, finder *offsets.Finder) (*build.Document, error) {
	var id, title jsonfile.Name
	var passages []jsonfile.Object
	t := &reader{finder: finder, free: jsonfile.Object{}}
	all := &block{}
	if err := errors.Join(o.Take("id", &id), o.Take("passages", &passages), o.Take("annotations", &all.notes), o.Take("relations", &all.links)); err != nil {
		return nil, err
	}
	in, err := takeInfons(o, func(in jsonfile.Object) error { return takeString(in, titleInfon, (*string)(&title)) })
	if err != nil {
		return nil, err
	}
	for i, p := range passages {
		if err := t.passage(p, i); err != nil {
			return nil, fmt.Errorf("passage %d: %w", i+1, err)
		}
	}
	if err := t.probe(all); err != nil {
		return nil, err
	}
	body, err := t.lay()
	if err != nil {
		return nil, err
	}
	t.Document = build.New("bioc", string(id), string(title), body)
	for _, b := range append(t.blocks, all) {
		for _, a := range b.notes {
			if err := t.annotation(a); err != nil {
				return nil, err
			}
		}
	}
	for _, b := range append(t.blocks, all) {
		for _, l := range b.links {
			if err := t.relation(l); err != nil {
				return nil, err
			}
		}
	}
	t.Keep(t.free)
	t.Keep(in)
	t.Keep(o)
	return t.Document, nil
}

func takeString(o jsonfile.Object, key string, into *string) error {
	if o.Kind(key) != '"' {
		return nil
	}
	return o.Take(key, into)
}

// takeInfons reads the infons of an object. known takes those that Gloss has a
// place for; then those that were one as JSON are fields again.
func takeInfons(o jsonfile.Object, known func(jsonfile.Object) error) (jsonfile.Object, error) {
	var in jsonfile.Object
	if err := o.Take("infons", &in); err != nil {
		return nil, err
	}
	if in == nil {
		in = jsonfile.Object{}
	}
	if err := known(in); err != nil {
		return nil, err
	}
	var meta string
	if unmarshal(in[metaInfon], &meta) == nil {
		if inner, err := jsonfile.ParseObject([]byte(meta)); err == nil {
			delete(in, metaInfon)
			for k, v := range inner {
				in[k] = v
			}
		}
	}
	return in, nil
}

// passage reads a passage, which has a text or sentences with texts.
func (t *reader) passage(p jsonfile.Object, i int) error {
	var sentences []jsonfile.Object
	if err := p.Take("sentences", &sentences); err != nil {
		return err
	}
	list := []jsonfile.Object{p}
	if p.Has("text") && string(p["text"]) == `""` && len(sentences) > 0 || len(sentences) > 0 && !p.Has("text") {
		list = append(list, sentences...)
	}
	for j, o := range list {
		b := &block{}
		var offset jsonfile.Offset
		if err := errors.Join(o.Take("offset", &offset), o.Take("text", &b.text), o.Take("annotations", &b.notes), o.Take("relations", &b.links)); err != nil {
			return err
		}
		b.offset, b.ruler = int(offset), offsets.NewRuler(b.text)
		in, err := takeInfons(o, func(jsonfile.Object) error { return nil })
		if err != nil {
			return err
		}
		for k, v := range o {
			in[k] = v
		}
		if len(in) > 0 {
			kept, err := jsonfile.Marshal(in)
			if err != nil {
				return err
			}
			t.free[fmt.Sprintf("passage%d.%d", i+1, j)] = kept
		}
		if b.text != "" || len(list) == 1 || len(b.notes)+len(b.links) > 0 {
			t.blocks = append(t.blocks, b)
		}
	}
	return t.probe(t.blocks[max(0, len(t.blocks)-len(list)):]...)
}

// probe lets quotes rule out units. A quote is looked for in the block that its
// offset falls into, whatever the unit.
func (t *reader) probe(blocks ...*block) error {
	for _, b := range blocks {
		for _, a := range b.notes {
			var quote string
			locations, err := locationsOf(a)
			if err != nil {
				return err
			}
			if unmarshal(a["text"], &quote) != nil || len(locations) != 1 || locations[0].Length == 0 {
				continue
			}
			l := locations[0]
			in := b
			if in.ruler == nil || in.text == "" {
				in = t.blockAt(l.Offset)
			}
			if in == nil || in.ruler == nil {
				continue
			}
			start := l.Offset - in.offset
			claim := offsets.Claim{Parts: [][2]int{{start, start + l.Length}}, Quote: quote, Quoted: true}
			if err := t.finder.Test(offsets.Place{}, in.ruler, claim); err != nil {
				return fmt.Errorf("annotation %s: %w", a["id"], err)
			}
		}
	}
	return nil
}

// blockAt is the last block that starts at an offset or before it.
func (t *reader) blockAt(offset int) *block {
	var found *block
	for _, b := range t.blocks {
		if b.offset <= offset && (b.text != "" || found == nil) {
			found = b
		}
	}
	return found
}

// lay sets the blocks one after another where their offsets say.
func (t *reader) lay() (string, error) {
	unit := t.finder.Best().Unit
	var body []byte
	at := -1
	for i, b := range t.blocks {
		if b.text == "" {
			continue
		}
		gap := 0
		if at >= 0 {
			gap = b.offset - at
		}
		if gap < 0 {
			return "", fmt.Errorf("the text at offset %d begins before the one before it ends, at %d", b.offset, at)
		}
		if gap > format.MaxRecord {
			return "", fmt.Errorf("the text at offset %d is %d away from the one before it", b.offset, gap)
		}
		for j := range gap {
			fill := byte(' ')
			if j == gap-1 {
				fill = '\n'
			}
			body = append(body, fill)
		}
		t.blocks[i].start = text.Byte(len(body))
		body = append(body, b.text...)
		at = b.offset + b.ruler.Len(unit)
	}
	return string(body), nil
}

func locationsOf(a jsonfile.Object) (all []location, err error) {
	var list []jsonfile.Object
	if v, ok := a["locations"]; ok {
		err = jsonfile.Unmarshal(v, &list)
	}
	for _, l := range list {
		var offset, length jsonfile.Offset
		err = errors.Join(err, l.Take("offset", &offset), l.Take("length", &length))
		all = append(all, location{int(offset), int(length)})
	}
	if err != nil {
		return nil, fmt.Errorf(`annotation %s: "locations": %w`, a["id"], err)
	}
	return all, nil
}

// note reads what annotations and relations have in common.
func (t *reader) note(o jsonfile.Object, unnamed string) (build.Note, error) {
	n := build.Note{Field: "infons"}
	var id jsonfile.Name
	if err := o.Take("id", &id); err != nil {
		return n, err
	}
	n.ID = string(id)
	var at string
	in, err := takeInfons(o, func(in jsonfile.Object) error {
		return errors.Join(takeString(in, typeInfon, &n.Label), takeString(in, authorInfon, &n.By), takeString(in, timeInfon, &at), takeString(in, noteInfon, &n.Text))
	})
	if err != nil {
		return n, err
	}
	n.Values = build.TakeValues(in)
	if n.At, err = time.Parse(time.RFC3339Nano, at); err != nil && at != "" {
		n.At = time.Time{}
		n.Values = append(n.Values, annotations.Value{Attribute: timeInfon, Text: at})
	}
	if n.Label == "" {
		n.Label = unnamed
		t.Unread("infons.type", "it has no type, and is called "+unnamed, false)
	}
	n.Rest = in
	return n, nil
}

func (t *reader) annotation(a jsonfile.Object) error {
	whole := maps.Clone(a)
	locations, err := locationsOf(a)
	if err != nil {
		return err
	}
	n, err := t.note(a, "annotation")
	if err != nil {
		return err
	}
	if len(locations) == 0 {
		t.Whole(n)
		return nil
	}
	var spans []text.Span
	for _, l := range locations {
		b := t.blockAt(l.Offset)
		if b == nil {
			return fmt.Errorf("annotation %s: there is no text at offset %d", n.ID, l.Offset)
		}
		start := l.Offset - b.offset
		got, err := t.finder.Best().Spans(b.ruler, offsets.Claim{Parts: [][2]int{{start, start + l.Length}}})
		if err != nil {
			return fmt.Errorf("annotation %s, in the text at offset %d: %w", n.ID, b.offset, err)
		}
		spans = append(spans, text.Span{Start: b.start + got[0].Start, End: b.start + got[0].End})
	}
	if slices.ContainsFunc(spans, text.Span.Empty) {
		t.Unread("annotations", "an annotation without length is none in Gloss", true)
		return t.keepObject("empty."+n.ID, whole)
	}
	slices.SortFunc(spans, text.Span.Compare)
	t.Bytes(n, spans...)
	return nil
}

func (t *reader) keepObject(key string, o jsonfile.Object) error {
	b, err := jsonfile.Marshal(o)
	t.KeepField(key, b)
	return err
}

// relation reads a relation of two; one of more or fewer is kept.
func (t *reader) relation(o jsonfile.Object) error {
	whole := maps.Clone(o)
	var nodes []struct {
		ID   jsonfile.Name `json:"refid"`
		Role string        `json:"role"`
	}
	if err := o.Take("nodes", &nodes); err != nil {
		return err
	}
	if len(nodes) != 2 {
		t.Unread("relations", fmt.Sprintf("a relation of %d, not of two", len(nodes)), true)
		return t.keepObject("relation."+string(o["id"]), whole)
	}
	n, err := t.note(o, "relation")
	if err != nil {
		return err
	}
	if nodes[0].Role != "from" || nodes[1].Role != "to" {
		n.Rest[rolesField], _ = jsonfile.Marshal(roles{nodes[0].Role, nodes[1].Role})
	}
	for _, k := range slices.Sorted(maps.Keys(o)) {
		n.Rest[k] = o[k]
	}
	t.Link(n, string(nodes[0].ID), string(nodes[1].ID))
	return nil
}

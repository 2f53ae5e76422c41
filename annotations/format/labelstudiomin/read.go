package labelstudiomin

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
	"gloss/annotations/format/labelstudio"
)

// read joins the objects of one task, of which each person made one.
func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return build.Join(build.Objects(r, name, build.Options{Prefer: format.CodePoint, Among: labelstudio.Units, Same: labelstudio.Alike}, item))
}

func item(o jsonfile.Object) (*build.Document, error) {
	return Document(o)
}

// Document reads an object; the cells of a row in Label Studio's CSV are one too.
func Document(o jsonfile.Object) (*build.Document, error) {
	var id, title, by jsonfile.Name
	if err := errors.Join(o.Take("id", &id), o.Take("annotator", &by)); err != nil {
		return nil, err
	}
	if o.Kind("title") == '"' {
		if err := o.Take("title", &title); err != nil {
			return nil, err
		}
	}
	n := build.Note{By: string(by), Field: "span"}
	for _, key := range []string{"created_at", "updated_at"} {
		var s string
		_ = jsonfile.Unmarshal(o[key], &s)
		if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
			n.At = at
			delete(o, key)
		}
	}
	for _, key := range []string{"annotation_id", "lead_time"} { // of this annotation, not of the task
		delete(o, key)
	}
	body, err := labelstudio.TextOf(o)
	if err != nil {
		return nil, err
	}
	d := build.New("labelstudio-min", string(id), string(title), body)
	t := task{Document: d, note: n}
	for _, key := range slices.Sorted(maps.Keys(o)) {
		understood, err := t.control(o[key])
		if err != nil {
			return nil, fmt.Errorf("%q: %w", key, err)
		}
		if understood {
			delete(o, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(o)) {
		if t.attribute(key, o[key]) {
			delete(o, key)
		}
	}
	for _, r := range t.regions {
		d.Span(r.note, r.quote, r.place)
	}
	d.Keep(build.Unspread(o))
	return d, nil
}

// task is one that is read.
type task struct {
	*build.Document
	note    build.Note // what all annotations of it have
	regions []region
}

type region struct {
	note  build.Note
	quote *string
	place [2]int
}

// control reads the value of a control that labels spans or the whole text, and
// reports whether it is one.
func (t *task) control(raw json.RawMessage) (bool, error) {
	switch jsonfile.Kind(raw) {
	case '{':
		return t.choices(raw)
	case '[':
	default:
		return false, nil
	}
	var spans []jsonfile.Object
	if jsonfile.Unmarshal(raw, &spans) != nil {
		return false, nil
	}
	for _, s := range spans {
		if s.Kind("labels") != '[' && s.Kind("hypertextlabels") != '[' || !s.Has("start") || !s.Has("end") {
			return false, nil
		}
	}
	for i, s := range spans {
		var start, end jsonfile.Offset
		var quote *string
		var labels, more []string
		if err := errors.Join(s.Take("start", &start), s.Take("end", &end), s.Take("text", &quote),
			s.Take("labels", &labels), s.Take("hypertextlabels", &more)); err != nil {
			return false, fmt.Errorf("span %d: %w", i+1, err)
		}
		n := t.note
		n.TakeSaid(s)
		n.Rest = s
		for _, n.Label = range append(labels, more...) {
			t.regions = append(t.regions, region{n, quote, [2]int{int(start), int(end)}})
		}
	}
	return true, nil
}

func (t *task) choices(raw json.RawMessage) (bool, error) {
	o, err := jsonfile.Checked(raw)
	var names []string
	if err != nil || jsonfile.Unmarshal(o["choices"], &names) != nil || len(names) == 0 {
		return false, nil
	}
	notes := make([]build.Note, len(names))
	for i, name := range names {
		notes[i] = t.note
		notes[i].Label = name
	}
	var said []jsonfile.Object
	if err := o.Take("said", &said); err != nil {
		return false, err
	}
	for _, s := range said {
		var at jsonfile.Offset
		if err := s.Take("choice", &at); err != nil {
			return false, err
		}
		if at < 0 || int(at) >= len(notes) {
			return false, fmt.Errorf("something is said of choice %d of %d", at, len(notes))
		}
		notes[at].TakeSaid(s)
		if notes[at].Rest = s; len(s) == 0 {
			notes[at].Rest = nil
		}
	}
	for _, n := range notes {
		t.Whole(n)
	}
	return true, nil
}

// attribute reads the value of a control about regions, such as a text area, as
// values of an attribute of its name. It reports false when that cannot be: a region
// is known by its place alone, and there may be none, or two.
func (t *task) attribute(name string, raw json.RawMessage) bool {
	var all []jsonfile.Object
	if name == "" || jsonfile.Kind(raw) != '[' || jsonfile.Unmarshal(raw, &all) != nil || len(all) == 0 {
		return false
	}
	type value struct {
		of    int
		texts []string
	}
	var values []value
	for _, o := range all {
		var start, end jsonfile.Offset
		var texts []string
		key := "text"
		if o.Has("choices") {
			key = "choices"
		}
		if !o.Has("start") || !o.Has("end") || errors.Join(o.Take("start", &start), o.Take("end", &end), o.Take(key, &texts)) != nil ||
			len(texts) == 0 || slices.Contains(texts, "") {
			return false
		}
		delete(o, "text") // beside choices it is the quote
		at, found := -1, 0
		for i, r := range t.regions {
			if r.place == [2]int{int(start), int(end)} {
				at = i
				found++
			}
		}
		if found != 1 || len(o) > 0 {
			return false
		}
		values = append(values, value{at, texts})
	}
	for _, v := range values {
		n := &t.regions[v.of].note
		for _, s := range v.texts {
			n.Values = append(slices.Clip(n.Values), annotations.Value{Attribute: annotations.AttributeID(name), Text: s})
		}
	}
	return true
}

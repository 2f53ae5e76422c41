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

	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/format/internal/place"
	"gloss/annotations/format/labelstudio"
)

// read joins the objects of one task, of which each person made one.
func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	units := place.NewFinder(format.CodePoint)
	units.Same = labelstudio.Alike
	var by string // who made the object at hand
	objects := build.Each(jsonfile.Values(r, name), func(b []byte) (it format.Item, err error) {
		it, by, err = item(b, units)
		return it, err
	})
	return build.Join(objects, func() string { return by })
}

func item(b []byte, units *place.Finder) (it format.Item, annotator string, err error) {
	o, err := jsonfile.ParseObject(b)
	if err != nil {
		return it, "", err
	}
	var id, title, by jsonfile.Name
	if err := errors.Join(o.Take("id", &id), o.Take("annotator", &by)); err != nil {
		return it, "", err
	}
	if o.Kind("title") == '"' {
		if err := o.Take("title", &title); err != nil {
			return it, "", err
		}
	}
	n := build.Note{By: string(by), Field: "span"}
	for _, key := range []string{"created_at", "updated_at"} {
		var s string
		_ = json.Unmarshal(o[key], &s)
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
		return it, "", err
	}
	d := build.New("labelstudio-min", string(id), string(title), body)
	for _, key := range slices.Sorted(maps.Keys(o)) {
		understood, err := control(d, n, o[key])
		if err != nil {
			return it, "", fmt.Errorf("%q: %w", key, err)
		}
		if understood {
			delete(o, key)
		}
	}
	d.Keep(build.Unspread(o))
	it, err = d.Item(units)
	return it, string(by), err
}

// control reads the value of a control that labels spans or the whole text, and
// reports whether it is one.
func control(d *build.Document, n build.Note, raw json.RawMessage) (bool, error) {
	switch jsonfile.Kind(raw) {
	case '{':
		var c struct{ Choices []string }
		if json.Unmarshal(raw, &c) != nil || len(c.Choices) == 0 {
			return false, nil
		}
		for _, name := range c.Choices {
			n.Label = name
			d.Whole(n)
		}
		return true, nil
	case '[':
	default:
		return false, nil
	}
	var spans []jsonfile.Object
	if json.Unmarshal(raw, &spans) != nil {
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
		for _, label := range append(labels, more...) {
			n.Label, n.Rest = label, s
			d.Span(n, place.Mark{Start: int(start), End: int(end), Quote: quote})
		}
	}
	return true, nil
}

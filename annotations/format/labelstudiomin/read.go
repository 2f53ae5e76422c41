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
	for _, key := range slices.Sorted(maps.Keys(o)) {
		understood, err := control(d, n, o[key])
		if err != nil {
			return nil, fmt.Errorf("%q: %w", key, err)
		}
		if understood {
			delete(o, key)
		}
	}
	d.Keep(build.Unspread(o))
	return d, nil
}

// control reads the value of a control that labels spans or the whole text, and
// reports whether it is one.
func control(d *build.Document, n build.Note, raw json.RawMessage) (bool, error) {
	switch jsonfile.Kind(raw) {
	case '{':
		var c struct{ Choices []string }
		if jsonfile.Unmarshal(raw, &c) != nil || len(c.Choices) == 0 {
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
		for _, label := range append(labels, more...) {
			n.Label, n.Rest = label, s
			d.Span(n, quote, [2]int{int(start), int(end)})
		}
	}
	return true, nil
}

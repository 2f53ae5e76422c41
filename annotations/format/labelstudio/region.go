package labelstudio

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gloss/annotations/format/internal/build"
	"gloss/annotations/format/internal/jsonfile"
)

// region is the results that share an ID: a span with its labels, and what other
// controls say about it.
type region struct {
	id         string
	note       build.Note
	labels     []string
	start, end jsonfile.Offset
	quote      *string
}

// results reads those of one annotation. What is neither a span, nor about one,
// nor a choice for the whole text, is kept as it is.
func (t *reader) results(results []jsonfile.Object, by string, at time.Time) error {
	var regions []*region
	byID := map[string]*region{}
	var later, unknown []jsonfile.Object
	for i, r := range results {
		var kind string
		_ = jsonfile.Unmarshal(r["type"], &kind)
		value, err := valueOf(r)
		if err != nil {
			return fmt.Errorf("result %d: %w", i+1, err)
		}
		switch {
		case kind == "relation":
			later = append(later, r)
		case isLabels(kind):
			reg, err := t.region(r, value, kind, by, at)
			if err != nil {
				return fmt.Errorf("result %d: %w", i+1, err)
			}
			if reg == nil {
				unknown = append(unknown, r)
				continue
			}
			if first := byID[reg.id]; first != nil && reg.id != "" {
				first.labels = append(first.labels, reg.labels...)
				continue
			}
			byID[reg.id] = reg
			regions = append(regions, reg)
		default:
			later = append(later, r)
		}
	}
	var relations []jsonfile.Object
	for i, r := range later {
		var id jsonfile.Name
		var kind string
		_, _ = jsonfile.Unmarshal(r["id"], &id), jsonfile.Unmarshal(r["type"], &kind)
		value, _ := valueOf(r)
		reg := byID[string(id)]
		switch {
		case kind == "relation":
			relations = append(relations, r)
		case reg != nil && id != "":
			if err := reg.attribute(r, kind, value); err != nil {
				return err
			}
		case kind == "choices" && !value.Has("start"):
			if err := t.choices(r, value, by, at, i); err != nil {
				return err
			}
		default:
			unknown = append(unknown, r)
		}
	}
	for _, reg := range regions {
		for i, label := range reg.labels {
			n := reg.note
			n.Label, n.ID = label, reg.id
			if i > 0 { // several labels on one region are annotations of their own
				n.ID, n.Rest = "", nil
			}
			t.Span(n, reg.quote, [2]int{int(reg.start), int(reg.end)})
		}
	}
	for i, r := range relations {
		if err := t.relation(r, by, at); err != nil {
			return fmt.Errorf("relation %d: %w", i+1, err)
		}
	}
	if len(unknown) > 0 {
		return t.keepResults(by, unknown)
	}
	return nil
}

// keepResults keeps results that were not understood as an annotation of their
// own.
func (t *reader) keepResults(by string, unknown []jsonfile.Object) error {
	b, err := jsonfile.Marshal(map[string]any{"was_cancelled": true, "notUnderstood": true, "completed_by": by, "result": unknown})
	t.kept = append(t.kept, b)
	for _, r := range unknown {
		var kind string
		_ = jsonfile.Unmarshal(r["type"], &kind)
		t.Unread("result."+kind, "neither a span of the text nor a choice for all of it", true)
	}
	return err
}

func valueOf(r jsonfile.Object) (jsonfile.Object, error) {
	if r.Kind("value") != '{' {
		return nil, nil
	}
	return jsonfile.Checked(r["value"])
}

// isLabels reports whether a control labels stretches of a text.
func isLabels(kind string) bool { return kind == "labels" || kind == "hypertextlabels" }

// region reads a labelled stretch; nil when its place is not one in the text, as
// in HTML, where it is a path to an element, or in an image.
func (t *reader) region(r, value jsonfile.Object, kind, by string, at time.Time) (*region, error) {
	reg := &region{note: build.Note{By: by, At: at, Field: "result"}}
	if !isNumber(value["start"]) || !isNumber(value["end"]) {
		return nil, nil
	}
	if err := errors.Join(value.Take("start", &reg.start), value.Take("end", &reg.end), value.Take("text", &reg.quote)); err != nil {
		return nil, err
	}
	if err := value.Take(kind, &reg.labels); err != nil {
		return nil, err
	}
	if len(reg.labels) == 0 {
		return nil, nil // drawn and not labelled yet
	}
	var id jsonfile.Name
	if err := r.Take("id", &id); err != nil {
		return nil, err
	}
	reg.id = string(id)
	rest, err := t.common(r, &reg.note)
	reg.note.Rest = rest
	return reg, err
}

func isNumber(raw json.RawMessage) bool {
	k := jsonfile.Kind(raw)
	return k == '-' || '0' <= k && k <= '9'
}

// common reads what all results have, and returns what was not understood.
func (t *reader) common(r jsonfile.Object, n *build.Note) (jsonfile.Object, error) {
	var m struct {
		ID, By string
		At     *time.Time
		Text   json.RawMessage
		Fields jsonfile.Object

		Attributes jsonfile.Object
	}
	rest := jsonfile.Object{}
	if raw, ok := r["meta"]; ok {
		if jsonfile.Unmarshal(raw, &m) != nil {
			rest["meta"] = raw
		}
		delete(r, "meta")
	}
	if m.ID != "" {
		n.ID = m.ID
	}
	if m.By != "" {
		n.By = m.By
	}
	if m.At != nil {
		n.At = *m.At
	}
	if len(m.Text) > 0 && !noteOf(m.Text, n) {
		rest["note"] = m.Text
	}
	var err error
	if n.Values, err = build.ReadAttributes(m.Attributes); err != nil {
		return nil, err
	}
	for k, v := range m.Fields {
		rest[k] = v
	}
	for _, known := range []string{"value", "type", "from_name", "to_name", "from_id", "to_id", "labels", "origin", "source"} {
		delete(r, known)
	}
	if string(r["direction"]) == `"right"` {
		delete(r, "direction")
	}
	for k, v := range r {
		rest[k] = v
	}
	return rest, nil
}

// noteOf reads the note of a region: a text, or a list of one.
func noteOf(raw json.RawMessage, n *build.Note) bool {
	var one string
	var list []string
	switch {
	case jsonfile.Unmarshal(raw, &one) == nil:
		n.Text = one
	case jsonfile.Unmarshal(raw, &list) == nil && len(list) == 1:
		n.Text = list[0]
	default:
		return false
	}
	return true
}

// attribute reads what a control says about a region: values of an attribute, as
// free text or as choices. Of other controls it is kept.
func (reg *region) attribute(r jsonfile.Object, kind string, value jsonfile.Object) error {
	var name string
	if err := r.Take("from_name", &name); err != nil {
		return err
	}
	if kind == "textarea" || kind == "choices" {
		values, err := build.ReadAttributes(jsonfile.Object{name: value[keyOf(kind)]})
		if err == nil && name != "" {
			reg.note.Values = append(reg.note.Values, values...)
			return nil
		}
	}
	b, err := jsonfile.Marshal(attribute{Control: kind, Value: value[keyOf(kind)], Meta: r["meta"]})
	if err != nil || len(value[keyOf(kind)]) == 0 {
		return fmt.Errorf("the control %s says nothing about %s", name, reg.id)
	}
	if reg.note.Rest == nil {
		reg.note.Rest = jsonfile.Object{}
	}
	reg.note.Rest[name] = b
	return nil
}

// choices reads labels of the text as a whole.
func (t *reader) choices(r, value jsonfile.Object, by string, at time.Time, i int) error {
	var names []string
	if err := value.Take("choices", &names); err != nil {
		return err
	}
	n := build.Note{By: by, At: at, Field: "result"}
	var id jsonfile.Name
	if err := r.Take("id", &id); err != nil {
		return err
	}
	rest, err := t.common(r, &n)
	for j, name := range names {
		n.Label = name
		if n.ID, n.Rest = string(id), rest; j > 0 {
			n.ID, n.Rest = "", nil
		}
		t.Whole(n)
	}
	return err
}

func (t *reader) relation(r jsonfile.Object, by string, at time.Time) error {
	var from, to string
	var labels []string
	if err := errors.Join(r.Take("from_id", &from), r.Take("to_id", &to), r.Take("labels", &labels)); err != nil {
		return err
	}
	if len(labels) == 0 {
		labels = []string{"relation"}
	}
	n := build.Note{By: by, At: at, Field: "result"}
	rest, err := t.common(r, &n)
	n.Rest = rest
	for i, label := range labels {
		if n.Label = label; i > 0 {
			n.ID, n.Rest = "", nil
		}
		t.Link(n, from, to)
	}
	return err
}

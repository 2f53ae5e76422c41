package api

import (
	"errors"
	"net/http"
	"slices"

	"gloss/annotations"
	"gloss/annotations/quantity"
	"gloss/annotations/text"
)

// newAnnotation is what a request says of an annotation.
type newAnnotation struct {
	Label    annotations.LabelID
	Spans    []struct{ Start, End text.Point }
	From, To annotations.AnnotationID
	Note     string
	Values   []Value
}

// wanted is the annotation that a request asks for, as want has it.
func (a *API) wanted(w http.ResponseWriter, r *http.Request, d *desk, was annotations.Annotation) (put annotations.Annotation, err error) {
	in, err := readJSON[newAnnotation](w, r)
	if err != nil {
		return put, err
	}
	p, err := d.project(r)
	if err != nil {
		return put, err
	}
	return d.want(p, text.NewIndex(d.Text), in, was)
}

// want is the annotation that somebody asks for, in place of one that is there or, of
// one without a label, a new one. What a schema does not offer any more may stay.
func (d *desk) want(p annotations.Project, index *text.Index, in newAnnotation, was annotations.Annotation) (put annotations.Annotation, err error) {
	put = annotations.Annotation{ID: was.ID, Label: in.Label, Note: in.Note, Target: annotations.Target{From: in.From, To: in.To}}
	for _, s := range in.Spans {
		start, err := index.ByteAt(s.Start)
		end, err2 := index.ByteAt(s.End)
		if err := errors.Join(err, err2); err != nil {
			return put, fail(http.StatusUnprocessableEntity, "wrong_span", "Code points %d to %d: %v.", s.Start, s.End, err)
		}
		put.Target.Parts = append(put.Target.Parts, text.Span{Start: start, End: end})
	}
	if put.ID.IsZero() {
		put.ID = annotations.NewID[annotations.Annotation]()
	}
	if put.Label.Reserved() {
		if put, err = d.reserved(p, put, in.Values); err != nil {
			return put, err
		}
	} else {
		l, ok := p.Schema.Find(in.Label)
		if !ok || l.Gone && l.ID != was.Label {
			return put, fail(http.StatusUnprocessableEntity, "unknown_label", "The project has no label %q.", in.Label)
		}
		if err := d.fits(put, l); err != nil {
			return put, err
		}
		if was.Label == "" && l.Kind == annotations.WholeLabel { // it is said once
			put.ID = annotations.ReservedID(d.ID, l.ID, d.by)
		}
		if put.Values, err = valuesOf(p, l, in.Values, was); err != nil {
			return put, err
		}
	}
	if err := put.Check(d.Text); err != nil {
		return put, fail(http.StatusUnprocessableEntity, "wrong_span", "%v.", err)
	}
	return put, nil
}

// reserved is an annotation of a passage with a reserved label.
func (d *desk) reserved(p annotations.Project, put annotations.Annotation, values []Value) (annotations.Annotation, error) {
	switch put.Label {
	case annotations.LabelFlag, annotations.LabelNothing, annotations.LabelRefused:
	default:
		return put, fail(http.StatusUnprocessableEntity, "unknown_label", "The project has no label %q, and nothing is said with it here.", put.Label)
	}
	if put.Target.Kind() != annotations.SpanLabel {
		return put, fail(http.StatusUnprocessableEntity, "wrong_target", "%s is said of spans here, and of the document by PATCH …/work.", put.Label)
	}
	if put.Label != annotations.LabelRefused {
		if len(values) > 0 {
			return put, fail(http.StatusUnprocessableEntity, "wrong_value", "%s has no attributes.", put.Label)
		}
		return put, nil
	}
	if len(values) == 1 && values[0].Attribute == annotations.ValueAttribute && put.Note == "" {
		if l, ok := p.Schema.Find(annotations.LabelID(values[0].Value)); ok && l.Kind == annotations.SpanLabel {
			return annotations.Refuse(d.ID, d.by, l.ID, put.Target), nil
		}
	}
	return put, fail(http.StatusUnprocessableEntity, "wrong_value", "%s has the label that was proposed as the value of %s, and nothing else.", put.Label, annotations.ValueAttribute)
}

// fits reports why an annotation cannot have its target under a label.
func (d *desk) fits(a annotations.Annotation, l annotations.Label) error {
	kinds := map[annotations.LabelKind]string{annotations.SpanLabel: "spans", annotations.WholeLabel: "the document as a whole", annotations.LinkLabel: "links"}
	if is := a.Target.Kind(); is != l.Kind {
		return fail(http.StatusUnprocessableEntity, "wrong_target", "The label %q is of %s, and not of %s.", l.ID, kinds[l.Kind], kinds[is])
	}
	if l.Kind != annotations.LinkLabel {
		return nil
	}
	from, ok := d.set.Get(a.Target.From)
	to, ok2 := d.set.Get(a.Target.To)
	switch {
	case !ok || !ok2 || from.ID == to.ID || from.ID == a.ID || to.ID == a.ID:
		return fail(http.StatusUnprocessableEntity, "wrong_link", "A link goes from one annotation of the document to another.")
	case !l.Joins(from.Label, to.Label):
		return fail(http.StatusUnprocessableEntity, "wrong_link", "The schema has no link %q from %q to %q.", l.ID, from.Label, to.Label)
	}
	return nil
}

// valuesOf are the values that a request gives to attributes of a label.
func valuesOf(p annotations.Project, l annotations.Label, in []Value, was annotations.Annotation) (values []annotations.Value, err error) {
	wrong := func(v Value, why string) error {
		return fail(http.StatusUnprocessableEntity, "wrong_value", "%q of the attribute %q: %s.", v.Value, v.Attribute, why)
	}
	given := map[annotations.AttributeID]int{}
	for _, v := range in {
		value := annotations.Value{Attribute: v.Attribute, Text: v.Value}
		attribute, ok := p.Attributes.Find(v.Attribute)
		given[v.Attribute]++
		switch {
		case was.Has(value):
		case !ok || attribute.Gone:
			return nil, fail(http.StatusUnprocessableEntity, "unknown_attribute", "The project has no attribute %q.", v.Attribute)
		case !attribute.Applies(l):
			return nil, wrong(v, "annotations with this label do not have it")
		case attribute.Kind == annotations.FlagAttribute && v.Value != annotations.Yes:
			return nil, wrong(v, "a flag is "+annotations.Yes+", or has no value")
		case attribute.Kind == annotations.NumberAttribute:
			q, err := quantity.Parse(v.Value)
			if err != nil {
				return nil, wrong(v, err.Error())
			}
			value.Text = q.String()
		case attribute.Kind == annotations.ChoiceAttribute || attribute.Kind == annotations.ChoicesAttribute:
			if !slices.ContainsFunc(attribute.Options, func(o annotations.Option) bool { return o.ID == v.Value }) {
				return nil, wrong(v, "it has no choice with this ID")
			}
		}
		if given[v.Attribute] > 1 && attribute.Kind != annotations.ChoicesAttribute && !was.Has(value) {
			return nil, wrong(v, "it has one value")
		}
		values = append(values, value)
	}
	return annotations.SortValues(values), nil
}

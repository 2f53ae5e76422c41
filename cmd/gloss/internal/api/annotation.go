package api

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"gloss/annotations"
	"gloss/annotations/quantity"
	"gloss/annotations/store"
	"gloss/annotations/text"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
)

// Annotation is one as scripts see it.
type Annotation struct {
	ID     annotations.AnnotationID `json:"id"`
	Label  annotations.LabelID      `json:"label"`
	Spans  []Span                   `json:"spans,omitempty"`
	From   annotations.AnnotationID `json:"from,omitzero"`
	To     annotations.AnnotationID `json:"to,omitzero"`
	Note   string                   `json:"note,omitempty"`
	Values []Value                  `json:"values,omitempty"`
	By     annotations.Author       `json:"by"`
	At     time.Time                `json:"at"`
}

// Span is a stretch of a text, in code points, with what it says.
type Span struct {
	Start text.Point `json:"start"`
	End   text.Point `json:"end"`
	Text  string     `json:"text"`
}

// Value is that of an attribute.
type Value struct {
	Attribute annotations.AttributeID `json:"attribute"`
	Value     string                  `json:"value"`
}

// newAnnotation is what a request says of an annotation.
type newAnnotation struct {
	Label    annotations.LabelID
	Spans    []struct{ Start, End text.Point }
	From, To annotations.AnnotationID
	Note     string
	Values   []Value
}

func inPoints(e annotations.Entry, index *text.Index) (Annotation, error) {
	a := Annotation{ID: e.ID, Label: e.Label, From: e.Target.From, To: e.Target.To, Note: e.Note, By: e.By, At: e.At}
	for _, v := range e.Values {
		a.Values = append(a.Values, Value{v.Attribute, v.Text})
	}
	for _, part := range e.Target.Parts {
		start, err := index.PointAt(part.Start)
		if err != nil {
			return a, err
		}
		end, err := index.PointAt(part.End)
		if err != nil {
			return a, err
		}
		quote, err := index.Slice(part)
		if err != nil {
			return a, err
		}
		a.Spans = append(a.Spans, Span{start, end, quote})
	}
	return a, nil
}

// desk is a document with its log, as who asks may see it, to be worked on.
type desk struct {
	annotations.Document
	store store.Store
	log   *annotations.Log
	set   annotations.Set
	by    annotations.Author
	solo  bool
}

func (a *API) deskFor(r *http.Request) (*desk, error) {
	st, d, err := a.documentFor(r)
	if err != nil {
		return nil, err
	}
	changes, err := st.Log(r.Context(), d.ID)
	if err != nil {
		return nil, err
	}
	log, err := annotations.NewLog(changes)
	if err != nil {
		return nil, err
	}
	who, _ := gate.Who(r.Context())
	return &desk{Document: d, store: st, log: log, set: log.Replay(), by: annotations.Author(who.Name), solo: who.Solo}, nil
}

// record stores what who asks does to a document, as one step after all that is in
// its log.
func (a *API) record(r *http.Request, d *desk, ops ...annotations.Op) error {
	stamp := annotations.Stamp{N: d.log.Top().N, Replica: annotations.NewID[annotations.Replica]()}
	step, now := annotations.Stamp{N: stamp.N + 1, Replica: stamp.Replica}, annotations.Moment(time.Now())
	var batch store.Batch
	for _, op := range ops {
		stamp.N++
		batch.Changes = append(batch.Changes, annotations.Change{Stamp: stamp, Step: step, Doc: d.ID, By: d.by, At: now, Op: op})
	}
	if err := a.add(r, batch); err != nil {
		return err
	}
	if _, err := d.log.AddAll(batch.Changes); err != nil {
		return err
	}
	d.set = d.log.Replay()
	return nil
}

// project is the one of the document.
func (d *desk) project(r *http.Request) (annotations.Project, error) {
	projects, err := d.store.Projects(r.Context())
	for _, p := range projects {
		if p.ID == d.Project {
			return p, nil
		}
	}
	return annotations.Project{}, errors.Join(err, store.ErrNotFound)
}

// entry is the annotation that a request names.
func (d *desk) entry(r *http.Request) (annotations.Entry, error) {
	id, err := annotations.ParseID[annotations.Annotation](r.PathValue("annotation"))
	if err != nil {
		return annotations.Entry{}, auth.ErrUnknown
	}
	e, ok := d.set.Get(id)
	if !ok {
		return e, auth.ErrUnknown
	}
	return e, nil
}

// tag is the ETag of an annotation.
func (d *desk) tag(e annotations.Entry) string { return `"` + e.Stamp.String() + `"` }

// show sets the ETag of an annotation and returns it as scripts see it.
func (d *desk) show(w http.ResponseWriter, id annotations.AnnotationID) (Annotation, error) {
	e, _ := d.set.Get(id)
	w.Header().Set("ETag", d.tag(e))
	return inPoints(e, text.NewIndex(d.Text))
}

func (a *API) annotations(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	index := text.NewIndex(d.Text)
	all := []Annotation{}
	for e := range d.set.All() {
		one, err := inPoints(e, index)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	return reply(w, all)
}

func (a *API) annotation(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	e, err := d.entry(r)
	if err != nil {
		return err
	}
	one, err := d.show(w, e.ID)
	if err != nil {
		return err
	}
	return reply(w, one)
}

// wanted is the annotation that a request asks for, in place of one that is there
// or, with its zero, a new one. What a schema does not offer any more may stay.
func (d *desk) wanted(w http.ResponseWriter, r *http.Request, was annotations.Annotation) (put annotations.Annotation, err error) {
	in, err := readJSON[newAnnotation](w, r)
	if err != nil {
		return put, err
	}
	put = annotations.Annotation{ID: was.ID, Label: in.Label, Note: in.Note, Target: annotations.Target{From: in.From, To: in.To}}
	index := text.NewIndex(d.Text)
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
	p, err := d.project(r)
	if err != nil {
		return put, err
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
		if was.ID.IsZero() && l.Kind == annotations.WholeLabel { // it is said once
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

func (a *API) addAnnotation(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	put, err := d.wanted(w, r, annotations.Annotation{})
	if err != nil {
		return err
	}
	for e := range d.set.All() {
		if said := e.ID == put.ID || len(put.Target.Parts) == 0 && e.Label == put.Label && e.Target.Equal(put.Target); said && (d.solo || e.By == d.by) {
			return fail(http.StatusConflict, "conflict", "This is there already, as annotation %v.", e.ID)
		}
	}
	if err := a.record(r, d, annotations.Put{Annotation: put}); err != nil {
		return err
	}
	one, err := d.show(w, put.ID)
	if err != nil {
		return err
	}
	w.Header().Set("Location", prefix+"/documents/"+d.ID.String()+"/annotations/"+put.ID.String())
	return created(w, one)
}

func (a *API) replaceAnnotation(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	was, err := d.entry(r)
	if err != nil {
		return err
	}
	if err := matches(r, d.tag(was)); err != nil {
		return err
	}
	if was.Label.Reserved() && (was.Target.Whole() || was.Label == annotations.LabelRefused) {
		return fail(http.StatusUnprocessableEntity, "against_a_rule", "What is said of the work is changed by PATCH …/work, and where a document is by PUT …/shelf.")
	}
	put, err := d.wanted(w, r, was.Annotation)
	if err != nil {
		return err
	}
	if is, before := put.Target.Kind(), was.Target.Kind(); is != before || put.Label.Reserved() != was.Label.Reserved() {
		return fail(http.StatusUnprocessableEntity, "wrong_target", "An annotation stays of the kind that it is: remove it, and add another.")
	}
	if !put.Equal(was.Annotation) {
		if err := a.record(r, d, annotations.Put{Annotation: put}); err != nil {
			return err
		}
	}
	one, err := d.show(w, put.ID)
	if err != nil {
		return err
	}
	return reply(w, one)
}

// removeAnnotation removes one, with the links that would lose an end.
func (a *API) removeAnnotation(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	e, err := d.entry(r)
	if err != nil {
		return err
	}
	ops := []annotations.Op{annotations.Drop{ID: e.ID}}
	gone := map[annotations.AnnotationID]bool{e.ID: true}
	for n := 0; n < len(ops); {
		n = len(ops)
		for l := range d.set.All() {
			if len(l.Target.Parts) > 0 {
				break // all that is not in the text comes first
			}
			if own := d.solo || l.By == d.by; own && !gone[l.ID] && (gone[l.Target.From] || gone[l.Target.To]) {
				gone[l.ID] = true
				ops = append(ops, annotations.Drop{ID: l.ID})
			}
		}
	}
	return done(w, a.record(r, d, ops...))
}

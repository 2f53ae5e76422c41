package api

import (
	"errors"
	"net/http"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/text"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/sqlstore"
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
	last  int64 // place of the last that is in the log, or one before
	by    annotations.Author
	solo  bool
}

func (a *API) deskFor(r *http.Request) (*desk, error) {
	st, d, err := a.documentFor(r)
	if err != nil {
		return nil, err
	}
	last, err := a.store.LastOf(r.Context(), d.ID)
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
	return &desk{Document: d, store: st, log: log, last: last, set: log.Replay(), by: annotations.Author(who.Name), solo: who.Solo}, nil
}

// record stores what who asks does to a document, as one step after all that is in
// its log. It is refused with auth.ErrChanged if something came meanwhile that concerns
// what is replaced, where something is.
func (a *API) record(r *http.Request, d *desk, concerns func(annotations.Change) bool, ops ...annotations.Op) error {
	stamp := annotations.Stamp{N: d.log.Top().N, Replica: annotations.NewID[annotations.Replica]()}
	step, now := annotations.Stamp{N: stamp.N + 1, Replica: stamp.Replica}, annotations.Moment(time.Now())
	var batch store.Batch
	for _, op := range ops {
		stamp.N++
		batch.Changes = append(batch.Changes, annotations.Change{Stamp: stamp, Step: step, Doc: d.ID, By: d.by, At: now, Op: op})
	}
	var check sqlstore.Check
	if concerns != nil {
		check = sqlstore.Unless(d.ID, d.last, concerns, auth.ErrChanged)
	}
	if err := a.add(r, batch, check); err != nil {
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

// entryFor is the annotation that a request names, on the desk of its document.
func (a *API) entryFor(r *http.Request) (*desk, annotations.Entry, error) {
	d, err := a.deskFor(r)
	if err != nil {
		return nil, annotations.Entry{}, err
	}
	id, err := annotations.ParseID[annotations.Annotation](r.PathValue("annotation"))
	if err != nil {
		return nil, annotations.Entry{}, auth.ErrUnknown
	}
	e, ok := d.set.Get(id)
	if !ok {
		return nil, e, auth.ErrUnknown
	}
	return d, e, nil
}

// tag is the ETag of an annotation.
func (d *desk) tag(e annotations.Entry) string { return `"` + e.Stamp.String() + `"` }

// show answers with an annotation and its ETag.
func (d *desk) show(w http.ResponseWriter, id annotations.AnnotationID, answer func(http.ResponseWriter, any) error) error {
	e, _ := d.set.Get(id)
	one, err := inPoints(e, text.NewIndex(d.Text))
	if err != nil {
		return err
	}
	w.Header().Set("ETag", d.tag(e))
	return answer(w, one)
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
	w.Header().Set("ETag", d.tagOfOwn())
	return reply(w, all)
}

func (a *API) annotation(w http.ResponseWriter, r *http.Request) error {
	d, e, err := a.entryFor(r)
	if err != nil {
		return err
	}
	return d.show(w, e.ID, reply)
}

func (a *API) addAnnotation(w http.ResponseWriter, r *http.Request) error {
	d, err := a.deskFor(r)
	if err != nil {
		return err
	}
	put, err := a.wanted(w, r, d, annotations.Annotation{})
	if err != nil {
		return err
	}
	if err := d.isNew(put); err != nil {
		return err
	}
	if err := a.record(r, d, nil, annotations.Put{Annotation: put}); err != nil {
		return err
	}
	w.Header().Set("Location", prefix+"/documents/"+d.ID.String()+"/annotations/"+put.ID.String())
	return d.show(w, put.ID, created)
}

// isNew reports that an annotation is there already: what is not in the text is said
// once.
func (d *desk) isNew(put annotations.Annotation) error {
	there := func(e annotations.Entry) error {
		return fail(http.StatusConflict, "conflict", "This is there already, as annotation %v.", e.ID)
	}
	if e, ok := d.set.Get(put.ID); ok {
		return there(e)
	}
	if len(put.Target.Parts) > 0 {
		return nil
	}
	for e := range d.set.All() {
		if len(e.Target.Parts) > 0 {
			break // all that is not in the text comes first
		}
		if e.Label == put.Label && e.Target.Equal(put.Target) && (d.solo || e.By == d.by) {
			return there(e)
		}
	}
	return nil
}

func (a *API) replaceAnnotation(w http.ResponseWriter, r *http.Request) error {
	d, was, err := a.entryFor(r)
	if err != nil {
		return err
	}
	if err := matches(r, d.tag(was)); err != nil {
		return err
	}
	put, err := a.wanted(w, r, d, was.Annotation)
	if err == nil {
		err = replaces(put, was.Annotation)
	}
	if err != nil {
		return err
	}
	if !put.Equal(was.Annotation) {
		same := func(c annotations.Change) bool { return c.Op.Of() == was.ID }
		if err := a.record(r, d, same, annotations.Put{Annotation: put}); err != nil {
			return err
		}
	}
	return d.show(w, put.ID, reply)
}

// replaces reports why one annotation cannot take the place of another.
func replaces(put, was annotations.Annotation) error {
	if was.Label.Reserved() && (was.Target.Whole() || was.Label == annotations.LabelRefused) {
		return fail(http.StatusUnprocessableEntity, "against_a_rule", "What is said of the work is changed by PATCH …/work, and where a document is by PUT …/shelf.")
	}
	if is, before := put.Target.Kind(), was.Target.Kind(); is != before || put.Label.Reserved() != was.Label.Reserved() {
		return fail(http.StatusUnprocessableEntity, "wrong_target", "An annotation stays of the kind that it is: remove it, and add another.")
	}
	return nil
}

// removeAnnotation removes one, with the links that would lose an end.
func (a *API) removeAnnotation(w http.ResponseWriter, r *http.Request) error {
	d, e, err := a.entryFor(r)
	if err != nil {
		return err
	}
	return done(w, a.record(r, d, nil, d.dropping(e.ID)...))
}

// dropping removes an annotation with one's own links that would lose an end.
func (d *desk) dropping(id annotations.AnnotationID) []annotations.Op {
	return annotations.Dropping(id, func(yield func(annotations.Entry) bool) {
		for l := range d.set.All() {
			if len(l.Target.Parts) > 0 {
				return
			}
			if own := d.solo || l.By == d.by; own && !yield(l) {
				return
			}
		}
	})
}

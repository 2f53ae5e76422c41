package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/store"
	"gloss/annotations/text"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/team"
)

// handleDocuments are the routes by which scripts read and write single documents
// and annotations. Offsets there count Unicode code points, as datasets do.
func (a *API) handleDocuments() {
	a.handle("POST", "/projects/{id}/documents", a.addDocument)
	a.handle("POST", "/projects/{id}/import", a.importFile)
	a.handle("GET", "/documents/{document}", a.document)
	a.handle("GET", "/documents/{document}/log", a.documentLog)
	a.handle("GET", "/documents/{document}/annotations", a.annotations)
	a.handle("POST", "/documents/{document}/annotations", a.addAnnotation)
	a.handle("DELETE", "/documents/{document}/annotations/{annotation}", a.removeAnnotation)
}

var errArchived = fail(http.StatusConflict, "archived", "The project is archived: nothing is added to it.")

// add stores a batch for who asks, or is the error that says why it may not.
func (a *API) add(r *http.Request, batch store.Batch) error {
	_, refused, err := a.take(r, batch, true)
	switch {
	case err != nil || len(refused) == 0:
		return err
	case refused[0].Code == refusedArchived:
		return errArchived
	}
	return team.ErrForbidden
}

func (a *API) addDocument(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	var in struct {
		Title, Source, Text string
		Meta                json.RawMessage
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, MaxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		if isTooLarge(err) {
			return err
		}
		return fail(http.StatusBadRequest, "bad_json", "The document cannot be read: %v.", err)
	}
	if in.Text == "" {
		return fail(http.StatusUnprocessableEntity, "against_a_rule", "A document has a text.")
	}
	if in.Title == "" {
		in.Title = dataset.TitleOf(in.Text)
	}
	doc, err := annotations.NewDocument(p.ID, in.Source, in.Title, in.Text, time.Now())
	if err != nil {
		return fail(http.StatusUnprocessableEntity, "not_utf8", "%v.", err)
	}
	doc.Meta = in.Meta
	if err := a.add(r, store.Batch{Documents: []annotations.Document{doc}}); err != nil {
		return err
	}
	if doc, err = a.store.Document(r.Context(), doc.ID); err != nil { // it may have been there
		return err
	}
	w.Header().Set("Location", prefix+"/documents/"+doc.ID.String())
	return created(w, doc)
}

// documentFor finds the document that a request names, as who asks may see it.
func (a *API) documentFor(r *http.Request) (store.Store, annotations.Document, error) {
	st, err := a.open(r)
	if err != nil {
		return nil, annotations.Document{}, err
	}
	id, err := documentOf(r)
	if err != nil {
		return nil, annotations.Document{}, err
	}
	d, err := st.Document(r.Context(), id)
	return st, d, err
}

func (a *API) document(w http.ResponseWriter, r *http.Request) error {
	_, d, err := a.documentFor(r)
	if err != nil {
		return err
	}
	return reply(w, d)
}

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

func (a *API) annotations(w http.ResponseWriter, r *http.Request) error {
	st, d, err := a.documentFor(r)
	if err != nil {
		return err
	}
	changes, err := st.Log(r.Context(), d.ID)
	if err != nil {
		return err
	}
	log, err := annotations.NewLog(changes)
	if err != nil {
		return err
	}
	index := text.NewIndex(d.Text)
	all := []Annotation{}
	for e := range log.Replay().All() {
		one, err := inPoints(e, index)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	return reply(w, all)
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

// change is one of who asks to a document, after all that is in its log.
func (a *API) change(r *http.Request, st store.Store, d annotations.Document, op annotations.Op) (annotations.Change, error) {
	changes, err := st.Log(r.Context(), d.ID)
	if err != nil {
		return annotations.Change{}, err
	}
	stamp := annotations.Stamp{N: 1, Replica: annotations.NewID[annotations.Replica]()}
	if n := len(changes); n > 0 {
		stamp.N = changes[n-1].Stamp.N + 1
	}
	who, _ := gate.Who(r.Context())
	return annotations.Change{Stamp: stamp, Step: stamp, Doc: d.ID, By: annotations.Author(who.Name), At: annotations.Moment(time.Now()), Op: op}, nil
}

func (a *API) addAnnotation(w http.ResponseWriter, r *http.Request) error {
	st, d, err := a.documentFor(r)
	if err != nil {
		return err
	}
	in, err := readJSON[struct {
		Label annotations.LabelID
		Spans []struct{ Start, End text.Point }
		Note  string
	}](w, r)
	if err != nil {
		return err
	}
	projects, err := st.Projects(r.Context())
	if err != nil {
		return err
	}
	for _, p := range projects {
		if p.ID == d.Project {
			if l, ok := p.Schema.Find(in.Label); !ok || l.Gone {
				return fail(http.StatusUnprocessableEntity, "unknown_label", "The project has no label %q.", in.Label)
			}
		}
	}
	index := text.NewIndex(d.Text)
	put := annotations.Annotation{ID: annotations.NewID[annotations.Annotation](), Label: in.Label, Note: in.Note}
	for _, s := range in.Spans {
		start, err := index.ByteAt(s.Start)
		end, err2 := index.ByteAt(s.End)
		if err := errors.Join(err, err2); err != nil {
			return fail(http.StatusUnprocessableEntity, "wrong_span", "Code points %d to %d: %v.", s.Start, s.End, err)
		}
		put.Target.Parts = append(put.Target.Parts, text.Span{Start: start, End: end})
	}
	if err := put.Check(d.Text); err != nil {
		return fail(http.StatusUnprocessableEntity, "wrong_span", "%v.", err)
	}
	c, err := a.change(r, st, d, annotations.Put{Annotation: put})
	if err != nil {
		return err
	}
	if err := a.add(r, store.Batch{Changes: []annotations.Change{c}}); err != nil {
		return err
	}
	one, err := inPoints(annotations.Entry{Annotation: put, By: c.By, At: c.At, Stamp: c.Stamp}, index)
	if err != nil {
		return err
	}
	return created(w, one)
}

func (a *API) removeAnnotation(w http.ResponseWriter, r *http.Request) error {
	st, d, err := a.documentFor(r)
	if err != nil {
		return err
	}
	id, err := annotations.ParseID[annotations.Annotation](r.PathValue("annotation"))
	if err != nil {
		return auth.ErrUnknown
	}
	changes, err := st.Log(r.Context(), d.ID)
	if err != nil {
		return err
	}
	log, err := annotations.NewLog(changes)
	if err != nil {
		return err
	}
	if _, ok := log.Replay().Get(id); !ok {
		return auth.ErrUnknown
	}
	c, err := a.change(r, st, d, annotations.Drop{ID: id})
	if err != nil {
		return err
	}
	return done(w, a.add(r, store.Batch{Changes: []annotations.Change{c}}))
}

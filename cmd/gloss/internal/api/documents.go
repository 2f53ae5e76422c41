package api

import (
	"encoding/json"
	"net/http"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/sqlstore"
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
	a.handle("PATCH", "/documents/{document}/annotations", a.changeAnnotations)
	a.handle("GET", "/documents/{document}/annotations/{annotation}", a.annotation)
	a.handle("PUT", "/documents/{document}/annotations/{annotation}", a.replaceAnnotation)
	a.handle("DELETE", "/documents/{document}/annotations/{annotation}", a.removeAnnotation)
	a.handle("GET", "/documents/{document}/shelf", a.shelf)
	a.handle("PUT", "/documents/{document}/shelf", a.setShelf)
	a.handle("GET", "/documents/{document}/work", a.said)
	a.handle("PATCH", "/documents/{document}/work", a.say)
}

var errArchived = fail(http.StatusConflict, "archived", "The project is archived: nothing is added to it.")

// add stores a batch for who asks, or is the error that says why it may not, a check's
// for one.
func (a *API) add(r *http.Request, batch store.Batch, check sqlstore.Check) error {
	_, refused, err := a.take(r, batch, check, true)
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
	if err := a.add(r, store.Batch{Documents: []annotations.Document{doc}}, nil); err != nil {
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

package api

import (
	"encoding/json"
	"net/http"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/sqlstore"
)

// events is the stream of news, until who hears it may not any more.
func (a *API) events(w http.ResponseWriter, r *http.Request) error {
	who, _ := gate.Who(r.Context())
	gone, leave, err := a.gate.Watch(who)
	if err != nil {
		return err
	}
	defer leave()
	a.stream.Serve(w, r, gone)
	return nil
}

// pull tells a device what came in after a place, packed if it asks for that.
func (a *API) pull(w http.ResponseWriter, r *http.Request) error {
	after, limit, err := pageOf(r)
	if err != nil {
		return err
	}
	st, err := a.open(r)
	if err != nil {
		return err
	}
	if s, ok := st.(*scope); ok {
		if s.keep, err = a.keepOf(r, s.who); err != nil {
			return err
		}
	}
	page, err := st.Since(r.Context(), after, limit)
	if err != nil {
		return err
	}
	return sendPage(w, r, page)
}

// sendPage sends a page, packed if that is asked for.
func sendPage(w http.ResponseWriter, r *http.Request, page store.Page) error {
	w.Header().Set("Vary", "Accept")
	if r.Header.Get("Accept") != store.PackMedia {
		b, err := json.Marshal(page)
		if err != nil {
			return err
		}
		return send(w, r, "application/json", append(b, '\n'))
	}
	b, err := store.AppendPage(nil, page)
	if err != nil {
		return err
	}
	return send(w, r, store.PackMedia, b)
}

// push takes what a device has. It answers when everything is on the disk.
func (a *API) push(w http.ResponseWriter, r *http.Request) error {
	batch, err := readBatch(w, r)
	if err != nil {
		return err
	}
	for _, d := range batch.Documents {
		if want := annotations.NameID[annotations.Document](d.Project.UUID, d.Source, d.Text); d.ID != want {
			return fail(http.StatusUnprocessableEntity, "wrong_id", "Document %v is not named after its project, source and text, which give %v.", d.ID, want)
		}
	}
	batch, refused, err := a.take(r, batch, nil, false)
	if err != nil {
		return err
	}
	return reply(w, Pushed{Stored: batch.Len(), Refused: refused})
}

// take stores of a batch what who asks may add, and returns that and what was
// refused; if it must be whole, nothing is stored when something was. check, if not nil,
// may have something against it.
func (a *API) take(r *http.Request, batch store.Batch, check sqlstore.Check, whole bool) (good store.Batch, refused []Refusal, err error) {
	ctx := r.Context()
	who, _ := gate.Who(ctx)
	var also []sqlstore.Statement
	stored := func() {}
	if !who.Solo {
		s, err := a.scope(r, who)
		if err != nil {
			return good, nil, err
		}
		if batch, refused, err = s.admit(ctx, batch); err != nil || whole && len(refused) > 0 {
			return good, refused, err
		}
		also, stored = a.team.Work.Labelled(batch.Changes)
		also = append(also, s.claims...)
	}
	if err := a.store.AddIf(ctx, batch, check, also...); err != nil {
		return good, refused, err
	}
	stored()
	a.team.Reviewed(ctx, a.by(r), batch.Changes)
	return batch, refused, nil
}

// Pushed answers a batch.
type Pushed struct {
	Stored  int       `json:"stored"`
	Refused []Refusal `json:"refused,omitempty"`
}

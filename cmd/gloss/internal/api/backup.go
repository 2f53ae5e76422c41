package api

import (
	"net/http"
	"time"
)

// ParcelMedia is the kind of a backup of a project.
const ParcelMedia = "application/gzip"

// backup sends a project whole, with its history.
func (a *API) backup(w http.ResponseWriter, r *http.Request) error {
	parcel, err := a.team.Parcel(r.Context(), a.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", ParcelMedia)
	h.Set("Content-Disposition", `attachment; filename="gloss-project.jsonl.gz"`)
	c := http.NewResponseController(w)
	// A large project takes its time; it may not take for ever at one place.
	if err := parcel.Write(r.Context(), w, func() { _ = c.SetWriteDeadline(time.Now().Add(time.Minute)) }); err != nil {
		a.breakOff(r, "backup", err)
	}
	return nil
}

// restore makes a project of what backup has sent.
func (a *API) restore(w http.ResponseWriter, r *http.Request) error {
	p, err := a.team.Unpack(r.Context(), a.by(r), http.MaxBytesReader(w, r.Body, MaxBody), r.URL.Query().Get("name"))
	if err != nil {
		return err
	}
	w.Header().Set("Location", prefix+"/projects/"+p.ID.String())
	return created(w, p)
}

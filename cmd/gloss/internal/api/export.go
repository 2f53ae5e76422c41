package api

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"gloss/annotations/dataset"
	"gloss/annotations/format/all"
	"gloss/cmd/gloss/internal/gate"
)

// export streams a dataset. What the format could not carry is counted in a
// trailer, since it is known only at the end.
func (a *API) export(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	name := r.URL.Query().Get("format")
	if name == "" {
		name = "gloss"
	}
	f, err := all.Formats.Named(name)
	if err == nil && f.NewWriter == nil {
		err = fmt.Errorf("%s is a format that is only read", f.Title)
	}
	if err != nil {
		return fail(http.StatusBadRequest, "unknown_format", "%s.", err)
	}
	if f, err = f.Counting(r.URL.Query().Get("unit")); err == nil {
		f, err = f.Tagged(r.URL.Query().Get("scheme"))
	}
	if err != nil {
		return fail(http.StatusBadRequest, "bad_parameter", "%s.", err)
	}
	archived, err := archivedToo(r)
	if err != nil {
		return err
	}
	st, err := a.open(r)
	if err != nil {
		return err
	}
	items := dataset.Items(r.Context(), st, p, archived)
	file := "gloss"
	if name := r.URL.Query().Get("release"); name != "" {
		one, err := a.team.Release(r.Context(), a.by(r), r.PathValue("id"), name)
		if err == nil {
			err = one.Verify(r.Context(), st)
		}
		if err != nil {
			return err
		}
		items, file = one.Items(r.Context(), st), name
	}
	a.team.Exported(r.Context(), a.by(r), p, strings.TrimSpace(f.Name+" "+r.URL.Query().Get("release")))
	h := w.Header()
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", `attachment; filename="`+file+f.Extension+`"`)
	h.Set("Trailer", "Gloss-Documents, Gloss-Annotations, Gloss-Losses")
	// A large dataset takes its time; it may not take for ever at one place.
	c := http.NewResponseController(w)
	ex := dataset.Exporter{MaxLosses: 1, Progress: func(int) {
		_ = c.SetWriteDeadline(time.Now().Add(time.Minute))
	}}
	sum, err := ex.Write(r.Context(), items, f, w)
	if err != nil {
		a.breakOff(r, "export", err)
	}
	h.Set("Gloss-Documents", strconv.Itoa(sum.Documents))
	h.Set("Gloss-Annotations", strconv.Itoa(sum.Spans))
	lost := 0
	for _, n := range sum.Lost {
		lost += n
	}
	h.Set("Gloss-Losses", strconv.Itoa(lost))
	return nil
}

// breakOff ends an answer whose status is sent by breaking the connection, so that
// nobody takes half a file for a whole one.
func (a *API) breakOff(r *http.Request, what string, err error) {
	if !gate.HungUp(r) {
		a.log.Error(what+" failed", "project", r.PathValue("id"), "err", err)
	}
	panic(http.ErrAbortHandler)
}

// Package api is the server's side of the conversation: projects and datasets
// for programs, and the exchange of changes with the devices of annotators.
//
// Every error is JSON with a code for programs and a sentence for people.
package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format/all"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/live"
)

// Protocol is the version of the messages; a client that names another is told
// to update, and keeps its labels until it has.
const Protocol = "1"

// Limits of a request.
const (
	MaxBody = 128 << 20 // a batch holds at least one document whole
	MaxPage = 2000
)

// API answers below /api/v1/.
type API struct {
	store  store.Store
	log    *slog.Logger
	mux    *http.ServeMux
	stream *live.Stream
}

// Store is what the API needs: a store that tells when something came in.
type Store interface {
	store.Store
	live.Source
}

// End ends the streams of events, which a server that shuts down would wait for.
func (a *API) End() { a.stream.End() }

// New returns the API of a store.
func New(st Store, log *slog.Logger) *API {
	a := &API{store: st, log: log, mux: http.NewServeMux(), stream: live.New(st)}
	a.handle("GET /api/v1/projects", a.projects)
	a.handle("GET /api/v1/projects/{id}", a.project)
	a.handle("GET /api/v1/projects/{id}/documents", a.documents)
	a.handle("GET /api/v1/projects/{id}/export", a.export)
	a.handle("GET /api/v1/changes", a.pull)
	a.handle("POST /api/v1/changes", a.push)
	a.handle("GET /api/v1/events", func(w http.ResponseWriter, r *http.Request) error {
		a.stream.ServeHTTP(w, r)
		return nil
	})
	a.handle("GET /api/v1/health", func(w http.ResponseWriter, r *http.Request) error {
		return reply(w, map[string]string{"status": "ok"})
	})
	a.handle("/api/", func(w http.ResponseWriter, r *http.Request) error {
		return fail(http.StatusNotFound, "not_found", "There is nothing at %s %s.", r.Method, r.URL.Path)
	})
	return a
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// apiError is an error with the status and the code that a client sees.
type apiError struct {
	status  int
	code    string
	message string
}

func (e *apiError) Error() string { return e.message }

func fail(status int, code, format string, args ...any) error {
	return &apiError{status, code, fmt.Sprintf(format, args...)}
}

func (a *API) handle(pattern string, h func(http.ResponseWriter, *http.Request) error) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if p := r.Header.Get("Gloss-Protocol"); p != "" && p != Protocol {
			a.refuse(w, r, fail(http.StatusUpgradeRequired, "other_protocol", "This server speaks version %s of the protocol, not %s. Reload Gloss to update it; your labels are kept.", Protocol, p))
			return
		}
		if err := h(w, r); err != nil {
			a.refuse(w, r, err)
		}
	})
}

func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	e := explain(err)
	if e.status >= 500 {
		a.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"code": e.code, "message": e.message}})
}

// explain finds out what a client is told about an error.
func explain(err error) *apiError {
	var e *apiError
	var conflict *annotations.ConflictError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &conflict):
		return &apiError{http.StatusConflict, "conflict", err.Error() + "."}
	case errors.As(err, &tooLarge):
		return &apiError{http.StatusRequestEntityTooLarge, "too_large", fmt.Sprintf("A request has at most %d MiB.", MaxBody>>20)}
	case errors.Is(err, store.ErrNotFound):
		return &apiError{http.StatusNotFound, "not_found", err.Error() + "."}
	case errors.Is(err, store.ErrUnknownDocument), errors.Is(err, store.ErrUnknownProject):
		return &apiError{http.StatusUnprocessableEntity, "unknown_reference", err.Error() + "."}
	}
	return &apiError{http.StatusInternalServerError, "internal", "Something went wrong on the server. It is in its log."}
}

func reply(w http.ResponseWriter, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(append(b, '\n'))
	return ignoreGone(err)
}

// ignoreGone: a client that hangs up is no error of the server's.
func ignoreGone(error) error { return nil }

func (a *API) projects(w http.ResponseWriter, r *http.Request) error {
	projects, err := a.store.Projects(r.Context())
	if err != nil {
		return err
	}
	if projects == nil {
		projects = []annotations.Project{}
	}
	return reply(w, projects)
}

func (a *API) find(r *http.Request) (annotations.Project, error) {
	name := r.PathValue("id")
	projects, err := a.store.Projects(r.Context())
	if err != nil {
		return annotations.Project{}, err
	}
	for _, p := range projects {
		if p.ID.String() == name {
			return p, nil
		}
	}
	return annotations.Project{}, fail(http.StatusNotFound, "not_found", "There is no project %q.", name)
}

func (a *API) project(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	return reply(w, p)
}

func (a *API) documents(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	after, limit, err := pageOf(r)
	if err != nil {
		return err
	}
	headings, err := a.store.Documents(r.Context(), p.ID, after, limit)
	if err != nil {
		return err
	}
	if headings == nil {
		headings = []store.Heading{}
	}
	return reply(w, headings)
}

func pageOf(r *http.Request) (after int64, limit int, err error) {
	q := r.URL.Query()
	limit = MaxPage
	if s := q.Get("after"); s != "" {
		if after, err = strconv.ParseInt(s, 10, 64); err != nil || after < 0 {
			return 0, 0, fail(http.StatusBadRequest, "bad_parameter", "after=%q is not a place: a number from 0 on.", s)
		}
	}
	if s := q.Get("limit"); s != "" {
		if limit, err = strconv.Atoi(s); err != nil || limit < 1 {
			return 0, 0, fail(http.StatusBadRequest, "bad_parameter", "limit=%q is not a number from 1 on.", s)
		}
	}
	return after, min(limit, MaxPage), nil
}

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
	h := w.Header()
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", `attachment; filename="gloss`+f.Extension+`"`)
	h.Set("Trailer", "Gloss-Documents, Gloss-Annotations, Gloss-Losses")
	// A large dataset takes its time; it may not take for ever at one place.
	c := http.NewResponseController(w)
	ex := dataset.Exporter{Store: a.store, MaxLosses: 1, Progress: func(int) {
		_ = c.SetWriteDeadline(time.Now().Add(time.Minute))
	}}
	sum, err := ex.Export(r.Context(), p, f, w)
	if err != nil {
		// The status is sent: break the connection, so that nobody takes half
		// a dataset for a whole one.
		a.log.Error("export failed", "project", p.ID, "err", err)
		panic(http.ErrAbortHandler)
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

// pull tells a device what came in after a place, packed if it asks for that.
func (a *API) pull(w http.ResponseWriter, r *http.Request) error {
	after, limit, err := pageOf(r)
	if err != nil {
		return err
	}
	page, err := a.store.Since(r.Context(), after, limit)
	if err != nil {
		return err
	}
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
	if err := a.store.Add(r.Context(), batch); err != nil {
		return err
	}
	return reply(w, map[string]int{"stored": batch.Len()})
}

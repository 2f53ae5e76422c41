// Package api is the server's side of the conversation: projects and datasets
// for programs, and the exchange of changes with the devices of annotators.
//
// Every error is JSON with a code for programs and a sentence for people.
package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/format/all"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/live"
	"gloss/cmd/gloss/internal/sqlstore"
	"gloss/cmd/gloss/internal/team"
	"gloss/cmd/gloss/internal/work"
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
	store  *sqlstore.Store
	team   *team.Team
	gate   *gate.Gate
	log    *slog.Logger
	mux    *http.ServeMux
	owners owners
	routes []Route
	stream *live.Stream
}

// End ends the streams of events, which a server that shuts down would wait for.
func (a *API) End() { a.stream.End() }

// Route is one of the things that the API answers.
type Route struct {
	Method, Path string
	Public       bool // without being signed in
}

type handler func(http.ResponseWriter, *http.Request) error

// New returns the API of a team's store, behind a gate. The source tells when
// something came into that store.
func New(t *team.Team, g *gate.Gate, source live.Source, log *slog.Logger) *API {
	a := &API{store: t.Store, team: t, gate: g, log: log, mux: http.NewServeMux(), stream: live.New(source)}
	a.handle("GET", "/projects", a.projects)
	a.handle("GET", "/projects/{id}", a.project)
	a.handle("PATCH", "/projects/{id}", a.renameProject)
	a.handle("GET", "/projects/{id}/documents", a.documents)
	a.handle("GET", "/projects/{id}/export", a.export)
	a.handle("GET", "/changes", a.pull)
	a.handle("POST", "/changes", a.push)
	a.handle("GET", "/events", a.events)
	a.handlePeople()
	a.handleProjects()
	a.handleWork()
	a.handleDocuments()
	a.public("GET", "/openapi.json", a.openAPI)
	a.public("GET", "/health", func(w http.ResponseWriter, r *http.Request) error {
		return reply(w, map[string]string{"status": "ok"})
	})
	a.mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		a.answer(w, r, func(w http.ResponseWriter, r *http.Request) error {
			return fail(http.StatusNotFound, "not_found", "There is nothing at %s %s.", r.Method, r.URL.Path)
		})
	})
	return a
}

// events is the stream of news, until who hears it may not any more.
func (a *API) events(w http.ResponseWriter, r *http.Request) error {
	who, _ := gate.Who(r.Context())
	gone, leave := a.gate.Watch(who)
	defer leave()
	a.stream.Serve(w, r, gone)
	return nil
}

// Routes lists what the API answers.
func (a *API) Routes() []Route { return a.routes }

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

const prefix = "/api/v1"

// handle answers those who are signed in. What they may see or do there is for
// the scope, the team and the handler to say.
func (a *API) handle(method, path string, h handler) {
	a.public(method, path, func(w http.ResponseWriter, r *http.Request) error {
		if _, ok := gate.Who(r.Context()); !ok {
			w.Header().Set("WWW-Authenticate", `Bearer realm="Gloss"`)
			return fail(http.StatusUnauthorized, "signed_out", "Please sign in.")
		}
		// A page that was opened by somebody else must not send their labels, nor
		// mix what it gets with theirs.
		page, err := url.QueryUnescape(r.Header.Get("Gloss-User"))
		if who := a.by(r); err != nil || page != "" && page != who.Name && !who.Solo && path != "/me" {
			return fail(http.StatusUnauthorized, "other_user", "%s is signed in here, and this page is of %s.", who.Name, page)
		}
		return h(w, r)
	})
	a.routes[len(a.routes)-1].Public = false
}

// public answers anybody.
func (a *API) public(method, path string, h handler) {
	a.routes = append(a.routes, Route{method, prefix + path, true})
	a.mux.HandleFunc(method+" "+prefix+path, func(w http.ResponseWriter, r *http.Request) { a.answer(w, r, h) })
}

func (a *API) answer(w http.ResponseWriter, r *http.Request, h handler) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if p := r.Header.Get("Gloss-Protocol"); p != "" && p != Protocol {
		a.refuse(w, r, fail(http.StatusUpgradeRequired, "other_protocol", "This server speaks version %s of the protocol, not %s. Reload Gloss to update it; your labels are kept.", Protocol, p))
		return
	}
	if err := h(w, r); err != nil {
		a.refuse(w, r, err)
	}
}

// OtherSite answers a request that a page of another site has made.
func (a *API) OtherSite(w http.ResponseWriter, r *http.Request) {
	a.refuse(w, r, fail(http.StatusForbidden, "other_site", "This request comes from the page of another site."))
}

// by is who asks, for the team.
func (a *API) by(r *http.Request) team.By {
	who, _ := gate.Who(r.Context())
	return team.By{Identity: who, Address: a.gate.Address(r)}
}

// open returns the store as the person who asks may see it.
func (a *API) open(r *http.Request) (store.Store, error) {
	who, ok := gate.Who(r.Context())
	if !ok {
		return nil, fail(http.StatusUnauthorized, "signed_out", "Please sign in.")
	}
	if who.Solo {
		return a.store, nil
	}
	return a.scope(r, who)
}

func (a *API) scope(r *http.Request, who auth.Identity) (*scope, error) {
	settings, err := a.team.People.AllSettings(r.Context())
	return &scope{Store: a.store, who: who, settings: settings, of: &a.owners, team: a.team}, err
}

// problem is an error as clients see it (RFC 9457): detail is a sentence for
// people, code is for programs.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	e := explain(err)
	if e.status >= 500 {
		a.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	var limit *gate.LimitError
	if errors.As(err, &limit) {
		w.Header().Set("Retry-After", strconv.Itoa(int(limit.Wait/time.Second)))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(e.status)
	_ = json.NewEncoder(w).Encode(problem{"about:blank", http.StatusText(e.status), e.status, e.code, e.message})
}

// explain finds out what a client is told about an error.
func explain(err error) *apiError {
	var e *apiError
	var conflict *annotations.ConflictError
	var tooLarge *http.MaxBytesError
	var rule *auth.RuleError
	var limit *gate.LimitError
	var training *work.TrainingError
	var skill *work.SkillError
	var missing *work.MissingError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &rule):
		return &apiError{http.StatusUnprocessableEntity, "against_a_rule", sentence(rule)}
	case errors.As(err, &skill):
		return &apiError{http.StatusUnprocessableEntity, "against_a_rule", sentence(skill)}
	case errors.As(err, &missing):
		return &apiError{http.StatusConflict, "skills_missing", sentence(missing)}
	case errors.As(err, &limit):
		return &apiError{http.StatusTooManyRequests, "too_many", sentence(limit)}
	case errors.Is(err, auth.ErrSignIn):
		return &apiError{http.StatusUnauthorized, "wrong_sign_in", sentence(auth.ErrSignIn)}
	case errors.Is(err, auth.ErrUnknown):
		return &apiError{http.StatusNotFound, "not_found", "There is no such thing, or it is not yours."}
	case errors.Is(err, auth.ErrTaken), errors.Is(err, auth.ErrLast):
		return &apiError{http.StatusConflict, "conflict", sentence(err)}
	case errors.Is(err, auth.ErrChanged):
		return &apiError{http.StatusPreconditionFailed, "changed", sentence(auth.ErrChanged)}
	case errors.Is(err, auth.ErrOver):
		return &apiError{http.StatusGone, "over", sentence(auth.ErrOver)}
	case errors.Is(err, team.ErrParcel), errors.Is(err, team.ErrNewerParcel):
		return &apiError{http.StatusUnprocessableEntity, "no_backup", sentence(err)}
	case errors.Is(err, work.ErrNone):
		return &apiError{http.StatusNotFound, "nothing_left", sentence(work.ErrNone)}
	case errors.Is(err, work.ErrSkills):
		return &apiError{http.StatusNotFound, "other_skills", sentence(work.ErrSkills)}
	case errors.Is(err, work.ErrUnknown):
		return &apiError{http.StatusNotFound, "not_found", sentence(work.ErrUnknown)}
	case errors.As(err, &training):
		return &apiError{http.StatusConflict, "training_not_passed", sentence(training)}
	case errors.Is(err, team.ErrForbidden):
		return &apiError{http.StatusForbidden, "forbidden", sentence(team.ErrForbidden)}
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

// sentence makes one of an error's text.
func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func isTooLarge(err error) bool {
	var tooLarge *http.MaxBytesError
	return errors.As(err, &tooLarge)
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
	projects, err := a.team.Projects(r.Context(), a.by(r))
	if err != nil {
		return err
	}
	return reply(w, list(projects))
}

// list is what JSON has for it, an array in any case.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func (a *API) find(r *http.Request) (annotations.Project, error) {
	return a.team.Project(r.Context(), a.by(r), r.PathValue("id"))
}

func (a *API) project(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	w.Header().Set("ETag", tagOf(p))
	return reply(w, p)
}

// tagOf names a state of a project.
func tagOf(p annotations.Project) string {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // a project is made of what JSON has
	}
	sum := sha256.Sum256(b)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}

// renameProject replaces the name that was read, and no newer one.
func (a *API) renameProject(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	switch match := r.Header.Get("If-Match"); {
	case match == "":
		return errNeedsMatch
	case match != tagOf(p):
		return auth.ErrChanged
	}
	in, err := readJSON[struct{ Name string }](w, r)
	if err != nil {
		return err
	}
	if p, err = a.team.Rename(r.Context(), a.by(r), p, in.Name); err != nil {
		return err
	}
	w.Header().Set("ETag", tagOf(p))
	return reply(w, p)
}

var errNeedsMatch = fail(http.StatusPreconditionRequired, "if_match_needed", "Send the ETag that you have read as If-Match.")

func (a *API) documents(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	after, limit, err := pageOf(r)
	if err != nil {
		return err
	}
	st, err := a.open(r)
	if err != nil {
		return err
	}
	headings, err := st.Documents(r.Context(), p.ID, after, limit)
	if err != nil {
		return err
	}
	if len(headings) == limit {
		next(w, r, strconv.FormatInt(headings[limit-1].Place, 10))
	}
	return reply(w, list(headings))
}

// next names the next page of a list in the header Link (RFC 8288).
func next(w http.ResponseWriter, r *http.Request, after string) {
	u := *r.URL
	q := u.Query()
	q.Set("after", after)
	u.RawQuery = q.Encode()
	w.Header().Set("Link", "<"+u.RequestURI()+`>; rel="next"`)
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

// archivedToo reports whether archived documents are asked for.
func archivedToo(r *http.Request) (bool, error) {
	switch s := r.URL.Query().Get("archived"); s {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	default:
		return false, fail(http.StatusBadRequest, "bad_parameter", "archived=%q is neither true nor false.", s)
	}
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
	h := w.Header()
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", `attachment; filename="gloss`+f.Extension+`"`)
	h.Set("Trailer", "Gloss-Documents, Gloss-Annotations, Gloss-Losses")
	// A large dataset takes its time; it may not take for ever at one place.
	c := http.NewResponseController(w)
	ex := dataset.Exporter{Store: st, Archived: archived, MaxLosses: 1, Progress: func(int) {
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
	batch, refused, err := a.take(r, batch, false)
	if err != nil {
		return err
	}
	return reply(w, Pushed{Stored: batch.Len(), Refused: refused})
}

// take stores of a batch what who asks may add, and returns that and what was
// refused; if it must be whole, nothing is stored when something was.
func (a *API) take(r *http.Request, batch store.Batch, whole bool) (good store.Batch, refused []Refusal, err error) {
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
	if err := a.store.AddWith(ctx, batch, also...); err != nil {
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

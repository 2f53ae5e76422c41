// Package api is the server's side of the conversation: projects and datasets
// for programs, and the exchange of changes with the devices of annotators.
//
// Every error is JSON with a code for programs and a sentence for people.
package api

import (
	"log/slog"
	"net/http"
	"net/url"

	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/live"
	"gloss/cmd/gloss/internal/sqlstore"
	"gloss/cmd/gloss/internal/team"
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
	a.handleReleases()
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

// Routes lists what the API answers.
func (a *API) Routes() []Route { return a.routes }

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

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

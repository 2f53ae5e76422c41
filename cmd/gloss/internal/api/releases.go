package api

import (
	"net/http"

	"gloss/cmd/gloss/internal/gate"
)

// handleReleases are the routes of named points in the labels of a project.
func (a *API) handleReleases() {
	a.handle("GET", "/projects/{id}/releases", a.releases)
	a.handle("POST", "/projects/{id}/releases", a.makeRelease)
	a.handle("GET", "/projects/{id}/releases/{release}", a.release)
}

func (a *API) releases(w http.ResponseWriter, r *http.Request) error {
	all, err := a.team.ReleasesOf(r.Context(), a.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, list(all))
}

func (a *API) makeRelease(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[struct{ Name string }](w, r)
	if err != nil {
		return err
	}
	m, err := a.team.MakeRelease(r.Context(), a.by(r), r.PathValue("id"), in.Name)
	if err != nil {
		return err
	}
	w.Header().Set("Location", prefix+"/projects/"+m.Project+"/releases/"+m.Name)
	return created(w, m)
}

// release sends the release itself, as the command line takes it from a file.
func (a *API) release(w http.ResponseWriter, r *http.Request) error {
	one, err := a.team.Release(r.Context(), a.by(r), r.PathValue("id"), r.PathValue("release"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	if err := one.Write(w); err != nil && !gate.HungUp(r) {
		return err
	}
	return nil
}

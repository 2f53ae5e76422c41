package api

import (
	"encoding/json"
	"net/http"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/team"
)

// maxSchema is the longest schema with its guidelines.
const maxSchema = 4 << 20

func (a *API) schema(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	return tagged(w, p.File())
}

// setSchema replaces labels, links, attributes and guidelines by those of a file as
// the page saves it.
func (a *API) setSchema(w http.ResponseWriter, r *http.Request) error {
	p, err := a.find(r)
	if err != nil {
		return err
	}
	if !a.by(r).May(p.ID.String(), auth.Manage) {
		return team.ErrForbidden
	}
	if err := matches(r, tagOf(p.File())); err != nil {
		return err
	}
	var f annotations.SchemaFile
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxSchema))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		if isTooLarge(err) {
			return fail(http.StatusRequestEntityTooLarge, "too_large", "A schema has at most %d MiB.", maxSchema>>20)
		}
		return fail(http.StatusBadRequest, "bad_json", "The schema cannot be read: %v.", err)
	}
	if f.Gloss != annotations.SchemaKind {
		return fail(http.StatusUnprocessableEntity, "wrong_schema", "A schema says %q under gloss, and not %q.", annotations.SchemaKind, f.Gloss)
	}
	now, err := p.Replace(f, annotations.NewID[annotations.Replica]())
	if err != nil {
		return fail(http.StatusUnprocessableEntity, "wrong_schema", "%s", sentence(err))
	}
	if !now.Equal(p) {
		if err := a.add(r, store.Batch{Projects: []annotations.Project{now}}, team.Unchanged(p)); err != nil {
			return err
		}
		a.team.SchemaChanged(r.Context(), a.by(r), now)
	}
	return tagged(w, now.File())
}

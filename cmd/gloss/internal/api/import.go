package api

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/dataset/stats"
	"gloss/annotations/format"
	"gloss/annotations/format/all"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/team"
)

// Imported is what an import came to.
type Imported struct {
	Documents int              `json:"documents"` // new ones
	Known     int              `json:"known"`     // those that were there already
	Off       int              `json:"off"`       // … of which so many are archived or deleted, and stay so
	Spans     int              `json:"spans"`     // new annotations
	Labels    []string         `json:"labels"`    // new ones
	Unread    []dataset.Unread `json:"unread"`
	Errors    []dataset.Wrong  `json:"errors"`
	LeftOut   int              `json:"left_out"` // how many errors there are
}

// mostWrong is how many errors are listed one by one.
const mostWrong = 200

// readers are the formats that an import asks for: one, or all.
func readers(r *http.Request) (format.Table, error) {
	name, unit := r.URL.Query().Get("format"), r.URL.Query().Get("unit")
	if name == "" {
		if unit != "" {
			return nil, fail(http.StatusBadRequest, "bad_parameter", "unit is of one format: name that as well.")
		}
		return all.Formats, nil
	}
	if _, err := all.Formats.Only(name, ""); err != nil {
		return nil, fail(http.StatusBadRequest, "unknown_format", "%s.", err)
	}
	only, err := all.Formats.Only(name, unit)
	if err != nil {
		return nil, fail(http.StatusBadRequest, "bad_parameter", "%s.", err)
	}
	return only, nil
}

// importFile adds what is in a file to a project. All annotations become those of
// who asks, as on the page: nobody writes in the name of another.
func (a *API) importFile(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), a.by(r)
	p, err := a.find(r)
	if err != nil {
		return err
	}
	if !by.May(p.ID.String(), auth.Manage) {
		return team.ErrForbidden
	}
	settings, _, err := a.team.People.Settings(ctx, p.ID.String())
	switch {
	case err != nil:
		return err
	case settings.Archived && !by.Solo:
		return errArchived
	}
	formats, err := readers(r)
	if err != nil {
		return err
	}
	dry, err := asked(r, "dry")
	if err != nil {
		return err
	}
	body, err := unpacked(w, r)
	if err != nil {
		return err
	}
	st, err := a.open(r)
	if err != nil {
		return err
	}
	to := &importing{Store: st, add: func(batch store.Batch) error { return a.add(r, batch, nil) }}
	if dry {
		to.docs, to.changes = map[annotations.DocumentID]bool{}, map[annotations.DocumentID][]annotations.Change{}
		to.add = to.rehearse
	}
	c := http.NewResponseController(w)
	im := dataset.Importer{
		Store: to, Project: p, Formats: formats, Author: annotations.Author(by.Name), Claim: !by.Solo,
		Replica: annotations.NewID[annotations.Replica](), Now: time.Now(),
		// A large file takes its time; it may not take for ever at one place.
		Progress: func(dataset.Imported) {
			later := time.Now().Add(time.Minute)
			_, _ = c.SetReadDeadline(later), c.SetWriteDeadline(later)
		},
	}
	name := cmp.Or(r.URL.Query().Get("name"), "import")
	sum, err := im.Import(ctx, []dataset.File{{Name: name, Open: func() (io.Reader, error) { return body, nil }}})
	if err != nil {
		return err
	}
	if !dry && sum.Documents+sum.Spans > 0 {
		a.team.Imported(ctx, by, p, fmt.Sprintf("%s: %s, %s", name, stats.Many(sum.Documents, "document"), stats.Many(sum.Spans, "annotation")))
	}
	for _, wrong := range sum.Errors {
		if isTooLarge(wrong) {
			return wrong
		}
	}
	if sum.Documents+sum.Known == 0 && len(sum.Errors) > 0 {
		return fail(http.StatusUnprocessableEntity, "unreadable_file", "%v.", sum.Errors[0])
	}
	return reply(w, told(sum))
}

func told(sum dataset.Imported) Imported {
	in := Imported{
		Documents: sum.Documents, Known: sum.Known, Off: sum.Off, Spans: sum.Spans, Labels: list(sum.Labels),
		Unread: list(sum.Unread), Errors: []dataset.Wrong{}, LeftOut: len(sum.Errors),
	}
	for _, err := range sum.Errors[:min(len(sum.Errors), mostWrong)] {
		in.Errors = append(in.Errors, dataset.WrongOf(err))
	}
	return in
}

// importing is the store of an import: what it adds goes by the same rules as all
// that somebody sends, or is only remembered for what comes after it in the file.
type importing struct {
	store.Store
	add     func(store.Batch) error
	docs    map[annotations.DocumentID]bool
	changes map[annotations.DocumentID][]annotations.Change
}

// Add implements store.Store.
func (s *importing) Add(_ context.Context, batch store.Batch) error { return s.add(batch) }

func (s *importing) rehearse(batch store.Batch) error {
	for _, d := range batch.Documents {
		s.docs[d.ID] = true
	}
	for _, c := range batch.Changes {
		s.changes[c.Doc] = append(s.changes[c.Doc], c)
	}
	return nil
}

// Known implements store.Store.
func (s *importing) Known(ctx context.Context, ids []annotations.DocumentID) ([]bool, error) {
	known, err := s.Store.Known(ctx, ids)
	for i, id := range ids {
		if err == nil && s.docs[id] {
			known[i] = true
		}
	}
	return known, err
}

// Log implements store.Store. Those of a rehearsal come last, as their stamps do.
func (s *importing) Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	log, err := s.Store.Log(ctx, id)
	return append(log, s.changes[id]...), err
}

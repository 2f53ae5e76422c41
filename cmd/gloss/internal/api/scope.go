package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/sqlstore"
	"gloss/cmd/gloss/internal/team"
)

// scope is a store as one person may see it: the projects that they are in, their
// own labels, and those of others where their role or the project's settings allow
// it. Whatever the API reads goes through one, so that no route can forget to ask.
type scope struct {
	store.Store
	who      auth.Identity
	settings map[string]auth.Settings
	of       *owners
	team     *team.Team
	keep     *keep                                                     // of what it may see, what Since tells; nil for all
	claims   []sqlstore.Statement                                      // what admit has to note with the batch
	answers  map[annotations.ProjectID]map[annotations.DocumentID]bool // see hidden
}

func (s *scope) may(project annotations.ProjectID, right auth.Right) bool {
	return s.who.May(project.String(), right)
}

// all reports whether the person sees the labels of everybody in a project.
func (s *scope) all(project annotations.ProjectID) bool {
	return s.may(project, auth.SeeAll) || s.settings[project.String()].Open
}

// hidden are the documents of a project in which an annotator sees no labels of
// others though the project is open: those with known answers.
func (s *scope) hidden(ctx context.Context, project annotations.ProjectID) (map[annotations.DocumentID]bool, error) {
	if s.may(project, auth.SeeAll) || !s.all(project) {
		return nil, nil
	}
	if docs, ok := s.answers[project]; ok {
		return docs, nil
	}
	known, err := s.team.Work.Known(ctx, project)
	if err != nil {
		return nil, err
	}
	docs := map[annotations.DocumentID]bool{}
	for _, k := range known {
		docs[k.Document] = true
	}
	if s.answers == nil {
		s.answers = map[annotations.ProjectID]map[annotations.DocumentID]bool{}
	}
	s.answers[project] = docs
	return docs, nil
}

// mine leaves out the changes of others where they are not to be seen. Where a
// document is kept everybody sees.
func (s *scope) mine(ctx context.Context, project annotations.ProjectID, changes []annotations.Change) ([]annotations.Change, error) {
	hidden, err := s.hidden(ctx, project)
	if err != nil {
		return nil, err
	}
	all := s.all(project)
	if all && len(hidden) == 0 {
		return changes, nil
	}
	return slices.DeleteFunc(slices.Clone(changes), func(c annotations.Change) bool { return c.By != s.author() && (!all || hidden[c.Doc]) && !c.Shelves() }), nil
}

func (s *scope) author() annotations.Author { return annotations.Author(s.who.Name) }

// Projects implements store.Store.
func (s *scope) Projects(ctx context.Context) ([]annotations.Project, error) {
	projects, err := s.Store.Projects(ctx)
	return slices.DeleteFunc(projects, func(p annotations.Project) bool { return !s.may(p.ID, auth.Read) }), err
}

// Documents implements store.Store.
func (s *scope) Documents(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Heading, error) {
	if !s.may(project, auth.Read) {
		return nil, nil
	}
	return s.Store.Documents(ctx, project, after, limit)
}

// Count implements store.Store.
func (s *scope) Count(ctx context.Context, project annotations.ProjectID) (int, error) {
	if !s.may(project, auth.Read) {
		return 0, nil
	}
	return s.Store.Count(ctx, project)
}

// Window implements store.Store.
func (s *scope) Window(ctx context.Context, project annotations.ProjectID, first, limit int) ([]store.Heading, error) {
	if !s.may(project, auth.Read) {
		return nil, nil
	}
	return s.Store.Window(ctx, project, first, limit)
}

// Search implements store.Store.
func (s *scope) Search(ctx context.Context, project annotations.ProjectID, text string, after int64, limit int) (store.Found, error) {
	if !s.may(project, auth.Read) {
		return store.Found{Next: after, Done: true}, nil
	}
	return s.Store.Search(ctx, project, text, after, limit)
}

// Read implements store.Store.
func (s *scope) Read(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Labelled, error) {
	if !s.may(project, auth.Read) {
		return nil, nil
	}
	all, err := s.Store.Read(ctx, project, after, limit)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Changes, err = s.mine(ctx, project, all[i].Changes); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Known implements store.Store.
func (s *scope) Known(ctx context.Context, ids []annotations.DocumentID) ([]bool, error) {
	projects, err := s.of.find(ctx, s.team.Store, ids)
	known := make([]bool, len(ids))
	for i, p := range projects {
		known[i] = !p.IsZero() && s.may(p, auth.Read)
	}
	return known, err
}

// Document implements store.Store.
func (s *scope) Document(ctx context.Context, id annotations.DocumentID) (annotations.Document, error) {
	d, err := s.Store.Document(ctx, id)
	if err == nil && !s.may(d.Project, auth.Read) {
		return annotations.Document{}, fmt.Errorf("document %v: %w", id, store.ErrNotFound)
	}
	return d, err
}

// Log implements store.Store.
func (s *scope) Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	projects, err := s.of.find(ctx, s.team.Store, []annotations.DocumentID{id})
	if err != nil || projects[0].IsZero() || !s.may(projects[0], auth.Read) {
		return nil, err
	}
	changes, err := s.Store.Log(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.mine(ctx, projects[0], changes)
}

// Since implements store.Store. A page may be empty and have more after it. What a
// person may see is part of the epoch: when that changes, a device begins anew, as
// what it has not been told before lies behind it.
func (s *scope) Since(ctx context.Context, after int64, limit int) (store.Page, error) {
	page, err := s.Store.Since(ctx, after, limit)
	if err != nil {
		return page, err
	}
	view, err := s.view(ctx)
	if err != nil {
		return page, err
	}
	page.Epoch += "-" + view
	if s.keep != nil {
		page.Epoch += "-" + s.keep.name
	}
	page.Projects = slices.DeleteFunc(page.Projects, func(p annotations.Project) bool { return !s.may(p.ID, auth.Read) })
	page.Documents = slices.DeleteFunc(page.Documents, func(d annotations.Document) bool {
		return !s.may(d.Project, auth.Read) || !s.keep.wants(d.Project, d.ID)
	})
	ids := make([]annotations.DocumentID, len(page.Changes))
	for i, c := range page.Changes {
		ids[i] = c.Doc
	}
	projects, err := s.of.find(ctx, s.team.Store, ids)
	if err != nil {
		return page, err
	}
	kept := page.Changes[:0]
	for i, c := range page.Changes {
		p := projects[i]
		if !s.may(p, auth.Read) || !s.keep.wants(p, c.Doc) {
			continue
		}
		hidden, err := s.hidden(ctx, p)
		if err != nil {
			return page, err
		}
		if c.By == s.author() || s.all(p) && !hidden[c.Doc] || c.Shelves() {
			kept = append(kept, c)
		}
	}
	page.Changes = kept
	return page, nil
}

// view names what the person may see.
func (s *scope) view(ctx context.Context) (string, error) {
	var parts []string
	if s.who.Admin {
		parts = append(parts, "all")
	} else {
		for p := range s.who.Roles {
			id, err := annotations.ParseID[annotations.Project](p)
			if err != nil || !s.may(id, auth.Read) {
				continue
			}
			parts = append(parts, fmt.Sprint(p, s.all(id)))
			hidden, err := s.hidden(ctx, id)
			if err != nil {
				return "", err
			}
			for doc := range hidden {
				parts = append(parts, doc.String())
			}
		}
	}
	slices.Sort(parts)
	sum := sha256.Sum256(fmt.Append(nil, s.who.ID, parts))
	return hex.EncodeToString(sum[:8]), nil
}

// owners remembers the projects of documents, which never change.
type owners struct {
	mu sync.Mutex
	of map[annotations.DocumentID]annotations.ProjectID
}

// mostOwners bounds the memory: 32 bytes each, and then it begins anew.
const mostOwners = 200_000

// find returns the project of each document; zero for one that is not there.
func (o *owners) find(ctx context.Context, st *sqlstore.Store, ids []annotations.DocumentID) ([]annotations.ProjectID, error) {
	projects := make([]annotations.ProjectID, len(ids))
	missing := map[annotations.DocumentID]annotations.ProjectID{}
	o.mu.Lock()
	for i, id := range ids {
		if projects[i] = o.of[id]; projects[i].IsZero() {
			missing[id] = annotations.ProjectID{}
		}
	}
	o.mu.Unlock()
	if len(missing) == 0 {
		return projects, nil
	}
	unknown := make([]annotations.DocumentID, 0, len(missing))
	for id := range missing {
		unknown = append(unknown, id)
	}
	homes, err := st.Homes(ctx, unknown)
	if err != nil {
		return projects, err
	}
	maps.Copy(missing, homes)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.of == nil || len(o.of) > mostOwners {
		o.of = map[annotations.DocumentID]annotations.ProjectID{}
	}
	for id, p := range missing {
		if !p.IsZero() {
			o.of[id] = p
		}
	}
	for i, id := range ids {
		if projects[i].IsZero() {
			projects[i] = missing[id]
		}
	}
	return projects, nil
}

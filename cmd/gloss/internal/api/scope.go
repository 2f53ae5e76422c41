package api

import (
	"context"
	"fmt"
	"maps"
	"math"
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

// sight says when the person sees the labels of others in a project.
func (s *scope) sight(project annotations.ProjectID) auth.Sight {
	if s.may(project, auth.SeeAll) {
		return auth.SightOpen
	}
	return s.settings[project.String()].Sight
}

// hidden are the documents of a project in which an annotator sees no labels of
// others, though the project shows some: those with known answers.
func (s *scope) hidden(ctx context.Context, project annotations.ProjectID) (map[annotations.DocumentID]bool, error) {
	if s.may(project, auth.SeeAll) || s.sight(project) == auth.SightBlind {
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

// everything is before all places in the order of arrival, and nothing after them.
const (
	everything int64 = math.MinInt64
	nothing    int64 = math.MaxInt64
)

// from returns, of each document of a project, the place after which the feed tells
// the person what others do to it. What lies before it they see as well, unless it is
// nothing: see unveil.
func (s *scope) from(ctx context.Context, project annotations.ProjectID, docs []annotations.DocumentID) (map[annotations.DocumentID]int64, error) {
	hidden, err := s.hidden(ctx, project)
	if err != nil {
		return nil, err
	}
	sight, reviewed := s.sight(project), map[annotations.DocumentID]int64{}
	if sight == auth.SightReviewed {
		if reviewed, err = s.team.Store.Reviewed(ctx, s.author(), docs); err != nil {
			return nil, err
		}
	}
	from := make(map[annotations.DocumentID]int64, len(docs))
	for _, id := range docs {
		place, done := reviewed[id]
		switch {
		case hidden[id] || sight == auth.SightBlind || sight == auth.SightReviewed && !done:
			from[id] = nothing
		case sight == auth.SightReviewed:
			from[id] = place
		default:
			from[id] = everything
		}
	}
	return from, nil
}

// ofAll reports whether everybody in the project sees a change, or its author asks:
// where a document is kept is no secret.
func (s *scope) ofAll(c annotations.Change) bool { return c.By == s.author() || c.Shelves() }

// mine leaves out the changes of others to a document of a project where they are
// not to be seen.
func (s *scope) mine(from int64, changes []annotations.Change) []annotations.Change {
	if from != nothing {
		return changes
	}
	return slices.DeleteFunc(slices.Clone(changes), func(c annotations.Change) bool { return !s.ofAll(c) })
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
	docs := make([]annotations.DocumentID, len(all))
	for i, l := range all {
		docs[i] = l.Document.ID
	}
	from, err := s.from(ctx, project, docs)
	if err != nil {
		return nil, err
	}
	for i, l := range all {
		all[i].Changes = s.mine(from[l.Document.ID], l.Changes)
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
	from, err := s.from(ctx, projects[0], []annotations.DocumentID{id})
	if err != nil {
		return nil, err
	}
	changes, err := s.Store.Log(ctx, id)
	return s.mine(from[id], changes), err
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

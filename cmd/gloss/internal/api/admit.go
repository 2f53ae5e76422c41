package api

import (
	"context"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
)

// Refusal is something that a person sent and may not add. The rest of its batch
// is stored; the device keeps it.
type Refusal struct {
	Kind string `json:"kind"` // project, document or change
	ID   string `json:"id"`   // its ID, or the stamp of a change
	Code string `json:"code"`
}

// Codes of refusals.
const (
	refusedRole     = "role"             // your role in the project does not allow it
	refusedAuthor   = "author"           // it is somebody else's change
	refusedLayer    = "layer"            // it changes somebody else's annotation
	refusedArchived = "archived"         // nothing is added to the project any more
	refusedUnknown  = "unknown_document" // the document is not on the server
	refusedReplica  = "replica"          // its stamp is of a replica of somebody else
)

// admit divides a batch into what the person may add, and what is refused.
func (s *scope) admit(ctx context.Context, batch store.Batch) (good store.Batch, refused []Refusal, err error) {
	refuse := func(kind, id, code string) { refused = append(refused, Refusal{kind, id, code}) }
	known, err := s.Store.Projects(ctx)
	if err != nil {
		return good, nil, err
	}
	there := map[annotations.ProjectID]annotations.Project{}
	for _, p := range known {
		there[p.ID] = p
	}
	for _, p := range batch.Projects {
		old, ok := there[p.ID]
		switch {
		case ok && old.Equal(old.Merge(p)): // a device sends what it has
		case ok && s.closed(p.ID):
			refuse("project", p.ID.String(), refusedArchived)
		case s.may(p.ID, auth.Manage): // and administrators, who make projects
			good.Projects = append(good.Projects, p)
			there[p.ID] = p
		default:
			refuse("project", p.ID.String(), refusedRole)
		}
	}
	ids := make([]annotations.DocumentID, 0, len(batch.Documents)+len(batch.Changes))
	for _, d := range batch.Documents {
		ids = append(ids, d.ID)
	}
	for _, c := range batch.Changes {
		ids = append(ids, c.Doc)
	}
	projects, err := s.of.find(ctx, s.team.Store, ids)
	if err != nil {
		return good, nil, err
	}
	added := map[annotations.DocumentID]annotations.ProjectID{}
	for i, d := range batch.Documents {
		_, ok := there[d.Project]
		switch {
		case !projects[i].IsZero(): // a device sends what it has
		case !ok || !s.may(d.Project, auth.Manage):
			refuse("document", d.ID.String(), refusedRole)
		case s.closed(d.Project):
			refuse("document", d.ID.String(), refusedArchived)
		default:
			good.Documents = append(good.Documents, d)
			added[d.ID] = d.Project
		}
	}
	var candidates []annotations.Change
	for i, c := range batch.Changes {
		project := projects[len(batch.Documents)+i]
		if project.IsZero() {
			project = added[c.Doc]
		}
		switch {
		case project.IsZero():
			refuse("change", c.Stamp.String(), refusedUnknown)
		case c.By != s.author():
			refuse("change", c.Stamp.String(), refusedAuthor)
		case !s.may(project, auth.Label) || c.Shelves() && !s.may(project, auth.Manage):
			refuse("change", c.Stamp.String(), refusedRole)
		case s.closed(project):
			refuse("change", c.Stamp.String(), refusedArchived)
		default:
			candidates = append(candidates, c)
		}
	}
	if candidates, err = s.ownReplicas(ctx, candidates, func(c annotations.Change) { refuse("change", c.Stamp.String(), refusedReplica) }); err != nil {
		return good, nil, err
	}
	good.Changes, err = s.ownLayer(ctx, candidates, func(c annotations.Change) { refuse("change", c.Stamp.String(), refusedLayer) })
	return good, refused, err
}

func (s *scope) closed(project annotations.ProjectID) bool {
	return s.settings[project.String()].Archived
}

// ownReplicas leaves out changes whose stamps are counted by a replica that
// somebody else has used first: with such a stamp one could get in the way of
// what they are about to send.
func (s *scope) ownReplicas(ctx context.Context, changes []annotations.Change, refuse func(annotations.Change)) ([]annotations.Change, error) {
	mine := map[annotations.ReplicaID]bool{}
	for _, c := range changes {
		if _, asked := mine[c.Stamp.Replica]; asked {
			continue
		}
		user, claim, err := s.team.People.Replica(ctx, c.Stamp.Replica.String(), s.who.Name)
		if err != nil {
			return nil, err
		}
		s.claims = append(s.claims, claim...)
		mine[c.Stamp.Replica] = user == s.who.Name
	}
	return slices.DeleteFunc(changes, func(c annotations.Change) bool {
		if mine[c.Stamp.Replica] {
			return false
		}
		refuse(c)
		return true
	}), nil
}

// ownLayer leaves out changes to annotations that somebody else has made: each
// belongs to the author of its first change.
func (s *scope) ownLayer(ctx context.Context, changes []annotations.Change, refuse func(annotations.Change)) ([]annotations.Change, error) {
	foreign := map[annotations.DocumentID]map[annotations.AnnotationID]bool{}
	for _, c := range changes {
		if _, ok := foreign[c.Doc]; ok {
			continue
		}
		log, err := s.Store.Log(ctx, c.Doc)
		if err != nil {
			return nil, err
		}
		foreign[c.Doc] = othersIn(log, s.author())
	}
	return slices.DeleteFunc(changes, func(c annotations.Change) bool {
		if !foreign[c.Doc][c.Op.Of()] {
			return false
		}
		refuse(c)
		return true
	}), nil
}

// othersIn are the annotations of a log, in the order of stamps, that are not the
// author's.
func othersIn(log []annotations.Change, author annotations.Author) map[annotations.AnnotationID]bool {
	var others map[annotations.AnnotationID]bool
	var own map[annotations.AnnotationID]bool
	for _, c := range log {
		id := c.Op.Of()
		switch {
		case c.By == author && !others[id]:
			if own == nil {
				own = map[annotations.AnnotationID]bool{}
			}
			own[id] = true
		case c.By != author && !own[id]:
			if others == nil {
				others = map[annotations.AnnotationID]bool{}
			}
			others[id] = true
		}
	}
	return others
}

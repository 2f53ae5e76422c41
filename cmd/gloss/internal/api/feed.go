package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/sqlstore"
)

// Since implements store.Store. A page may be empty and have more after it. What a
// person may see is part of the epoch: when that changes, a device begins anew, as
// what it has not been told before lies behind it.
func (s *scope) Since(ctx context.Context, after int64, limit int) (store.Page, error) {
	arrivals, err := s.team.Store.Arrivals(ctx, after, math.MaxInt64, limit)
	if err != nil {
		return arrivals.Page, err
	}
	unveiled, until, err := s.unveil(ctx, after, arrivals)
	if err == nil && until < arrivals.Next {
		if arrivals, err = s.team.Store.Arrivals(ctx, after, until, limit); err == nil {
			arrivals.More = true
		}
	}
	page := arrivals.Page
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
	if page.Changes, err = s.told(ctx, arrivals, unveiled); err != nil {
		return page, err
	}
	for _, changes := range unveiled {
		page.Changes = append(page.Changes, changes...)
	}
	return page, nil
}

// told are the changes of a page that the person is told of, but for what others have
// done to the documents that are unveiled with it.
func (s *scope) told(ctx context.Context, arrivals sqlstore.Arrivals, unveiled map[annotations.DocumentID][]annotations.Change) ([]annotations.Change, error) {
	ids := make([]annotations.DocumentID, len(arrivals.Changes))
	for i, c := range arrivals.Changes {
		ids[i] = c.Doc
	}
	projects, err := s.of.find(ctx, s.team.Store, ids)
	if err != nil {
		return nil, err
	}
	docs := map[annotations.ProjectID][]annotations.DocumentID{}
	seen := map[annotations.DocumentID]bool{}
	for i, id := range ids {
		if p := projects[i]; !seen[id] && s.may(p, auth.Read) && s.keep.wants(p, id) {
			seen[id] = true
			docs[p] = append(docs[p], id)
		}
	}
	from := map[annotations.DocumentID]int64{}
	for p, of := range docs {
		places, err := s.from(ctx, p, of)
		if err != nil {
			return nil, err
		}
		maps.Copy(from, places)
	}
	kept := arrivals.Changes[:0]
	for i, c := range arrivals.Changes {
		if _, again := unveiled[c.Doc]; seen[c.Doc] && (s.ofAll(c) || !again && arrivals.Places[i] > from[c.Doc]) {
			kept = append(kept, c)
		}
	}
	return kept, nil
}

// unveil reads, of the documents that the person has reviewed within a page where
// others' labels are seen from then on, all that others have done to them: it lies
// behind a device that follows the feed. It is part of the page, so a device that
// loses it, or comes later, gets it again with the same place. until is where the page
// has to end, since with these logs it becomes too long.
func (s *scope) unveil(ctx context.Context, after int64, page sqlstore.Arrivals) (logs map[annotations.DocumentID][]annotations.Change, until int64, err error) {
	if !s.anyReviewed() {
		return nil, page.Next, nil
	}
	const most = 200
	reviews, err := s.team.Store.Reviews(ctx, s.author(), after, page.Next, most)
	if err != nil {
		return nil, page.Next, err
	}
	ids := make([]annotations.DocumentID, len(reviews))
	for i, r := range reviews {
		ids[i] = r.Doc
	}
	projects, err := s.of.find(ctx, s.team.Store, ids)
	if err != nil {
		return nil, page.Next, err
	}
	logs = map[annotations.DocumentID][]annotations.Change{}
	bytes := 0
	for i, r := range reviews {
		p := projects[i]
		if s.sight(p) != auth.SightReviewed || !s.may(p, auth.Read) || !s.keep.wants(p, r.Doc) {
			continue
		}
		if hidden, err := s.hidden(ctx, p); err != nil || hidden[r.Doc] {
			if err != nil {
				return nil, page.Next, err
			}
			continue
		}
		log, err := s.team.Store.Log(ctx, r.Doc)
		if err != nil {
			return nil, page.Next, err
		}
		log = slices.DeleteFunc(log, s.ofAll)
		if bytes += len(log) * store.ChangeBytes; bytes > store.PageBytes && len(logs) > 0 {
			return logs, r.Place - 1, nil
		}
		logs[r.Doc] = log
	}
	if len(reviews) == most {
		return logs, reviews[most-1].Place, nil
	}
	return logs, page.Next, nil
}

// anyReviewed reports whether the person is in a project where others' labels are seen
// after one's own review.
func (s *scope) anyReviewed() bool {
	for p := range s.who.Roles {
		if id, err := annotations.ParseID[annotations.Project](p); err == nil && s.sight(id) == auth.SightReviewed {
			return true
		}
	}
	return false
}

// view names what the person may see. What they have reviewed is not part of it: with
// the review the feed tells the rest.
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
			sight := s.sight(id)
			if sight == auth.SightReviewed {
				parts = append(parts, fmt.Sprint(p, sight))
			} else {
				parts = append(parts, fmt.Sprint(p, sight == auth.SightOpen))
			}
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

package sqlstore

import (
	"context"
	"encoding/json"
	"math"

	"gloss/annotations"
	"gloss/annotations/store"
)

// Since implements store.Store.
func (s *Store) Since(ctx context.Context, after int64, limit int) (store.Page, error) {
	page, err := s.Arrivals(ctx, after, math.MaxInt64, limit)
	return page.Page, err
}

// Arrivals is a page of the order of arrival, with the places of its changes.
type Arrivals struct {
	store.Page
	Places []int64
}

// Arrivals is Since up to a place. The order of arrival is that of the table
// arrivals, so a page is read in one go.
func (s *Store) Arrivals(ctx context.Context, after, until int64, limit int) (Arrivals, error) {
	page := Arrivals{Page: store.Page{Next: after, Epoch: s.epoch}}
	rows, err := s.db.QueryContext(ctx, `
		SELECT a.place, a.kind, coalesce(r.n, 1), p.json, d.json, d.text, r.pack FROM arrivals a
		LEFT JOIN projects p ON a.kind = 'p' AND p.id = a.ref
		LEFT JOIN documents d ON a.kind = 'd' AND d.id = a.ref
		LEFT JOIN runs r ON a.kind = 'r' AND r.place = a.place
		WHERE a.place > $1 AND a.place <= $2 ORDER BY a.place LIMIT $3`, after, until, limit+1)
	if err != nil {
		return page, err
	}
	defer rows.Close()
	seen := map[annotations.ProjectID]bool{}
	bytes, things := 0, 0
	for rows.Next() {
		var place int64
		var kind string
		var n int
		var project, document, text, pack []byte
		if err := rows.Scan(&place, &kind, &n, &project, &document, &text, &pack); err != nil {
			return page, err
		}
		size := len(project) + len(document) + len(text)
		if kind == "r" {
			size = n * store.ChangeBytes
		}
		if things > 0 && (things+n > limit || bytes+size > store.PageBytes) {
			page.More = true
			break
		}
		page.Next = place
		things += n
		bytes += size
		switch kind {
		case "p":
			var p annotations.Project
			if err := json.Unmarshal(project, &p); err != nil {
				return page, err
			}
			if !seen[p.ID] {
				seen[p.ID] = true
				page.Projects = append(page.Projects, p)
			}
		case "d":
			d, err := joinDocument(document, text)
			if err != nil {
				return page, err
			}
			page.Documents = append(page.Documents, d)
		case "r":
			changes, err := annotations.ReadPack(pack)
			if err != nil {
				return page, err
			}
			page.Changes = append(page.Changes, changes...)
			for range changes {
				page.Places = append(page.Places, place)
			}
		}
	}
	if err := rows.Err(); err != nil || things > 0 || after == 0 {
		return page, err
	}
	rows.Close()
	return page, s.notice(ctx, &page.Page)
}

// notice gives a page that has nothing another epoch if its place was never
// reached: the database was put back to an earlier state by other means than a
// restoration, or a standby took over that lacks the last changes. The device
// begins anew then, and sends what it has.
func (s *Store) notice(ctx context.Context, page *store.Page) error {
	var last int64
	err := s.db.QueryRowContext(ctx, `SELECT coalesce(max(place), 0) FROM arrivals`).Scan(&last)
	if err == nil && last < page.Next {
		page.Epoch += " put back"
	}
	return err
}

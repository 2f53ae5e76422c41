package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
)

func readHeading(scan func(...any) error) (store.Heading, error) {
	var h store.Heading
	var b []byte
	var place int64
	if err := scan(&place, &b); err != nil {
		return h, err
	}
	err := json.Unmarshal(b, &h)
	h.Place = place
	return h, err
}

// Documents implements store.Store.
func (s *Store) Documents(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Heading, error) {
	return query(ctx, s.db, readHeading,
		`SELECT place, heading FROM documents WHERE project = $1 AND place > $2 ORDER BY place LIMIT $3`, project.String(), after, max(0, limit))
}

// Meta is what a document brought along, with its place in the order of arrival.
type Meta struct {
	ID    annotations.DocumentID `json:"id"`
	Meta  json.RawMessage        `json:"meta"`
	Place int64                  `json:"-"`
}

// Metas lists what the documents of a project brought along, as Documents lists
// their headings.
func (s *Store) Metas(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]Meta, error) {
	read := func(scan func(...any) error) (m Meta, err error) {
		var b []byte
		if err := scan(&m.Place, &b); err != nil {
			return m, err
		}
		return m, json.Unmarshal(b, &m)
	}
	return query(ctx, s.db, read,
		`SELECT place, json FROM documents WHERE project = $1 AND place > $2 ORDER BY place LIMIT $3`, project.String(), after, max(0, limit))
}

// Homes are the projects of documents: of those that are there.
func (s *Store) Homes(ctx context.Context, ids []annotations.DocumentID) (map[annotations.DocumentID]annotations.ProjectID, error) {
	const most = 500 // parameters of one query
	homes := make(map[annotations.DocumentID]annotations.ProjectID, len(ids))
	for some := range slices.Chunk(ids, most) {
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = id.String()
		}
		type home struct{ doc, project string }
		found, err := query(ctx, s.db, func(scan func(...any) error) (h home, err error) { return h, scan(&h.doc, &h.project) },
			`SELECT id, project FROM documents WHERE id IN (`+parameters(1, len(args))+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, h := range found {
			doc, err := annotations.ParseID[annotations.Document](h.doc)
			project, err2 := annotations.ParseID[annotations.Project](h.project)
			if err := errors.Join(err, err2); err != nil {
				return nil, err
			}
			homes[doc] = project
		}
	}
	return homes, nil
}

// Count implements store.Store.
func (s *Store) Count(ctx context.Context, project annotations.ProjectID) (n int, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT count(*) FROM documents WHERE project = $1`, project.String()).Scan(&n)
	return n, err
}

// Window implements store.Store. The documents before the first are skipped in
// the index, without reading them.
func (s *Store) Window(ctx context.Context, project annotations.ProjectID, first, limit int) ([]store.Heading, error) {
	return query(ctx, s.db, readHeading, `
		SELECT place, heading FROM documents WHERE project = $1 AND place >= (
			SELECT place FROM documents WHERE project = $1 ORDER BY place LIMIT 1 OFFSET $2
		) ORDER BY place LIMIT $3`, project.String(), max(0, first), max(0, limit))
}

// Search implements store.Store.
func (s *Store) Search(ctx context.Context, project annotations.ProjectID, text string, after int64, limit int) (store.Found, error) {
	pattern, found := store.NewPattern(text), store.Found{Next: after}
	rows, err := s.db.QueryContext(ctx, `
		SELECT place, heading, text FROM documents
		WHERE project = $1 AND place > $2 ORDER BY place LIMIT $3`, project.String(), after, store.SearchMost)
	if err != nil {
		return found, err
	}
	defer rows.Close()
	bytes, n := 0, 0
	for ; rows.Next(); n++ {
		if bytes >= store.SearchBytes || len(found.Headings) == limit {
			return found, nil
		}
		var body []byte
		h, err := readHeading(func(into ...any) error { return rows.Scan(append(into, &body)...) })
		if err != nil {
			return found, err
		}
		bytes += h.Bytes
		found.Next = h.Place
		if pattern.In(h.Title) || pattern.In(string(body)) {
			found.Headings = append(found.Headings, h)
		}
	}
	found.Done = n < store.SearchMost
	return found, rows.Err()
}

// Read implements store.Store. The logs may be younger than the documents, by
// what comes in between two queries: a document does not change.
func (s *Store) Read(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Labelled, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT place, json, text FROM documents WHERE project = $1 AND place > $2 ORDER BY place LIMIT $3`,
		project.String(), after, max(0, limit))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []store.Labelled
	at := map[annotations.DocumentID]int{}
	for bytes := 0; bytes < store.ReadBytes && rows.Next(); {
		var l store.Labelled
		if l.Document, err = readDocument(func(into ...any) error { return rows.Scan(append([]any{&l.Place}, into...)...) }); err != nil {
			return nil, err
		}
		bytes += len(l.Document.Text)
		at[l.Document.ID] = len(all)
		all = append(all, l)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		return nil, err
	}
	rows.Close()
	return s.logs(ctx, project, all, at)
}

// logs adds their logs to documents, which follow each other. When the logs are
// long, it leaves documents at the end out.
func (s *Store) logs(ctx context.Context, project annotations.ProjectID, all []store.Labelled, at map[annotations.DocumentID]int) ([]store.Labelled, error) {
	from, to := all[0].Place, all[len(all)-1].Place
	rows, err := s.db.QueryContext(ctx, `SELECT r.pack FROM documents d JOIN runs r ON r.doc = d.id
		WHERE d.project = $1 AND d.place BETWEEN $2 AND $3 ORDER BY d.place, r.replica, r.last`, project.String(), from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	last, bytes := 0, 0
	runs := make([][][]annotations.Change, len(all))
	for rows.Next() {
		var pack []byte
		if err := rows.Scan(&pack); err != nil {
			return nil, err
		}
		changes, err := annotations.ReadPack(pack)
		if err != nil {
			return nil, err
		}
		i := at[changes[0].Doc]
		if i > last && bytes >= store.ReadBytes {
			all = all[:i]
			break
		}
		last = i
		bytes += len(pack)
		runs[i] = append(runs[i], changes)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for i := range all {
		all[i].Changes = store.Merge(runs[i]...)
	}
	return all, nil
}

// Known implements store.Store.
func (s *Store) Known(ctx context.Context, ids []annotations.DocumentID) ([]bool, error) {
	homes, err := s.Homes(ctx, ids)
	known := make([]bool, len(ids))
	for i, id := range ids {
		_, known[i] = homes[id]
	}
	return known, err
}

// Package sqlite is a store.Store in one SQLite file. What it acknowledges is on
// the disk: the write-ahead log is flushed at every commit.
package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver

	"gloss/annotations"
	"gloss/annotations/store"
)

// Store is the database of one folder.
type Store struct {
	db    *sql.DB
	epoch string
}

// FileName is that of the database in its folder.
const FileName = "gloss.db"

// Open opens the database in a folder, both made when they are not there.
func Open(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder: %w", err)
	}
	file, err := filepath.Abs(filepath.Join(dir, FileName))
	if err != nil {
		return nil, err
	}
	dsn := (&url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)", "foreign_keys(1)"},
		"_txlock": {"immediate"},
	}.Encode()}).String()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db}
	if err := s.migrate(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if err := db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'epoch'`).Scan(&s.epoch); err != nil {
		db.Close()
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.db.PingContext(ctx) }

// Projects implements store.Store.
func (s *Store) Projects(ctx context.Context) ([]annotations.Project, error) {
	return query(ctx, s.db, decode[annotations.Project], `SELECT json FROM projects ORDER BY rowid`)
}

// Documents implements store.Store.
func (s *Store) Documents(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Heading, error) {
	return query(ctx, s.db, func(scan func(...any) error) (store.Heading, error) {
		var h store.Heading
		var b string
		var place int64
		if err := scan(&place, &b); err != nil {
			return h, err
		}
		err := json.Unmarshal([]byte(b), &h)
		h.Place = place
		return h, err
	}, `SELECT place, heading FROM documents WHERE project = ? AND place > ? ORDER BY place LIMIT ?`, project.String(), after, limit)
}

// Document implements store.Store.
func (s *Store) Document(ctx context.Context, id annotations.DocumentID) (annotations.Document, error) {
	var b string
	var d annotations.Document
	err := s.db.QueryRowContext(ctx, `SELECT json FROM documents WHERE id = ?`, id.String()).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("document %v: %w", id, store.ErrNotFound)
	}
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal([]byte(b), &d)
}

// Log implements store.Store.
func (s *Store) Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	return query(ctx, s.db, decode[annotations.Change], `SELECT json FROM changes WHERE doc = ? ORDER BY n, replica`, id.String())
}

func decode[T any](scan func(...any) error) (T, error) {
	var v T
	var b string
	if err := scan(&b); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(b), &v)
}

func query[T any](ctx context.Context, db *sql.DB, read func(scan func(...any) error) (T, error), q string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// Since implements store.Store. The order of arrival is that of the table
// arrivals, so a page is read in one go.
func (s *Store) Since(ctx context.Context, after int64, limit int) (store.Page, error) {
	page := store.Page{Next: after, Epoch: s.epoch}
	rows, err := s.db.QueryContext(ctx, `
		SELECT a.place, a.kind, coalesce(p.json, d.json, c.json) FROM arrivals a
		LEFT JOIN projects p ON a.kind = 'p' AND p.id = a.ref
		LEFT JOIN documents d ON a.kind = 'd' AND d.id = a.ref
		LEFT JOIN changes c ON a.kind = 'c' AND c.place = a.place
		WHERE a.place > ? ORDER BY a.place LIMIT ?`, after, limit+1)
	if err != nil {
		return page, err
	}
	defer rows.Close()
	seen := map[annotations.ProjectID]bool{}
	for n := 0; rows.Next(); n++ {
		if n == limit {
			page.More = true
			break
		}
		var kind, b string
		if err := rows.Scan(&page.Next, &kind, &b); err != nil {
			return page, err
		}
		switch kind {
		case "p":
			var p annotations.Project
			if err = json.Unmarshal([]byte(b), &p); err == nil && !seen[p.ID] {
				seen[p.ID] = true
				page.Projects = append(page.Projects, p)
			}
		case "d":
			var d annotations.Document
			err = json.Unmarshal([]byte(b), &d)
			page.Documents = append(page.Documents, d)
		case "c":
			var c annotations.Change
			err = json.Unmarshal([]byte(b), &c)
			page.Changes = append(page.Changes, c)
		}
		if err != nil {
			return page, err
		}
	}
	return page, rows.Err()
}

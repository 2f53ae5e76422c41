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
	old   bool // there are changes that have a row each
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
	if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM changes)`).Scan(&s.old); err != nil {
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

// Document implements store.Store.
func (s *Store) Document(ctx context.Context, id annotations.DocumentID) (annotations.Document, error) {
	d, err := readDocument(s.db.QueryRowContext(ctx, `SELECT json, text FROM documents WHERE id = ?`, id.String()).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("document %v: %w", id, store.ErrNotFound)
	}
	return d, err
}

// Log implements store.Store.
func (s *Store) Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	packs, err := query(ctx, s.db, readPack, `SELECT pack FROM runs WHERE doc = ? ORDER BY replica, last`, id.String())
	if err == nil && s.old {
		var single []annotations.Change
		single, err = s.single(ctx, id)
		packs = append(packs, single)
	}
	return store.Merge(packs...), err
}

// single are the changes of a document that have a row each, from the time
// before there were runs, by stamp: replicas were kept as text in the order of
// their bytes.
func (s *Store) single(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	return query(ctx, s.db, decode[annotations.Change], `SELECT json FROM changes WHERE doc = ? ORDER BY n, replica`, id.String())
}

// Readers of a row.

func decode[T any](scan func(...any) error) (T, error) {
	var v T
	var b []byte
	if err := scan(&b); err != nil {
		return v, err
	}
	return v, json.Unmarshal(b, &v)
}

func readPack(scan func(...any) error) ([]annotations.Change, error) {
	var b []byte
	if err := scan(&b); err != nil {
		return nil, err
	}
	return annotations.ReadPack(b)
}

// readDocument reads the JSON and the text, which in old rows is in the JSON.
func readDocument(scan func(...any) error) (annotations.Document, error) {
	var d annotations.Document
	var b, text []byte
	if err := scan(&b, &text); err != nil {
		return d, err
	}
	if err := json.Unmarshal(b, &d); err != nil {
		return d, err
	}
	if text != nil {
		d.Text = string(text)
	}
	return d, nil
}

func query[T any](ctx context.Context, db *sql.DB, read func(scan func(...any) error) (T, error), q string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, read)
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, read func(scan func(...any) error) (T, error)) ([]T, error) {
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
		SELECT a.place, a.kind, coalesce(r.n, 1), coalesce(p.json, d.json, c.json, r.pack), d.text FROM arrivals a
		LEFT JOIN projects p ON a.kind = 'p' AND p.id = a.ref
		LEFT JOIN documents d ON a.kind = 'd' AND d.id = a.ref
		LEFT JOIN changes c ON a.kind = 'c' AND c.place = a.place
		LEFT JOIN runs r ON a.kind = 'r' AND r.place = a.place
		WHERE a.place > ? ORDER BY a.place LIMIT ?`, after, limit+1)
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
		var b, text []byte
		if err := rows.Scan(&place, &kind, &n, &b, &text); err != nil {
			return page, err
		}
		size := len(b) + len(text)
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
		row := func(into ...any) error {
			*into[0].(*[]byte) = b
			if len(into) > 1 {
				*into[1].(*[]byte) = text
			}
			return nil
		}
		switch kind {
		case "p":
			p, err := decode[annotations.Project](row)
			if err != nil {
				return page, err
			}
			if !seen[p.ID] {
				seen[p.ID] = true
				page.Projects = append(page.Projects, p)
			}
		case "d":
			d, err := readDocument(row)
			if err != nil {
				return page, err
			}
			page.Documents = append(page.Documents, d)
		case "c":
			c, err := decode[annotations.Change](row)
			if err != nil {
				return page, err
			}
			page.Changes = append(page.Changes, c)
		case "r":
			changes, err := readPack(row)
			if err != nil {
				return page, err
			}
			page.Changes = append(page.Changes, changes...)
		}
	}
	return page, rows.Err()
}

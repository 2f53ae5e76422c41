package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/store"
)

// Add implements store.Store.
func (s *Store) Add(ctx context.Context, batch store.Batch) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	for _, p := range batch.Projects {
		if err := addProject(ctx, tx, p); err != nil {
			return err
		}
	}
	for _, d := range batch.Documents {
		if err := addDocument(ctx, tx, d); err != nil {
			return err
		}
	}
	known := map[annotations.DocumentID]bool{}
	for _, c := range batch.Changes {
		if err := c.Check(); err != nil {
			return err
		}
		if !known[c.Doc] {
			if err := need(ctx, tx, `SELECT 1 FROM documents WHERE id = ?`, c.Doc.String(), store.ErrUnknownDocument); err != nil {
				return fmt.Errorf("change %v: document %v: %w", c.Stamp, c.Doc, err)
			}
			known[c.Doc] = true
		}
		if err := addChange(ctx, tx, c); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func need(ctx context.Context, tx *sql.Tx, query, id string, otherwise error) error {
	var one int
	err := tx.QueryRowContext(ctx, query, id).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return otherwise
	}
	return err
}

// arrive gives a thing its place in the order of arrival.
func arrive(ctx context.Context, tx *sql.Tx, kind, ref string) (place int64, err error) {
	r, err := tx.ExecContext(ctx, `INSERT INTO arrivals (kind, ref) VALUES (?, ?)`, kind, ref)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

func addProject(ctx context.Context, tx *sql.Tx, p annotations.Project) error {
	var was string
	err := tx.QueryRowContext(ctx, `SELECT json FROM projects WHERE id = ?`, p.ID.String()).Scan(&was)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	default:
		var old annotations.Project
		if err := json.Unmarshal([]byte(was), &old); err != nil {
			return err
		}
		if p = old.Merge(p); store.SameProject(old, p) {
			return nil
		}
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO projects (id, json) VALUES (?, ?)
		ON CONFLICT (id) DO UPDATE SET json = excluded.json`, p.ID.String(), string(b)); err != nil {
		return err
	}
	_, err = arrive(ctx, tx, "p", p.ID.String())
	return err
}

func addDocument(ctx context.Context, tx *sql.Tx, d annotations.Document) error {
	err := need(ctx, tx, `SELECT 1 FROM documents WHERE id = ?`, d.ID.String(), store.ErrNotFound)
	if !errors.Is(err, store.ErrNotFound) {
		return err // it is there, or the question failed
	}
	if err := need(ctx, tx, `SELECT 1 FROM projects WHERE id = ?`, d.Project.String(), store.ErrUnknownProject); err != nil {
		return fmt.Errorf("document %v: project %v: %w", d.ID, d.Project, err)
	}
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	heading, err := json.Marshal(store.HeadingOf(d))
	if err != nil {
		return err
	}
	place, err := arrive(ctx, tx, "d", d.ID.String())
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO documents (id, project, place, heading, json) VALUES (?, ?, ?, ?, ?)`,
		d.ID.String(), d.Project.String(), place, string(heading), string(b))
	return err
}

func addChange(ctx context.Context, tx *sql.Tx, c annotations.Change) error {
	replica := c.Stamp.Replica.String()
	var was string
	err := tx.QueryRowContext(ctx, `SELECT json FROM changes WHERE doc = ? AND n = ? AND replica = ?`,
		c.Doc.String(), int64(c.Stamp.N), replica).Scan(&was)
	if err == nil {
		var old annotations.Change
		if err := json.Unmarshal([]byte(was), &old); err != nil {
			return err
		}
		if !old.Same(c) {
			return &annotations.ConflictError{Stamp: c.Stamp}
		}
		return nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	place, err := arrive(ctx, tx, "c", c.Doc.String())
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO changes (doc, n, replica, place, json) VALUES (?, ?, ?, ?, ?)`,
		c.Doc.String(), int64(c.Stamp.N), replica, place, string(b))
	return err
}

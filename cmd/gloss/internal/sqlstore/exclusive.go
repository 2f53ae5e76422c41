package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/store"
)

// Exclusively runs f in a transaction in which nobody else holds the key, in whichever
// process. It holds when f returns nil.
func (s *Store) Exclusively(ctx context.Context, key string, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := s.Hold(ctx, tx, key); err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Hold takes a key until the end of a transaction, and waits for who holds it.
func (s *Store) Hold(ctx context.Context, tx *sql.Tx, key string) error {
	if s.dialect.Hold == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, s.dialect.Hold, key)
	return err
}

// ProjectIn returns a project as a transaction sees it.
func ProjectIn(ctx context.Context, db Queries, id annotations.ProjectID) (annotations.Project, error) {
	found, err := query(ctx, db, decode[annotations.Project], `SELECT json FROM projects WHERE id = $1`, id.String())
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("project %v: %w", id, store.ErrNotFound)
	}
	if err != nil {
		return annotations.Project{}, err
	}
	return found[0], nil
}

// LastOf is the place in the order of arrival of what was last done to a document, 0
// for nothing.
func (s *Store) LastOf(ctx context.Context, doc annotations.DocumentID) (place int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT coalesce(max(place), 0) FROM runs WHERE doc = $1`, doc.String()).Scan(&place)
	return place, err
}

// Unless is a Check that refuses a batch with an error when something has been done to
// a document since a place that concerns what the batch replaces.
func Unless(doc annotations.DocumentID, since int64, concerns func(annotations.Change) bool, refusal error) Check {
	return func(ctx context.Context, db Queries) error {
		runs, err := query(ctx, db, readPack, `SELECT pack FROM runs WHERE doc = $1 AND place > $2`, doc.String(), since)
		for _, changes := range runs {
			for _, c := range changes {
				if concerns(c) {
					return errors.Join(err, refusal)
				}
			}
		}
		return err
	}
}

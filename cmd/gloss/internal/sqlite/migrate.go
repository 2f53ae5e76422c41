package sqlite

import (
	"context"
	"errors"
	"fmt"

	"gloss/annotations"
)

// ErrNewer says that a newer server has used the database.
var ErrNewer = errors.New("this database was made by a newer version of Gloss; please update the server")

// migrations are numbered from 1 by their place. Only ever append: what a
// server has done to its database cannot be changed afterwards.
var migrations = []string{
	`CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
	CREATE TABLE arrivals (place INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, ref TEXT NOT NULL) STRICT;
	CREATE TABLE projects (id TEXT NOT NULL UNIQUE, json TEXT NOT NULL) STRICT;
	CREATE TABLE documents (
		id TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES projects (id), place INTEGER NOT NULL,
		heading TEXT NOT NULL, json TEXT NOT NULL
	) STRICT;
	CREATE INDEX documents_by_project ON documents (project, place);
	CREATE TABLE changes (
		doc TEXT NOT NULL REFERENCES documents (id), n INTEGER NOT NULL, replica TEXT NOT NULL,
		place INTEGER NOT NULL UNIQUE, json TEXT NOT NULL, PRIMARY KEY (doc, n, replica)
	) STRICT;`,
	// Changes come in runs. Those that are there keep their rows, and documents
	// that are there keep their text in the JSON: both are read as they are.
	`ALTER TABLE documents ADD COLUMN text BLOB;
	CREATE TABLE runs (
		place INTEGER PRIMARY KEY, doc TEXT NOT NULL REFERENCES documents (id), replica BLOB NOT NULL,
		first INTEGER NOT NULL, last INTEGER NOT NULL, n INTEGER NOT NULL, pack BLOB NOT NULL
	) STRICT;
	CREATE INDEX runs_by_document ON runs (doc, replica, last);`,
}

func (s *Store) migrate(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version int
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version > len(migrations) {
		return ErrNewer
	}
	if version == len(migrations) {
		return nil
	}
	for i, m := range migrations[version:] {
		if _, err := tx.ExecContext(ctx, m); err != nil {
			return fmt.Errorf("migration %d: %w", version+i+1, err)
		}
	}
	if version == 0 {
		epoch := annotations.NewID[Store]().String()
		if _, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ('epoch', ?)`, epoch); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, len(migrations))); err != nil {
		return err
	}
	return tx.Commit()
}

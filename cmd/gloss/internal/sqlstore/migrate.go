package sqlstore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"time"
)

// What can be wrong with the migrations of a database.
var (
	// ErrNewer says that a newer server has used the database.
	ErrNewer = errors.New("this database was made by a newer version of Gloss; please update the server")
	// ErrChanged says that a migration was done which is not the one of this
	// program.
	ErrChanged = errors.New("a migration of this database is not the one that this program knows")
)

// Step is one migration. What a server has done to its database cannot be
// changed afterwards: steps are only ever appended.
type Step struct {
	Name string
	// SQL is written for SQLite, and translated for others.
	SQL string
	// Do, if not nil, is done after the SQL.
	Do func(ctx context.Context, tx *sql.Tx) error
}

func (s Step) checksum() string {
	sum := sha256.Sum256([]byte(s.SQL))
	return hex.EncodeToString(sum[:])
}

// Steps reads the files of a folder: 0001_name.sql, 0002_name.sql, …, without gaps.
func Steps(fsys fs.FS, dir string) ([]Step, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.sql"))
	if err != nil {
		return nil, err
	}
	var all []Step
	for i, name := range names { // sorted
		m := fileName.FindStringSubmatch(path.Base(name))
		if m == nil {
			return nil, fmt.Errorf("migration %s: want 0001_name.sql", name)
		}
		if n, _ := strconv.Atoi(m[1]); n != i+1 {
			return nil, fmt.Errorf("migration %s: want number %d here", name, i+1)
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		all = append(all, Step{Name: m[2], SQL: string(b)})
	}
	return all, nil
}

var fileName = regexp.MustCompile(`^(\d{4})_([a-z0-9_]+)\.sql$`)

// storePart is the part of the tables of the store itself.
const storePart = "store"

// The table of migrations is in what all databases understand.
const migrationsTable = `CREATE TABLE IF NOT EXISTS migrations (
	part TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, at TEXT NOT NULL,
	PRIMARY KEY (part, number)
)`

// Migrate brings the tables of one part of the program up to date, all or
// nothing. Each part has steps of its own, numbered from 1. A copy is made
// before tables with contents change, where the database is a file.
func (s *Store) Migrate(ctx context.Context, part string, steps []Step) error {
	done, err := s.migrate(ctx, part, steps, false)
	if err != nil || done == len(steps) {
		return err
	}
	if done > 0 && s.dialect.Before != nil {
		if err := s.dialect.Before(ctx, s.db); err != nil {
			return fmt.Errorf("keeping a copy before the migration: %w", err)
		}
	}
	_, err = s.migrate(ctx, part, steps, true)
	return err
}

// migrate tells how many steps were done before; it does the others, or only looks.
func (s *Store) migrate(ctx context.Context, part string, steps []Step, do bool) (done int, err error) {
	tx, err := s.beginMigration(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, migrationsTable); err != nil {
		return 0, err
	}
	if done, err = s.stepsDone(ctx, tx, part, steps); err != nil {
		return 0, err
	}
	if !do {
		return done, tx.Commit()
	}
	for i, st := range steps[done:] {
		number := done + i + 1
		q := st.SQL
		if s.dialect.Translate != nil {
			q = s.dialect.Translate(q)
		}
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return done, fmt.Errorf("migration %s %d (%s): %w", part, number, st.Name, err)
		}
		if st.Do != nil {
			if err := st.Do(ctx, tx); err != nil {
				return done, fmt.Errorf("migration %s %d (%s): %w", part, number, st.Name, err)
			}
		}
		if err := noteStep(ctx, tx, part, number, st); err != nil {
			return done, err
		}
	}
	return done, tx.Commit()
}

// beginMigration begins a transaction that waits for those of other processes.
func (s *Store) beginMigration(ctx context.Context) (*sql.Tx, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, q := range s.dialect.Begin[1:] { // the first is the BEGIN
		if _, err := tx.ExecContext(ctx, q); err != nil {
			tx.Rollback()
			return nil, err
		}
	}
	return tx, nil
}

func noteStep(ctx context.Context, tx *sql.Tx, part string, number int, st Step) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO migrations (part, number, name, checksum, at) VALUES ($1, $2, $3, $4, $5)`,
		part, number, st.Name, st.checksum(), time.Now().UTC().Format(time.RFC3339))
	return err
}

// stepsDone is the number of steps that were done, once they are those of the program.
func (s *Store) stepsDone(ctx context.Context, tx *sql.Tx, part string, steps []Step) (int, error) {
	var done int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM migrations WHERE part = $1`, part).Scan(&done); err != nil {
		return 0, err
	}
	if done == 0 && part == storePart && s.dialect.Earlier != nil {
		var err error
		if done, err = s.dialect.Earlier(ctx, tx); err != nil {
			return 0, err
		}
		if done > len(steps) {
			return 0, ErrNewer
		}
		for i, st := range steps[:done] {
			if err := noteStep(ctx, tx, part, i+1, st); err != nil {
				return 0, err
			}
		}
	}
	if done > len(steps) {
		return 0, ErrNewer
	}
	sums, err := query(ctx, tx, func(scan func(...any) error) (sum string, err error) { return sum, scan(&sum) },
		`SELECT checksum FROM migrations WHERE part = $1 ORDER BY number`, part)
	if err != nil {
		return 0, err
	}
	for i, sum := range sums {
		if sum != steps[i].checksum() {
			return 0, fmt.Errorf("%w: %s %d (%s)", ErrChanged, part, i+1, steps[i].Name)
		}
	}
	return done, nil
}

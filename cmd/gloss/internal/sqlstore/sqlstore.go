// Package sqlstore is a store.Store over database/sql. Packages sqlite and
// postgres open one; what differs between the two is a Dialect. Queries are
// written in what both understand, with parameters named $1, $2, ….
package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/store"
)

// Dialect is what a database does in a way of its own.
type Dialect struct {
	Name string
	// Begin begins a transaction that writes. Those of all processes must come
	// one after another: the order of arrival is the order of commits.
	Begin []string
	// Together is how many things, a power of two, a statement of a writer asks for
	// or adds: few where the database is in the process, many where it is far.
	Together int
	// Translate turns a migration written for SQLite into one for this database;
	// nil leaves it as it is.
	Translate func(sql string) string
	// Before, if not nil, is called before migrations change tables with contents.
	Before func(ctx context.Context, db *sql.DB) error
	// Earlier, if not nil, is the number of the store's migrations that were
	// done before the table of migrations was kept.
	Earlier func(ctx context.Context, tx *sql.Tx) (int, error)
	// Announce, if not empty, is done in each transaction that adds something, so
	// that other processes hear of it: with the last place, as text, for $1.
	Announce string
	// Start, if not nil, begins a transaction as Begin does and tells the last place, in
	// one journey. Pipe, if not nil, does statements one after the other in one journey,
	// up to the first that fails.
	Start func(ctx context.Context, conn *sql.Conn) (place int64, err error)
	Pipe  func(ctx context.Context, conn *sql.Conn, all []Statement) error
	// Hold, if not empty, has a transaction hold the key $1 until its end. Without it
	// there is one transaction that writes at a time.
	Hold string
	// Check, if not nil, verifies the file.
	Check func(ctx context.Context, db *sql.DB) error
	// Listen, if not nil, calls heard whenever another process may have added
	// something, until the context ends: with the last place, or 0 when it is to
	// be looked up.
	Listen func(ctx context.Context, db *sql.DB, heard func(place int64))
}

// Store is a database with the tables of a store.Store, and perhaps those of
// others beside them (see Migrate).
type Store struct {
	db      *sql.DB
	dialect Dialect
	epoch   string
	group   group
	news    news
	deaf    func() // ends listening
}

// Open takes a database over, brings its tables up to date by the steps, and
// closes it with the store, or when that fails.
func Open(ctx context.Context, db *sql.DB, d Dialect, steps []Step) (*Store, error) {
	s := &Store{db: db, dialect: d, group: newGroup()}
	err := s.Migrate(ctx, storePart, steps)
	if err == nil {
		s.epoch, err = s.readEpoch(ctx)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	if d.Listen != nil {
		s.listen()
	}
	return s, nil
}

func (s *Store) listen() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	s.deaf = func() { cancel(); <-ended }
	go func() {
		defer close(ended)
		s.dialect.Listen(ctx, s.db, func(place int64) {
			if place == 0 {
				// When this fails, what was missed is told with the next.
				_ = s.db.QueryRowContext(ctx, `SELECT coalesce(max(place), 0) FROM arrivals`).Scan(&place)
			}
			s.news.tell(place)
		})
	}()
}

// readEpoch reads the ID of this life of the store, and gives it one at first.
func (s *Store) readEpoch(ctx context.Context) (epoch string, err error) {
	_, err = s.db.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ('epoch', $1) ON CONFLICT (key) DO NOTHING`,
		annotations.NewID[Store]().String())
	if err != nil {
		return "", err
	}
	return epoch, s.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'epoch'`).Scan(&epoch)
}

// DB is the database, for those who keep tables of their own in it. Their
// queries have parameters $1, $2, …, in each of which all databases agree.
func (s *Store) DB() *sql.DB { return s.db }

// Dialect is the name of the database's kind: sqlite or postgres.
func (s *Store) Dialect() string { return s.dialect.Name }

// Close closes the database once what is being written is written.
func (s *Store) Close() error {
	if s.deaf != nil {
		s.deaf()
	}
	s.group.close()
	return s.db.Close()
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.db.PingContext(ctx) }

// Check verifies that what the database holds is in order. It may read all of it.
func (s *Store) Check(ctx context.Context) error {
	if s.dialect.Check != nil {
		if err := s.dialect.Check(ctx, s.db); err != nil {
			return err
		}
	}
	var lost int64
	err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM arrivals a LEFT JOIN runs r ON r.place = a.place
		WHERE a.kind = 'r' AND r.place IS NULL`).Scan(&lost)
	if err == nil && lost > 0 {
		err = fmt.Errorf("%d runs of changes that arrived are not there", lost)
	}
	return err
}

// Projects implements store.Store.
func (s *Store) Projects(ctx context.Context) ([]annotations.Project, error) {
	return query(ctx, s.db, decode[annotations.Project], `SELECT json FROM projects ORDER BY rowid`)
}

// Document implements store.Store.
func (s *Store) Document(ctx context.Context, id annotations.DocumentID) (annotations.Document, error) {
	d, err := readDocument(s.db.QueryRowContext(ctx, `SELECT json, text FROM documents WHERE id = $1`, id.String()).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("document %v: %w", id, store.ErrNotFound)
	}
	return d, err
}

// Log implements store.Store.
func (s *Store) Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	return LogIn(ctx, s.db, id)
}

// LogIn returns the changes of a document as Store.Log does, as a transaction sees
// them.
func LogIn(ctx context.Context, db Queries, id annotations.DocumentID) ([]annotations.Change, error) {
	packs, err := query(ctx, db, readPack, `SELECT pack FROM runs WHERE doc = $1 ORDER BY replica, last`, id.String())
	return store.Merge(packs...), err
}

// Queries are a database or a transaction.
type Queries interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
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

// readDocument reads the JSON, which lacks the text, and the text.
func readDocument(scan func(...any) error) (annotations.Document, error) {
	var b, text []byte
	if err := scan(&b, &text); err != nil {
		return annotations.Document{}, err
	}
	return joinDocument(b, text)
}

func joinDocument(b, text []byte) (d annotations.Document, err error) {
	err = json.Unmarshal(b, &d)
	d.Text = string(text)
	return d, err
}

func query[T any](ctx context.Context, db Queries, read func(scan func(...any) error) (T, error), q string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, q, args...)
	return Collect(rows, err, read)
}

// Collect reads all rows of a query, unless it has failed, and closes them.
func Collect[T any](rows *sql.Rows, err error, read func(scan func(...any) error) (T, error)) ([]T, error) {
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

// Package sqlite is a store.Store in one SQLite file. What it acknowledges is on
// the disk: the write-ahead log is flushed at every commit.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver

	"gloss/cmd/gloss/internal/sqlstore"
)

// FileName is that of the database in its folder.
const FileName = "gloss.db"

//go:embed migrations
var migrations embed.FS

// steps are the migrations of the tables of the store.
func steps() ([]sqlstore.Step, error) {
	all, err := sqlstore.Steps(migrations, "migrations")
	if err == nil {
		all[2].Do, all[3].Do = fold, sqlstore.FillReviews
	}
	return all, err
}

// Open opens the database in a folder, both made when they are not there.
func Open(ctx context.Context, dir string) (*sqlstore.Store, error) {
	all, err := steps()
	if err != nil {
		return nil, err
	}
	return open(ctx, dir, all)
}

func open(ctx context.Context, dir string, steps []sqlstore.Step) (*sqlstore.Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder: %w", err)
	}
	file, err := filepath.Abs(filepath.Join(dir, FileName))
	if err != nil {
		return nil, err
	}
	if err := ours(file); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn(file))
	if err != nil {
		return nil, err
	}
	s, err := sqlstore.Open(ctx, db, sqlstore.Dialect{
		Name:     "sqlite",
		Begin:    []string{"BEGIN IMMEDIATE"},
		Together: 1,
		Earlier:  earlier,
		Before:   func(ctx context.Context, db *sql.DB) error { return keepCopy(ctx, db, file) },
		Check:    check,
		Listen:   listen,
	}, steps)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// ours makes the file for its owner alone, whoever may look into the folder: it has
// texts and hashes of passwords. SQLite gives what it puts beside it the same mode.
func ours(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// dsn names a file with the settings that make an acknowledgement true.
func dsn(file string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)", "foreign_keys(1)"},
		"_txlock": {"immediate"},
	}.Encode()}).String()
}

// earlier is the number of migrations of a database from before they were kept
// in a table.
func earlier(ctx context.Context, tx *sql.Tx) (version int, err error) {
	return version, tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version)
}

// keepCopy writes a copy of the database beside it: gloss.db.before-DATE.
func keepCopy(ctx context.Context, db *sql.DB, file string) error {
	return Copy(ctx, db, file+".before-"+time.Now().UTC().Format("20060102T150405.000"))
}

// Copy writes a database as it is at this moment into a file that is not there
// yet, while others read and write.
func Copy(ctx context.Context, db *sql.DB, file string) error {
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, file); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Sync(), f.Close())
}

// check has SQLite look at every page of the file.
func check(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, `PRAGMA quick_check(10)`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var wrong []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			wrong = append(wrong, line)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return fmt.Errorf("the database is damaged: %s", strings.Join(wrong, "; "))
	}
	return nil
}

// listen looks once a second whether another connection has written, as that of
// `gloss import` does beside a server: a question that reads a counter in memory.
func listen(ctx context.Context, db *sql.DB, heard func(place int64)) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return // it is closed already
	}
	defer conn.Close()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for last := int64(0); ; {
		var version int64
		if err := conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err == nil && version != last {
			last = version
			heard(0)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Look opens a file of SQLite to read what is in it, whatever that is.
func Look(file string) (*sql.DB, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: "mode=ro"}).String())
}

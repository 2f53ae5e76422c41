// Package backup writes everything that a server keeps into one file, while it
// serves, and makes a server's data from such a file. The file is a SQLite
// database with the tables of the server, whatever database that has: so a
// backup is also the way from one database to the other.
package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
)

// What can be wrong with a restoration.
var (
	ErrNotEmpty = errors.New("there is data already; a backup is restored into an empty place")
	ErrNoBackup = errors.New("this is not a backup of Gloss")
)

// Prepare makes the tables that others keep beside those of the store.
type Prepare func(ctx context.Context, st *sqlstore.Store) error

// Folders of the data folder that a backup has too, beside the database.
var folders = []string{"releases"}

// The tables that a backup has besides those of the server.
const (
	madeTable  = `CREATE TABLE backup_made (at TEXT NOT NULL, dialect TEXT NOT NULL) STRICT`
	filesTable = `CREATE TABLE backup_files (path TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT`
)

// Write writes a backup of a store and of what lies in its folder. The file is
// there whole and verified, or not at all.
func Write(ctx context.Context, st *sqlstore.Store, prepare Prepare, data, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s: %w", file, fs.ErrExist)
	}
	dir, err := os.MkdirTemp(filepath.Dir(file), ".gloss-backup-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	made := filepath.Join(dir, sqlite.FileName)
	if st.Dialect() == "sqlite" {
		err = sqlite.Copy(ctx, st.DB(), made)
	} else {
		err = carryOut(ctx, st, prepare, dir)
	}
	if err != nil {
		return err
	}
	if err := finish(ctx, st.Dialect(), data, dir, made); err != nil {
		return err
	}
	return publish(made, file)
}

// carryOut copies another database's tables into one of SQLite.
func carryOut(ctx context.Context, st *sqlstore.Store, prepare Prepare, dir string) error {
	to, err := sqlite.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer to.Close()
	if err := prepare(ctx, to); err != nil {
		return err
	}
	return copyTables(ctx, st, to)
}

// finish adds the files, and verifies what was written.
func finish(ctx context.Context, dialect, data, dir, made string) error {
	st, err := sqlite.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer st.Close()
	for _, q := range []string{madeTable, filesTable} {
		if _, err := st.DB().ExecContext(ctx, q); err != nil {
			return err
		}
	}
	_, err = st.DB().ExecContext(ctx, `INSERT INTO backup_made VALUES ($1, $2)`, time.Now().UTC().Format(time.RFC3339), dialect)
	if err != nil {
		return err
	}
	if err := keepFiles(ctx, st.DB(), data); err != nil {
		return err
	}
	if err := st.Check(ctx); err != nil {
		return err
	}
	// One file: nothing stays in a log beside it.
	if _, err := st.DB().ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return err
	}
	return st.Close()
}

func keepFiles(ctx context.Context, db *sql.DB, data string) error {
	for _, folder := range folders {
		root := filepath.Join(data, folder)
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(data, path)
			if err != nil {
				return err
			}
			_, err = db.ExecContext(ctx, `INSERT INTO backup_files VALUES ($1, $2)`, filepath.ToSlash(name), b)
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// publish gives a finished file its name, for good.
func publish(made, file string) error {
	f, err := os.OpenFile(made, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(made, file); err != nil { // unlike Rename it replaces nothing
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := os.Rename(made, file); err != nil {
			return err
		}
	}
	return syncDir(filepath.Dir(file))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) {
		return err
	}
	return nil
}

// Restore makes the data of a server from a backup: in a folder, or in a
// PostgreSQL database if there is a URL. The store gets another epoch, so that
// the devices send what they have made since the backup.
func Restore(ctx context.Context, file string, prepare Prepare, data, url string) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	target := filepath.Join(data, sqlite.FileName)
	if _, err := os.Lstat(target); url == "" && err == nil {
		return fmt.Errorf("%s: %w", target, ErrNotEmpty)
	}
	for _, folder := range folders {
		if _, err := os.Lstat(filepath.Join(data, folder)); err == nil {
			return fmt.Errorf("%s: %w", filepath.Join(data, folder), ErrNotEmpty)
		}
	}
	dir, err := os.MkdirTemp(data, ".gloss-restore-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	made := filepath.Join(dir, sqlite.FileName)
	if err := copyFile(file, made); err != nil {
		return err
	}
	if err := isBackup(ctx, made); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	st, err := sqlite.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := prepare(ctx, st); err != nil {
		return err
	}
	if err := st.Check(ctx); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := bringFiles(ctx, st.DB(), dir); err != nil {
		return err
	}
	for _, q := range []string{`DROP TABLE backup_made`, `DROP TABLE backup_files`} {
		if _, err := st.DB().ExecContext(ctx, q); err != nil {
			return err
		}
	}
	if _, err := st.DB().ExecContext(ctx, `UPDATE meta SET value = $1 WHERE key = 'epoch'`, annotations.NewID[sqlstore.Store]().String()); err != nil {
		return err
	}
	if url != "" {
		if err := carryIn(ctx, st, prepare, url); err != nil {
			return err
		}
		return placeFolders(dir, data)
	}
	if _, err := st.DB().ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return err
	}
	if err := st.Close(); err != nil {
		return err
	}
	if err := placeFolders(dir, data); err != nil {
		return err
	}
	return publish(made, target) // last: from now on it is a server's folder
}

func placeFolders(from, to string) error {
	for _, folder := range folders {
		if err := os.Rename(filepath.Join(from, folder), filepath.Join(to, folder)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// carryIn copies the tables into a PostgreSQL database.
func carryIn(ctx context.Context, st *sqlstore.Store, prepare Prepare, url string) error {
	to, err := postgres.Open(ctx, url)
	if err != nil {
		return err
	}
	defer to.Close()
	if err := prepare(ctx, to); err != nil {
		return err
	}
	return copyTables(ctx, st, to)
}

func copyFile(from, to string) error {
	b, err := os.Open(from)
	if err != nil {
		return err
	}
	defer b.Close()
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.ReadFrom(b)
	return errors.Join(err, f.Close())
}

// isBackup looks before anything is made of a file.
func isBackup(ctx context.Context, file string) error {
	db, err := sqlite.Look(file)
	if err != nil {
		return err
	}
	defer db.Close()
	var at string
	if err := db.QueryRowContext(ctx, `SELECT at FROM backup_made`).Scan(&at); err != nil {
		return fmt.Errorf("%w (%v)", ErrNoBackup, err)
	}
	return nil
}

func bringFiles(ctx context.Context, db *sql.DB, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	rows, err := db.QueryContext(ctx, `SELECT path, content FROM backup_files ORDER BY path`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var path string
		var content []byte
		if err := rows.Scan(&path, &content); err != nil {
			return err
		}
		folder, _, _ := strings.Cut(path, "/")
		if !filepath.IsLocal(path) || !slices.Contains(folders, folder) {
			return fmt.Errorf("%w: it has a file %q", ErrNoBackup, path)
		}
		if err := root.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		f, err := root.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		_, err = f.Write(content)
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	return rows.Err()
}

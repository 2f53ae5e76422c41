// Package backup writes everything that a server keeps into one file, while it
// serves, and makes a server's data from such a file. The file is a SQLite
// database with the tables of the server, whatever database that has: so a
// backup is also the way from one database to the other.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// madeTable is what a backup has besides the tables of the server.
const madeTable = `CREATE TABLE backup_made (at TEXT NOT NULL, dialect TEXT NOT NULL) STRICT`

// Write writes a backup of a store. The file is there whole and verified, or not at
// all.
func Write(ctx context.Context, st *sqlstore.Store, prepare Prepare, file string) error {
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
	if err := finish(ctx, st.Dialect(), dir); err != nil {
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

// finish says when it was made, and verifies what was written.
func finish(ctx context.Context, dialect, dir string) error {
	st, err := sqlite.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer st.Close()
	if _, err := st.DB().ExecContext(ctx, madeTable); err != nil {
		return err
	}
	_, err = st.DB().ExecContext(ctx, `INSERT INTO backup_made VALUES ($1, $2)`, time.Now().UTC().Format(time.RFC3339), dialect)
	if err != nil {
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
	if _, err := st.DB().ExecContext(ctx, `DROP TABLE backup_made`); err != nil {
		return err
	}
	if _, err := st.DB().ExecContext(ctx, `UPDATE meta SET value = $1 WHERE key = 'epoch'`, annotations.NewID[sqlstore.Store]().String()); err != nil {
		return err
	}
	if url != "" {
		return carryIn(ctx, st, prepare, url)
	}
	if _, err := st.DB().ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return err
	}
	if err := st.Close(); err != nil {
		return err
	}
	return publish(made, target) // last: from now on it is a server's folder
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

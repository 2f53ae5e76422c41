package auth

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"
)

// migrations are numbered from 1 by their place. Only ever append: what a server
// has done to its database cannot be changed afterwards. Times are milliseconds
// since 1970; a flag is 0 or 1; an ID is text.
var migrations = []string{
	`CREATE TABLE users (
		id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, password TEXT NOT NULL,
		admin INTEGER NOT NULL, disabled INTEGER NOT NULL, made BIGINT NOT NULL
	);
	CREATE TABLE sessions (
		id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users (id),
		made BIGINT NOT NULL, seen BIGINT NOT NULL, expires BIGINT NOT NULL, agent TEXT NOT NULL, address TEXT NOT NULL
	);
	CREATE INDEX sessions_by_user ON sessions (user_id);
	CREATE TABLE tokens (
		id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users (id), name TEXT NOT NULL,
		writes INTEGER NOT NULL, made BIGINT NOT NULL, used BIGINT NOT NULL, expires BIGINT NOT NULL
	);
	CREATE INDEX tokens_by_user ON tokens (user_id);
	CREATE TABLE invites (
		id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, made_by TEXT NOT NULL, made BIGINT NOT NULL, expires BIGINT NOT NULL,
		admin INTEGER NOT NULL, project TEXT NOT NULL, role TEXT NOT NULL, user_name TEXT NOT NULL, uses BIGINT NOT NULL
	);
	CREATE TABLE members (
		project TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users (id), role TEXT NOT NULL, made BIGINT NOT NULL,
		PRIMARY KEY (project, user_id)
	);
	CREATE INDEX members_by_user ON members (user_id);
	CREATE TABLE settings (project TEXT PRIMARY KEY, json TEXT NOT NULL, version BIGINT NOT NULL);
	CREATE TABLE audit (
		id TEXT PRIMARY KEY, at BIGINT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL,
		project TEXT NOT NULL, address TEXT NOT NULL
	)`,
}

// migrate brings the tables up to date, in one transaction. What was done is
// remembered with its checksum, so that a program with other tables under the same
// number is refused instead of guessing.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS auth_migrations (n INTEGER PRIMARY KEY, sum TEXT NOT NULL, at BIGINT NOT NULL)`); err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, `SELECT n, sum FROM auth_migrations ORDER BY n`)
	if err != nil {
		return err
	}
	done := 0
	for rows.Next() {
		var n int
		var sum string
		if err := rows.Scan(&n, &sum); err != nil {
			rows.Close()
			return err
		}
		done++
		if n > len(migrations) {
			rows.Close()
			return fmt.Errorf("the accounts were stored by a newer version of Gloss; please update the server")
		}
		if n != done || sum != checksum(migrations[n-1]) {
			rows.Close()
			return fmt.Errorf("migration %d of the accounts is not the one that this program knows", n)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i, m := range migrations[done:] {
		if _, err := tx.ExecContext(ctx, m); err != nil {
			return fmt.Errorf("migration %d of the accounts: %w", done+i+1, err)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO auth_migrations (n, sum, at) VALUES ($1, $2, $3)`, done+i+1, checksum(m), time.Now().UnixMilli()); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func checksum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// Times in the tables.

func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, err error, read func(scan func(...any) error) (T, error)) ([]T, error) {
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

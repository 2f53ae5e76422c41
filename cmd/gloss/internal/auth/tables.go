package auth

import (
	"database/sql"
	"embed"
	"time"

	"gloss/cmd/gloss/internal/sqlstore"
)

//go:embed migrations
var migrations embed.FS

// part is the name of our tables among those of the server.
const part = "accounts"

func steps() ([]sqlstore.Step, error) {
	all, err := sqlstore.Steps(migrations, "migrations")
	if err == nil {
		all[3].Do = bindReplicas
	}
	return all, err
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

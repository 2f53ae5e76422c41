package auth

import (
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

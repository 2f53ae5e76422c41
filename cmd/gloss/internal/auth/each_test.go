//go:build unix

package auth

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
)

var ctx = context.Background()

// databases are those that the accounts are tested on.
var databases = map[string]func(t *testing.T) (*sqlstore.Store, error){
	"SQLite":     func(t *testing.T) (*sqlstore.Store, error) { return sqlite.Open(ctx, t.TempDir()) },
	"PostgreSQL": func(t *testing.T) (*sqlstore.Store, error) { return postgres.Open(ctx, postgrestest.Open(t)) },
}

// clock is a time that a test sets.
type clock struct {
	sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.Lock()
	defer c.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.at = c.at.Add(d)
}

// onEach runs a test on each database. Passwords are hashed cheaply.
func onEach(t *testing.T, f func(t *testing.T, a *Accounts, c *clock)) {
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			st := must(open(t))(t)
			t.Cleanup(func() { st.Close() })
			a := must(Open(ctx, st))(t)
			a.words.cost = cost{64, 1, 1}
			c := &clock{at: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
			a.now = c.now
			f(t, a, c)
		})
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

const password = "correct horse battery"

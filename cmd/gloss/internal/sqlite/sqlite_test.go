package sqlite

import (
	"context"
	"errors"
	"testing"

	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
)

var ctx = context.Background()

func open(t *testing.T, dir string) *Store {
	s, err := Open(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, t.TempDir()) })
}

func TestReopen(t *testing.T) {
	dir, w := t.TempDir(), storetest.NewWorld(2)
	s := open(t, dir)
	if err := s.Add(ctx, w.All()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	again := open(t, dir)
	if again.epoch != s.epoch {
		t.Error("the epoch changed")
	}
	page, err := again.Since(ctx, 0, 100)
	if err != nil || page.Len() != w.All().Len() {
		t.Errorf("%d things after reopening, %v", page.Len(), err)
	}
}

func TestNewer(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.db.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := Open(ctx, dir); !errors.Is(err, ErrNewer) {
		t.Errorf("a database of a newer server: %v", err)
	}
}

func TestSettings(t *testing.T) {
	s := open(t, t.TempDir())
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := s.db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
		}
	}
}

package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/sqlstore"
)

var ctx = context.Background()

func openAt(t *testing.T, dir string) *sqlstore.Store {
	s, err := Open(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return openAt(t, t.TempDir()) })
}

func TestReopen(t *testing.T) {
	dir, w := t.TempDir(), storetest.NewWorld(2)
	s := openAt(t, dir)
	if err := s.Add(ctx, w.All()); err != nil {
		t.Fatal(err)
	}
	before, err := s.Since(ctx, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	again := openAt(t, dir)
	page, err := again.Since(ctx, 0, 100)
	if page.Epoch != before.Epoch {
		t.Error("the epoch changed")
	}
	if err != nil || page.Len() != w.All().Len() {
		t.Errorf("%d things after reopening, %v", page.Len(), err)
	}
}

func TestNewer(t *testing.T) {
	dir := t.TempDir()
	s := openAt(t, dir)
	if _, err := s.DB().Exec(`INSERT INTO migrations VALUES ('store', 99, 'later', '', '')`); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := Open(ctx, dir); !errors.Is(err, sqlstore.ErrNewer) {
		t.Errorf("a database of a newer server: %v", err)
	}
}

func TestSettings(t *testing.T) {
	s := openAt(t, t.TempDir())
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := s.DB().QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
		}
	}
}

// TestOtherProcess: a server hears of what another process writes into its file.
func TestOtherProcess(t *testing.T) {
	dir, w := t.TempDir(), storetest.NewWorld(1)
	a, b := openAt(t, dir), openAt(t, dir)
	if err := b.Add(ctx, w.All()); err != nil {
		t.Fatal(err)
	}
	page, err := b.Since(ctx, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	patience := time.After(time.Minute)
	for {
		place, next := a.Changed()
		if place == page.Next {
			return
		}
		select {
		case <-next:
		case <-patience:
			t.Fatalf("it has heard of place %d", place)
		}
	}
}

// TestOwn: who may look into the folder reads no texts and no hashes of passwords.
func TestOwn(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
	}
}

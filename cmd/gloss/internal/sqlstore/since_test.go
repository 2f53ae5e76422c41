package sqlstore_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"gloss/annotations/replica"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/sqlite"
)

// server is a store as a device sees it.
type server struct{ store.Store }

func (s server) Push(ctx context.Context, b store.Batch) error { return s.Add(ctx, b) }
func (s server) Pull(ctx context.Context, after int64, limit int) (store.Page, error) {
	return s.Since(ctx, after, limit)
}

// TestPutBack copies an old file over the database: a device that has heard more
// than is there sends everything again.
func TestPutBack(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	device, w := store.NewMem(), storetest.NewWorld(5)
	sync := func(b store.Batch) {
		t.Helper()
		st, err := sqlite.Open(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		if err := device.Add(ctx, b); err != nil {
			t.Fatal(err)
		}
		if _, err := replica.Sync(ctx, device, server{st}); err != nil {
			t.Fatal(err)
		}
		page, err := st.Since(ctx, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		mine, err := device.Since(ctx, 0, 1000)
		if err != nil || page.Len() != mine.Len() {
			t.Errorf("the server has %d things, the device %d, %v", page.Len(), mine.Len(), err)
		}
		if n, err := device.Waiting(ctx); n != 0 || err != nil {
			t.Errorf("%d changes wait, %v", n, err)
		}
	}
	sync(store.Batch{Projects: w.All().Projects, Documents: w.Documents})
	file := filepath.Join(dir, sqlite.FileName)
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sync(store.Batch{Changes: w.Changes[:6]})
	if err := os.WriteFile(file, old, 0o600); err != nil {
		t.Fatal(err)
	}
	sync(store.Batch{})
	sync(store.Batch{Changes: w.Changes[6:]})
}

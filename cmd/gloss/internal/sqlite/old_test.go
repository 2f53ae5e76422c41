package sqlite

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
)

// openOld makes a database of the first version with a world in it, as the
// server of that time did, and opens it.
func openOld(t *testing.T, w storetest.World) *Store {
	dir := t.TempDir()
	all := migrations
	migrations = all[:1]
	s, err := Open(ctx, dir)
	migrations = all
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	exec := func(query string, args ...any) int64 {
		r, err := s.db.Exec(query, args...)
		if err != nil {
			t.Fatal(err)
		}
		id, _ := r.LastInsertId()
		return id
	}
	arrive := func(kind string, ref fmt.Stringer) int64 {
		return exec(`INSERT INTO arrivals (kind, ref) VALUES (?, ?)`, kind, ref.String())
	}
	exec(`INSERT INTO projects (id, json) VALUES (?, ?)`, w.Project.ID.String(), text(w.Project))
	arrive("p", w.Project.ID)
	for _, d := range w.Documents {
		exec(`INSERT INTO documents (id, project, place, heading, json) VALUES (?, ?, ?, ?, ?)`,
			d.ID.String(), d.Project.String(), arrive("d", d.ID), text(store.HeadingOf(d)), text(d))
	}
	for _, c := range w.Changes {
		exec(`INSERT INTO changes (doc, n, replica, place, json) VALUES (?, ?, ?, ?, ?)`,
			c.Doc.String(), int64(c.Stamp.N), c.Stamp.Replica.String(), arrive("c", c.Doc), text(c))
	}
	return open(t, dir)
}

// A database of the first version keeps everything in its place, and goes on.
func TestOld(t *testing.T) {
	w := storetest.NewWorld(3)
	s := openOld(t, w)
	same := func(err error, want, got any) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	}
	page, err := s.Since(ctx, 0, 100)
	same(err, w.All(), page.Batch)
	same(nil, int64(w.All().Len()), page.Next)
	other := w.Changes[1]
	other.Op = w.Changes[0].Op
	var conflict *annotations.ConflictError
	if err := s.Add(ctx, store.Batch{Changes: []annotations.Change{other}}); !errors.As(err, &conflict) {
		t.Errorf("another change under a known stamp: %v", err)
	}
	late := w.Changes[0]
	late.Stamp.N, late.Step.N = 9, 9
	all := w.All()
	all.Changes = append(all.Changes, late)
	if err := s.Add(ctx, all); err != nil {
		t.Fatal(err)
	}
	news, err := s.Since(ctx, page.Next, 100)
	same(err, store.Batch{Changes: []annotations.Change{late}}, news.Batch)
	log, err := s.Log(ctx, w.Documents[0].ID)
	same(err, append(w.Changes[:2:2], late), log)
	read, err := s.Read(ctx, w.Project.ID, 0, 100)
	same(err, 3, len(read))
	same(nil, log, read[0].Changes)
	same(nil, w.Documents[2], read[2].Document)
	d, err := s.Document(ctx, w.Documents[1].ID)
	same(err, w.Documents[1], d)
	found, err := s.Search(ctx, w.Project.ID, "1: E\u0301", 0, 10)
	same(err, 1, len(found.Headings))
}

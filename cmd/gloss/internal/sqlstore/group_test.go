//go:build unix

package sqlstore_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
)

var ctx = context.Background()

// onEach runs a test on each database.
func onEach(t *testing.T, test func(t *testing.T, s *sqlstore.Store)) {
	run := func(name string, open func(t *testing.T) (*sqlstore.Store, error)) {
		t.Run(name, func(t *testing.T) {
			s, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			test(t, s)
		})
	}
	run("SQLite", func(t *testing.T) (*sqlstore.Store, error) { return sqlite.Open(ctx, t.TempDir()) })
	run("PostgreSQL", func(t *testing.T) (*sqlstore.Store, error) { return postgres.Open(ctx, postgrestest.Open(t)) })
}

// TestGroup: of those who share a transaction, each is told what became of its
// own batch, and one who is refused takes nobody along.
func TestGroup(t *testing.T) { onEach(t, testGroup) }

func testGroup(t *testing.T, s *sqlstore.Store) {
	w := storetest.NewWorld(100)
	if err := s.Add(ctx, store.Batch{Projects: w.All().Projects, Documents: w.Documents}); err != nil {
		t.Fatal(err)
	}
	// Every tenth change is sent by two, in two ways.
	var all sync.WaitGroup
	var mu sync.Mutex
	taken := map[annotations.Stamp]map[annotations.DocumentID][]annotations.Op{}
	for i, c := range w.Changes {
		versions := []annotations.Change{c}
		if i%10 == 0 {
			other := c
			other.Op = annotations.Drop{ID: annotations.NewID[annotations.Annotation]()}
			versions = append(versions, other)
		}
		for _, c := range versions {
			all.Go(func() {
				err := s.Add(ctx, store.Batch{Changes: []annotations.Change{c}})
				var conflict *annotations.ConflictError
				if err != nil && !errors.As(err, &conflict) {
					t.Error(err)
				}
				if err != nil {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				if taken[c.Stamp] == nil {
					taken[c.Stamp] = map[annotations.DocumentID][]annotations.Op{}
				}
				taken[c.Stamp][c.Doc] = append(taken[c.Stamp][c.Doc], c.Op)
			})
		}
	}
	all.Wait()
	for i, c := range w.Changes {
		ops := taken[c.Stamp][c.Doc]
		if len(ops) != 1 {
			t.Fatalf("change %d was acknowledged in %d ways", i, len(ops))
		}
		log, err := s.Log(ctx, c.Doc)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, got := range log {
			want := c
			want.Op = ops[0]
			found = found || got.Same(want)
		}
		if !found {
			t.Errorf("change %d was acknowledged and is not there", i)
		}
	}
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
}

// TestLeave: one who does not wait any more takes its batch back, or has it stored.
func TestLeave(t *testing.T) { onEach(t, testLeave) }

func testLeave(t *testing.T, s *sqlstore.Store) {
	w := storetest.NewWorld(50)
	if err := s.Add(ctx, store.Batch{Projects: w.All().Projects, Documents: w.Documents}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for _, c := range w.Changes {
		ctx, leave := context.WithCancel(ctx)
		all.Go(func() {
			err := s.Add(ctx, store.Batch{Changes: []annotations.Change{c}})
			log, err2 := s.Log(context.Background(), c.Doc)
			if err2 != nil {
				t.Error(err2)
			}
			there := false
			for _, got := range log {
				there = there || got.Same(c)
			}
			if there != (err == nil) {
				t.Errorf("stored: %v, told %v", there, err)
			}
		})
		all.Go(leave)
	}
	all.Wait()
	w2 := storetest.NewWorld(1) // it goes on
	if err := s.Add(ctx, w2.All()); err != nil {
		t.Error(err)
	}
}

// TestRefusedDocument: a document that came with a batch that was refused is not
// taken for one that is there.
func TestRefusedDocument(t *testing.T) { onEach(t, testRefusedDocument) }

func testRefusedDocument(t *testing.T, s *sqlstore.Store) {
	w := storetest.NewWorld(40)
	if err := s.Add(ctx, store.Batch{Projects: w.All().Projects, Documents: w.Documents[1:]}); err != nil {
		t.Fatal(err)
	}
	doc := w.Documents[0]
	known, of := w.Changes[0], w.Changes[0]
	known.Doc, of.Doc = w.Documents[1].ID, doc.ID
	if err := s.Add(ctx, store.Batch{Changes: []annotations.Change{known}}); err != nil {
		t.Fatal(err)
	}
	other := known
	other.Op = annotations.Drop{ID: annotations.NewID[annotations.Annotation]()}
	for range 20 { // some of them share a transaction with others
		var all sync.WaitGroup
		all.Go(func() {
			var conflict *annotations.ConflictError
			if err := s.Add(ctx, store.Batch{Documents: []annotations.Document{doc}, Changes: []annotations.Change{other}}); !errors.As(err, &conflict) {
				t.Errorf("a conflict: %v", err)
			}
		})
		for range 4 {
			all.Go(func() {
				more := known
				more.Stamp = annotations.Stamp{N: 1, Replica: annotations.NewID[annotations.Replica]()}
				more.Step = more.Stamp
				if err := s.Add(ctx, store.Batch{Changes: []annotations.Change{more}}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if err := s.Add(ctx, store.Batch{Changes: []annotations.Change{of}}); !errors.Is(err, store.ErrUnknownDocument) {
			t.Fatalf("a change of a document that was refused: %v", err)
		}
	}
	if err := s.Add(ctx, store.Batch{Documents: []annotations.Document{doc}, Changes: []annotations.Change{of}}); err != nil {
		t.Error(err)
	}
}

// TestAddWith: what is to be done with a batch is done, or neither is.
func TestAddWith(t *testing.T) { onEach(t, testAddWith) }

func testAddWith(t *testing.T, s *sqlstore.Store) {
	if err := s.Migrate(ctx, "notes", []sqlstore.Step{{Name: "notes", SQL: `CREATE TABLE notes (n INTEGER PRIMARY KEY) STRICT`}}); err != nil {
		t.Fatal(err)
	}
	w := storetest.NewWorld(1)
	note := sqlstore.Statement{Query: `INSERT INTO notes (n) VALUES ($1)`, Args: []any{7}}
	if err := s.AddWith(ctx, store.Batch{Documents: w.Documents}, note); !errors.Is(err, store.ErrUnknownProject) {
		t.Errorf("a batch that is refused: %v", err)
	}
	if err := s.AddWith(ctx, w.All(), note, note); err == nil {
		t.Error("a statement that fails takes nothing along")
	}
	if n, err := s.Count(ctx, w.Project.ID); n != 0 || err != nil {
		t.Errorf("%d documents, %v", n, err)
	}
	if err := s.AddWith(ctx, w.All(), note); err != nil {
		t.Error(err)
	}
	var n int
	if err := s.DB().QueryRow(`SELECT count(*) FROM notes`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d notes, %v", n, err)
	}
}

// TestAddIf: of many who replace the same, each with a change after the one that all
// have read, one does; others who share its transaction take no notice.
func TestAddIf(t *testing.T) { onEach(t, testAddIf) }

func testAddIf(t *testing.T, s *sqlstore.Store) {
	w := storetest.NewWorld(2)
	if err := s.Add(ctx, store.Batch{Projects: w.All().Projects, Documents: w.Documents}); err != nil {
		t.Fatal(err)
	}
	doc := w.Documents[0].ID
	changed := errors.New("it was changed")
	for range 5 {
		last, err := s.LastOf(ctx, doc)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		won := make(chan bool, 30)
		for i := range 30 {
			c := w.Changes[0]
			c.Stamp = annotations.Stamp{N: uint64(last) + 1, Replica: annotations.NewID[annotations.Replica]()}
			c.Step = c.Stamp
			other := c
			other.Doc = w.Documents[1].ID
			check := sqlstore.Unless(doc, last, func(got annotations.Change) bool { return got.Op.Of() == c.Op.Of() }, changed)
			all.Go(func() {
				switch err := s.AddIf(ctx, store.Batch{Changes: []annotations.Change{c}}, check); {
				case err == nil:
					won <- true
				case !errors.Is(err, changed):
					t.Error(err)
				}
			})
			if i%3 == 0 {
				all.Go(func() {
					if err := s.Add(ctx, store.Batch{Changes: []annotations.Change{other}}); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		if len(won) != 1 {
			t.Errorf("%d replaced the same", len(won))
		}
	}
}

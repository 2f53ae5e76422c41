package sqlstore_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/cmd/gloss/internal/sqlite"
)

// TestGroup: of those who share a transaction, each is told what became of its
// own batch, and one who is refused takes nobody along.
func TestGroup(t *testing.T) {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
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
func TestLeave(t *testing.T) {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
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

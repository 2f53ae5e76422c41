package everywhere_test

import (
	"context"
	"testing"

	"gloss/annotations"
	"gloss/annotations/everywhere"
	"gloss/annotations/store"
)

// TestShelve: a gesture puts a document on a shelf, another takes that back and a
// third does it again; what somebody else has said since stays.
func TestShelve(t *testing.T) {
	ctx := context.Background()
	s, docs := with(t, "a text")
	d := docs[0].ID
	log := &annotations.Log{}
	gesture := func(by annotations.Author) everywhere.Gesture {
		return everywhere.Gesture{By: by, Replica: annotations.NewID[annotations.Replica](), At: noon}
	}
	apply := func(what string, changes []annotations.Change, n int, want annotations.Shelf) {
		t.Helper()
		if len(changes) != n {
			t.Fatalf("%s: %d changes, want %d", what, len(changes), n)
		}
		if err := s.Add(ctx, store.Batch{Changes: changes}); err != nil {
			t.Fatal(err)
		}
		if _, err := log.AddAll(changes); err != nil {
			t.Fatal(err)
		}
		if got := log.Replay().Shelf(); got != want {
			t.Fatalf("%s: it is on %q, want %q", what, got, want)
		}
	}
	g := gesture("ada")
	apply("archived", g.Shelve(log, d, annotations.ShelfArchived), 1, annotations.ShelfArchived)
	apply("once more", gesture("bob").Shelve(log, d, annotations.ShelfArchived), 0, annotations.ShelfArchived)
	apply("taken back", gesture("ada").Reverse(log, d, g.Replica), 1, annotations.ShelfList)
	apply("done again", gesture("ada").Reverse(log, d, g.Replica), 1, annotations.ShelfArchived)
	apply("deleted by another", gesture("bob").Shelve(log, d, annotations.ShelfDeleted), 1, annotations.ShelfDeleted)
	apply("taken back under it", gesture("ada").Reverse(log, d, g.Replica), 1, annotations.ShelfDeleted)
	apply("brought back", gesture("ada").Shelve(log, d, annotations.ShelfList), 1, annotations.ShelfList)
}

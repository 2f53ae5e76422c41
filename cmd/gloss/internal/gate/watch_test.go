package gate

import (
	"errors"
	"log/slog"
	"testing"

	"gloss/cmd/gloss/internal/auth"
)

// TestManyStreams: one person does not take all connections, and keeps nobody else
// from theirs.
func TestManyStreams(t *testing.T) {
	g := New(nil, slog.New(slog.DiscardHandler))
	g.watch.runs = true // nobody looks
	ada, bob := auth.Identity{User: auth.User{ID: "ada"}}, auth.Identity{User: auth.User{ID: "bob"}}
	var first func()
	for i := range mostWatched {
		_, leave, err := g.Watch(ada)
		if err != nil {
			t.Fatalf("stream %d: %v", i, err)
		}
		if first == nil {
			first = leave
		}
	}
	if _, _, err := g.Watch(ada); !errors.Is(err, ErrManyStreams) {
		t.Errorf("one more: %v", err)
	}
	if _, _, err := g.Watch(bob); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	first()
	if _, _, err := g.Watch(ada); err != nil {
		t.Errorf("after one has ended: %v", err)
	}
}

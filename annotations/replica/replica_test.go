package replica_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/replica"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
)

var errLost = errors.New("the line is bad")

// line is a Remote over a bad line: what `lose` draws is lost on the way there
// or, with the deed done, on the way back.
type line struct {
	server store.Store
	lose   func() (there, back bool)
}

func (l line) Push(ctx context.Context, b store.Batch) error {
	_, err := call(l, func() (struct{}, error) { return struct{}{}, l.server.Add(ctx, b) })
	return err
}

func (l line) Pull(ctx context.Context, after int64, limit int) (store.Page, error) {
	return call(l, func() (store.Page, error) { return l.server.Since(ctx, after, min(limit, 3)) })
}

func call[T any](l line, do func() (T, error)) (T, error) {
	var none T
	there, back := l.lose()
	if there {
		return none, errLost
	}
	got, err := do()
	if back {
		return none, errLost
	}
	return got, err
}

// TestConverge lets devices label and sync at random over bad lines, with a
// server that is replaced by an empty one now and then. When all have synced
// over a good line, everybody must hold every change.
func TestConverge(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		server := store.NewMem()
		devices := []store.Local{store.NewMem(), store.NewMem(), store.NewMem()}
		w := storetest.NewWorld(3)
		if err := devices[0].Add(ctx, store.Batch{Projects: []annotations.Project{w.Project}, Documents: w.Documents}); err != nil {
			t.Fatal(err)
		}
		sync := func(d store.Local, lose func() (bool, bool)) error {
			_, err := replica.Sync(ctx, d, line{server, lose})
			return err
		}
		good := func() (bool, bool) { return false, false }
		bad := func() (bool, bool) { return rapid.Bool().Draw(t, "there"), rapid.Bool().Draw(t, "back") }
		for _, d := range devices {
			if err := sync(d, good); err != nil {
				t.Fatal(err)
			}
		}
		made := 0
		for range rapid.IntRange(1, 30).Draw(t, "events") {
			d := rapid.SampledFrom(devices).Draw(t, "device")
			switch rapid.IntRange(0, 5).Draw(t, "event") {
			case 0, 1, 2:
				if made == len(w.Changes) {
					continue
				}
				if err := d.Add(ctx, store.Batch{Changes: w.Changes[made : made+1]}); err != nil {
					t.Fatal(err)
				}
				made++
			case 3, 4:
				if err := sync(d, bad); err != nil && !errors.Is(err, errLost) {
					t.Fatal(err)
				}
			case 5:
				server = store.NewMem()
			}
		}
		for range 2 { // the second time brings what the later ones sent
			for _, d := range devices {
				if err := sync(d, good); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i, doc := range w.Documents {
			want, err := server.Log(ctx, doc.ID)
			if err != nil {
				t.Fatal(err)
			}
			if n := min(2, max(0, made-2*i)); len(want) != n {
				t.Fatalf("the server has %d changes of document %d, want %d", len(want), i, n)
			}
			for _, d := range devices {
				got, err := d.Log(ctx, doc.ID)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("a device differs from the server:\n%s", diff)
				}
			}
		}
		for _, d := range devices {
			if n, err := d.Waiting(ctx); n != 0 || err != nil {
				t.Fatalf("%d changes wait, %v", n, err)
			}
		}
	})
}

func TestResult(t *testing.T) {
	ctx := context.Background()
	server, a, b := store.NewMem(), store.NewMem(), store.NewMem()
	w := storetest.NewWorld(1)
	if err := a.Add(ctx, w.All()); err != nil {
		t.Fatal(err)
	}
	good := line{server, func() (bool, bool) { return false, false }}
	if r, err := replica.Sync(ctx, a, good); err != nil || r.Pushed != 4 {
		t.Errorf("the sender: %+v, %v", r, err)
	}
	r, err := replica.Sync(ctx, b, good)
	if err != nil || r.Pulled != 4 || !r.Listing || len(r.Documents) != 1 || r.Documents[0] != w.Documents[0].ID {
		t.Errorf("the receiver: %+v, %v", r, err)
	}
}

// TestProgress: a long exchange tells how far it is after each page, and pages
// are as long as they may be, not as long as they can.
func TestProgress(t *testing.T) {
	ctx := context.Background()
	server, a, b := store.NewMem(), store.NewMem(), store.NewMem()
	w := storetest.NewWorld(3000)
	if err := a.Add(ctx, w.All()); err != nil {
		t.Fatal(err)
	}
	for _, d := range []store.Local{a, b} {
		var told []replica.Result
		s := replica.Syncer{
			Local: d, Remote: line{server, func() (bool, bool) { return false, false }},
			Progress: func(r replica.Result) { told = append(told, r) },
		}
		r, err := s.Sync(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range told[1:] {
			if step := got.Pulled + got.Pushed - told[i].Pulled - told[i].Pushed; step < 0 || step > replica.BatchSize {
				t.Errorf("step %d is of %d things", i, step)
			}
		}
		last := told[len(told)-1]
		if last.Pulled != r.Pulled || last.Pushed != r.Pushed || r.Pulled+r.Pushed < w.All().Len() {
			t.Errorf("told %d and %d at last, %d and %d in the end", last.Pulled, last.Pushed, r.Pulled, r.Pushed)
		}
	}
	for _, d := range w.Documents[2990:] {
		log, err := b.Log(ctx, d.ID)
		if err != nil || len(log) != 2 {
			t.Fatalf("%d changes, %v", len(log), err)
		}
	}
}

// TestReceived: what is told on the way is all that came.
func TestReceived(t *testing.T) {
	ctx := context.Background()
	w := storetest.NewWorld(3)
	server := store.NewMem()
	if err := server.Add(ctx, store.Batch{Projects: []annotations.Project{w.Project}, Documents: w.Documents}); err != nil {
		t.Fatal(err)
	}
	var told store.Batch
	local := store.NewMem()
	s := replica.Syncer{Local: local, Remote: line{server, func() (bool, bool) { return false, false }}, Received: func(b store.Batch) {
		for _, d := range b.Documents { // it is in the store by then
			if _, err := local.Document(ctx, d.ID); err != nil {
				t.Error(err)
			}
		}
		told.Projects = append(told.Projects, b.Projects...)
		told.Documents = append(told.Documents, b.Documents...)
	}}
	if _, err := s.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w.Documents, told.Documents); diff != "" || len(told.Projects) != 1 {
		t.Errorf("told %d projects and other documents:\n%s", len(told.Projects), diff)
	}
}

//go:build js

package idb

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/app/internal/browser"
)

// gestures are n changes to a document, by two replicas in turn.
func gestures(d annotations.Document, n int) []annotations.Change {
	replicas := []annotations.ReplicaID{annotations.NewID[annotations.Replica](), annotations.NewID[annotations.Replica]()}
	var all []annotations.Change
	for i := range n {
		s := annotations.Stamp{N: uint64(i + 1), Replica: replicas[i/5%2]}
		all = append(all, annotations.Change{
			Stamp: s, Step: s, Doc: d.ID, By: "ada", At: d.Added.Add(time.Duration(i) * time.Second),
			Op: annotations.Drop{ID: annotations.NewID[annotations.Annotation]()},
		})
	}
	return all
}

// items is how many records hold the changes of a document.
func items(t *testing.T, s *Store, id annotations.DocumentID) (n int) {
	t.Helper()
	ask, into := s.logOps(id)
	found := make([][]item, len(ask))
	for i := range found {
		into[i] = &found[i]
	}
	if _, err := s.c.run(ctx, "readonly", [][]op{ask}, into...); err != nil {
		t.Fatal(err)
	}
	return len(slices.Concat(found...))
}

func waiting(t *testing.T, s *Store, want int) {
	t.Helper()
	if n, err := s.Waiting(ctx); n != want || err != nil {
		t.Fatalf("%d changes wait, want %d, %v", n, want, err)
	}
}

// Many gestures become few runs, of which none mixes what waits for the server
// with what does not; a page that was on its way meanwhile is acknowledged as
// ever.
func TestFold(t *testing.T) {
	s, w := open(t), storetest.NewWorld(1)
	doc := w.Documents[0]
	w.Changes = gestures(doc, 100)
	add(t, s, store.Batch{Projects: []annotations.Project{w.Project}, Documents: w.Documents})
	for i := range w.Changes {
		add(t, s, store.Batch{Changes: w.Changes[i : i+1]})
	}
	same(t, 100, items(t, s, doc.ID))
	sent, receipt, err := s.Pending(ctx, 42)
	if err != nil || len(sent.Changes) != 40 {
		t.Fatalf("%d changes, %v", len(sent.Changes), err)
	}
	if err := s.Acknowledge(ctx, receipt); err != nil {
		t.Fatal(err)
	}
	waiting(t, s, 60)
	sent, receipt, err = s.Pending(ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.foldLog(ctx, doc.ID); err != nil {
			t.Fatal(err)
		}
		same(t, 4, items(t, s, doc.ID))
		waiting(t, s, 60)
		log, err := s.Log(ctx, doc.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, w.Changes, log)
	}
	// What is not as it was seen is left alone.
	ask, _ := s.logOps(doc.ID)
	var runs []item
	bytes, err := s.c.run(ctx, "readonly", [][]op{ask}, &runs)
	if err != nil {
		t.Fatal(err)
	}
	var changed *browser.Error
	for _, waits := range []bool{true, false} { // of each replica a run waits and one does not
		if err := s.foldRuns(ctx, runs[:2], bytes, waits); !errors.As(err, &changed) || changed.Name != "Changed" {
			t.Fatalf("runs that wait and runs that do not are folded into one: %v", err)
		}
	}
	if err := s.Acknowledge(ctx, receipt); err != nil {
		t.Fatal(err)
	}
	server := store.NewMem()
	if err := server.Add(ctx, store.Batch{Projects: []annotations.Project{w.Project}, Documents: w.Documents, Changes: w.Changes[:40]}); err != nil {
		t.Fatal(err)
	}
	rest, receipt, err := s.Pending(ctx, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(server.Add(ctx, rest), server.Add(ctx, sent), s.Acknowledge(ctx, receipt)); err != nil {
		t.Fatal(err)
	}
	waiting(t, s, 0)
	got, err := server.Log(ctx, doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, w.Changes, got)
}

// A long run is cut, and one that has become long is left alone.
func TestFoldLong(t *testing.T) {
	s, w := open(t), storetest.NewWorld(1)
	doc := w.Documents[0]
	w.Changes = gestures(doc, 2000)
	add(t, s, w.All())
	same(t, 4, items(t, s, doc.ID))
	if err := s.foldLog(ctx, doc.ID); err != nil {
		t.Fatal(err)
	}
	same(t, 4, items(t, s, doc.ID))
	log, err := s.Log(ctx, doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, w.Changes, log)
}

// Two tabs that fold the same log, and one that labels meanwhile, lose nothing.
func TestFoldAtOnce(t *testing.T) {
	name, w := newName(), storetest.NewWorld(1)
	a, b := openNamed(t, name), openNamed(t, name)
	doc := w.Documents[0]
	w.Changes = gestures(doc, 120)
	add(t, a, store.Batch{Projects: []annotations.Project{w.Project}, Documents: w.Documents})
	for i := range 100 {
		add(t, a, store.Batch{Changes: w.Changes[i : i+1]})
	}
	done := make(chan error, 3)
	for _, s := range []*Store{a, b} {
		go func() { done <- s.foldLog(ctx, doc.ID) }()
	}
	go func() {
		var err error
		for i := 100; i < 120; i++ {
			err = errors.Join(err, b.Add(ctx, store.Batch{Changes: w.Changes[i : i+1]}))
		}
		done <- err
	}()
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := items(t, a, doc.ID); n > 2+20 {
		t.Errorf("%d records", n)
	}
	waiting(t, a, 120)
	log, err := a.Log(ctx, doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, w.Changes, log)
}

// Opening a document that has many short runs has them folded, in a while.
func TestFoldLater(t *testing.T) {
	s, w := open(t), storetest.NewWorld(1)
	s.foldAfter = 0
	doc := w.Documents[0]
	add(t, s, store.Batch{Projects: []annotations.Project{w.Project}, Documents: w.Documents})
	for _, c := range gestures(doc, foldAt) {
		add(t, s, store.Batch{Changes: []annotations.Change{c}})
	}
	for range 3 {
		if _, err := s.Log(ctx, doc.ID); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(time.Minute); items(t, s, doc.ID) > 2; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nothing was folded")
		}
	}
}

// TestRuns lets batches, receipts, foldings and new servers meet at random, and
// compares with the store in memory: whatever happens, the log is the same, and
// the server has everything once nothing waits any more.
func TestRuns(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		name := newName()
		s, err := Open(ctx, name, func() {})
		if err != nil {
			rt.Fatal(err)
		}
		defer func() {
			s.Close()
			request(t, `deleteDatabase(name)`, name)
		}()
		must := func(errs ...error) {
			if err := errors.Join(errs...); err != nil {
				rt.Fatal(err)
			}
		}
		twin, server := store.NewMem(), store.NewMem()
		w := storetest.NewWorld(2)
		w.Changes = append(gestures(w.Documents[0], 20), gestures(w.Documents[1], 20)...)
		base := store.Batch{Projects: []annotations.Project{w.Project}, Documents: w.Documents}
		must(s.Add(ctx, base), twin.Add(ctx, base))
		var sent store.Batch
		var receipt store.Receipt
		send := func(limit int) {
			sent, receipt, err = s.Pending(ctx, limit)
			must(err, server.Add(ctx, sent))
		}
		for range rapid.IntRange(1, 12).Draw(rt, "events") {
			switch rapid.IntRange(0, 7).Draw(rt, "event") {
			case 0, 1, 2:
				b := store.Batch{Changes: rapid.SliceOfN(rapid.SampledFrom(w.Changes), 1, 6).Draw(rt, "changes")}
				must(s.Add(ctx, b), twin.Add(ctx, b))
			case 3:
				b := store.Batch{Changes: rapid.SliceOfN(rapid.SampledFrom(w.Changes), 1, 6).Draw(rt, "received")}
				must(server.Add(ctx, base), server.Add(ctx, b))
				must(s.Receive(ctx, store.Page{Batch: b, Next: 1, Epoch: "e"}), twin.Add(ctx, b))
			case 4:
				send(rapid.IntRange(1, 8).Draw(rt, "limit"))
			case 5:
				must(s.Acknowledge(ctx, receipt))
			case 6:
				must(s.foldLog(context.Background(), w.Documents[0].ID))
			case 7:
				server, receipt = store.NewMem(), 0
				must(s.StartOver(ctx, "e"))
			}
		}
		for range 50 {
			if send(8); sent.Len() == 0 {
				break
			}
			must(s.Acknowledge(ctx, receipt))
		}
		if n, err := s.Waiting(ctx); n != 0 || err != nil {
			rt.Fatalf("%d changes wait, %v", n, err)
		}
		for _, d := range w.Documents {
			want, err := twin.Log(ctx, d.ID)
			must(err)
			for who, st := range map[string]store.Store{"the device": s, "the server": server} {
				got, err := st.Log(ctx, d.ID)
				must(err)
				if diff := cmp.Diff(want, got); diff != "" {
					rt.Fatalf("%s: -want +got:\n%s", who, diff)
				}
			}
		}
	})
}

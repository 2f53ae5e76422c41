//go:build js

package idb

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"syscall/js"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/app/internal/browser"
)

// helper is the source of idb.js, for the tests that need a page of their own.
var helper string

// These tests run in a page that cmd/gloss/e2e makes, with the helper beside it.
func TestMain(m *testing.M) {
	res, err := browser.Fetch(ctx, "GET", "idb.js", nil, nil, time.Minute)
	if err != nil || res.Status != 200 {
		fmt.Println("these tests need a browser: make test-browser runs them")
		os.Exit(1)
	}
	helper = string(res.Body)
	eval(helper)
	flag.Parse()
	flag.Set("rapid.checks", "20") // each is a database of its own
	os.Exit(m.Run())
}

var ctx = context.Background()

func eval(script string) js.Value { return js.Global().Call("eval", script) }

func newName() string { return "test-" + annotations.NewID[Store]().String() }

func openNamed(t *testing.T, name string) *Store {
	t.Helper()
	s, err := Open(ctx, name, func() {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func open(t *testing.T) *Store {
	t.Helper()
	return openNamed(t, newName())
}

func add(t *testing.T, s *Store, b store.Batch) {
	t.Helper()
	if err := s.Add(ctx, b); err != nil {
		t.Fatal(err)
	}
}

// everything is all that a store holds, as far as another store can see.
func everything(t *testing.T, s *Store) store.Batch {
	t.Helper()
	page, err := s.Since(ctx, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return page.Batch
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
}

func TestStore(t *testing.T) {
	storetest.RunLocal(t, func(t *testing.T) store.Local { return open(t) })
}

// A store that is opened again is what it was: the same life, the same queue.
func TestReopen(t *testing.T) {
	name, w := newName(), storetest.NewWorld(2)
	first := openNamed(t, name)
	add(t, first, w.All())
	if err := first.Receive(ctx, store.Page{Next: 3, Epoch: "server"}); err != nil {
		t.Fatal(err)
	}
	before, err := first.Since(ctx, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	first.Close()
	if err := first.Add(ctx, w.All()); err == nil {
		t.Error("a closed store takes a batch")
	}

	again := openNamed(t, name)
	after, err := again.Since(ctx, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	same(t, before, after)
	n, err := again.Waiting(ctx)
	if n != len(w.Changes) || err != nil {
		t.Errorf("%d changes wait, %v", n, err)
	}
	heard, err := again.Heard(ctx)
	if want := (store.Heard{Epoch: "server", Place: 3}); heard != want || err != nil {
		t.Errorf("heard %v, %v", heard, err)
	}
	if again.Cleared() {
		t.Error("the database counts as cleared")
	}
}

// Two tabs: each sees at once what the other has stored, and the same change
// from both is one.
func TestTwoTabs(t *testing.T) {
	name, w := newName(), storetest.NewWorld(1)
	a, b := openNamed(t, name), openNamed(t, name)
	for _, s := range []*Store{a, b, a} {
		add(t, s, w.All())
	}
	log, err := b.Log(ctx, w.Documents[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, w.Changes, log)
	if n, err := b.Waiting(ctx); n != 2 || err != nil {
		t.Fatalf("%d changes wait, %v", n, err)
	}
}

// Two tabs that write at the same time lose nothing and store nothing twice;
// labels that both add to one project are all there in the end.
func TestTwoTabsAtOnce(t *testing.T) {
	name, w := newName(), storetest.NewWorld(8)
	a, b := openNamed(t, name), openNamed(t, name)
	add(t, a, store.Batch{Projects: []annotations.Project{w.Project}, Documents: w.Documents})
	var all sync.WaitGroup
	for tab, s := range []*Store{a, b} {
		all.Go(func() {
			p := w.Project
			for i := range w.Changes {
				c := w.Changes[i]
				if tab == 1 {
					c = w.Changes[len(w.Changes)-1-i]
				}
				l := p.Schema.Next(fmt.Sprintf("tab %d label %d", tab, i), w.Changes[0].Stamp.Replica)
				l.ID = annotations.LabelID(l.Name)
				p.Schema = append(slices.Clone(p.Schema), l)
				if err := s.Add(ctx, store.Batch{Projects: []annotations.Project{p}, Changes: []annotations.Change{c}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	got := everything(t, b)
	if len(got.Changes) != len(w.Changes) {
		t.Errorf("%d changes, want %d", len(got.Changes), len(w.Changes))
	}
	if n, want := len(got.Projects[0].Schema), 1+2*len(w.Changes); n != want {
		t.Errorf("%d labels, want %d", n, want)
	}
}

// Several projects in one batch keep their order, and one that comes twice is
// merged with itself.
func TestProjectsOfABatch(t *testing.T) {
	s := open(t)
	var want []annotations.Project
	for i := range 5 {
		p := storetest.NewWorld(0).Project
		p.Name = fmt.Sprint(i)
		want = append(want, p)
	}
	later := want[2]
	later.Name, later.Stamp.N = "later", 9
	add(t, s, store.Batch{Projects: append(slices.Clone(want), later)})
	want[2] = want[2].Merge(later)
	got, err := s.Projects(ctx)
	if err != nil {
		t.Fatal(err)
	}
	same(t, want, got)
}

// A change that says something else under a known stamp is named, be the other
// one in the batch or in the store.
func TestConflictNamesItsChange(t *testing.T) {
	s, w := open(t), storetest.NewWorld(3)
	add(t, s, w.All())
	other := w.Changes[3]
	other.Op = annotations.Drop{ID: annotations.NewID[annotations.Annotation]()}
	for _, batch := range [][]annotations.Change{append(slices.Clone(w.Changes), other), {w.Changes[0], other}} {
		var conflict *annotations.ConflictError
		if err := s.Add(ctx, store.Batch{Changes: batch}); !errors.As(err, &conflict) || conflict.Stamp != other.Stamp {
			t.Errorf("%d changes: %v", len(batch), err)
		}
	}
}

// With a cancelled context a call returns; the store is as good as before.
func TestCancel(t *testing.T) {
	s, w := open(t), storetest.NewWorld(1)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Add(cancelled, w.All()); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	add(t, s, w.All())
	same(t, w.All().Len(), everything(t, s).Len())
}

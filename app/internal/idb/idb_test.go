//go:build js

package idb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall/js"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
)

// These tests run in a page that cmd/gloss/e2e makes, with the helper loaded.
func TestMain(m *testing.M) {
	if !js.Global().Get("glossIDB").Truthy() {
		fmt.Println("these tests need a browser: make test-browser runs them")
		os.Exit(1)
	}
	os.Exit(m.Run())
}

var ctx = context.Background()

func open(t *testing.T) *Store {
	s, err := Open(ctx, "test-"+annotations.NewID[Store]().String(), func() {})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	storetest.RunLocal(t, func(t *testing.T) store.Local { return open(t) })
}

// TestOtherTab opens the database twice: each sees at once what the other has
// stored, and the same change from both is one.
func TestOtherTab(t *testing.T) {
	a := open(t)
	b, err := Open(ctx, a.c.name, func() {})
	if err != nil {
		t.Fatal(err)
	}
	w := storetest.NewWorld(1)
	for _, s := range []*Store{a, b, a} {
		if err := s.Add(ctx, w.All()); err != nil {
			t.Fatal(err)
		}
	}
	log, err := b.Log(ctx, w.Documents[0].ID)
	if err != nil || len(log) != 2 {
		t.Fatalf("the other tab sees %d changes, %v", len(log), err)
	}
	if n, err := b.Waiting(ctx); n != 2 || err != nil {
		t.Fatalf("%d changes wait, %v", n, err)
	}
}

// TestLostConnection closes the database under the store, as Safari does.
func TestLostConnection(t *testing.T) {
	s, w := open(t), storetest.NewWorld(1)
	s.c.db.Call("close")
	if err := s.Add(ctx, w.All()); err != nil {
		t.Fatalf("the store does not open its database again: %v", err)
	}
	if log, err := s.Log(ctx, w.Documents[0].ID); len(log) != 2 || err != nil {
		t.Fatalf("%d changes, %v", len(log), err)
	}
}

// TestFull lets the browser refuse a write for want of room: the error says so,
// and nothing of the batch is there.
func TestFull(t *testing.T) {
	s, w := open(t), storetest.NewWorld(2)
	js.Global().Call("eval", `
		globalThis.realPut = IDBObjectStore.prototype.add;
		IDBObjectStore.prototype.add = function (value) {
			if (this.name === "items" && value.stamp) throw new DOMException("no room", "QuotaExceededError");
			return realPut.call(this, value);
		};`)
	err := s.Add(ctx, w.All())
	js.Global().Call("eval", `IDBObjectStore.prototype.add = realPut;`)
	if !errors.Is(err, ErrFull) {
		t.Fatalf("got %v, want ErrFull", err)
	}
	if p, err := s.Projects(ctx); len(p) != 0 || err != nil {
		t.Fatalf("%d projects were stored, %v", len(p), err)
	}
	if err := s.Add(ctx, w.All()); err != nil {
		t.Fatalf("with room again: %v", err)
	}
}

// TestNewer opens a database that a newer program has made.
func TestNewer(t *testing.T) {
	s := open(t)
	outdated := make(chan bool, 1)
	s.c.outdated = func() { outdated <- true }
	done := make(chan js.Value, 1)
	request := js.Global().Get("indexedDB").Call("open", s.c.name, 99)
	request.Set("onsuccess", js.FuncOf(func(js.Value, []js.Value) any {
		done <- request.Get("result")
		return nil
	}))
	<-outdated // the old tab is told, and makes way
	defer (<-done).Call("close")
	if _, err := Open(ctx, s.c.name, func() {}); !errors.Is(err, ErrNewer) {
		t.Fatalf("got %v, want ErrNewer", err)
	}
}

//go:build js

package idb

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"syscall/js"
	"testing"
	"time"

	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/app/internal/browser"
)

// faulty makes a method of an interface of IndexedDB fail in the page, for the
// length of a test. body runs instead of the method, which is `real`.
func faulty(t *testing.T, class, method, body string) {
	t.Helper()
	restore := eval(`(() => {
		const proto = ` + class + `.prototype, real = proto.` + method + `;
		proto.` + method + ` = function (...args) { ` + body + `; return real.apply(this, args); };
		return () => { proto.` + method + ` = real; };
	})()`)
	t.Cleanup(func() { restore.Invoke() })
}

// The ways in which a write can fail, and what the store makes of them. Nothing
// of the batch may be there afterwards, and the same batch must go in once the
// fault is gone.
func TestFaults(t *testing.T) {
	tests := []struct {
		name, class, method, body string
		want                      error // nil: the store gets over it by itself
	}{
		{"no room for a record", "IDBObjectStore", "add",
			`if (this.name === "items" && args[0].pack) throw new DOMException("no room", "QuotaExceededError")`, ErrFull},
		{"no room for the queue", "IDBObjectStore", "put",
			`if (this.name === "queue") throw new DOMException("no room", "QuotaExceededError")`, ErrFull},
		{"no room at the end", "IDBDatabase", "transaction",
			`const tx = real.apply(this, args);
			 if (args[1] === "readwrite" && args[0].includes("items")) {
				Object.defineProperty(tx, "error", { value: new DOMException("no room", "QuotaExceededError") });
				tx.objectStore("documents").count().onsuccess = () => tx.abort();
			 }
			 return tx`, ErrFull},
		{"the connection is dead for ever", "IDBDatabase", "transaction",
			`throw new DOMException("Connection to Indexed Database server lost. Refresh the page to try again", "UnknownError")`, ErrLost},
		{"the connection dies once", "IDBDatabase", "transaction",
			`if (!globalThis.died) { globalThis.died = true; throw new DOMException("Connection to Indexed Database server lost", "UnknownError"); }`, nil},
		{"the browser ends a transaction once", "IDBDatabase", "transaction",
			`const tx = real.apply(this, args);
			 if (!globalThis.ended && args[0].includes("items")) { globalThis.ended = true; tx.objectStore("documents").count().onsuccess = () => tx.abort(); }
			 return tx`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, w := open(t), storetest.NewWorld(2)
			t.Run("with the fault", func(t *testing.T) {
				faulty(t, tt.class, tt.method, tt.body)
				if err := s.Add(ctx, w.All()); !errors.Is(err, tt.want) {
					t.Fatalf("got %v, want %v", err, tt.want)
				}
			})
			if tt.want != nil {
				same(t, 0, everything(t, s).Len())
			}
			add(t, s, w.All())
			same(t, w.All(), everything(t, s))
		})
	}
}

// A browser that stores nothing: without IndexedDB, refusing to look at it, to
// open it, or to change anything, as different browsers do in private windows.
func TestRefused(t *testing.T) {
	for _, is := range []string{
		`undefined`,
		`(() => { throw new DOMException("no", "SecurityError") })()`,
		`({ open() { throw new DOMException("no", "SecurityError") } })`,
		`({ open() {
			const request = { error: new DOMException("no", "InvalidStateError") };
			setTimeout(() => request.onerror());
			return request;
		} })`,
	} {
		restore := eval(`(() => {
			const real = Object.getOwnPropertyDescriptor(window, "indexedDB");
			Object.defineProperty(window, "indexedDB", { get: () => ` + is + `, configurable: true });
			return () => Object.defineProperty(window, "indexedDB", real);
		})()`)
		_, err := Open(ctx, newName(), func() {})
		restore.Invoke()
		if !errors.Is(err, ErrRefused) {
			t.Errorf("%s: got %v, want ErrRefused", is, err)
		}
	}
}

// The connection is closed under the store, as Safari does.
func TestLostConnection(t *testing.T) {
	s, w := open(t), storetest.NewWorld(1)
	s.c.db.Call("close")
	add(t, s, w.All())
	s.c.db.Call("close")
	s.c.db.Call("dispatchEvent", js.Global().Get("Event").New("close"))
	same(t, w.All(), everything(t, s))
}

// A close event of a connection that was replaced long ago does not drop the
// one that took its place.
func TestLateCloseEvent(t *testing.T) {
	s, w := open(t), storetest.NewWorld(1)
	old := s.c.db
	old.Call("close")
	add(t, s, w.All())
	now := s.c.db
	old.Call("dispatchEvent", js.Global().Get("Event").New("close"))
	time.Sleep(10 * time.Millisecond)
	if !s.c.db.Equal(now) {
		t.Error("the new connection was dropped")
	}
}

// The storage is cleared while the store is in use: it says so instead of
// writing to an empty database, where labels would look safe.
func TestClearedInUse(t *testing.T) {
	told := 0
	s, err := Open(ctx, newName(), func() { told++ })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w := storetest.NewWorld(1)
	add(t, s, w.All())
	request(t, `deleteDatabase(name)`, s.c.name)
	if told != 1 {
		t.Errorf("the page was told %d times", told)
	}
	for range 2 {
		if err := s.Add(ctx, w.All()); !errors.Is(err, ErrLost) {
			t.Fatalf("got %v, want ErrLost", err)
		}
	}
}

// The storage was cleared between two visits.
func TestClearedBetweenVisits(t *testing.T) {
	name := newName()
	openNamed(t, name).Close()
	request(t, `deleteDatabase(name)`, name)
	if s := openNamed(t, name); !s.Cleared() {
		t.Error("nobody is told that the labels are gone")
	}
	if s := openNamed(t, name); s.Cleared() {
		t.Error("it is told once more")
	}
}

// request asks the page's own IndexedDB, past the store.
func request(t *testing.T, call, name string) js.Value {
	t.Helper()
	v, err := browser.Await(ctx, eval(`(name) => new Promise((resolve, reject) => {
		const request = indexedDB.`+call+`;
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	})`).Invoke(name))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A newer program opens the database: the store makes way, tells the page, and
// an older program is refused from then on.
func TestNewer(t *testing.T) {
	outdated := make(chan bool, 1)
	s, err := Open(ctx, newName(), func() { outdated <- true })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w := storetest.NewWorld(1)
	add(t, s, w.All())
	newer := request(t, `open(name, 99)`, s.c.name)
	defer newer.Call("close")
	<-outdated
	if err := s.Add(ctx, w.All()); !errors.Is(err, ErrNewer) {
		t.Errorf("a write of the old program: %v, want ErrNewer", err)
	}
	if _, err := Open(ctx, s.c.name, func() {}); !errors.Is(err, ErrNewer) {
		t.Errorf("a start of the old program: %v, want ErrNewer", err)
	}
}

// A newer schema is added to what is there. A tab of ours makes way for it, and
// one that does not is reported instead of waited for without end.
func TestUpgrade(t *testing.T) {
	more := versions[:len(versions)-1] + `, [{"store": "items", "indexes": [["states", "changed", false]]}, {"store": "notes", "keyPath": "id"}]]`
	old, w := open(t), storetest.NewWorld(2)
	add(t, old, w.All())
	stubborn := request(t, `open(name)`, old.c.name)
	c := newConnection(old.c.name, func() {})
	c.versions, c.patience = more, 20*time.Millisecond
	upgraded := &Store{c: c}
	defer upgraded.Close()
	if _, err := c.connect(ctx); !errors.Is(err, ErrBlocked) {
		t.Fatalf("with a tab that stays: %v, want ErrBlocked", err)
	}
	stubborn.Call("close")
	same(t, w.All(), everything(t, upgraded))
	var states, notes int
	_, err := c.run(ctx, "readonly", [][]op{{{Op: "count", Store: "items", Index: "states"}, {Op: "count", Store: "notes"}}}, &states, &notes)
	if err != nil || states != 1 || notes != 0 {
		t.Errorf("the new index holds %d, the new store %d, %v", states, notes, err)
	}
}

// A tab is killed while it writes, again and again. Every batch that was
// acknowledged is there as a whole, and of the others all or nothing.
func TestCrash(t *testing.T) {
	const rounds = 6
	for round := range rounds {
		s, w := open(t), storetest.NewWorld(40)
		add(t, s, store.Batch{Projects: w.All().Projects})
		var batches []any
		for i := range w.Documents {
			runs, err := runsOf(w.Changes[2*i : 2*i+2])
			if err != nil {
				t.Fatal(err)
			}
			phases, err := s.phases(ctx, store.Batch{Documents: w.Documents[i : i+1]}, runs, true)
			if err != nil {
				t.Fatal(err)
			}
			stores, text, blob, err := encode(slices.DeleteFunc(phases, func(ops []op) bool { return len(ops) == 0 }), &pace{})
			if err != nil {
				t.Fatal(err)
			}
			batches = append(batches, []any{stores, "readwrite", text, arrayOf(blob)})
		}
		acked := writeAndDie(t, s.c.name, batches, 1+rand.IntN(len(batches)/2))
		there := 0
		for i, d := range w.Documents {
			log, err := s.Log(ctx, d.ID)
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Document(ctx, d.ID)
			whole := err == nil && len(log) == 2
			none := errors.Is(err, store.ErrNotFound) && len(log) == 0
			if !whole && !none {
				t.Fatalf("round %d: batch %d is there in part: %d changes, %v", round, i, len(log), err)
			}
			if !whole && i < acked {
				t.Fatalf("round %d: batch %d was acknowledged and is lost", round, i)
			}
			if whole {
				there++
			}
		}
		if n, err := s.Waiting(ctx); n != 2*there || err != nil {
			t.Errorf("round %d: %d changes wait, want %d, %v", round, n, 2*there, err)
		}
		add(t, s, w.All()) // the same once more: what is missing comes in
		same(t, w.All().Len(), everything(t, s).Len())
	}
}

// writeAndDie writes batches from a worker that is killed after the given number
// of acknowledgements. It returns how many there were.
func writeAndDie(t *testing.T, name string, batches []any, after int) int {
	t.Helper()
	script := helper + fmt.Sprintf(`
		onmessage = async ({ data: { name, batches } }) => {
			const db = await glossIDB.open(name, %s, 5000, { outdated() {}, lost() {} });
			// Many at once, so that it dies with some on their way.
			batches.forEach((b) => glossIDB.run(db, ...b).then(() => postMessage("acked")));
		};`, versions)
	blob := js.Global().Get("Blob").New([]any{script}, map[string]any{"type": "text/javascript"})
	url := js.Global().Get("URL").Call("createObjectURL", blob)
	defer js.Global().Get("URL").Call("revokeObjectURL", url)
	worker := js.Global().Get("Worker").New(url)
	count, done := 0, make(chan bool)
	onMessage := js.FuncOf(func(js.Value, []js.Value) any {
		if count++; count == after {
			worker.Call("terminate")
			worker.Set("onmessage", nil)
			close(done)
		}
		return nil
	})
	defer onMessage.Release()
	worker.Set("onmessage", onMessage)
	worker.Call("postMessage", map[string]any{"name": name, "batches": batches})
	<-done
	return count
}

//go:build js

package idb

import (
	"encoding/json"
	"errors"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
	"gloss/app/internal/browser"
)

// newOld makes a database of version 1 with a world in it, as the program of
// that time did: past the store, and with what waits but for the first things.
func newOld(t *testing.T, w storetest.World, acked int) (name string) {
	t.Helper()
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	type record = map[string]any
	data := map[string][]record{
		"projects": {{"id": w.Project.ID, "json": text(w.Project), "order": 0}},
		"meta":     {{"id": "epoch", "value": "of version 1"}, {"id": "heard", "epoch": "server", "place": 7}},
		"items":    {{"place": 1, "changed": w.Project.ID}},
	}
	for _, d := range w.Documents {
		data["documents"] = append(data["documents"], record{"id": d.ID, "json": text(d)})
		data["items"] = append(data["items"], record{"place": len(data["items"]) + 1, "project": d.Project, "heading": store.HeadingOf(d)})
	}
	for _, c := range w.Changes {
		data["items"] = append(data["items"], record{
			"place": len(data["items"]) + 1, "doc": c.Doc, "stamp": sortable(c.Stamp.N) + "@" + c.Stamp.Replica.String(),
			"says": "a digest", "json": text(c), "change": 1,
		})
	}
	for _, it := range data["items"][acked:] {
		p := record{"place": it["place"]}
		if it["change"] != nil {
			p["change"] = 1
		}
		data["pending"] = append(data["pending"], p)
	}
	name = newName()
	_, err := browser.Await(ctx, eval(`(name, data) => new Promise((resolve, reject) => {
		const request = indexedDB.open(name, 1);
		request.onupgradeneeded = () => {
			const db = request.result;
			db.createObjectStore("projects", { keyPath: "id" });
			db.createObjectStore("documents", { keyPath: "id" });
			const items = db.createObjectStore("items", { keyPath: "place", autoIncrement: true });
			items.createIndex("log", ["doc", "stamp"], { unique: true });
			items.createIndex("list", ["project", "place"]);
			db.createObjectStore("pending", { keyPath: "place" }).createIndex("changes", "change");
			db.createObjectStore("meta", { keyPath: "id" });
			for (const [store, records] of Object.entries(JSON.parse(data)))
				for (const record of records) request.transaction.objectStore(store).put(record);
		};
		request.onsuccess = () => { request.result.close(); resolve(); };
		request.onerror = () => reject(request.error);
	})`).Invoke(name, text(data)))
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// A database of version 1 keeps everything: documents, labels, what waits for
// the server and how far it was heard. It goes on from there, finds conflicts
// with what it has, and is folded like any other.
func TestVersion1(t *testing.T) {
	w := storetest.NewWorld(5)
	w.Changes = append(w.Changes, gestures(w.Documents[4], 40)[2:]...)
	const acked = 9 // project, documents, and the first three changes
	name := newOld(t, w, acked)
	s := openNamed(t, name)
	same(t, w.All(), everything(t, s))
	wait := len(w.Changes) - 3
	waiting(t, s, wait)
	pending, _, err := s.Pending(ctx, 1000)
	if err != nil {
		t.Fatal(err)
	}
	same(t, store.Batch{Changes: w.Changes[3:]}, pending)
	heard, err := s.Heard(ctx)
	if want := (store.Heard{Epoch: "server", Place: 7}); heard != want || err != nil {
		t.Errorf("heard %v, %v", heard, err)
	}
	page, err := s.Since(ctx, 0, 1)
	if err != nil || page.Epoch != "of version 1" {
		t.Errorf("the epoch is %q, %v", page.Epoch, err)
	}

	n, err := s.Count(ctx, w.Project.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, 5, n)
	window, err := s.Window(ctx, w.Project.ID, 3, 10)
	if err != nil || len(window) != 2 || window[0].ID != w.Documents[3].ID {
		t.Errorf("from the fourth on there are %v, %v", window, err)
	}

	other := w.Changes[4]
	other.Op = annotations.Drop{ID: annotations.NewID[annotations.Annotation]()}
	var conflict *annotations.ConflictError
	if err := s.Add(ctx, store.Batch{Changes: []annotations.Change{other}}); !errors.As(err, &conflict) || conflict.Stamp != other.Stamp {
		t.Errorf("another change under a stamp of version 1: %v", err)
	}
	more := storetest.NewWorld(1)
	late := w.Changes[0]
	late.Stamp.N, late.Step.N = 3, 3
	all := w.All()
	all.Changes = append(all.Changes, late)
	add(t, s, all)
	add(t, s, more.All())
	waiting(t, s, wait+1+len(more.Changes))

	logs := func() (all [][]annotations.Change) {
		for _, d := range w.Documents {
			log, err := s.Log(ctx, d.ID)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, log)
		}
		return all
	}
	before := logs()
	same(t, append(w.Changes[:2:2], late), before[0])
	for range 2 {
		for _, d := range w.Documents {
			if err := s.foldLog(ctx, d.ID); err != nil {
				t.Fatal(err)
			}
		}
		same(t, before, logs())
		waiting(t, s, wait+1+len(more.Changes))
	}
	if n := items(t, s, w.Documents[4].ID); n > 3 {
		t.Errorf("%d records after folding", n)
	}
	s.Close()
	if s = openNamed(t, name); s.c.old {
		t.Error("there are still single changes")
	}
	same(t, before, logs())
	got, err := s.Document(ctx, w.Documents[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, w.Documents[0], got)
}

// An upgrade that finds no room leaves the database as it was: it says why, and
// goes through when there is room.
func TestVersion1NoRoom(t *testing.T) {
	w := storetest.NewWorld(2)
	name := newOld(t, w, 0)
	t.Run("with the fault", func(t *testing.T) {
		faulty(t, "IDBObjectStore", "put", `if (this.name === "queue") throw new DOMException("no room", "QuotaExceededError")`)
		if _, err := Open(ctx, name, func() {}); !errors.Is(err, ErrFull) {
			t.Errorf("got %v, want ErrFull", err)
		}
	})
	s := openNamed(t, name)
	same(t, w.All(), everything(t, s))
	waiting(t, s, len(w.Changes))
}

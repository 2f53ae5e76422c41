package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
)

// document makes one more document of the world.
func (w *World) document(t *testing.T, title, text string) annotations.Document {
	t.Helper()
	d, err := annotations.NewDocument(w.Project.ID, fmt.Sprint("more ", len(w.Documents)), title, text, noon)
	if err != nil {
		t.Fatal(err)
	}
	w.Documents = append(w.Documents, d)
	return d
}

// runLists tests what a Store does for a project of many documents.
func runLists(t *testing.T, open func(t *testing.T) store.Store) {
	ctx := context.Background()
	fill := func(t *testing.T, worlds ...World) store.Store {
		t.Helper()
		s := open(t)
		for _, w := range worlds {
			for i, d := range w.Documents { // of several projects in turn
				b := store.Batch{Projects: []annotations.Project{w.Project}, Documents: []annotations.Document{d}}
				if 2*i < len(w.Changes) {
					b.Changes = w.Changes[2*i : 2*i+2]
				}
				if err := s.Add(ctx, b); err != nil {
					t.Fatal(err)
				}
			}
		}
		return s
	}
	titles := func(headings []store.Heading) string {
		var all []string
		for _, h := range headings {
			all = append(all, h.Title)
		}
		return strings.Join(all, ", ")
	}

	t.Run("documents are counted, and listed from anywhere", func(t *testing.T) {
		w, other := NewWorld(9), NewWorld(4)
		s := fill(t, other, w, NewWorld(3))
		for project, want := range map[annotations.ProjectID]int{w.Project.ID: 9, other.Project.ID: 4, annotations.NewID[annotations.Project](): 0} {
			n, err := s.Count(ctx, project)
			same(t, err, want, n)
		}
		all, err := s.Documents(ctx, w.Project.ID, 0, 100)
		same(t, err, 9, len(all))
		for _, first := range []int{-1, 0, 1, 5, 8, 9, 100} {
			for _, limit := range []int{0, 1, 3, 100} {
				from := min(max(0, first), 9)
				got, err := s.Window(ctx, w.Project.ID, first, limit)
				same(t, err, all[from:min(9, from+limit)], append([]store.Heading{}, got...))
			}
		}
		got, err := s.Window(ctx, annotations.NewID[annotations.Project](), 0, 3)
		same(t, err, 0, len(got))
	})

	t.Run("documents that come in from several sides are listed once each", func(t *testing.T) {
		w := NewWorld(12)
		s := open(t)
		if err := s.Add(ctx, store.Batch{Projects: []annotations.Project{w.Project}}); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for side := range 4 {
			all.Go(func() {
				for i := range 10 {
					at := (i*5 + side*3) % 11 // two that follow each other
					if err := s.Add(ctx, store.Batch{Documents: w.Documents[at : at+2]}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		listed, err := s.Documents(ctx, w.Project.ID, 0, 100)
		n, err2 := s.Count(ctx, w.Project.ID)
		same(t, err, nil, err2)
		same(t, nil, len(listed), n)
		for i := range n {
			one, err := s.Window(ctx, w.Project.ID, i, 1)
			same(t, err, listed[i:i+1], one)
		}
		if n != 12 {
			t.Errorf("%d documents, want 12", n)
		}
	})

	t.Run("texts and titles are searched whatever their case", func(t *testing.T) {
		w := NewWorld(0)
		w.document(t, "Ada", "Nothing here\x00but İstanbul")
		w.document(t, "Weiter", "die GRÖẞE der Straße, 300 \u212aelvin")
		w.document(t, "a.da [x]", "\ufeffThe word adA\r\nand the sign 👩‍👩‍👧")
		w.document(t, "ΟΔΟΣ", "cafe\u0301 and café, /* $& \\d */")
		w.document(t, "Last", "")
		s := fill(t, NewWorld(2), w)
		for text, want := range map[string]string{
			"":                     "Ada, Weiter, a.da [x], ΟΔΟΣ, Last",
			"ada":                  "Ada, a.da [x]",
			"a.da":                 "a.da [x]",
			"größe":                "Weiter",
			"grösse":               "",
			"kelvin":               "Weiter",
			"STRASSE":              "",
			"οδος":                 "ΟΔΟΣ",
			"istanbul":             "",
			"CAFÉ":                 "ΟΔΟΣ",
			"cafe\u0301":           "ΟΔΟΣ",
			"cafe":                 "ΟΔΟΣ",
			"here\x00BUT":          "Ada",
			"\ufeffthe":            "a.da [x]",
			"ada\r\nAND":           "a.da [x]",
			"👩":                    "a.da [x]",
			`\D`:                   "ΟΔΟΣ",
			"/* $&":                "ΟΔΟΣ",
			"[x]":                  "a.da [x]",
			"title 1":              "",
			strings.Repeat("x", 9): "",
		} {
			var got []store.Heading
			found := store.Found{}
			for calls := 0; !found.Done; calls++ {
				if calls > 20 {
					t.Fatalf("%q: the search does not end", text)
				}
				var err error
				if found, err = s.Search(ctx, w.Project.ID, text, found.Next, 2); err != nil {
					t.Fatal(err)
				}
				if len(found.Headings) > 2 {
					t.Errorf("%q: %d headings at once", text, len(found.Headings))
				}
				got = append(got, found.Headings...)
			}
			if titles(got) != want {
				t.Errorf("%q is found in %s, want %s", text, titles(got), want)
			}
		}
		listed, err := s.Documents(ctx, w.Project.ID, 0, 100)
		found, err2 := s.Search(ctx, w.Project.ID, "", 0, 100)
		same(t, err, nil, err2)
		same(t, nil, listed, found.Headings)
	})

	t.Run("a search looks through so much at once", func(t *testing.T) {
		w := NewWorld(0)
		long := strings.Repeat("x", store.SearchBytes*2/5)
		for i := range 6 {
			w.document(t, fmt.Sprint(i), long+fmt.Sprint(i))
		}
		s := fill(t, w)
		first, err := s.Search(ctx, w.Project.ID, "X5", 0, 10)
		same(t, err, 0, len(first.Headings))
		if first.Done || first.Next == 0 {
			t.Errorf("all was looked through in one go: %+v", first)
		}
	})

	t.Run("documents are read with their logs", func(t *testing.T) {
		w, other := NewWorld(7), NewWorld(3)
		w.document(t, "long", strings.Repeat("long ", store.ReadBytes/4))
		w.document(t, "after", "the long one")
		s := fill(t, other, w)
		// A change of another replica in between.
		late := w.change(w.Documents[0], annotations.NewID[annotations.Replica](), 1, w.Changes[1].Op)
		if err := s.Add(ctx, store.Batch{Changes: []annotations.Change{late}}); err != nil {
			t.Fatal(err)
		}
		var got []annotations.Document
		for place := int64(0); ; {
			some, err := s.Read(ctx, w.Project.ID, place, 4)
			if err != nil {
				t.Fatal(err)
			}
			if len(some) == 0 {
				break
			}
			bytes := 0
			for i, l := range some {
				if bytes += len(l.Document.Text); i > 0 && bytes > store.ReadBytes+1<<10 && i+1 < len(some) {
					t.Errorf("%d bytes at once", bytes)
				}
				want, err := s.Log(ctx, l.Document.ID)
				same(t, err, append([]annotations.Change{}, want...), append([]annotations.Change{}, l.Changes...))
				if l.Place <= place {
					t.Errorf("place %d after %d", l.Place, place)
				}
				place = l.Place
				got = append(got, l.Document)
			}
			if len(some) > 4 {
				t.Errorf("%d documents, want 4 at most", len(some))
			}
		}
		same(t, nil, w.Documents, got)
	})

	t.Run("documents are known or not", func(t *testing.T) {
		w, other := NewWorld(3), NewWorld(1)
		s := fill(t, w)
		ids := []annotations.DocumentID{w.Documents[2].ID, other.Documents[0].ID, w.Documents[0].ID, w.Documents[2].ID}
		known, err := s.Known(ctx, ids)
		same(t, err, []bool{true, false, true, true}, known)
		known, err = s.Known(ctx, nil)
		same(t, err, 0, len(known))
		many := make([]annotations.DocumentID, 2000)
		for i := range many {
			many[i] = annotations.NewID[annotations.Document]()
		}
		many[1999] = w.Documents[1].ID
		known, err = s.Known(ctx, many)
		same(t, err, 1999, slices.Index(known, true))
	})
}

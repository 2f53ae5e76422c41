package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
)

// script makes n changes by a replica to a document, from a stamp on, step apart.
func (w World) script(d annotations.Document, n int, first, step uint64) []annotations.Change {
	replica := annotations.NewID[annotations.Replica]()
	var all []annotations.Change
	for i := range uint64(n) {
		all = append(all, w.change(d, replica, first+i*step, annotations.Put{Annotation: annotations.Annotation{
			ID: annotations.NewID[annotations.Annotation](), Label: "actor", Target: annotations.On(0, 2),
		}}))
	}
	return all
}

// runRuns tests what is harder for a Store that keeps many changes in one
// record.
func runRuns(t *testing.T, open func(t *testing.T) store.Store) {
	ctx := context.Background()
	start := func(t *testing.T) (store.Store, World) {
		s, w := open(t), NewWorld(2)
		if err := s.Add(ctx, store.Batch{Projects: []annotations.Project{w.Project}, Documents: w.Documents}); err != nil {
			t.Fatal(err)
		}
		return s, w
	}

	t.Run("changes come in any order, in parts, twice", func(t *testing.T) {
		s, w := start(t)
		d := w.Documents[0]
		want := slices.Concat(w.script(d, 700, 3, 2), w.script(d, 50, 1, 100), w.script(d, 3, math.MaxUint64-2, 1), w.script(d, 3, math.MaxInt64-1, 1))
		for range 40 {
			some := slices.Clone(want)
			rand.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
			b := store.Batch{Changes: some[:1+rand.IntN(len(some)/8)]}
			if err := s.Add(ctx, b); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Add(ctx, store.Batch{Changes: want}); err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(want, func(a, b annotations.Change) int { return a.Stamp.Compare(b.Stamp) })
		log, err := s.Log(ctx, d.ID)
		same(t, err, want, log)
	})

	t.Run("another change under a stamp is found inside a long batch", func(t *testing.T) {
		s, w := start(t)
		all := w.script(w.Documents[0], 1500, 1, 3)
		if err := s.Add(ctx, store.Batch{Changes: all}); err != nil {
			t.Fatal(err)
		}
		before, err := s.Since(ctx, 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, 511, 512, 750, 1499} {
			again := slices.Clone(all)
			again[i].Op = annotations.Drop{ID: all[i].Op.Of()}
			gap := all[i] // a stamp that is free, in the midst of others
			gap.Stamp.N++
			gap.Step = gap.Stamp
			var conflict *annotations.ConflictError
			b := store.Batch{Changes: append(again, gap, w.Changes[2])}
			if err := s.Add(ctx, b); !errors.As(err, &conflict) || conflict.Stamp != all[i].Stamp {
				t.Errorf("change %d: %v", i, err)
			}
		}
		after, err := s.Since(ctx, 0, 10_000)
		same(t, err, before, after)
	})

	t.Run("a page is about as long as it may be", func(t *testing.T) {
		s, w := start(t)
		want := w.script(w.Documents[0], 4000, 1, 1)
		if err := s.Add(ctx, store.Batch{Changes: want}); err != nil {
			t.Fatal(err)
		}
		var got []annotations.Change
		pages := 0
		for place := int64(0); ; pages++ {
			page, err := s.Since(ctx, place, 1_000_000)
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(page)
			if err != nil {
				t.Fatal(err)
			}
			if len(b) > store.PageBytes*3/2 {
				t.Errorf("page %d has %d bytes", pages, len(b))
			}
			got = append(got, page.Changes...)
			if place = page.Next; !page.More {
				break
			}
		}
		same(t, nil, want, got)
		if pages > 12 {
			t.Errorf("%d pages", pages)
		}
	})
}

//go:build js

package idb

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// Each gesture is a run of one. When a document has many short runs they are
// folded into long ones, some time after it was opened.
const (
	foldAt   = 32   // as many short runs are worth it
	foldMost = 4096 // as many items are folded at once
)

func (it item) short() bool { return it.count() < store.MaxRun/2 }

// foldLater folds the log of a document in a while, if it is worth it.
func (s *Store) foldLater(id annotations.DocumentID, items []item) {
	short := 0
	for _, it := range items {
		if it.short() {
			short++
		}
	}
	if short < foldAt {
		return
	}
	s.folding.Lock()
	defer s.folding.Unlock()
	if s.fold[id] {
		return
	}
	s.fold[id] = true
	browser.Go("folding a log", func() {
		time.Sleep(s.foldAfter)
		_ = s.foldLog(context.Background(), id) // it will be as good the next time
		s.folding.Lock()
		defer s.folding.Unlock()
		delete(s.fold, id)
	})
}

// foldLog makes long runs of the short ones of each replica, and of single
// changes as version 1 kept them. The new runs get places of their own, after
// all others: whoever follows the order of arrival meets their changes again,
// which does no harm, and misses none. Those that wait for the server and those
// that do not are never mixed. Each replica is one transaction, which does
// nothing if another tab was there meanwhile.
func (s *Store) foldLog(ctx context.Context, id annotations.DocumentID) error {
	var items []item
	var queue []waitingRange
	ask, into := s.logOps(id)
	all := make([][]item, len(ask))
	for i := range all {
		into[i] = &all[i]
	}
	bytes, err := s.c.run(ctx, "readonly", [][]op{append(ask, op{Op: "all", Store: "queue"})}, append(into, &queue)...)
	if err != nil {
		return err
	}
	for _, some := range all {
		items = append(items, some...)
	}
	type group struct {
		replica string
		waiting bool
	}
	groups := map[group][]item{}
	for _, it := range items {
		if !it.short() {
			continue
		}
		g := group{replica: it.Replica, waiting: slices.ContainsFunc(queue, func(r waitingRange) bool { return r.From <= it.Place && it.Place <= r.To })}
		if it.Stamp != "" {
			_, g.replica, _ = strings.Cut(it.Stamp, "@")
		}
		if len(groups[g]) < foldMost {
			groups[g] = append(groups[g], it)
		}
	}
	for g, some := range groups {
		err := s.foldRuns(ctx, some, bytes, g.waiting)
		var e *browser.Error
		if errors.As(err, &e) && e.Name == "Changed" {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// foldRuns puts runs in the place of items of one document and replica.
func (s *Store) foldRuns(ctx context.Context, items []item, bytes []byte, waiting bool) error {
	if len(items) < 2 && items[0].Stamp == "" {
		return nil
	}
	lift := op{Op: "lift", Store: "items", Also: []string{"queue"}, Waiting: waiting}
	var all []annotations.Change
	for _, it := range items {
		changes, err := it.changes(bytes)
		if err != nil {
			return err
		}
		all = append(all, changes...)
		lift.Seen = append(lift.Seen, [2]int64{it.Place, int64(it.count())})
	}
	runs, err := runsOf(all)
	if err != nil {
		return err
	}
	var adds []op
	for _, r := range runs {
		add, err := r.op("arrive", false)
		if err != nil {
			return err
		}
		adds = append(adds, add)
	}
	_, err = s.c.run(ctx, "readwrite", [][]op{{lift}, adds, {arrived(waiting)}})
	return err
}

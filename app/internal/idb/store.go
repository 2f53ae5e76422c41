//go:build js

package idb

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// Store is the store.Local of one database.
type Store struct {
	c       *connection
	cleared bool

	foldAfter time.Duration // by then the page should be drawn
	folding   sync.Mutex
	fold      map[annotations.DocumentID]bool // logs that are about to be folded
}

// Open opens a database of this site, made when it is not there. outdated is
// called when another tab runs a newer program that needs this tab to go.
func Open(ctx context.Context, name string, outdated func()) (*Store, error) {
	s := &Store{
		c:         newConnection(name, outdated),
		foldAfter: 3 * time.Second,
		fold:      map[annotations.DocumentID]bool{},
	}
	if _, err := s.c.connect(ctx); err != nil {
		s.Close()
		return nil, err
	}
	// A browser that runs out of room clears the database of a site, and may
	// leave the settings: what they remember tells a first visit from a loss.
	key := "epoch." + name
	was := browser.Pref(key)
	s.cleared = was != "" && was != s.c.epoch
	browser.SetPref(key, s.c.epoch)
	return s, nil
}

// There reports whether this device has had a database of that name, without making
// one.
func There(name string) bool { return browser.Pref("epoch."+name) != "" }

// Cleared reports whether this device had a database of this name before, and
// the browser or somebody else has removed it: what the server did not have is
// lost.
func (s *Store) Cleared() bool { return s.cleared }

// Close closes the database once what is being written is complete.
func (s *Store) Close() { s.c.close() }

// Projects implements store.Store.
func (s *Store) Projects(ctx context.Context) ([]annotations.Project, error) {
	var records []projectRecord
	if _, err := s.c.run(ctx, "readonly", [][]op{{{Op: "all", Store: "projects"}}}, &records); err != nil {
		return nil, err
	}
	sort.SliceStable(records, func(i, j int) bool { return records[i].Order < records[j].Order })
	projects := make([]annotations.Project, len(records))
	for i, r := range records {
		if err := json.Unmarshal([]byte(r.JSON), &projects[i]); err != nil {
			return nil, fmt.Errorf("project %s: %w", r.ID, err)
		}
	}
	return projects, nil
}

// Document implements store.Store.
func (s *Store) Document(ctx context.Context, id annotations.DocumentID) (annotations.Document, error) {
	var r *documentRecord
	bytes, err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "documents", Key: id}}}, &r)
	if err != nil {
		return annotations.Document{}, err
	}
	if r == nil {
		return annotations.Document{}, fmt.Errorf("document %v: %w", id, store.ErrNotFound)
	}
	return r.read(bytes)
}

// logOps ask for the items of a log: runs and, where there may be any, single
// changes. There is room for as many results.
func (s *Store) logOps(id annotations.DocumentID) (ask []op, into []any) {
	ask = []op{{Op: "all", Store: "items", Index: "runs", From: []any{id}, To: []any{id, []any{}}}}
	if s.c.old {
		ask = append(ask, op{Op: "all", Store: "items", Index: "log", From: []any{id}, To: []any{id, []any{}}})
	}
	return ask, make([]any, len(ask))
}

// Log implements store.Store.
func (s *Store) Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	logs, err := s.Logs(ctx, []annotations.DocumentID{id})
	if len(logs) == 0 {
		return nil, err
	}
	return slices.Collect(logs[0].Changes()), nil
}

// Logs implements store.Local.
func (s *Store) Logs(ctx context.Context, ids []annotations.DocumentID) ([]*annotations.Log, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var asks []op
	of := make([][][]item, len(ids)) // the results of each: one, or two
	var into []any
	for i, id := range ids {
		ask, room := s.logOps(id)
		asks = append(asks, ask...)
		of[i] = make([][]item, len(ask))
		for j := range room {
			into = append(into, &of[i][j])
		}
	}
	bytes, err := s.c.run(ctx, "readonly", [][]op{asks}, into...)
	if err != nil {
		return nil, err
	}
	logs := make([]*annotations.Log, len(ids))
	var conflict error
	for i, id := range ids {
		items := slices.Concat(of[i]...)
		s.foldLater(id, items)
		if logs[i], err = logOf(items, bytes); logs[i] == nil {
			return nil, err
		}
		conflict = cmp.Or(conflict, err)
	}
	return logs, conflict
}

// logOf is the log of items, nil where one cannot be read. They are taken in one by
// one: all changes at once would take three times the room of the log.
func logOf(items []item, bytes []byte) (log *annotations.Log, conflict error) {
	total := 0
	for _, it := range items {
		total += it.count()
	}
	log = new(annotations.Log)
	log.Grow(min(total, len(bytes))) // a damaged count gets no room
	// In the order of their first stamps little of one comes before the end of another.
	items = slices.Clone(items) // their own order is compared with the store's
	sort.SliceStable(items, func(i, j int) bool { return items[i].first() < items[j].first() })
	for _, it := range items {
		run, err := it.changes(bytes)
		if err != nil {
			return nil, err
		}
		_, err = log.AddAll(run)
		conflict = cmp.Or(conflict, err)
	}
	return log, conflict
}

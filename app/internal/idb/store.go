//go:build js

package idb

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// Store is the store.Local of one database.
type Store struct {
	c       *connection
	cleared bool
}

// Open opens a database of this site, made when it is not there. outdated is
// called when another tab runs a newer program that needs this tab to go.
func Open(ctx context.Context, name string, outdated func()) (*Store, error) {
	s := &Store{c: newConnection(name, outdated)}
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

// Cleared reports whether this device had a database of this name before, and
// the browser or somebody else has removed it: what the server did not have is
// lost.
func (s *Store) Cleared() bool { return s.cleared }

// Close closes the database once what is being written is complete.
func (s *Store) Close() { s.c.close() }

// Projects implements store.Store.
func (s *Store) Projects(ctx context.Context) ([]annotations.Project, error) {
	var records []projectRecord
	if err := s.c.run(ctx, "readonly", [][]op{{{Op: "all", Store: "projects"}}}, &records); err != nil {
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

// Documents implements store.Store.
func (s *Store) Documents(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Heading, error) {
	if limit <= 0 { // no limit to IndexedDB
		return nil, nil
	}
	var items []item
	err := s.c.run(ctx, "readonly", [][]op{{{
		Op: "all", Store: "items", Index: "list", Limit: limit, After: true,
		From: []any{project, after}, To: []any{project, int64(1) << 52},
	}}}, &items)
	var headings []store.Heading
	for _, it := range items {
		it.Heading.Place = it.Place
		headings = append(headings, *it.Heading)
	}
	return headings, err
}

// Document implements store.Store.
func (s *Store) Document(ctx context.Context, id annotations.DocumentID) (annotations.Document, error) {
	var d *annotations.Document
	if err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "documents", Key: id, Raw: true}}}, &d); err != nil {
		return annotations.Document{}, err
	}
	if d == nil {
		return annotations.Document{}, fmt.Errorf("document %v: %w", id, store.ErrNotFound)
	}
	return *d, nil
}

// Log implements store.Store.
func (s *Store) Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	var changes []annotations.Change
	err := s.c.run(ctx, "readonly", [][]op{{{
		Op: "all", Store: "items", Index: "log", From: []any{id, ""}, To: []any{id, "~"}, Raw: true,
	}}}, &changes)
	return changes, err
}

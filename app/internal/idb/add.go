//go:build js

package idb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// Add implements store.Store.
func (s *Store) Add(ctx context.Context, batch store.Batch) error {
	return s.add(ctx, batch, true)
}

// Receive implements store.Local.
func (s *Store) Receive(ctx context.Context, page store.Page) error {
	return s.add(ctx, page.Batch, false, heardAt(store.Heard{Epoch: page.Epoch, Place: page.Next}))
}

// add stores a batch, and also does what has to happen in the same transaction.
// What is local waits for the server.
func (s *Store) add(ctx context.Context, batch store.Batch, local bool, also ...op) error {
	for {
		phases, err := s.phases(ctx, batch, local)
		if err != nil {
			return err
		}
		phases = slices.DeleteFunc(append(phases, also), func(ops []op) bool { return len(ops) == 0 })
		if len(phases) == 0 {
			return nil
		}
		err = s.c.run(ctx, "readwrite", phases)
		var e *browser.Error
		if !errors.As(err, &e) {
			return err
		}
		switch e.Name {
		case "Changed": // another tab has just changed the project: merge again
			continue
		case "Conflict":
			return conflict(batch, e.Message)
		case "UnknownDocument":
			return fmt.Errorf("document %s: %w", e.Message, store.ErrUnknownDocument)
		case "UnknownProject":
			return fmt.Errorf("project %s: %w", e.Message, store.ErrUnknownProject)
		}
		return err
	}
}

// conflict names the change whose key in the log is taken.
func conflict(batch store.Batch, key string) error {
	for _, c := range batch.Changes {
		if b, err := json.Marshal(logKey(c)); err == nil && string(b) == key {
			return &annotations.ConflictError{Stamp: c.Stamp}
		}
	}
	return fmt.Errorf("two different changes under %s", key)
}

func logKey(c annotations.Change) []string { return []string{c.Doc.String(), sortable(c.Stamp)} }

// phases are the operations that store a batch, in the order of what needs what.
func (s *Store) phases(ctx context.Context, batch store.Batch, local bool) ([][]op, error) {
	phases, err := s.projectPhases(ctx, batch.Projects, local)
	if err != nil {
		return nil, err
	}
	documents, err := documentOps(batch.Documents, local)
	if err != nil {
		return nil, err
	}
	needs, changes, err := changeOps(batch.Changes, local)
	return append(phases, documents, needs, changes), err
}

// later puts what is written into the queue for the server.
func later(local bool, change int) []op {
	if !local {
		return nil
	}
	return []op{{Store: "pending", Value: &pending{Change: change}, Field: "place"}}
}

// projectPhases merges projects with what is there: one phase each, since they
// are numbered as they come in.
func (s *Store) projectPhases(ctx context.Context, projects []annotations.Project, local bool) ([][]op, error) {
	var phases [][]op
	for i, p := range projects {
		same := func(other annotations.Project) bool { return other.ID == p.ID }
		if slices.ContainsFunc(projects[:i], same) {
			continue // merged with the first
		}
		for _, other := range projects[i+1:] {
			if same(other) {
				p = p.Merge(other)
			}
		}
		var was *projectRecord
		if err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "projects", Key: p.ID}}}, &was); err != nil {
			return nil, err
		}
		record := projectRecord{ID: p.ID.String()}
		var seen any
		if was != nil {
			var old annotations.Project
			if err := json.Unmarshal([]byte(was.JSON), &old); err != nil {
				return nil, fmt.Errorf("project %v: %w", p.ID, err)
			}
			if p = old.Merge(p); store.SameProject(old, p) {
				continue
			}
			seen, record.Order = was.JSON, was.Order
		}
		b, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		record.JSON = string(b)
		phases = append(phases, []op{{
			Op: "swap", Store: "projects", Key: p.ID, Was: seen, Value: record, Rank: "order",
			Then: []op{{Store: "items", Value: item{Changed: record.ID}, Then: later(local, 0)}},
		}})
	}
	return phases, nil
}

// documentOps add the documents that are not there.
func documentOps(documents []annotations.Document, local bool) ([]op, error) {
	var ops []op
	seen := map[annotations.DocumentID]bool{}
	for _, d := range documents {
		if seen[d.ID] {
			continue
		}
		seen[d.ID] = true
		b, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		h := store.HeadingOf(d)
		ops = append(ops,
			op{Op: "need", Store: "projects", Key: d.Project, Error: "UnknownProject"},
			op{Op: "new", Store: "documents", Key: d.ID, Value: documentRecord{ID: d.ID.String(), JSON: string(b)},
				Then: []op{{Store: "items", Value: item{Project: d.Project.String(), Heading: &h}, Then: later(local, 0)}}})
	}
	return ops, nil
}

// changeOps add the changes that are not there, and what has to be there first.
func changeOps(all []annotations.Change, local bool) (needs, changes []op, err error) {
	type key struct {
		doc   annotations.DocumentID
		stamp annotations.Stamp
	}
	seen := map[key]annotations.Change{}
	needed := map[annotations.DocumentID]bool{}
	for _, c := range all {
		if err := c.Check(); err != nil {
			return nil, nil, err
		}
		k := key{c.Doc, c.Stamp}
		if before, twice := seen[k]; twice {
			if !before.Same(c) {
				return nil, nil, &annotations.ConflictError{Stamp: c.Stamp}
			}
			continue
		}
		seen[k] = c
		if !needed[c.Doc] {
			needed[c.Doc] = true
			needs = append(needs, op{Op: "need", Store: "documents", Key: c.Doc, Error: "UnknownDocument"})
		}
		b, err := json.Marshal(c)
		if err != nil {
			return nil, nil, err
		}
		it := item{Doc: c.Doc.String(), Stamp: sortable(c.Stamp), JSON: string(b), Change: 1}
		if it.Says, err = says(c); err != nil {
			return nil, nil, err
		}
		changes = append(changes, op{Op: "new", Store: "items", Index: "log", Key: logKey(c), Value: it, Same: "says", Then: later(local, 1)})
	}
	return needs, changes, nil
}

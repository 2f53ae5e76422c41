//go:build js

package idb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// Store is the store.Local of one database.
type Store struct{ c *connection }

// Open opens a database of this site, made when it is not there. outdated is
// called when another tab runs a newer program that needs this tab to go.
func Open(ctx context.Context, name string, outdated func()) (*Store, error) {
	s := &Store{&connection{name: name, outdated: outdated}}
	if _, err := s.c.connect(ctx); err != nil {
		return nil, err
	}
	// The epoch is made once; it is looked up again in case two tabs make it.
	id := annotations.NewID[Store]().String()
	err := s.c.run(ctx, "readwrite", [][]op{{{Op: "new", Store: "meta", Key: "epoch", Value: meta{ID: "epoch", Value: id}}}})
	return s, err
}

// The records. What is only carried is kept as the JSON of the domain.
type (
	meta struct {
		ID    string `json:"id"`
		Value string `json:"value"`
	}
	projectRecord struct {
		ID    string `json:"id"`
		JSON  string `json:"json"`
		Order int64  `json:"order"` // the place of its first arrival
	}
	documentRecord struct {
		ID   string `json:"id"`
		JSON string `json:"json"`
	}
	// item is one arrival: of a change (doc, stamp), of a document (project,
	// heading) or of a state of a project (changed). Records without a field
	// are not in the indexes over it.
	item struct {
		Place   int64          `json:"place,omitempty"`
		Doc     string         `json:"doc,omitempty"`
		Stamp   string         `json:"stamp,omitempty"`
		Says    string         `json:"says,omitempty"` // what must be the same under one stamp
		JSON    string         `json:"json,omitempty"`
		Project string         `json:"project,omitempty"`
		Heading *store.Heading `json:"heading,omitempty"`
		Changed string         `json:"changed,omitempty"`
	}
	pending struct {
		Place  int64 `json:"place,omitempty"`
		Change int   `json:"change,omitempty"`
	}
)

// sortable is a stamp as text in the order of stamps.
func sortable(s annotations.Stamp) string { return fmt.Sprintf("%020d@%v", s.N, s.Replica) }

// says is what two changes under one stamp must agree on.
func says(c annotations.Change) (string, error) {
	b, err := json.Marshal(annotations.Change{Stamp: c.Stamp, Step: c.Stamp, Doc: c.Doc, Op: c.Op})
	return string(b), err
}

// Projects implements store.Store.
func (s *Store) Projects(ctx context.Context) ([]annotations.Project, error) {
	var records []projectRecord
	if err := s.c.run(ctx, "readonly", [][]op{{{Op: "all", Store: "projects"}}}, &records); err != nil {
		return nil, err
	}
	projects := make([]annotations.Project, len(records))
	orders := make([]int64, len(records))
	for i, r := range records {
		if err := json.Unmarshal([]byte(r.JSON), &projects[i]); err != nil {
			return nil, err
		}
		orders[i] = r.Order
	}
	for i := range projects { // few: an insertion sort will do
		for j := i; j > 0 && orders[j] < orders[j-1]; j-- {
			orders[j], orders[j-1] = orders[j-1], orders[j]
			projects[j], projects[j-1] = projects[j-1], projects[j]
		}
	}
	return projects, nil
}

// Documents implements store.Store.
func (s *Store) Documents(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Heading, error) {
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
	var r *documentRecord
	var d annotations.Document
	if err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "documents", Key: id}}}, &r); err != nil {
		return d, err
	}
	if r == nil {
		return d, fmt.Errorf("document %v: %w", id, store.ErrNotFound)
	}
	return d, json.Unmarshal([]byte(r.JSON), &d)
}

// Log implements store.Store.
func (s *Store) Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error) {
	var items []item
	err := s.c.run(ctx, "readonly", [][]op{{{
		Op: "all", Store: "items", Index: "log", From: []any{id, ""}, To: []any{id, "~"},
	}}}, &items)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	// One array is read much faster than many objects.
	parts := make([]string, len(items))
	for i, it := range items {
		parts[i] = it.JSON
	}
	var changes []annotations.Change
	return changes, json.Unmarshal([]byte("["+strings.Join(parts, ",")+"]"), &changes)
}

// Add implements store.Store.
func (s *Store) Add(ctx context.Context, batch store.Batch) error {
	return s.add(ctx, batch, true, nil)
}

// Receive implements store.Local.
func (s *Store) Receive(ctx context.Context, page store.Page) error {
	heard, err := json.Marshal(store.Heard{Epoch: page.Epoch, Place: page.Next})
	if err != nil {
		return err
	}
	return s.add(ctx, page.Batch, false, []op{{Op: "put", Store: "meta", Value: meta{ID: "heard", Value: string(heard)}}})
}

func (s *Store) add(ctx context.Context, batch store.Batch, local bool, also []op) error {
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

func conflict(batch store.Batch, key string) error {
	for _, c := range batch.Changes {
		if strings.Contains(key, sortable(c.Stamp)) {
			return &annotations.ConflictError{Stamp: c.Stamp}
		}
	}
	return errors.New("two different things under " + key)
}

// phases are the operations that store a batch.
func (s *Store) phases(ctx context.Context, batch store.Batch, local bool) ([][]op, error) {
	later := func(change int) []op {
		if !local {
			return nil
		}
		return []op{{Store: "pending", Value: &pending{Change: change}, Field: "place"}}
	}
	var projects, documents, needs, changes []op
	for _, p := range batch.Projects {
		o, err := s.swap(ctx, p, later(0))
		if err != nil {
			return nil, err
		}
		projects = append(projects, o...)
	}
	seen := map[string]bool{}
	for _, d := range batch.Documents {
		if seen[d.ID.String()] {
			continue
		}
		seen[d.ID.String()] = true
		b, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		h := store.HeadingOf(d)
		documents = append(documents,
			op{Op: "need", Store: "projects", Key: d.Project, Error: "UnknownProject"},
			op{Op: "new", Store: "documents", Key: d.ID, Value: documentRecord{ID: d.ID.String(), JSON: string(b)},
				Then: []op{{Store: "items", Value: item{Project: d.Project.String(), Heading: &h}, Then: later(0)}}})
	}
	said := map[string]string{}
	for _, c := range batch.Changes {
		if err := c.Check(); err != nil {
			return nil, err
		}
		b, err := json.Marshal(c)
		if err != nil {
			return nil, err
		}
		it := item{Doc: c.Doc.String(), Stamp: sortable(c.Stamp), JSON: string(b)}
		if it.Says, err = says(c); err != nil {
			return nil, err
		}
		if before, twice := said[it.Doc+it.Stamp]; twice {
			if before != it.Says {
				return nil, &annotations.ConflictError{Stamp: c.Stamp}
			}
			continue
		}
		said[it.Doc+it.Stamp] = it.Says
		if !seen["need"+it.Doc] {
			seen["need"+it.Doc] = true
			needs = append(needs, op{Op: "need", Store: "documents", Key: it.Doc, Error: "UnknownDocument"})
		}
		changes = append(changes, op{Op: "new", Store: "items", Index: "log", Key: []string{it.Doc, it.Stamp}, Value: it, Same: "says", Then: later(1)})
	}
	return [][]op{projects, documents, needs, changes}, nil
}

// swap merges a project with what is there.
func (s *Store) swap(ctx context.Context, p annotations.Project, then []op) ([]op, error) {
	var was *projectRecord
	if err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "projects", Key: p.ID}}}, &was); err != nil {
		return nil, err
	}
	record := projectRecord{ID: p.ID.String()}
	var seen any
	if was != nil {
		var old annotations.Project
		if err := json.Unmarshal([]byte(was.JSON), &old); err != nil {
			return nil, err
		}
		if p = old.Merge(p); store.SameProject(old, p) {
			return nil, nil
		}
		seen, record.Order = was.JSON, was.Order
	} else {
		var last int
		if err := s.c.run(ctx, "readonly", [][]op{{{Op: "count", Store: "projects"}}}, &last); err != nil {
			return nil, err
		}
		record.Order = int64(last)
	}
	b, err := json.Marshal(p)
	record.JSON = string(b)
	return []op{{Op: "swap", Store: "projects", Key: p.ID, Was: seen, Value: record,
		Then: []op{{Store: "items", Value: item{Changed: p.ID.String()}, Then: then}}}}, err
}

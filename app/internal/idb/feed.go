//go:build js

package idb

import (
	"context"
	"encoding/json"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/store"
)

// Since implements store.Store.
func (s *Store) Since(ctx context.Context, after int64, limit int) (store.Page, error) {
	var items []item
	var epoch meta
	page := store.Page{Next: after}
	err := s.c.run(ctx, "readonly", [][]op{{
		{Op: "all", Store: "items", From: after, After: true, Limit: limit + 1},
		{Op: "get", Store: "meta", Key: "epoch"},
	}}, &items, &epoch)
	if err != nil {
		return page, err
	}
	page.Epoch = epoch.Value
	if page.More = len(items) > limit; page.More {
		items = items[:limit]
	}
	if len(items) > 0 {
		page.Next = items[len(items)-1].Place
	}
	page.Batch, err = s.batch(ctx, items)
	return page, err
}

// batch fetches what the items stand for.
func (s *Store) batch(ctx context.Context, items []item) (store.Batch, error) {
	var b store.Batch
	var projects, documents []op
	asked := map[string]bool{}
	for _, it := range items {
		switch {
		case it.Heading != nil:
			documents = append(documents, op{Op: "get", Store: "documents", Key: it.Heading.ID, Raw: true})
		case it.Changed != "" && !asked[it.Changed]:
			asked[it.Changed] = true
			projects = append(projects, op{Op: "get", Store: "projects", Key: it.Changed, Raw: true})
		case it.JSON != "":
			var c annotations.Change
			if err := json.Unmarshal([]byte(it.JSON), &c); err != nil {
				return b, fmt.Errorf("the change at place %d: %w", it.Place, err)
			}
			b.Changes = append(b.Changes, c)
		}
	}
	var into []any
	if len(projects) > 0 {
		b.Projects = make([]annotations.Project, len(projects))
	}
	if len(documents) > 0 {
		b.Documents = make([]annotations.Document, len(documents))
	}
	for i := range b.Projects {
		into = append(into, &b.Projects[i])
	}
	for i := range b.Documents {
		into = append(into, &b.Documents[i])
	}
	if len(into) == 0 {
		return b, nil
	}
	return b, s.c.run(ctx, "readonly", [][]op{append(projects, documents...)}, into...)
}

// Pending implements store.Local.
func (s *Store) Pending(ctx context.Context, limit int) (store.Batch, store.Receipt, error) {
	var waiting []pending
	err := s.c.run(ctx, "readonly", [][]op{{{Op: "all", Store: "pending", Limit: max(1, limit)}}}, &waiting)
	if err != nil || len(waiting) == 0 {
		return store.Batch{}, 0, err
	}
	gets := make([]op, len(waiting))
	items := make([]item, len(waiting))
	into := make([]any, len(waiting))
	for i, w := range waiting {
		gets[i] = op{Op: "get", Store: "items", Key: w.Place}
		into[i] = &items[i]
	}
	if err := s.c.run(ctx, "readonly", [][]op{gets}, into...); err != nil {
		return store.Batch{}, 0, err
	}
	b, err := s.batch(ctx, items)
	return b, store.Receipt(waiting[len(waiting)-1].Place), err
}

// Acknowledge implements store.Local.
func (s *Store) Acknowledge(ctx context.Context, r store.Receipt) error {
	return s.c.run(ctx, "readwrite", [][]op{{{Op: "delete", Store: "pending", To: r}}})
}

// Waiting implements store.Local.
func (s *Store) Waiting(ctx context.Context) (int, error) {
	var n int
	err := s.c.run(ctx, "readonly", [][]op{{{Op: "count", Store: "pending", Index: "changes"}}}, &n)
	return n, err
}

func heardAt(h store.Heard) op {
	return op{Op: "put", Store: "meta", Value: heardRecord{"heard", h}}
}

// Heard implements store.Local.
func (s *Store) Heard(ctx context.Context) (store.Heard, error) {
	var r *heardRecord
	if err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "meta", Key: "heard"}}}, &r); err != nil || r == nil {
		return store.Heard{}, err
	}
	return r.Heard, nil
}

// StartOver implements store.Local.
func (s *Store) StartOver(ctx context.Context, epoch string) error {
	return s.c.run(ctx, "readwrite", [][]op{{
		heardAt(store.Heard{Epoch: epoch}),
		{Op: "copy", Store: "items", Into: "pending", Fields: []string{"place", "change"}},
	}})
}

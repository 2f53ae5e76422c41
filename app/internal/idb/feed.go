//go:build js

package idb

import (
	"context"
	"encoding/json"

	"gloss/annotations"
	"gloss/annotations/store"
)

// Since implements store.Store.
func (s *Store) Since(ctx context.Context, after int64, limit int) (store.Page, error) {
	var items []item
	var epoch *meta
	page := store.Page{Next: after}
	err := s.c.run(ctx, "readonly", [][]op{{
		{Op: "all", Store: "items", From: after, After: true, Limit: limit + 1},
		{Op: "get", Store: "meta", Key: "epoch"},
	}}, &items, &epoch)
	if err != nil {
		return page, err
	}
	if epoch != nil {
		page.Epoch = epoch.Value
	}
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
	var gets []op
	var projects, documents int
	asked := map[string]bool{}
	for _, it := range items {
		if id := it.Changed; id != "" && !asked[id] {
			asked[id] = true
			gets = append(gets, op{Op: "get", Store: "projects", Key: id})
			projects++
		}
	}
	for _, it := range items {
		if it.Heading != nil {
			gets = append(gets, op{Op: "get", Store: "documents", Key: it.Heading.ID})
			documents++
		}
	}
	records := make([]documentRecord, len(gets)) // a project's record has the same fields
	into := make([]any, len(gets))
	for i := range records {
		into[i] = &records[i]
	}
	if len(gets) > 0 {
		if err := s.c.run(ctx, "readonly", [][]op{gets}, into...); err != nil {
			return b, err
		}
	}
	for i, r := range records {
		var err error
		if i < projects {
			var p annotations.Project
			err = json.Unmarshal([]byte(r.JSON), &p)
			b.Projects = append(b.Projects, p)
		} else {
			var d annotations.Document
			err = json.Unmarshal([]byte(r.JSON), &d)
			b.Documents = append(b.Documents, d)
		}
		if err != nil {
			return b, err
		}
	}
	for _, it := range items {
		if it.JSON == "" {
			continue
		}
		var c annotations.Change
		if err := json.Unmarshal([]byte(it.JSON), &c); err != nil {
			return b, err
		}
		b.Changes = append(b.Changes, c)
	}
	return b, nil
}

// Pending implements store.Local.
func (s *Store) Pending(ctx context.Context, limit int) (store.Batch, store.Receipt, error) {
	var waiting []pending
	if err := s.c.run(ctx, "readonly", [][]op{{{Op: "all", Store: "pending", Limit: limit}}}, &waiting); err != nil || len(waiting) == 0 {
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
	if r == 0 {
		return nil
	}
	return s.c.run(ctx, "readwrite", [][]op{{{Op: "delete", Store: "pending", To: r}}})
}

// Waiting implements store.Local.
func (s *Store) Waiting(ctx context.Context) (int, error) {
	var n int
	err := s.c.run(ctx, "readonly", [][]op{{{Op: "count", Store: "pending", Index: "changes"}}}, &n)
	return n, err
}

// Heard implements store.Local.
func (s *Store) Heard(ctx context.Context) (store.Heard, error) {
	var m *meta
	var h store.Heard
	if err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "meta", Key: "heard"}}}, &m); err != nil || m == nil {
		return h, err
	}
	return h, json.Unmarshal([]byte(m.Value), &h)
}

// StartOver implements store.Local.
func (s *Store) StartOver(ctx context.Context, epoch string) error {
	heard, err := json.Marshal(store.Heard{Epoch: epoch})
	if err != nil {
		return err
	}
	var items []item
	if err := s.c.run(ctx, "readonly", [][]op{{{Op: "all", Store: "items"}}}, &items); err != nil {
		return err
	}
	ops := []op{{Op: "put", Store: "meta", Value: meta{ID: "heard", Value: string(heard)}}}
	for _, it := range items {
		p := pending{Place: it.Place}
		if it.JSON != "" {
			p.Change = 1
		}
		ops = append(ops, op{Op: "put", Store: "pending", Value: p})
	}
	return s.c.run(ctx, "readwrite", [][]op{ops})
}

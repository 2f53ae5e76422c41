//go:build js

package idb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// Since implements store.Store.
func (s *Store) Since(ctx context.Context, after int64, limit int) (store.Page, error) {
	var found struct {
		Items []item `json:"items"`
		More  bool   `json:"more"`
	}
	var epoch meta
	page := store.Page{Next: after}
	bytes, err := s.c.run(ctx, "readonly", [][]op{{
		{Op: "page", Store: "items", Also: []string{"documents", "projects"}, From: after + 1, Limit: limit, Bytes: store.PageBytes},
		{Op: "get", Store: "meta", Key: "epoch"},
	}}, &found, &epoch)
	if err != nil {
		return page, err
	}
	page.Epoch, page.More = epoch.Value, found.More
	if n := len(found.Items); n > 0 {
		page.Next = found.Items[n-1].Place
	}
	page.Batch, err = batchOf(found.Items, bytes)
	return page, err
}

// batchOf is what the items stand for.
func batchOf(items []item, bytes []byte) (store.Batch, error) {
	var b store.Batch
	seen := map[string]bool{}
	for _, it := range items {
		switch {
		case it.Document != nil:
			d, err := it.Document.read(bytes)
			if err != nil {
				return b, err
			}
			b.Documents = append(b.Documents, d)
		case it.Changed != "":
			if seen[it.Changed] {
				continue
			}
			seen[it.Changed] = true
			var p annotations.Project
			if err := json.Unmarshal([]byte(it.State), &p); err != nil {
				return b, fmt.Errorf("project %s: %w", it.Changed, err)
			}
			b.Projects = append(b.Projects, p)
		default:
			changes, err := it.changes(bytes)
			if err != nil {
				return b, err
			}
			b.Changes = append(b.Changes, changes...)
		}
	}
	return b, nil
}

// Pending implements store.Local.
func (s *Store) Pending(ctx context.Context, limit int) (store.Batch, store.Receipt, error) {
	var found struct {
		Items []item `json:"items"`
	}
	bytes, err := s.c.run(ctx, "readonly", [][]op{{{
		Op: "waiting", Store: "queue", Also: []string{"items", "documents", "projects"}, Limit: limit, Bytes: store.PageBytes,
	}}}, &found)
	if err != nil || len(found.Items) == 0 {
		return store.Batch{}, 0, err
	}
	b, err := batchOf(found.Items, bytes)
	return b, store.Receipt(found.Items[len(found.Items)-1].Place), err
}

// Acknowledge implements store.Local.
func (s *Store) Acknowledge(ctx context.Context, r store.Receipt) error {
	_, err := s.c.run(ctx, "readwrite", [][]op{{{Op: "acknowledge", Store: "queue", Also: []string{"items"}, Place: int64(r)}}})
	return err
}

// Waiting implements store.Local.
func (s *Store) Waiting(ctx context.Context) (n int, err error) {
	var queue []waitingRange
	_, err = s.c.run(ctx, "readonly", [][]op{{{Op: "all", Store: "queue"}}}, &queue)
	for _, r := range queue {
		n += r.Changes
	}
	return n, err
}

func heardAt(h store.Heard) op {
	return op{Op: "put", Store: "meta", Value: heardRecord{"heard", h}}
}

// Heard implements store.Local.
func (s *Store) Heard(ctx context.Context) (store.Heard, error) {
	var r *heardRecord
	if _, err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "meta", Key: "heard"}}}, &r); err != nil || r == nil {
		return store.Heard{}, err
	}
	return r.Heard, nil
}

// Empty removes everything from this device, unless something waits for the
// server: then it is ErrWaiting.
func (s *Store) Empty(ctx context.Context) error {
	_, err := s.c.run(ctx, "readwrite", [][]op{{{Op: "empty", Store: "queue", Also: []string{"projects", "documents", "items", "meta"}}}})
	var e *browser.Error
	if errors.As(err, &e) && e.Name == "Waiting" {
		return ErrWaiting
	}
	return err
}

// StartOver implements store.Local.
func (s *Store) StartOver(ctx context.Context, epoch string) error {
	_, err := s.c.run(ctx, "readwrite", [][]op{{
		heardAt(store.Heard{Epoch: epoch}),
		{Op: "requeue", Store: "queue", Also: []string{"items", "meta"}},
	}})
	return err
}

//go:build js

package idb

import (
	"context"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
)

// headings are those of items.
func headings(items []item) []store.Heading {
	var all []store.Heading
	for _, it := range items {
		it.Heading.Place = it.Place
		all = append(all, *it.Heading)
	}
	return all
}

// Documents implements store.Store.
func (s *Store) Documents(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Heading, error) {
	if limit <= 0 { // no limit to IndexedDB
		return nil, nil
	}
	var items []item
	_, err := s.c.run(ctx, "readonly", [][]op{{{
		Op: "all", Store: "items", Index: "list", Limit: limit, After: true,
		From: []any{project, after}, To: []any{project, []any{}},
	}}}, &items)
	return headings(items), err
}

// Count implements store.Store.
func (s *Store) Count(ctx context.Context, project annotations.ProjectID) (int, error) {
	var size *sizeRecord
	_, err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "meta", Key: "size " + project.String()}}}, &size)
	if err != nil || size == nil {
		return 0, err
	}
	return size.Documents, nil
}

// Window implements store.Store.
func (s *Store) Window(ctx context.Context, project annotations.ProjectID, first, limit int) ([]store.Heading, error) {
	if limit <= 0 {
		return nil, nil
	}
	var items []item
	_, err := s.c.run(ctx, "readonly", [][]op{{{
		Op: "all", Store: "items", Index: "ranks", Limit: limit, From: []any{project, max(0, first)}, To: []any{project, []any{}},
	}}}, &items)
	return headings(items), err
}

// Search implements store.Store.
func (s *Store) Search(ctx context.Context, project annotations.ProjectID, text string, after int64, limit int) (store.Found, error) {
	var found struct {
		Items []item `json:"found"`
		Next  int64  `json:"next"`
		Done  bool   `json:"done"`
	}
	_, err := s.c.run(ctx, "readonly", [][]op{{{
		Op: "search", Store: "items", Also: []string{"documents"}, Project: project.String(), Text: text, Most: limit,
		After: after, Limit: store.SearchMost, Bytes: store.SearchBytes,
	}}}, &found)
	return store.Found{Headings: headings(found.Items), Next: found.Next, Done: found.Done}, err
}

// Read implements store.Store.
func (s *Store) Read(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]store.Labelled, error) {
	if limit <= 0 {
		return nil, nil
	}
	var items []item
	bytes, err := s.c.run(ctx, "readonly", [][]op{{{
		Op: "read", Store: "items", Also: []string{"documents"}, Project: project.String(), Old: s.c.old,
		After: after, Limit: limit, Bytes: store.ReadBytes,
	}}}, &items)
	if err != nil {
		return nil, err
	}
	all := make([]store.Labelled, len(items))
	for i, it := range items {
		all[i].Place = it.Place
		if all[i].Document, err = it.Document.read(bytes); err != nil {
			return nil, err
		}
		log, err := logOf(it.Log, bytes)
		if log == nil {
			return nil, err
		}
		all[i].Changes = slices.Collect(log.Changes())
	}
	return all, nil
}

// Known implements store.Store.
func (s *Store) Known(ctx context.Context, ids []annotations.DocumentID) ([]bool, error) {
	known := make([]bool, len(ids))
	if len(ids) == 0 {
		return known, nil
	}
	_, err := s.c.run(ctx, "readonly", [][]op{{{Op: "known", Store: "documents", Keys: ids}}}, &known)
	return known, err
}

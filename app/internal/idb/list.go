//go:build js

package idb

import (
	"context"

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

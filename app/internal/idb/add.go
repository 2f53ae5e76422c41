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
//
// It supposes that no change is known, which is nearly always so, and needs one
// transaction then. If that meets changes with stamps in the same range, it is
// undone, and those are read and compared.
func (s *Store) add(ctx context.Context, batch store.Batch, local bool, also ...op) error {
	runs, err := runsOf(batch.Changes)
	if err != nil {
		return err
	}
	for {
		phases, err := s.phases(ctx, batch, runs, local)
		if err != nil {
			return err
		}
		phases = slices.DeleteFunc(append(phases, also), func(ops []op) bool { return len(ops) == 0 })
		if len(phases) == 0 {
			return nil
		}
		_, err = s.c.run(ctx, "readwrite", phases)
		var e *browser.Error
		if !errors.As(err, &e) {
			return err
		}
		switch e.Name {
		case "Changed": // another tab was there meanwhile: merge with what it did
			if runs, err = s.news(ctx, runs); err != nil {
				return err
			}
			continue
		case "UnknownDocument":
			return fmt.Errorf("document %s: %w", e.Message, store.ErrUnknownDocument)
		case "UnknownProject":
			return fmt.Errorf("project %s: %w", e.Message, store.ErrUnknownProject)
		}
		return err
	}
}

// phases are the operations that store a batch with these runs of its changes,
// in the order of what needs what.
func (s *Store) phases(ctx context.Context, batch store.Batch, runs []changeRun, local bool) ([][]op, error) {
	phases, err := s.projectPhases(ctx, batch.Projects)
	if err != nil {
		return nil, err
	}
	var pace pace
	documents, err := documentPhases(batch.Documents, &pace)
	if err != nil {
		return nil, err
	}
	phases = append(phases, documents...)
	there := map[annotations.DocumentID]bool{}
	for _, d := range batch.Documents {
		there[d.ID] = true
	}
	var needs, changes []op
	for _, r := range runs {
		if len(r.Changes) == 0 {
			continue
		}
		pace.rest()
		if !there[r.Doc] {
			there[r.Doc] = true
			needs = append(needs, op{Op: "need", Store: "documents", Key: r.Doc, Error: "UnknownDocument"})
		}
		add, err := r.op("run", s.c.old)
		if err != nil {
			return nil, err
		}
		changes = append(changes, add)
	}
	phases = append(phases, needs, changes)
	if len(changes) == 0 && !slices.ContainsFunc(phases, func(ops []op) bool { return len(ops) > 0 && ops[0].Item != nil }) {
		return phases, nil // nothing arrives
	}
	return append(phases, []op{arrived(local)}), nil
}

// arrived is what a transaction that adds items ends with.
func arrived(local bool) op {
	return op{Op: "arrived", Store: "queue", Also: []string{"meta"}, Waiting: local}
}

// projectPhases merges projects with what is there: one phase each, since they
// are numbered as they come in.
func (s *Store) projectPhases(ctx context.Context, projects []annotations.Project) ([][]op, error) {
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
		if _, err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "projects", Key: p.ID}}}, &was); err != nil {
			return nil, err
		}
		record := projectRecord{ID: p.ID.String()}
		var seen any
		if was != nil {
			var old annotations.Project
			if err := json.Unmarshal([]byte(was.JSON), &old); err != nil {
				return nil, fmt.Errorf("project %v: %w", p.ID, err)
			}
			if p = old.Merge(p); p.Equal(old) {
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
			Op: "swap", Store: "projects", Also: []string{"items"}, Key: p.ID,
			Was: seen, Value: record, Rank: "order", Item: item{Changed: record.ID},
		}})
	}
	return phases, nil
}

// documentPhases add the documents that are not there.
func documentPhases(documents []annotations.Document, pace *pace) ([][]op, error) {
	var needs, news []op
	seen := map[annotations.DocumentID]bool{}
	projects := map[annotations.ProjectID]bool{}
	for _, d := range documents {
		if seen[d.ID] {
			continue
		}
		seen[d.ID] = true
		pace.rest()
		if !projects[d.Project] {
			projects[d.Project] = true
			needs = append(needs, op{Op: "need", Store: "projects", Key: d.Project, Error: "UnknownProject"})
		}
		h, project, text := store.HeadingOf(d), d.Project.String(), d.Text
		d.Text = ""
		b, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		news = append(news, op{
			Op: "new", Store: "documents", Also: []string{"items", "meta"}, Key: d.ID,
			Value: documentRecord{ID: d.ID.String(), Project: project, JSON: string(b)}, Field: "text", Data: []byte(text),
			Item: item{Project: project, Heading: &h},
		})
	}
	return [][]op{needs, news}, nil
}

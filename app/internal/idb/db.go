//go:build js

// Package idb is a store.Local in IndexedDB: what an annotator does is on the
// disk of the device before the page says so.
package idb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"syscall/js"

	"gloss/app/internal/browser"
)

// Errors that the page explains to its user.
var (
	// ErrFull says that the device or the browser has no room left.
	ErrFull = errors.New("the storage of this browser is full")
	// ErrLost says that the database cannot be reached any more.
	ErrLost = errors.New("the connection to this browser's storage was lost")
	// ErrNewer says that a newer program has been here.
	ErrNewer = errors.New("the labels on this device were stored by a newer version of Gloss")
	// ErrRefused says that the browser lets this site store nothing.
	ErrRefused = errors.New("this browser refuses to store anything for this site")
)

// op is one operation of idb.js.
type op struct {
	Op    string `json:"op,omitempty"`
	Store string `json:"store"`
	Index string `json:"index,omitempty"`
	Key   any    `json:"key,omitempty"`
	From  any    `json:"from,omitempty"`
	To    any    `json:"to,omitempty"`
	After bool   `json:"after,omitempty"` // leave out From itself
	Limit int    `json:"limit,omitempty"`
	Value any    `json:"value,omitempty"`
	Same  string `json:"same,omitempty"`
	Was   any    `json:"was"` // of a swap: the json that was seen, null for none
	Error string `json:"error,omitempty"`
	Field string `json:"field,omitempty"`
	Then  []op   `json:"then,omitempty"`
}

// The schema, a list of what each version added. Only ever append.
const versions = `[[
	{"store": "projects", "keyPath": "id"},
	{"store": "documents", "keyPath": "id"},
	{"store": "items", "keyPath": "place", "autoIncrement": true,
	 "indexes": [["log", ["doc", "stamp"], true], ["list", ["project", "place"], false]]},
	{"store": "pending", "keyPath": "place", "indexes": [["changes", "change", false]]},
	{"store": "meta", "keyPath": "id"}
]]`

// connection is an open database that opens itself again when the browser drops
// it, which Safari is known to do.
type connection struct {
	name     string
	outdated func()

	mu   sync.Mutex
	db   js.Value
	open bool
}

func (c *connection) connect(ctx context.Context) (js.Value, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open {
		return c.db, nil
	}
	if !js.Global().Get("indexedDB").Truthy() {
		return js.Undefined(), ErrRefused
	}
	lost := js.FuncOf(func(js.Value, []js.Value) any { c.drop(); return nil })
	outdated := js.FuncOf(func(js.Value, []js.Value) any { c.drop(); c.outdated(); return nil })
	blocked := js.FuncOf(func(js.Value, []js.Value) any { return nil }) // other tabs close theirs when asked
	db, err := browser.Await(ctx, js.Global().Get("glossIDB").Call("open", c.name,
		js.Global().Get("JSON").Call("parse", versions),
		map[string]any{"lost": lost, "outdated": outdated, "blocked": blocked}))
	if err != nil {
		return js.Undefined(), explain(err)
	}
	c.db, c.open = db, true
	return db, nil
}

func (c *connection) drop() {
	// Called by the browser from within a listener: must not wait for a lock
	// that a goroutine holds across a promise.
	go func() {
		c.mu.Lock()
		c.open = false
		c.mu.Unlock()
	}()
}

// run performs phases of operations in one transaction and decodes the results
// into the pointers, in order; nil skips a result. A dead connection is opened
// anew once, which is safe since a transaction happens whole or not at all and
// every batch may be stored twice.
func (c *connection) run(ctx context.Context, mode string, phases [][]op, into ...any) error {
	stores := map[string]bool{}
	for _, phase := range phases {
		for _, o := range phase {
			for _, s := range append(o.stores(), o.Store) {
				stores[s] = true
			}
		}
	}
	names := []any{}
	for s := range stores {
		names = append(names, s)
	}
	b, err := json.Marshal(phases)
	if err != nil {
		return err
	}
	out, err := c.attempt(ctx, names, mode, string(b))
	if errors.Is(err, ErrLost) {
		c.mu.Lock()
		c.open = false
		c.mu.Unlock()
		out, err = c.attempt(ctx, names, mode, string(b))
	}
	if err != nil {
		return err
	}
	var results []json.RawMessage
	if err := json.Unmarshal([]byte(out), &results); err != nil {
		return err
	}
	for i, target := range into {
		if target == nil {
			continue
		}
		if err := json.Unmarshal(results[i], target); err != nil {
			return fmt.Errorf("reading the storage of this browser: %w", err)
		}
	}
	return nil
}

func (o op) stores() (names []string) {
	for _, next := range o.Then {
		names = append(append(names, next.Store), next.stores()...)
	}
	return names
}

func (c *connection) attempt(ctx context.Context, stores []any, mode, phases string) (string, error) {
	db, err := c.connect(ctx)
	if err != nil {
		return "", err
	}
	v, err := browser.Await(ctx, js.Global().Get("glossIDB").Call("run", db, stores, mode, phases))
	if err != nil {
		return "", explain(err)
	}
	return v.String(), nil
}

// explain turns what IndexedDB says into what it means here.
func explain(err error) error {
	var e *browser.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Name {
	case "QuotaExceededError":
		return ErrFull
	case "VersionError":
		return ErrNewer
	case "SecurityError":
		return ErrRefused
	case "InvalidStateError", "UnknownError":
		return fmt.Errorf("%w (%s)", ErrLost, e.Message)
	}
	return err
}

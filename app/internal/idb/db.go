//go:build js

package idb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"syscall/js"
	"time"

	"gloss/annotations"
	"gloss/app/internal/browser"
)

// connection is an open database that opens itself again when the browser drops
// it, which Safari is known to do.
type connection struct {
	name     string
	versions string        // the schema, as idb.js takes it
	patience time.Duration // with tabs that hold up an upgrade
	outdated func()
	hooks    map[string]any // what idb.js calls
	funcs    []js.Func      // of the hooks

	mu     sync.Mutex
	db     js.Value // undefined while there is none
	epoch  string   // of the database that was opened first
	old    bool     // it has single changes of version 1
	closed bool
}

func newConnection(name string, outdated func()) *connection {
	c := &connection{name: name, versions: versions, patience: 5 * time.Second, outdated: outdated}
	lost := js.FuncOf(func(_ js.Value, args []js.Value) any {
		c.drop(args[0])
		return nil
	})
	away := js.FuncOf(func(_ js.Value, args []js.Value) any {
		c.drop(args[0])
		browser.Guard("making way for a newer version", c.outdated)
		return nil
	})
	c.hooks = map[string]any{"lost": lost, "outdated": away}
	c.funcs = []js.Func{lost, away}
	return c
}

// connect returns the open database. It does not give up when ctx ends, since
// an answer that nobody waits for would be a connection that nobody closes.
func (c *connection) connect(ctx context.Context) (js.Value, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return js.Undefined(), errors.New("the store is closed")
	case c.db.Truthy():
		return c.db, nil
	case !js.Global().Get("glossIDB").Truthy():
		return js.Undefined(), errors.New("idb.js was not loaded")
	}
	ctx = context.WithoutCancel(ctx)
	db, err := browser.Await(ctx, js.Global().Get("glossIDB").Call("open", c.name,
		js.Global().Get("JSON").Call("parse", c.versions), c.patience.Milliseconds(), c.hooks))
	var e *browser.Error
	switch {
	case errors.As(err, &e) && e.Name == "InvalidStateError":
		return js.Undefined(), ErrRefused // Firefox, when it stores nothing at all
	case err != nil:
		return js.Undefined(), explain(err)
	}
	if err := c.recognise(ctx, db); err != nil {
		db.Call("close")
		return js.Undefined(), err
	}
	c.db = db
	return db, nil
}

// recognise gives a new database its epoch. One that has another epoch than
// before is not ours: the browser or the user has cleared the storage meanwhile,
// and what is written to an empty database now would only look safe.
func (c *connection) recognise(ctx context.Context, db js.Value) error {
	id := annotations.NewID[Store]().String()
	var is meta
	var old bool
	_, err := transact(ctx, db, "readwrite", [][]op{
		{{Op: "new", Store: "meta", Key: "epoch", Value: meta{ID: "epoch", Value: id}}},
		{{Op: "get", Store: "meta", Key: "epoch"}, {Op: "some", Store: "items", Index: "log"}},
	}, nil, &is, &old)
	switch {
	case err != nil:
		return err
	case c.epoch != "" && c.epoch != is.Value:
		return fmt.Errorf("%w: it was cleared", ErrLost)
	}
	c.epoch, c.old = is.Value, old
	return nil
}

// drop forgets a database that is closed. It does not wait: the browser calls
// it, and whoever holds the lock may be waiting for the browser.
func (c *connection) drop(db js.Value) {
	go func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.db.Equal(db) {
			c.db = js.Undefined()
		}
	}()
}

func (c *connection) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.closed = true
	if c.db.Truthy() {
		c.db.Set("onversionchange", nil)
		c.db.Set("onclose", nil)
		c.db.Call("close")
	}
	for _, f := range c.funcs {
		f.Release()
	}
}

// run performs phases of operations in one transaction and decodes the results
// into the pointers, in order; nil skips a result. The bytes are what each
// stretch in the results refers to. A dead connection is opened anew once, which
// is safe since a transaction happens whole or not at all and every batch may be
// stored twice. When ctx ends before the answer is there, a write may have
// happened nevertheless.
func (c *connection) run(ctx context.Context, mode string, phases [][]op, into ...any) (bytes []byte, err error) {
	db, err := c.connect(ctx)
	if err != nil {
		return nil, err
	}
	bytes, err = transact(ctx, db, mode, phases, into...)
	if !errors.Is(err, ErrLost) {
		return bytes, err
	}
	db.Call("close") // if it is half alive
	c.mu.Lock()
	if c.db.Equal(db) {
		c.db = js.Undefined()
	}
	c.mu.Unlock()
	if db, err = c.connect(ctx); err != nil {
		return nil, err
	}
	return transact(ctx, db, mode, phases, into...)
}

func transact(ctx context.Context, db js.Value, mode string, phases [][]op, into ...any) ([]byte, error) {
	stores, text, blob, err := encode(phases, &pace{})
	if err != nil {
		return nil, err
	}
	answer, err := browser.Await(ctx, js.Global().Get("glossIDB").Call("run", db, stores, mode, text, arrayOf(blob)))
	if err != nil {
		return nil, explain(err)
	}
	results := answer.Get("results")
	for i, target := range into {
		if target == nil {
			continue
		}
		if err := json.Unmarshal([]byte(results.Index(i).String()), target); err != nil {
			return nil, fmt.Errorf("reading the storage of this browser: %w", err)
		}
	}
	array := answer.Get("bytes")
	bytes := make([]byte, array.Length())
	js.CopyBytesToGo(bytes, array)
	return bytes, nil
}

// arrayOf is a Uint8Array of these bytes.
func arrayOf(bytes []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(bytes))
	js.CopyBytesToJS(array, bytes)
	return array
}

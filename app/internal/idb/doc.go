// Package idb is a store.Local in IndexedDB: what an annotator does is on the
// disk of the device before the page says so.
//
// Each call is one transaction, or some that read and one that writes only if
// nothing has changed meanwhile, so that tabs may write at the same time. The
// operations of a transaction run in web/js/idb.js: an IndexedDB transaction
// ends by itself as soon as it waits for anything else, Go included.
//
// The package is empty outside of js/wasm.
package idb

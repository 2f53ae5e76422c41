// Package browser is what Gloss asks of the browser and go-app has no answer
// for: selections in the document, files, storage rights, other tabs, the
// network. Nothing outside this folder and package idb touches syscall/js.
//
// Listeners are raw ones, since go-app renders after every event it hears, and
// each is guarded: a panic becomes a message on the page, never a frozen page.
// A getter that throws, as window.localStorage may, ends the program all the
// same: Go catches what a call throws, but not what a getter does.
//
// Offsets in the document are in UTF-16 units, the DOM's own.
//
// The package is empty outside of js/wasm.
package browser

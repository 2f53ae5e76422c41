//go:build js

package idb

import (
	"errors"
	"fmt"

	"gloss/app/internal/browser"
)

// Errors that the page explains to its user.
var (
	// ErrFull says that the device or the browser has no room left.
	ErrFull = errors.New("the storage of this browser is full")
	// ErrLost says that the database cannot be reached any more, or that it was
	// cleared while it was in use.
	ErrLost = errors.New("the connection to this browser's storage was lost")
	// ErrNewer says that a newer program has been here.
	ErrNewer = errors.New("the labels on this device were stored by a newer version of Gloss")
	// ErrBlocked says that another tab does not make way for this newer program.
	ErrBlocked = errors.New("another tab runs an older version of Gloss and has to be closed")
	// ErrRefused says that the browser lets this site store nothing.
	ErrRefused = errors.New("this browser refuses to store anything for this site")
	// ErrWaiting says that the server does not have everything yet.
	ErrWaiting = errors.New("the server does not have everything that is on this device")
)

// explain turns what IndexedDB says into what it means here. AbortError without
// another reason is a transaction that the browser has ended, as it does with
// those of a connection that it drops.
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
	case "Blocked":
		return ErrBlocked
	case "SecurityError":
		return ErrRefused
	case "InvalidStateError", "UnknownError", "AbortError":
		return fmt.Errorf("%w (%s)", ErrLost, e.Message)
	}
	return err
}

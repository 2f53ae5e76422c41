// Package store keeps projects, documents and logs. Store is what the server
// and the device have in common; Local adds what a device must remember about
// a server. storetest is the suite that every Store passes.
package store

import (
	"context"
	"errors"
	"time"

	"gloss/annotations"
)

// Errors that callers tell apart with errors.Is.
var (
	ErrNotFound = errors.New("not found")
	// ErrUnknownDocument says that a change is for a document that the store
	// does not have. Nothing of its batch was stored.
	ErrUnknownDocument = errors.New("change for a document that is not here")
	// ErrUnknownProject says the same of a document and its project.
	ErrUnknownProject = errors.New("document of a project that is not here")
)

// Store keeps everything that was ever given to it. It never forgets or
// replaces a change. All methods may be called at the same time.
type Store interface {
	// Projects returns all projects, the oldest in the store first.
	Projects(ctx context.Context) ([]annotations.Project, error)

	// Documents lists a project's documents in the order in which they came
	// into the store, without their texts: at most limit of those after the
	// place `after` (0 for the first page; then the Place of the last heading).
	Documents(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]Heading, error)

	// Count is the number of a project's documents.
	Count(ctx context.Context, project annotations.ProjectID) (int, error)

	// Window lists documents as Documents does, from a number on, counted from 0
	// in the order of arrival, so that a list can be opened anywhere.
	Window(ctx context.Context, project annotations.ProjectID, first, limit int) ([]Heading, error)

	// Search looks through a project's documents after a place for those with a
	// text in their title or text, whatever its case (see Pattern). One call looks
	// through about SearchBytes and finds at most limit, so that a caller can show
	// what is found, and stop: it goes on from Next until Done.
	Search(ctx context.Context, project annotations.ProjectID, text string, after int64, limit int) (Found, error)

	// Read returns a project's documents after a place with their logs: at most
	// limit, and about ReadBytes of texts and of logs, but one at least while
	// there is one. The next call goes on after the last Place.
	Read(ctx context.Context, project annotations.ProjectID, after int64, limit int) ([]Labelled, error)

	// Known tells of each document whether it is in the store.
	Known(ctx context.Context, ids []annotations.DocumentID) ([]bool, error)

	// Document returns a document, or ErrNotFound.
	Document(ctx context.Context, id annotations.DocumentID) (annotations.Document, error)

	// Log returns the changes of a document in the order of their stamps; none
	// for a document that is not there.
	Log(ctx context.Context, id annotations.DocumentID) ([]annotations.Change, error)

	// Add stores a batch as a whole or not at all, durably when it returns nil:
	// projects are merged with what is there, documents that are there already
	// are left alone, and so are changes with a known stamp that say the same.
	// A change that says something else under a known stamp is refused with an
	// *annotations.ConflictError. Within a batch projects come before documents
	// before changes. Adding a batch twice is adding it once.
	Add(ctx context.Context, batch Batch) error

	// Since returns what came into the store after a place in its own order of
	// arrival: at most about limit things and about PageBytes, but always
	// something when there is something. Next is the place to go on from. A
	// project that changed since is returned anew, and a store that keeps its
	// changes in another way than before may return some of them again.
	Since(ctx context.Context, after int64, limit int) (Page, error)
}

// PageBytes is how much JSON a page of Since or of Pending is, about, unless one
// document or one run of changes is more: reading it must not hold up the
// browser for more than a few frames.
const PageBytes = 256 << 10

// Bounds of what one call does, unless one document is more: little enough to be
// held in memory and done within some frames.
const (
	SearchBytes = 2 << 20
	SearchMost  = 500 // documents
	ReadBytes   = 2 << 20
)

// Found is what one call of Search came to.
type Found struct {
	Headings []Heading
	Next     int64 // place to go on from
	Done     bool  // there is nothing after Next
}

// Labelled is a document with its log, in the order of stamps.
type Labelled struct {
	Document annotations.Document
	Changes  []annotations.Change
	Place    int64
}

// Heading is what a list shows of a document.
type Heading struct {
	ID     annotations.DocumentID `json:"id"`
	Title  string                 `json:"title"`
	Source string                 `json:"source,omitempty"`
	Bytes  int                    `json:"bytes"` // length of the text in UTF-8
	Added  time.Time              `json:"added"`
	// Place is the document's place in the order of arrival in this store.
	Place int64 `json:"place"`
}

// Batch is things that are stored together.
type Batch struct {
	Projects  []annotations.Project  `json:"projects,omitempty"`
	Documents []annotations.Document `json:"documents,omitempty"`
	Changes   []annotations.Change   `json:"changes,omitempty"`
}

// Len is the number of things in the batch.
func (b Batch) Len() int { return len(b.Projects) + len(b.Documents) + len(b.Changes) }

// Page is a stretch of what came into a store, in an order in which it can be
// added to another.
type Page struct {
	Batch
	Next int64 `json:"next"`
	More bool  `json:"more"` // there is more after Next already
	// Epoch names this life of the store: another epoch says that the store was
	// made anew or restored from a backup, so that places in it mean nothing
	// any more and it may lack what it once acknowledged.
	Epoch string `json:"epoch"`
}

// Local is a Store on a device that is brought together with a server's from
// time to time. What Add stores there is pending until the server has it.
type Local interface {
	Store

	// Logs returns the logs of some documents, the caller's own, read together: one by
	// one each would wait for the disk. Of a log it makes one from what it reads at
	// once, which takes a third of the room that its changes take. Where a log that was
	// stored contradicts itself, all are there beside an *annotations.ConflictError.
	Logs(ctx context.Context, ids []annotations.DocumentID) ([]*annotations.Log, error)

	// Pending returns the oldest things that the server has not acknowledged,
	// about limit of them but never none when there are any, and the receipt to
	// give to Acknowledge once it has. Things stored meanwhile are not covered
	// by the receipt.
	Pending(ctx context.Context, limit int) (Batch, Receipt, error)

	// Acknowledge notes that the server has what the receipt stands for.
	Acknowledge(ctx context.Context, r Receipt) error

	// Waiting is the number of changes that are pending.
	Waiting(ctx context.Context) (int, error)

	// Receive adds what a server sent and remembers the place up to which the
	// server was heard, both or neither. What it adds is not pending.
	Receive(ctx context.Context, page Page) error

	// Heard returns how far the server was heard: zero at first.
	Heard(ctx context.Context) (Heard, error)

	// Top is the place of what came into the store last, 0 while it is empty: what
	// comes after it Since tells.
	Top(ctx context.Context) (int64, error)

	// Keep keeps things of this device under their names, all or none, such as an
	// index of what the store has. They are never sent anywhere. Kept returns one
	// of them, nil when there is none.
	Keep(ctx context.Context, things map[string][]byte) error
	Kept(ctx context.Context, name string) ([]byte, error)

	// StartOver forgets how far the server was heard and makes everything in
	// the store pending again, for a server with another epoch.
	StartOver(ctx context.Context, epoch string) error
}

// Receipt stands for a stretch of what was pending.
type Receipt int64

// Heard is a place in a server's order of arrival.
type Heard struct {
	Epoch string `json:"epoch"`
	Place int64  `json:"place"`
}

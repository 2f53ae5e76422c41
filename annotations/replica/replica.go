// Package replica brings the store of a device and that of a server to the same
// contents. It knows no HTTP: a Remote may be a server, another store or a test
// that loses every second answer.
package replica

import (
	"context"
	"fmt"

	"gloss/annotations"
	"gloss/annotations/store"
)

// BatchSize is how many things travel at once at most. Mostly store.PageBytes is
// what ends a page: small enough that reading it does not hold up the browser,
// large enough to make few round trips.
const BatchSize = 2000

// Remote is a server's store from afar. Both calls may be repeated after a lost
// answer.
type Remote interface {
	// Push adds a batch to the server's store, durably when it returns nil.
	Push(ctx context.Context, batch store.Batch) error
	// Pull returns what came into the server's store after a place.
	Pull(ctx context.Context, after int64, limit int) (store.Page, error)
}

// Result says what one Sync did.
type Result struct {
	Pushed, Pulled int
	// Documents are those of which something new was received.
	Documents []annotations.DocumentID
	// Listing tells that a project or a document was received, so that a list
	// of them has to be read again.
	Listing bool

	seen map[annotations.DocumentID]bool // what Documents holds
}

// Syncer brings two stores together.
type Syncer struct {
	Local  store.Local
	Remote Remote
	// Progress, if not nil, is told after each page what was done so far, so
	// that what has come can be shown while more is coming.
	Progress func(Result)
	// Received, if not nil, is told what has just been stored of a page. Much of
	// it may be known: what was sent comes back.
	Received func(store.Batch)
}

func (s Syncer) tell(r *Result) {
	if s.Progress != nil {
		s.Progress(*r)
	}
}

// Sync sends what is pending and fetches what is new until neither is left. It
// stops at the first error, and what was done until then is kept: the next Sync
// goes on from there.
func Sync(ctx context.Context, local store.Local, remote Remote) (Result, error) {
	return Syncer{Local: local, Remote: remote}.Sync(ctx)
}

// Sync is the function Sync, with its progress told.
func (s Syncer) Sync(ctx context.Context) (Result, error) {
	var r Result
	if err := s.pull(ctx, &r); err != nil {
		return r, fmt.Errorf("receiving: %w", err)
	}
	pushed, err := s.push(ctx, &r)
	if err != nil {
		return r, fmt.Errorf("sending: %w", err)
	}
	if pushed { // step over what was just sent, and take what others sent meanwhile
		if err := s.pull(ctx, &r); err != nil {
			return r, fmt.Errorf("receiving: %w", err)
		}
	}
	return r, nil
}

func (s Syncer) pull(ctx context.Context, r *Result) error {
	for {
		heard, err := s.Local.Heard(ctx)
		if err != nil {
			return err
		}
		page, err := s.Remote.Pull(ctx, heard.Place, BatchSize)
		if err != nil {
			return err
		}
		if page.Epoch != heard.Epoch && heard.Epoch != "" {
			// Another life of the server: places mean nothing any more, and it
			// may have lost what it once acknowledged.
			if err := s.Local.StartOver(ctx, page.Epoch); err != nil {
				return err
			}
			if heard.Place != 0 {
				continue
			}
		}
		if err := s.Local.Receive(ctx, page); err != nil {
			return err
		}
		r.note(page)
		if s.Received != nil {
			s.Received(page.Batch)
		}
		s.tell(r)
		if !page.More {
			return nil
		}
	}
}

func (r *Result) note(page store.Page) {
	r.Pulled += page.Len()
	r.Listing = r.Listing || len(page.Projects)+len(page.Documents) > 0
	if r.seen == nil {
		r.seen = map[annotations.DocumentID]bool{}
	}
	note := func(id annotations.DocumentID) {
		if !r.seen[id] {
			r.seen[id] = true
			r.Documents = append(r.Documents, id)
		}
	}
	for _, d := range page.Documents {
		note(d.ID)
	}
	for _, c := range page.Changes {
		note(c.Doc)
	}
}

func (s Syncer) push(ctx context.Context, r *Result) (any bool, err error) {
	for {
		batch, receipt, err := s.Local.Pending(ctx, BatchSize)
		if err != nil || batch.Len() == 0 {
			return any, err
		}
		if err := s.Remote.Push(ctx, batch); err != nil {
			return any, err
		}
		if err := s.Local.Acknowledge(ctx, receipt); err != nil {
			return any, err
		}
		any = true
		r.Pushed += batch.Len()
		s.tell(r)
	}
}

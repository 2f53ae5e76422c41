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

// BatchSize is about how many things travel at once: small enough that reading
// an answer does not hold up the page, large enough to make few round trips.
const BatchSize = 400

// batchBytes is how much text travels at once, unless one document is longer.
const batchBytes = 4 << 20

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
}

// Sync sends what is pending and fetches what is new until neither is left. It
// stops at the first error, and what was done until then is kept: the next Sync
// goes on from there.
func Sync(ctx context.Context, local store.Local, remote Remote) (Result, error) {
	var r Result
	if err := pull(ctx, local, remote, &r); err != nil {
		return r, fmt.Errorf("receiving: %w", err)
	}
	pushed, err := push(ctx, local, remote, &r)
	if err != nil {
		return r, fmt.Errorf("sending: %w", err)
	}
	if pushed { // step over what was just sent, and take what others sent meanwhile
		if err := pull(ctx, local, remote, &r); err != nil {
			return r, fmt.Errorf("receiving: %w", err)
		}
	}
	return r, nil
}

func pull(ctx context.Context, local store.Local, remote Remote, r *Result) error {
	for {
		heard, err := local.Heard(ctx)
		if err != nil {
			return err
		}
		page, err := remote.Pull(ctx, heard.Place, BatchSize)
		if err != nil {
			return err
		}
		if page.Epoch != heard.Epoch && heard.Epoch != "" {
			// Another life of the server: places mean nothing any more, and it
			// may have lost what it once acknowledged.
			if err := local.StartOver(ctx, page.Epoch); err != nil {
				return err
			}
			if heard.Place != 0 {
				continue
			}
		}
		if err := local.Receive(ctx, page); err != nil {
			return err
		}
		r.note(page)
		if !page.More {
			return nil
		}
	}
}

func (r *Result) note(page store.Page) {
	r.Pulled += page.Len()
	r.Listing = r.Listing || len(page.Projects)+len(page.Documents) > 0
	seen := map[annotations.DocumentID]bool{}
	for _, id := range r.Documents {
		seen[id] = true
	}
	note := func(id annotations.DocumentID) {
		if !seen[id] {
			seen[id] = true
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

func push(ctx context.Context, local store.Local, remote Remote, r *Result) (any bool, err error) {
	for {
		batch, receipt, err := local.Pending(ctx, BatchSize)
		for limit := BatchSize / 4; err == nil && limit > 0 && textBytes(batch) > batchBytes && len(batch.Documents) > 1; limit /= 4 {
			batch, receipt, err = local.Pending(ctx, limit)
		}
		if err != nil || batch.Len() == 0 {
			return any, err
		}
		if err := remote.Push(ctx, batch); err != nil {
			return any, err
		}
		if err := local.Acknowledge(ctx, receipt); err != nil {
			return any, err
		}
		any = true
		r.Pushed += batch.Len()
	}
}

func textBytes(b store.Batch) (n int) {
	for _, d := range b.Documents {
		n += len(d.Text)
	}
	return n
}

package work

import (
	"sync"
	"time"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/sqlstore"
)

// shelves remembers for a while which documents are off the list, so that a queue
// that begins with many of them does not read all their logs for each question.
type shelves struct {
	mu  sync.Mutex
	off map[annotations.DocumentID]time.Time // when that was found
}

// offFor is how long a document that was brought back may be taken for one that
// is off the list.
const offFor = time.Minute

// off reports whether a document is archived or deleted.
func (c claimer) off(doc annotations.DocumentID) (bool, error) {
	c.shelves.mu.Lock()
	at, found := c.shelves.off[doc]
	c.shelves.mu.Unlock()
	if found && c.now.Sub(at) < offFor {
		return true, nil
	}
	log, err := sqlstore.LogIn(c.ctx, c.tx, doc)
	if err != nil {
		return false, err
	}
	off := annotations.ShelfOf(log) != annotations.ShelfList
	c.shelves.mu.Lock()
	defer c.shelves.mu.Unlock()
	switch {
	case !off:
		delete(c.shelves.off, doc)
	case c.shelves.off == nil:
		c.shelves.off = map[annotations.DocumentID]time.Time{doc: c.now}
	default:
		c.shelves.off[doc] = c.now
	}
	return off, nil
}

// giveBack returns a document that the person has to the queue.
func (c claimer) giveBack(doc annotations.DocumentID) error {
	_, err := c.tx.ExecContext(c.ctx, `UPDATE assignments SET state = $1, ended = $2 WHERE doc = $3 AND user_id = $4`,
		string(Returned), c.now.UnixMilli(), doc.String(), c.user)
	return err
}

package auth

import (
	"context"
	"database/sql"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"gloss/cmd/gloss/internal/sqlstore"
)

// Event is something that somebody did, and that others may want to know later.
// It holds no text of documents and no secret.
type Event struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Who     string    `json:"who"`  // name of the account; "" for the server itself
	What    string    `json:"what"` // a verb: "signed in", "invited", …
	About   string    `json:"about,omitempty"`
	Project string    `json:"project,omitempty"`
	Address string    `json:"address,omitempty"`
	// Restored events came with the backup of a project: this server has not seen
	// them happen.
	Restored bool `json:"restored,omitempty"`
}

// Note appends to the audit log.
func (a *Accounts) Note(ctx context.Context, e Event) error {
	id, err := uuid.NewV7() // in the order of time
	if err != nil {
		return err
	}
	_, err = a.db.ExecContext(ctx, `INSERT INTO audit (id, at, who, what, about, project, address) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.String(), stamp(a.now()), e.Who, e.What, shorten(e.About, 200), e.Project, e.Address)
	return err
}

// Restore appends events of elsewhere to the log of a project, the newest first, in
// their places in time.
func (a *Accounts) Restore(ctx context.Context, project string, events []Event) error {
	return a.within(ctx, func(tx *sql.Tx) error {
		for i, e := range events {
			if _, err := tx.ExecContext(ctx, `INSERT INTO audit (id, at, who, what, about, project, address, restored) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)`,
				eventID(e.At, len(events)-i), stamp(e.At), shorten(e.Who, 200), shorten(e.What, 200), shorten(e.About, 200), project, shorten(e.Address, 200)); err != nil {
				return err
			}
		}
		return nil
	})
}

// eventID is a UUID of version 7 of a time, as those of Note are, counted within it.
func eventID(at time.Time, n int) string {
	id := uuid.New()
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(0, at.UnixMilli()))<<16|0x7000|uint64(n&0xfff))
	copy(id[:8], ms[:])
	return id.String()
}

// Audit returns what was done, the newest first: at most limit events before the
// one with the ID before, if any; of one project, or of all with "".
func (a *Accounts) Audit(ctx context.Context, project, before string, limit int) ([]Event, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id, at, who, what, about, project, address, restored FROM audit
		WHERE ($1 = '' OR project = $1) AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3`, project, before, max(0, limit))
	return sqlstore.Collect(rows, err, func(scan func(...any) error) (e Event, err error) {
		var at int64
		err = scan(&e.ID, &at, &e.Who, &e.What, &e.About, &e.Project, &e.Address, &e.Restored)
		e.At = moment(at)
		return e, err
	})
}

package auth

import (
	"context"
	"time"

	"github.com/google/uuid"
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

// Audit returns what was done, the newest first: at most limit events before the
// one with the ID before, if any; of one project, or of all with "".
func (a *Accounts) Audit(ctx context.Context, project, before string, limit int) ([]Event, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id, at, who, what, about, project, address FROM audit
		WHERE ($1 = '' OR project = $1) AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3`, project, before, max(0, limit))
	return collect(rows, err, func(scan func(...any) error) (e Event, err error) {
		var at int64
		err = scan(&e.ID, &at, &e.Who, &e.What, &e.About, &e.Project, &e.Address)
		e.At = moment(at)
		return e, err
	})
}

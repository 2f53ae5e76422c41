// Package work hands documents out: each to so many annotators, in order or at
// random, first to learn with and now and then to check, for a time after which
// they go back to the queue. It keeps who has what in tables of its own.
package work

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"sync"
	"time"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/sqlstore"
)

//go:embed migrations
var migrations embed.FS

// Kind says why somebody has a document.
type Kind string

// The kinds.
const (
	Queued   Kind = "queue"    // it was the next of the queue
	ByHand   Kind = "hand"     // a manager has given it
	Training Kind = "training" // its answers are known: to learn with, before the others
	Control  Kind = "control"  // its answers are known: mixed in among the others
	Free     Kind = "free"     // it was opened without the queue
)

// State is how far somebody is with a document.
type State string

// The states.
const (
	Claimed  State = "claimed"
	Done     State = "done"
	Returned State = "returned" // given back, or the time was over
)

// Assignment is a document that somebody has, had, or has done.
type Assignment struct {
	Document annotations.DocumentID `json:"document"`
	User     string                 `json:"user"` // ID of the account
	// Kind is left out for those who must not know which documents are controls.
	Kind    Kind      `json:"kind,omitempty"`
	State   State     `json:"state"`
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires,omitzero"` // when it goes back to the queue, if ever
	Ended   time.Time `json:"ended,omitzero"`
}

// Errors that callers tell apart with errors.Is. Each is a sentence for people.
var (
	ErrNone    = errors.New("there is nothing left to label in this project")
	ErrUnknown = errors.New("this document is not yours to label")
	// ErrSkills says that what is left is for others.
	ErrSkills = errors.New("what is left to label in this project needs skills that you are not known to have; ask a manager")
)

// TrainingError says that somebody has not reached the mark with the documents to
// learn with.
type TrainingError struct{ Score, Pass int } // in percent

func (e *TrainingError) Error() string {
	return fmt.Sprintf("the training set is done with %d of 100, and %d are needed; ask a manager", e.Score, e.Pass)
}

// Work is the queues of a server. All methods may be called at the same time, by
// several processes on one database.
type Work struct {
	db    *sql.DB
	store *sqlstore.Store
	now   func() time.Time

	mu     sync.Mutex
	orders map[annotations.ProjectID]*order
	pairs  map[pair]bool // that the table labelled has

	shelves shelves
}

// Open brings the tables up to date in the database of a store.
func Open(ctx context.Context, st *sqlstore.Store) (*Work, error) {
	steps, err := sqlstore.Steps(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	steps[2].Do = fillLabelled
	if err := st.Migrate(ctx, "work", steps); err != nil {
		return nil, fmt.Errorf("the queues: %w", err)
	}
	return &Work{db: st.DB(), store: st, now: time.Now, orders: map[annotations.ProjectID]*order{}}, nil
}

const columns = `doc, user_id, kind, state, made, expires, ended`

func read(scan func(...any) error) (a Assignment, err error) {
	var doc string
	var made, expires, ended int64
	if err := scan(&doc, &a.User, &a.Kind, &a.State, &made, &expires, &ended); err != nil {
		return a, err
	}
	a.Made, a.Expires, a.Ended = moment(made), moment(expires), moment(ended)
	a.Document, err = annotations.ParseID[annotations.Document](doc)
	return a, err
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func collect(rows *sql.Rows, err error) ([]Assignment, error) {
	return sqlstore.Collect(rows, err, read)
}

// Of are the assignments of one person in a project, or of all with "", the oldest
// first: at most limit of those after a number of them.
func (w *Work) Of(ctx context.Context, project annotations.ProjectID, user string, after, limit int) ([]Assignment, error) {
	return collect(w.db.QueryContext(ctx, `SELECT `+columns+` FROM assignments
		WHERE project = $1 AND ($2 = '' OR user_id = $2) ORDER BY made, doc, user_id LIMIT $3 OFFSET $4`, project.String(), user, limit, after))
}

// Assign gives somebody a document by hand. It does not go back by itself. The
// error may be a *MissingError.
func (w *Work) Assign(ctx context.Context, project annotations.ProjectID, doc annotations.DocumentID, user string) error {
	d, err := w.in(ctx, project, doc)
	if err == nil {
		err = w.mayHave(ctx, d, user)
	}
	if err != nil {
		return err
	}
	_, err = w.db.ExecContext(ctx, `INSERT INTO assignments (project, doc, user_id, kind, state, made, expires, ended) VALUES ($1, $2, $3, $4, $5, $6, 0, 0)
		ON CONFLICT (doc, user_id) DO UPDATE SET kind = excluded.kind, state = excluded.state, made = excluded.made, expires = 0, ended = 0
		WHERE assignments.state <> $7`,
		project.String(), doc.String(), user, string(ByHand), string(Claimed), w.now().UnixMilli(), string(Done))
	return err
}

// Finish notes that somebody is done with a document of a project. all tells how
// many people are done with it then; changed is false when they were before. What
// is done stays done, and who finishes after the time was over, or has opened the
// document without the queue, has done it all the same.
func (w *Work) Finish(ctx context.Context, project annotations.ProjectID, doc annotations.DocumentID, user string) (all int, changed bool, err error) {
	now := w.now().UnixMilli()
	r, err := w.db.ExecContext(ctx, `INSERT INTO assignments (project, doc, user_id, kind, state, made, expires, ended) VALUES ($1, $2, $3, $4, $5, $6, 0, $6)
		ON CONFLICT (doc, user_id) DO UPDATE SET state = excluded.state, ended = excluded.ended WHERE assignments.state <> excluded.state`,
		project.String(), doc.String(), user, string(Free), string(Done), now)
	if err != nil {
		return 0, false, err
	}
	n, err := r.RowsAffected()
	if err != nil {
		return 0, false, err
	}
	changed = n > 0
	err = w.db.QueryRowContext(ctx, `SELECT count(*) FROM assignments WHERE doc = $1 AND state = $2`, doc.String(), string(Done)).Scan(&all)
	return all, changed, err
}

// Return gives a document back to the queue.
func (w *Work) Return(ctx context.Context, doc annotations.DocumentID, user string) error {
	r, err := w.db.ExecContext(ctx, `UPDATE assignments SET state = $1, ended = $2 WHERE doc = $3 AND user_id = $4 AND state = $5`,
		string(Returned), w.now().UnixMilli(), doc.String(), user, string(Claimed))
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ErrUnknown)
	}
	return nil
}

// ReturnAll gives all that somebody has of a project back to the queue.
func (w *Work) ReturnAll(ctx context.Context, project annotations.ProjectID, user string) error {
	_, err := w.db.ExecContext(ctx, `UPDATE assignments SET state = $1, ended = $2 WHERE project = $3 AND user_id = $4 AND state = $5`,
		string(Returned), w.now().UnixMilli(), project.String(), user, string(Claimed))
	return err
}

// On are the assignments of a document, the oldest first.
func (w *Work) On(ctx context.Context, doc annotations.DocumentID) ([]Assignment, error) {
	return collect(w.db.QueryContext(ctx, `SELECT `+columns+` FROM assignments WHERE doc = $1 ORDER BY made, user_id`, doc.String()))
}

// Claimed counts the documents of a project that people have at the moment.
func (w *Work) Claimed(ctx context.Context, project annotations.ProjectID) (n int, err error) {
	err = w.db.QueryRowContext(ctx, `SELECT count(*) FROM assignments WHERE project = $1 AND state = $2 AND (expires = 0 OR expires >= $3)`,
		project.String(), string(Claimed), w.now().UnixMilli()).Scan(&n)
	return n, err
}

// Kept is an assignment with how it met known answers, to be kept elsewhere.
type Kept struct {
	Assignment
	Score string `json:"score,omitempty"`
}

// Kept are the assignments of a project: at most limit of those after a number of
// them, in the order of documents.
func (w *Work) Kept(ctx context.Context, project annotations.ProjectID, after, limit int) ([]Kept, error) {
	rows, err := w.db.QueryContext(ctx, `SELECT `+columns+`, score FROM assignments WHERE project = $1 ORDER BY doc, user_id LIMIT $2 OFFSET $3`,
		project.String(), limit, after)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Kept
	for rows.Next() {
		var k Kept
		if k.Assignment, err = read(func(into ...any) error { return rows.Scan(append(into, &k.Score)...) }); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// Keep adds assignments that were kept.
func (w *Work) Keep(ctx context.Context, project annotations.ProjectID, all []Kept) error {
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, k := range all {
		if _, err := tx.ExecContext(ctx, `INSERT INTO assignments (project, doc, user_id, kind, state, made, expires, ended, score) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (doc, user_id) DO NOTHING`, project.String(), k.Document.String(), k.User, string(k.Kind), string(k.State),
			stamp(k.Made), stamp(k.Expires), stamp(k.Ended), k.Score); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

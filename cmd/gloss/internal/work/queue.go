package work

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"gloss/annotations"
)

// Rules say how the documents of a project are handed out.
type Rules struct {
	Overlap int   // so many people label each document
	Random  bool  // in an order by chance instead of that of arrival
	Seed    int64 // … which is the same for the same seed
	// Life is how long somebody may keep a document; 0 for ever.
	Life time.Duration
	// Answers is the author of the known answers of documents that name none of
	// their own; Pass is the part of 100 that must
	// be reached with the training set (see progress.Score), and after so many
	// documents of the queue a control comes, Every, 0 for never.
	Answers annotations.Author
	Pass    int
	Every   int
}

// Next gives somebody the document that they have, or the next one of the queue.
// The errors are ErrNone,
// ErrSkills and *TrainingError.
func (w *Work) Next(ctx context.Context, project annotations.ProjectID, user string, name annotations.Author, rules Rules) (Assignment, error) {
	order, inMeta, err := w.order(ctx, project, rules)
	if err != nil {
		return Assignment{}, err
	}
	may, err := w.fitting(ctx, project, user, inMeta)
	if err != nil {
		return Assignment{}, err
	}
	score := 0
	if rules.Pass > 0 {
		met, err := w.Met(ctx, project, Training, user, name, rules.Answers)
		if err != nil {
			return Assignment{}, err
		}
		score = met.Percent()
	}
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return Assignment{}, err
	}
	defer tx.Rollback()
	c := claimer{ctx, tx, project, user, rules, may, w.now(), &w.shelves}
	a, err := c.next(order, score)
	if err != nil {
		return Assignment{}, err
	}
	return a, tx.Commit()
}

// claimer claims a document in one transaction.
type claimer struct {
	ctx     context.Context
	tx      *sql.Tx
	project annotations.ProjectID
	user    string
	rules   Rules
	may     func(annotations.DocumentID) bool // the person has the skills for it
	now     time.Time
	shelves *shelves
}

func (c claimer) next(order []annotations.DocumentID, score int) (Assignment, error) {
	project := c.project.String()
	// Those who ask at the same time come one after another from here on.
	if _, err := c.tx.ExecContext(c.ctx, `INSERT INTO queues (project, served) VALUES ($1, 1)
		ON CONFLICT (project) DO UPDATE SET served = queues.served + 1`, project); err != nil {
		return Assignment{}, err
	}
	if _, err := c.tx.ExecContext(c.ctx, `UPDATE assignments SET state = $1, ended = expires
		WHERE project = $2 AND state = $3 AND expires > 0 AND expires < $4`, string(Returned), project, string(Claimed), c.now.UnixMilli()); err != nil {
		return Assignment{}, err
	}
	has, err := read(c.tx.QueryRowContext(c.ctx, `SELECT `+columns+` FROM assignments
		WHERE project = $1 AND user_id = $2 AND state = $3 ORDER BY made, doc LIMIT 1`, project, c.user, string(Claimed)).Scan)
	if err == nil {
		if off, bad := c.off(has.Document); !off || bad != nil {
			return has, bad
		}
		if err := c.giveBack(has.Document); err != nil { // it was taken off the list meanwhile
			return Assignment{}, err
		}
		return c.next(order, score)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return has, err
	}
	mine, err := collect(c.tx.QueryContext(c.ctx, `SELECT `+columns+` FROM assignments WHERE project = $1 AND user_id = $2 AND state = $3
		ORDER BY ended, doc`, project, c.user, string(Done)))
	if err != nil {
		return Assignment{}, err
	}
	doc, kind, err := c.choose(order, mine, score)
	if err != nil {
		return Assignment{}, err
	}
	return c.claim(doc, kind)
}

// choose finds the next document for somebody who has done some.
func (c claimer) choose(order []annotations.DocumentID, mine []Assignment, score int) (annotations.DocumentID, Kind, error) {
	training, control, err := c.known()
	if err != nil {
		return annotations.DocumentID{}, "", err
	}
	if doc, ok := c.firstBut(training, mine); ok {
		return doc, Training, nil
	}
	if len(training) > 0 && score < c.rules.Pass {
		return annotations.DocumentID{}, "", &TrainingError{score, c.rules.Pass}
	}
	if c.controlDue(mine) {
		if doc, ok := c.firstBut(control, mine); ok {
			return doc, Control, nil
		}
	}
	taken, err := c.taken()
	if err != nil {
		return annotations.DocumentID{}, "", err
	}
	apart := map[annotations.DocumentID]bool{}
	for _, doc := range slices.Concat(training, control) {
		apart[doc] = true
	}
	for _, a := range mine {
		apart[a.Document] = true
	}
	err = ErrNone
	for _, doc := range order {
		if apart[doc] || taken[doc] >= max(1, c.rules.Overlap) {
			continue
		}
		off, bad := c.off(doc)
		switch {
		case bad != nil:
			return doc, Queued, bad
		case off:
		case c.may(doc):
			return doc, Queued, nil
		default:
			err = ErrSkills
		}
	}
	return annotations.DocumentID{}, "", err
}

// known are the documents with known answers that are in the list, to learn with
// and to check.
func (c claimer) known() (training, control []annotations.DocumentID, err error) {
	all, err := known(c.ctx, c.tx, c.project)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range all {
		off, err := c.off(k.Document)
		if err != nil {
			return nil, nil, err
		}
		if off {
			continue
		}
		if k.Kind == Training {
			training = append(training, k.Document)
		} else {
			control = append(control, k.Document)
		}
	}
	return training, control, nil
}

// controlDue reports whether enough was done since the last control.
func (c claimer) controlDue(mine []Assignment) bool {
	since := 0
	for _, a := range mine {
		switch a.Kind {
		case Control:
			since = 0
		case Queued:
			since++
		}
	}
	return c.rules.Every > 0 && since >= c.rules.Every
}

// firstBut is the first document that the person may have and is not done with.
func (c claimer) firstBut(docs []annotations.DocumentID, done []Assignment) (annotations.DocumentID, bool) {
	for _, doc := range docs {
		if c.may(doc) && !slices.ContainsFunc(done, func(a Assignment) bool { return a.Document == doc }) {
			return doc, true
		}
	}
	return annotations.DocumentID{}, false
}

// taken counts the people who have each document or are done with it.
func (c claimer) taken() (map[annotations.DocumentID]int, error) {
	rows, err := c.tx.QueryContext(c.ctx, `SELECT doc, count(*) FROM assignments WHERE project = $1 AND state <> $2 GROUP BY doc`, c.project.String(), string(Returned))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	taken := map[annotations.DocumentID]int{}
	for rows.Next() {
		var s string
		var n int
		if err := rows.Scan(&s, &n); err != nil {
			return nil, err
		}
		doc, err := annotations.ParseID[annotations.Document](s)
		if err != nil {
			return nil, err
		}
		taken[doc] = n
	}
	return taken, rows.Err()
}

func (c claimer) claim(doc annotations.DocumentID, kind Kind) (Assignment, error) {
	a := Assignment{Document: doc, User: c.user, Kind: kind, State: Claimed, Made: c.now.UTC().Truncate(time.Millisecond)}
	expires := int64(0)
	if c.rules.Life > 0 {
		a.Expires = a.Made.Add(c.rules.Life)
		expires = a.Expires.UnixMilli()
	}
	_, err := c.tx.ExecContext(c.ctx, `INSERT INTO assignments (project, doc, user_id, kind, state, made, expires, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
		ON CONFLICT (doc, user_id) DO UPDATE SET kind = excluded.kind, state = excluded.state, made = excluded.made, expires = excluded.expires, ended = 0`,
		c.project.String(), doc.String(), c.user, string(kind), string(Claimed), a.Made.UnixMilli(), expires)
	return a, err
}

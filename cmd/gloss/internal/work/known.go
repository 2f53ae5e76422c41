package work

import (
	"context"
	"database/sql"
	"encoding/json"

	"gloss/annotations"
	"gloss/annotations/progress"
	"gloss/cmd/gloss/internal/sqlstore"
)

// Known is a document with known answers.
type Known struct {
	Document annotations.DocumentID
	Kind     Kind // Training or Control
	// Answers is the author of the answers; "" for the one of the project's rules.
	Answers annotations.Author
}

// by is the author of the answers.
func (k Known) by(answers annotations.Author) annotations.Author {
	if k.Answers != "" {
		return k.Answers
	}
	return answers
}

// Known are the documents of a project with known answers, in order.
func (w *Work) Known(ctx context.Context, project annotations.ProjectID) ([]Known, error) {
	return known(ctx, w.db, project)
}

func known(ctx context.Context, db sqlstore.Queries, project annotations.ProjectID) ([]Known, error) {
	rows, err := db.QueryContext(ctx, `SELECT doc, kind, answers FROM known WHERE project = $1 ORDER BY place`, project.String())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Known
	for rows.Next() {
		var k Known
		var doc string
		if err := rows.Scan(&doc, &k.Kind, &k.Answers); err != nil {
			return nil, err
		}
		if k.Document, err = annotations.ParseID[annotations.Document](doc); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// SetKnown replaces the documents of a project with known answers. Of one that is
// named twice the first counts. still, where it is not nil, may have something against
// replacing those that there are.
func (w *Work) SetKnown(ctx context.Context, project annotations.ProjectID, all []Known, still func([]Known) error) error {
	return w.changeKnown(ctx, project, func(now []Known) (_ []Known, err error) {
		if still != nil {
			err = still(now)
		}
		return all, err
	})
}

// Mark gives some documents of a project another use, and leaves the others: those
// without a Kind have no known answers any more. still, where it is not nil, may have
// something against what one of them is now.
func (w *Work) Mark(ctx context.Context, project annotations.ProjectID, some []Known, still func(now Known) error) error {
	return w.changeKnown(ctx, project, func(all []Known) ([]Known, error) {
		place := map[annotations.DocumentID]int{}
		for i, k := range all {
			place[k.Document] = i
		}
		for _, k := range some {
			i, ok := place[k.Document]
			now := Known{Document: k.Document}
			if ok {
				now = all[i]
			}
			if still != nil {
				if err := still(now); err != nil {
					return nil, err
				}
			}
			if ok {
				all[i] = k
			} else {
				all = append(all, k)
			}
		}
		return all, nil
	})
}

func (w *Work) changeKnown(ctx context.Context, project annotations.ProjectID, change func([]Known) ([]Known, error)) error {
	return w.store.Exclusively(ctx, "known "+project.String(), func(tx *sql.Tx) error {
		all, err := known(ctx, tx, project)
		if err == nil {
			all, err = change(all)
		}
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM known WHERE project = $1`, project.String()); err != nil {
			return err
		}
		for i, k := range all {
			if k.Kind == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO known (project, doc, kind, answers, place) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (project, doc) DO NOTHING`,
				project.String(), k.Document.String(), string(k.Kind), string(k.Answers), i+1); err != nil {
				return err
			}
		}
		return nil
	})
}

// Grade keeps how the labels of somebody who is done with a document meet its
// known answers, if there are any. It is called once they are: what is changed
// afterwards does not count, as the answers may have been shown by then.
func (w *Work) Grade(ctx context.Context, project annotations.ProjectID, doc annotations.DocumentID, user string, name, answers annotations.Author) error {
	all, err := w.Known(ctx, project)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.Document != doc {
			continue
		}
		hits, err := w.hits(ctx, k, name, answers)
		if err != nil {
			return err
		}
		b, err := json.Marshal(hits)
		if err != nil {
			return err
		}
		_, err = w.db.ExecContext(ctx, `UPDATE assignments SET score = $1 WHERE doc = $2 AND user_id = $3 AND state = $4 AND score = ''`,
			string(b), doc.String(), user, string(Done))
		return err
	}
	return nil
}

func (w *Work) hits(ctx context.Context, k Known, name, answers annotations.Author) (progress.Hits, error) {
	log, err := w.store.Log(ctx, k.Document)
	return progress.Compare(log, name, k.by(answers)).Hits, err
}

// Met is how somebody met the known answers of the documents of one kind that they
// are done with.
type Met struct {
	Done, Of  int // documents, done and in all
	Documents []MetDocument
	progress.Hits
}

// MetDocument is how somebody met the answers of one document.
type MetDocument struct {
	Document annotations.DocumentID
	Answers  annotations.Author // whose labels the answers are
	Last     bool               // no document was done after it
	progress.Hits
}

// Percent is the F1 over all labels together; 0 before anything was done.
func (m Met) Percent() int {
	if m.Done == 0 {
		return 0
	}
	return int(100 * m.F1())
}

// Met sums up how somebody met the known answers of one kind.
func (w *Work) Met(ctx context.Context, project annotations.ProjectID, kind Kind, user string, name, answers annotations.Author) (m Met, err error) {
	all, err := w.Known(ctx, project)
	if err != nil {
		return m, err
	}
	scores, last, err := w.scores(ctx, project, user)
	if err != nil {
		return m, err
	}
	for _, k := range all {
		if k.Kind != kind {
			continue
		}
		m.Of++
		score, done := scores[k.Document.String()]
		if !done {
			continue
		}
		m.Done++
		var hits progress.Hits
		if score == "" { // it was no document with known answers yet when it was done
			hits, err = w.hits(ctx, k, name, answers)
		} else {
			err = json.Unmarshal([]byte(score), &hits)
		}
		if err != nil {
			return m, err
		}
		m.Add(hits)
		m.Documents = append(m.Documents, MetDocument{k.Document, k.by(answers), k.Document.String() == last, hits})
	}
	return m, nil
}

// scores are those of the documents that somebody is done with, by document, and
// the one that was done last.
func (w *Work) scores(ctx context.Context, project annotations.ProjectID, user string) (scores map[string]string, last string, err error) {
	rows, err := w.db.QueryContext(ctx, `SELECT doc, score FROM assignments WHERE project = $1 AND user_id = $2 AND state = $3 ORDER BY ended, doc`,
		project.String(), user, string(Done))
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	scores = map[string]string{}
	for rows.Next() {
		var score string
		if err := rows.Scan(&last, &score); err != nil {
			return nil, "", err
		}
		scores[last] = score
	}
	return scores, last, rows.Err()
}

// Again has somebody do the training set of a project anew.
func (w *Work) Again(ctx context.Context, project annotations.ProjectID, user string) error {
	_, err := w.db.ExecContext(ctx, `DELETE FROM assignments WHERE project = $1 AND user_id = $2
		AND doc IN (SELECT doc FROM known WHERE project = $1 AND kind = $3)`, project.String(), user, string(Training))
	return err
}

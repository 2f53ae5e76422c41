package work

import (
	"context"
	"database/sql"
	"maps"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/sqlstore"
)

// pair is somebody and a document that they have labelled.
type pair struct {
	author annotations.Author
	doc    annotations.DocumentID
}

// mostPairs bounds what is remembered of the pairs that the table has; then it
// begins anew.
const mostPairs = 200_000

// Labelled are the statements that note which documents the authors of changes have
// labelled, to be done with the changes; stored is called when they are.
func (w *Work) Labelled(changes []annotations.Change) (also []sqlstore.Statement, stored func()) {
	fresh := map[pair]bool{}
	w.mu.Lock()
	for _, c := range changes {
		if p := (pair{c.By, c.Doc}); !w.pairs[p] {
			fresh[p] = true
		}
	}
	w.mu.Unlock()
	for p := range fresh {
		also = append(also, sqlstore.Statement{Query: insertPair, Args: []any{string(p.author), p.doc.String()}})
	}
	return also, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.pairs == nil || len(w.pairs) > mostPairs {
			w.pairs = map[pair]bool{}
		}
		maps.Copy(w.pairs, fresh)
	}
}

const insertPair = `INSERT INTO labelled (author, doc) VALUES ($1, $2) ON CONFLICT (author, doc) DO NOTHING`

// fillLabelled notes who has labelled what before that was noted.
func fillLabelled(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT pack FROM runs WHERE place IN (SELECT min(place) FROM runs GROUP BY doc, replica)`)
	if err != nil {
		return err
	}
	defer rows.Close()
	pairs := map[pair]bool{}
	for rows.Next() {
		var pack []byte
		if err := rows.Scan(&pack); err != nil {
			return err
		}
		changes, err := annotations.ReadPack(pack)
		if err != nil {
			return err
		}
		for _, c := range changes {
			pairs[pair{c.By, c.Doc}] = true
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for p := range pairs {
		if _, err := tx.ExecContext(ctx, insertPair, string(p.author), p.doc.String()); err != nil {
			return err
		}
	}
	return nil
}

// Mine are the documents that somebody was given or has labelled, in all projects.
func (w *Work) Mine(ctx context.Context, user string, name annotations.Author) (map[annotations.DocumentID]bool, error) {
	rows, err := w.db.QueryContext(ctx, `SELECT doc FROM assignments WHERE user_id = $1 AND state <> $2 UNION SELECT doc FROM labelled WHERE author = $3`,
		user, string(Returned), string(name))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	mine := map[annotations.DocumentID]bool{}
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		doc, err := annotations.ParseID[annotations.Document](s)
		if err != nil {
			return nil, err
		}
		mine[doc] = true
	}
	return mine, rows.Err()
}

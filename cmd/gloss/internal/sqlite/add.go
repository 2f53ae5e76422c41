package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
)

// Add implements store.Store.
func (s *Store) Add(ctx context.Context, batch store.Batch) error {
	runs, err := store.Runs(batch.Changes)
	if err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	a := adder{ctx: ctx, tx: tx, old: s.old, statements: map[string]*sql.Stmt{}}
	for _, p := range batch.Projects {
		if err := a.project(p); err != nil {
			return err
		}
	}
	known := map[annotations.DocumentID]bool{}
	for _, d := range batch.Documents {
		if err := a.document(d); err != nil {
			return err
		}
		known[d.ID] = true
	}
	for _, r := range runs {
		if !known[r.Doc] {
			if err := a.need(`SELECT 1 FROM documents WHERE id = ?`, r.Doc.String(), store.ErrUnknownDocument); err != nil {
				return fmt.Errorf("change %v: document %v: %w", r.Changes[0].Stamp, r.Doc, err)
			}
			known[r.Doc] = true
		}
		if err := a.run(r); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// adder adds one batch. It prepares each statement once.
type adder struct {
	ctx        context.Context
	tx         *sql.Tx
	old        bool
	statements map[string]*sql.Stmt
}

func (a *adder) prepare(query string) (*sql.Stmt, error) {
	if st := a.statements[query]; st != nil {
		return st, nil
	}
	st, err := a.tx.PrepareContext(a.ctx, query) // closed with the transaction
	if err == nil {
		a.statements[query] = st
	}
	return st, err
}

func (a *adder) exec(query string, args ...any) (sql.Result, error) {
	st, err := a.prepare(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(a.ctx, args...)
}

// get scans the first row into one value; sql.ErrNoRows says that there is none.
func (a *adder) get(into any, query string, args ...any) error {
	st, err := a.prepare(query)
	if err != nil {
		return err
	}
	return st.QueryRowContext(a.ctx, args...).Scan(into)
}

func (a *adder) need(query, id string, otherwise error) error {
	var one int
	err := a.get(&one, query, id)
	if errors.Is(err, sql.ErrNoRows) {
		return otherwise
	}
	return err
}

// arrive gives a thing its place in the order of arrival.
func (a *adder) arrive(kind, ref string) (place int64, err error) {
	r, err := a.exec(`INSERT INTO arrivals (kind, ref) VALUES (?, ?)`, kind, ref)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

func (a *adder) project(p annotations.Project) error {
	var was string
	err := a.get(&was, `SELECT json FROM projects WHERE id = ?`, p.ID.String())
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	default:
		var old annotations.Project
		if err := json.Unmarshal([]byte(was), &old); err != nil {
			return err
		}
		if p = old.Merge(p); p.Equal(old) {
			return nil
		}
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if _, err := a.exec(`INSERT INTO projects (id, json) VALUES (?, ?)
		ON CONFLICT (id) DO UPDATE SET json = excluded.json`, p.ID.String(), string(b)); err != nil {
		return err
	}
	_, err = a.arrive("p", p.ID.String())
	return err
}

func (a *adder) document(d annotations.Document) error {
	err := a.need(`SELECT 1 FROM documents WHERE id = ?`, d.ID.String(), store.ErrNotFound)
	if !errors.Is(err, store.ErrNotFound) {
		return err // it is there, or the question failed
	}
	if err := a.need(`SELECT 1 FROM projects WHERE id = ?`, d.Project.String(), store.ErrUnknownProject); err != nil {
		return fmt.Errorf("document %v: project %v: %w", d.ID, d.Project, err)
	}
	heading, err := json.Marshal(store.HeadingOf(d))
	if err != nil {
		return err
	}
	text := []byte(d.Text)
	d.Text = ""
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	place, err := a.arrive("d", d.ID.String())
	if err != nil {
		return err
	}
	_, err = a.exec(`INSERT INTO documents (id, project, place, heading, json, text) VALUES (?, ?, ?, ?, ?, ?)`,
		d.ID.String(), d.Project.String(), place, string(heading), string(b), text)
	return err
}

// run adds what is new in a run.
func (a *adder) run(r store.Run) error {
	known, err := a.overlapping(r)
	if err != nil {
		return err
	}
	if r, err = r.Without(known); err != nil || len(r.Changes) == 0 {
		return err
	}
	pack, err := annotations.AppendPack(nil, r.Changes)
	if err != nil {
		return err
	}
	place, err := a.arrive("r", r.Doc.String())
	if err != nil {
		return err
	}
	first, last := r.Ends()
	_, err = a.exec(`INSERT INTO runs (place, doc, replica, first, last, n, pack) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		place, r.Doc.String(), r.Replica.UUID[:], ordered(first), ordered(last), len(r.Changes), pack)
	return err
}

// overlapping are the known changes of the replica that may be those of the run.
func (a *adder) overlapping(r store.Run) ([]annotations.Change, error) {
	first, last := r.Ends()
	st, err := a.prepare(`SELECT pack FROM runs WHERE doc = ? AND replica = ? AND last >= ? AND first <= ?`)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(a.ctx, r.Doc.String(), r.Replica.UUID[:], ordered(first), ordered(last))
	if err != nil {
		return nil, err
	}
	packs, err := collect(rows, readPack)
	if err != nil || !a.old {
		return slices.Concat(packs...), err
	}
	rows, err = a.tx.QueryContext(a.ctx, `SELECT json FROM changes WHERE doc = ? AND replica = ?`, r.Doc.String(), r.Replica.String())
	if err != nil {
		return nil, err
	}
	single, err := collect(rows, decode[annotations.Change])
	return append(slices.Concat(packs...), single...), err
}

// ordered is an integer of SQLite, which has a sign, in the order of n.
func ordered(n uint64) int64 { return int64(n ^ 1<<63) }

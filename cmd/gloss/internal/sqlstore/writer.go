package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// writer is the connection that adds things, with the statements that it knows.
type writer struct {
	conn       *sql.Conn
	dialect    Dialect
	statements map[string]*sql.Stmt

	// documents are some of those that are there, which they stay; met are those that
	// the present transaction has found or made.
	documents map[string]bool
	met       []string

	// late are statements that go with the next journey.
	late []Statement
}

// mostDocuments bounds the memory of the documents; then it begins anew.
const mostDocuments = 100_000

// begin begins a transaction and tells the last place, which nobody changes then.
func (w *writer) begin(ctx context.Context) (place int64, err error) {
	w.met, w.late = nil, nil
	if w.dialect.Start != nil {
		return w.dialect.Start(ctx, w.conn)
	}
	for _, q := range w.dialect.Begin {
		if err := w.exec(ctx, q); err != nil {
			return 0, err
		}
	}
	return w.last(ctx)
}

// later does a statement of which nothing is asked before the next flush: with what
// comes after it, where each journey costs.
func (w *writer) later(ctx context.Context, query string, args ...any) error {
	if w.dialect.Pipe == nil {
		return w.exec(ctx, query, args...)
	}
	w.late = append(w.late, Statement{query, args})
	return nil
}

// flush does what was put off, if anything was.
func (w *writer) flush(ctx context.Context) error {
	all := w.late
	if w.late = nil; len(all) == 0 {
		return nil
	}
	return w.dialect.Pipe(ctx, w.conn, all)
}

// commit ends a transaction and tells other processes of it.
func (w *writer) commit(ctx context.Context, place int64) error {
	if w.dialect.Announce != "" {
		if err := w.later(ctx, w.dialect.Announce, strconv.FormatInt(place, 10)); err != nil {
			return err
		}
	}
	if err := w.later(ctx, `COMMIT`); err != nil {
		return err
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	if w.documents == nil || len(w.documents) > mostDocuments {
		w.documents = map[string]bool{}
	}
	for _, id := range w.met {
		w.documents[id] = true
	}
	return nil
}

// close gives the connection back, without a transaction that was left open.
func (w *writer) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, _ = w.conn.ExecContext(ctx, `ROLLBACK`) // it may be broken, or have none
	for _, st := range w.statements {
		st.Close()
	}
	w.conn.Close()
}

func (w *writer) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if st := w.statements[query]; st != nil {
		return st, nil
	}
	st, err := w.conn.PrepareContext(ctx, query)
	if err == nil {
		w.statements[query] = st
	}
	return st, err
}

func (w *writer) exec(ctx context.Context, query string, args ...any) error {
	st, err := w.prepare(ctx, query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(ctx, args...)
	return err
}

// get scans the first row into one value; sql.ErrNoRows says that there is none.
func (w *writer) get(ctx context.Context, into any, query string, args ...any) error {
	st, err := w.prepare(ctx, query)
	if err != nil {
		return err
	}
	return st.QueryRowContext(ctx, args...).Scan(into)
}

// query asks for many things in statements for 1, 2, 4, … of them, so that each
// is prepared once: make gives one for n things, and args the arguments of thing
// i. The last thing is asked for again where a statement has room left.
func (w *writer) query(ctx context.Context, n int, make func(n int) string, args func(i int) []any, row func(scan func(...any) error) error) error {
	for at := 0; at < n; {
		size := 1
		for size < n-at && size < w.dialect.Together {
			size *= 2
		}
		var all []any
		for i := range size {
			all = append(all, args(min(at+i, n-1))...)
		}
		at += size
		st, err := w.prepare(ctx, make(size))
		if err != nil {
			return err
		}
		rows, err := st.QueryContext(ctx, all...)
		if err != nil {
			return err
		}
		for rows.Next() {
			if err := row(rows.Scan); err != nil {
				rows.Close()
				return err
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

// insert adds rows in statements of 1, 2, 4, … rows, at most `most` of them, which
// end in what is to be done about a row that is there.
func (w *writer) insert(ctx context.Context, into, end string, most int, rows [][]any) error {
	for len(rows) > 0 {
		n := 1
		for 2*n <= min(most, len(rows), w.dialect.Together) {
			n *= 2
		}
		var all []any
		for _, r := range rows[:n] {
			all = append(all, r...)
		}
		columns := len(rows[0])
		rows = rows[n:]
		values := make([]string, n)
		for i := range values {
			values[i] = "(" + parameters(i*columns+1, columns) + ")"
		}
		if err := w.later(ctx, `INSERT INTO `+into+` VALUES `+strings.Join(values, ", ")+end, all...); err != nil {
			return err
		}
	}
	return nil
}

// parameters are n of them, from a number on: $3, $4.
func parameters(from, n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("$%d", from+i)
	}
	return strings.Join(all, ", ")
}

// there finds out which rows of a table there are.
func (w *writer) there(ctx context.Context, table string, ids []string) (map[string]bool, error) {
	found := make(map[string]bool, len(ids))
	err := w.query(ctx, len(ids),
		func(n int) string { return `SELECT id FROM ` + table + ` WHERE id IN (` + parameters(1, n) + `)` },
		func(i int) []any { return []any{ids[i]} },
		func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			found[id] = true
			return err
		})
	return found, err
}

// last is the last place in the order of arrival.
func (w *writer) last(ctx context.Context) (place int64, err error) {
	return place, w.get(ctx, &place, `SELECT coalesce(max(place), 0) FROM arrivals`)
}

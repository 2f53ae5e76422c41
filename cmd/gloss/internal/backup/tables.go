package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gloss/cmd/gloss/internal/sqlstore"
)

// table is one of a database, with what it refers to.
type table struct {
	name    string
	columns []string
	needs   []string
}

// copyTables copies all rows of all tables, as they are at one moment, into
// tables that are empty, all or nothing. Both have the same tables, as both
// were prepared by the same program.
func copyTables(ctx context.Context, from, to *sqlstore.Store) error {
	source, err := from.DB().BeginTx(ctx, snapshot(from))
	if err != nil {
		return err
	}
	defer source.Rollback()
	target, err := to.DB().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer target.Rollback()
	has, err := tablesOf(ctx, source, from.Dialect())
	if err != nil {
		return err
	}
	room, err := tablesOf(ctx, target, to.Dialect())
	if err != nil {
		return err
	}
	order, err := inOrder(room)
	if err != nil {
		return err
	}
	for _, t := range order {
		if !isCopied(t.name) {
			continue
		}
		if err := mustBeEmpty(ctx, target, t.name); err != nil {
			return err
		}
	}
	for _, t := range has {
		if _, ok := room[t.name]; !ok && isCopied(t.name) {
			return fmt.Errorf("there is a table %s that this version of Gloss does not know", t.name)
		}
	}
	for _, t := range order {
		s, ok := has[t.name]
		if !ok || !isCopied(t.name) {
			continue
		}
		if err := copyRows(ctx, source, target, t.name, s.columns); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if to.Dialect() == "postgres" {
		if err := raiseCounters(ctx, target); err != nil {
			return err
		}
	}
	return target.Commit()
}

// isCopied: which migrations were done, each database knows itself.
func isCopied(name string) bool { return !strings.HasSuffix(name, "migrations") }

func snapshot(st *sqlstore.Store) *sql.TxOptions {
	if st.Dialect() == "postgres" {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return nil
}

// mustBeEmpty refuses a table with rows. What every new store has, its epoch, is
// taken away.
func mustBeEmpty(ctx context.Context, tx *sql.Tx, name string) error {
	if name == "meta" {
		_, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE key = 'epoch'`)
		return err
	}
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM `+quoted(name)).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("%w: table %s has %d rows", ErrNotEmpty, name, n)
	}
	return nil
}

const sqliteColumns = `SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
	WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.name NOT LIKE 'backup\_%' ESCAPE '\' ORDER BY m.name, c.cid`

const sqliteNeeds = `SELECT m.name, f."table" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`

// A rowid is in both, but in SQLite it goes without saying.
const postgresColumns = `SELECT table_name::text, column_name::text FROM information_schema.columns
	WHERE table_schema = current_schema() AND column_name <> 'rowid' ORDER BY table_name, ordinal_position`

const postgresNeeds = `SELECT a.relname::text, b.relname::text FROM pg_constraint c
	JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
	WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace`

func tablesOf(ctx context.Context, tx *sql.Tx, dialect string) (map[string]*table, error) {
	columns, needs := sqliteColumns, sqliteNeeds
	if dialect == "postgres" {
		columns, needs = postgresColumns, postgresNeeds
	}
	all := map[string]*table{}
	err := pairs(ctx, tx, columns, func(name, column string) {
		if all[name] == nil {
			all[name] = &table{name: name}
		}
		all[name].columns = append(all[name].columns, column)
	})
	if err != nil {
		return nil, err
	}
	return all, pairs(ctx, tx, needs, func(name, of string) {
		if t := all[name]; t != nil && of != name {
			t.needs = append(t.needs, of)
		}
	})
}

func pairs(ctx context.Context, tx *sql.Tx, query string, each func(a, b string)) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		each(a, b)
	}
	return rows.Err()
}

// inOrder puts each table after those that it refers to.
func inOrder(all map[string]*table) ([]*table, error) {
	var order []*table
	done := map[string]bool{}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for len(order) < len(all) {
		before := len(order)
		for _, name := range names {
			if t := all[name]; !done[name] && !slices.ContainsFunc(t.needs, func(n string) bool { return !done[n] }) {
				done[name] = true
				order = append(order, t)
			}
		}
		if len(order) == before {
			return nil, errors.New("tables refer to each other in a circle")
		}
	}
	return order, nil
}

// copyRows copies in the order in which the rows came, where that is known.
func copyRows(ctx context.Context, from, to *sql.Tx, name string, columns []string) error {
	var list, values []string
	for i, c := range columns {
		list = append(list, quoted(c))
		values = append(values, fmt.Sprintf("$%d", i+1))
	}
	query := `SELECT ` + strings.Join(list, ", ") + ` FROM ` + quoted(name)
	if name == "projects" {
		query += ` ORDER BY rowid`
	}
	rows, err := from.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	insert, err := to.PrepareContext(ctx, `INSERT INTO `+quoted(name)+` (`+strings.Join(list, ", ")+`) VALUES (`+strings.Join(values, ", ")+`)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	row, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// raiseCounters lets the numbers that PostgreSQL gives go on after those that
// were copied.
func raiseCounters(ctx context.Context, tx *sql.Tx) error {
	var queries []string
	err := pairs(ctx, tx, `SELECT table_name::text, column_name::text FROM information_schema.columns
		WHERE table_schema = current_schema() AND is_identity = 'YES'`, func(name, column string) {
		queries = append(queries, fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%s', '%s'), coalesce(max(%s), 0) + 1, false) FROM %s`,
			quoted(name), column, quoted(column), quoted(name)))
	})
	for _, q := range queries {
		if err == nil {
			_, err = tx.ExecContext(ctx, q)
		}
	}
	return err
}

// quoted is a name as both databases take it.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

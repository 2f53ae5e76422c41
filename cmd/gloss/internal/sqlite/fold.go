package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"gloss/annotations"
)

// fold brings what the first version stored into the shape of the later ones:
// each change becomes a run of one, in its place, and each text moves out of
// the JSON of its document.
func fold(ctx context.Context, tx *sql.Tx) error {
	if err := foldTexts(ctx, tx); err != nil {
		return err
	}
	for last := int64(0); ; {
		n, to, err := foldChanges(ctx, tx, last)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		last = to
	}
	_, err := tx.ExecContext(ctx, `UPDATE arrivals SET kind = 'r' WHERE kind = 'c'; DROP TABLE changes`)
	return err
}

func foldTexts(ctx context.Context, tx *sql.Tx) error {
	for {
		var id string
		var b []byte
		err := tx.QueryRowContext(ctx, `SELECT id, json FROM documents WHERE text IS NULL LIMIT 1`).Scan(&id, &b)
		if err == sql.ErrNoRows {
			return nil
		}
		if err != nil {
			return err
		}
		var d annotations.Document
		if err := json.Unmarshal(b, &d); err != nil {
			return fmt.Errorf("document %s: %w", id, err)
		}
		text := []byte(d.Text)
		d.Text = ""
		if b, err = json.Marshal(d); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE documents SET json = $1, text = $2 WHERE id = $3`, string(b), text, id); err != nil {
			return err
		}
	}
}

// foldChanges makes runs of some changes after a place.
func foldChanges(ctx context.Context, tx *sql.Tx, after int64) (n int, last int64, err error) {
	const some = 1000 // are held in memory at once
	rows, err := tx.QueryContext(ctx, `SELECT place, json FROM changes WHERE place > $1 ORDER BY place LIMIT $2`, after, some)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	type placed struct {
		place int64
		json  []byte
	}
	var all []placed
	for rows.Next() {
		var p placed
		if err := rows.Scan(&p.place, &p.json); err != nil {
			return 0, 0, err
		}
		all = append(all, p)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		return 0, 0, err
	}
	rows.Close()
	for _, p := range all {
		var c annotations.Change
		if err := json.Unmarshal(p.json, &c); err != nil {
			return 0, 0, fmt.Errorf("change at place %d: %w", p.place, err)
		}
		pack, err := annotations.AppendPack(nil, []annotations.Change{c})
		if err != nil {
			return 0, 0, fmt.Errorf("change at place %d: %w", p.place, err)
		}
		stamp := int64(c.Stamp.N ^ 1<<63) // with a sign, in the order of the stamps
		if _, err := tx.ExecContext(ctx, `INSERT INTO runs (place, doc, replica, first, last, n, pack) VALUES ($1, $2, $3, $4, $4, 1, $5)`,
			p.place, c.Doc.String(), c.Stamp.Replica.UUID[:], stamp, pack); err != nil {
			return 0, 0, err
		}
	}
	return len(all), all[len(all)-1].place, nil
}

package auth

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/sqlstore"
)

// replicas remembers whose they are, which never changes.
type replicas struct {
	mu    sync.Mutex
	known map[string]string
}

// mostReplicas bounds the memory; then it begins anew.
const mostReplicas = 100_000

// Replica is the name of the account that a replica belongs to: the one that has
// used it first, which is this one if none has. Then there is a statement that notes
// it, to be done with the first changes.
func (a *Accounts) Replica(ctx context.Context, replica, name string) (owner string, claim []sqlstore.Statement, err error) {
	r := &a.replicas
	r.mu.Lock()
	owner, ok := r.known[replica]
	r.mu.Unlock()
	if ok {
		return owner, nil, nil
	}
	err = a.db.QueryRowContext(ctx, `SELECT author FROM replicas WHERE replica = $1`, replica).Scan(&owner)
	fresh := errors.Is(err, sql.ErrNoRows)
	if err != nil && !fresh {
		return "", nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other, ok := r.known[replica]; ok { // while we asked
		return other, nil, nil
	}
	if fresh {
		owner = name
		claim = []sqlstore.Statement{{Query: `INSERT INTO replicas (replica, author) VALUES ($1, $2) ON CONFLICT (replica) DO NOTHING`, Args: []any{replica, name}}}
	}
	if r.known == nil || len(r.known) > mostReplicas {
		r.known = map[string]string{}
	}
	r.known[replica] = owner
	return owner, claim, nil
}

// bindReplicas notes whose the replicas are that have changes in the store already.
func bindReplicas(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT pack FROM runs WHERE place IN (SELECT min(place) FROM runs GROUP BY replica)`)
	packs, err := sqlstore.Collect(rows, err, func(scan func(...any) error) (b []byte, err error) { return b, scan(&b) })
	if err != nil {
		return err
	}
	for _, pack := range packs {
		changes, err := annotations.ReadPack(pack)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO replicas (replica, author) VALUES ($1, $2)`, changes[0].Stamp.Replica.String(), string(changes[0].By)); err != nil {
			return err
		}
	}
	return nil
}

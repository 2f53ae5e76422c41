package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/unicode/norm"

	"gloss/cmd/gloss/internal/sqlstore"
)

// Accounts keeps the people of a server. All methods may be called at the same
// time, by several processes on one database.
type Accounts struct {
	db    *sql.DB
	store *sqlstore.Store
	now   func() time.Time
	words *hasher

	replicas replicas
}

// Open brings the tables of the accounts up to date in the database of a store, and
// returns the accounts.
func Open(ctx context.Context, st *sqlstore.Store) (*Accounts, error) {
	all, err := steps()
	if err != nil {
		return nil, err
	}
	if err := st.Migrate(ctx, part, all); err != nil {
		return nil, fmt.Errorf("the accounts: %w", err)
	}
	return &Accounts{db: st.DB(), store: st, now: time.Now, words: newHasher()}, nil
}

const userColumns = `u.id, u.name, u.admin, u.disabled, u.made`

func scanUser(scan func(...any) error, more ...any) (u User, err error) {
	var made int64
	err = scan(append([]any{&u.ID, &u.Name, &u.Admin, &u.Disabled, &made}, more...)...)
	u.Made = moment(made)
	return u, missing(err)
}

func readUser(scan func(...any) error) (User, error) { return scanUser(scan) }

// missing turns an empty result into ErrUnknown.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrUnknown
	}
	return err
}

// within runs f in a transaction, which holds when f returns nil.
func (a *Accounts) within(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Empty reports whether there is no account yet.
func (a *Accounts) Empty(ctx context.Context) (bool, error) {
	var n int
	err := a.db.QueryRowContext(ctx, `SELECT count(*) FROM users`).Scan(&n)
	return n == 0, err
}

// Users are all accounts, by name.
func (a *Accounts) Users(ctx context.Context) ([]User, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT `+userColumns+` FROM users u ORDER BY u.folded`)
	return sqlstore.Collect(rows, err, readUser)
}

// User returns an account by its ID.
func (a *Accounts) User(ctx context.Context, id string) (User, error) {
	return readUser(a.db.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users u WHERE u.id = $1`, id).Scan)
}

// Named returns an account by its name, whatever its case.
func (a *Accounts) Named(ctx context.Context, name string) (User, error) {
	return readUser(a.db.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users u WHERE u.folded = $1`, fold(name)).Scan)
}

// Add makes an account; without a password its owner signs in otherwise. The
// error is a *RuleError or ErrTaken.
func (a *Accounts) Add(ctx context.Context, name, password string, admin bool) (u User, err error) {
	hash, err := a.newPassword(ctx, name, password)
	if err != nil {
		return u, err
	}
	err = a.within(ctx, func(tx *sql.Tx) error {
		u, err = a.add(ctx, tx, name, hash, admin)
		return err
	})
	return u, err
}

func (a *Accounts) newPassword(ctx context.Context, name, password string) (hash string, err error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	if password == "" {
		return "", nil
	}
	if err := CheckPassword(name, password); err != nil {
		return "", err
	}
	return a.words.hash(ctx, password)
}

func (a *Accounts) add(ctx context.Context, tx *sql.Tx, name, hash string, admin bool) (User, error) {
	u := User{ID: newID(), Name: norm.NFC.String(name), Admin: admin, Made: a.now().UTC().Truncate(time.Millisecond)}
	r, err := tx.ExecContext(ctx, `INSERT INTO users (id, name, folded, password, admin, disabled, made)
		VALUES ($1, $2, $3, $4, $5, 0, $6) ON CONFLICT (folded) DO NOTHING`, u.ID, u.Name, fold(name), hash, flag(admin), stamp(u.Made))
	if err != nil {
		return User{}, err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return User{}, errors.Join(err, ErrTaken)
	}
	if admin {
		err = a.endFirst(ctx, tx)
	}
	return u, err
}

// Check returns the account of a name and its password, else ErrSignIn. It takes
// as long whether the name is known or not.
func (a *Accounts) Check(ctx context.Context, name, password string) (User, error) {
	var hash string
	u, err := scanUser(a.db.QueryRowContext(ctx, `SELECT `+userColumns+`, u.password FROM users u WHERE u.folded = $1`, fold(name)).Scan, &hash)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return User{}, err
	}
	if len(password) > maxPassword {
		password = ""
	}
	ok, old, err := a.words.check(ctx, hash, password)
	switch {
	case err != nil:
		return User{}, err
	case !ok || u.Disabled:
		return User{}, ErrSignIn
	}
	if old { // made at another cost
		if hash, err := a.words.hash(ctx, password); err == nil {
			_, err = a.db.ExecContext(ctx, `UPDATE users SET password = $1 WHERE id = $2`, hash, u.ID)
			if err != nil {
				return User{}, err
			}
		}
	}
	return u, nil
}

// SetPassword gives an account another password and ends its sessions but one:
// keep is the ID of the session to keep, if any.
func (a *Accounts) SetPassword(ctx context.Context, id, password, keep string) error {
	u, err := a.User(ctx, id)
	if err != nil {
		return err
	}
	if password == "" {
		return CheckPassword(u.Name, password)
	}
	hash, err := a.newPassword(ctx, u.Name, password)
	if err != nil {
		return err
	}
	return a.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE users SET password = $1 WHERE id = $2`, hash, id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id <> $2`, id, keep)
		return err
	})
}

// SetAdmin makes somebody an administrator or no longer; ErrLast keeps the last.
func (a *Accounts) SetAdmin(ctx context.Context, id string, admin bool) error {
	return a.change(ctx, `UPDATE users SET admin = $1 WHERE id = $2`, id, flag(admin))
}

// Disable shuts an account, so that nobody can use it, or opens it again. Its
// labels stay. Sessions and tokens of a shut account end.
func (a *Accounts) Disable(ctx context.Context, id string, disabled bool) error {
	return a.change(ctx, `UPDATE users SET disabled = $1 WHERE id = $2`, id, flag(disabled))
}

func (a *Accounts) change(ctx context.Context, query, id string, to int) error {
	return a.within(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, query, to, id)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fmt.Errorf("account %s: %w", id, ErrUnknown))
		}
		var left int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM users WHERE admin = 1 AND disabled = 0`).Scan(&left); err != nil {
			return err
		}
		if left == 0 {
			return ErrLast
		}
		for _, table := range []string{"sessions", "tokens"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE user_id IN (SELECT id FROM users WHERE id = $1 AND disabled = 1)`, id); err != nil {
				return err
			}
		}
		return nil
	})
}

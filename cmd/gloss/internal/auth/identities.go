package auth

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gloss/cmd/gloss/internal/sqlstore"
)

// Identity elsewhere: an account at an OpenID Connect provider, by which its owner
// signs in here. Only the subject names it for ever; mail addresses may change
// hands.

// ByIdentity returns whose identity it is, or ErrUnknown.
func (a *Accounts) ByIdentity(ctx context.Context, issuer, subject string) (User, error) {
	return readUser(a.db.QueryRowContext(ctx, `SELECT `+userColumns+` FROM identities i JOIN users u ON u.id = i.user_id
		WHERE i.issuer = $1 AND i.subject = $2`, issuer, subject).Scan)
}

// Identified reports whether an account signs in by an issuer.
func (a *Accounts) Identified(ctx context.Context, user, issuer string) (bool, error) {
	var n int
	err := a.db.QueryRowContext(ctx, `SELECT count(*) FROM identities WHERE user_id = $1 AND issuer = $2`, user, issuer).Scan(&n)
	return n > 0, err
}

// Connection says that an account signs in by one at an issuer.
type Connection struct {
	Issuer string    `json:"issuer"`
	Made   time.Time `json:"made"`
}

// IdentitiesOf are the accounts elsewhere by which one signs in, the newest first.
func (a *Accounts) IdentitiesOf(ctx context.Context, user string) ([]Connection, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT issuer, made FROM identities WHERE user_id = $1 ORDER BY made DESC, issuer`, user)
	return sqlstore.Collect(rows, err, func(scan func(...any) error) (c Connection, err error) {
		var made int64
		err = scan(&c.Issuer, &made)
		c.Made = moment(made)
		return c, err
	})
}

// Connect lets an account sign in by an identity; ErrTaken when it is another's.
func (a *Accounts) Connect(ctx context.Context, user, issuer, subject string) error {
	return a.within(ctx, func(tx *sql.Tx) error { return a.connect(ctx, tx, user, issuer, subject) })
}

func (a *Accounts) connect(ctx context.Context, tx *sql.Tx, user, issuer, subject string) error {
	r, err := tx.ExecContext(ctx, `INSERT INTO identities (issuer, subject, user_id, made) VALUES ($1, $2, $3, $4) ON CONFLICT (issuer, subject) DO NOTHING`,
		issuer, subject, user, stamp(a.now()))
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n > 0 {
		return err
	}
	var owner string
	if err := tx.QueryRowContext(ctx, `SELECT user_id FROM identities WHERE issuer = $1 AND subject = $2`, issuer, subject).Scan(&owner); err != nil {
		return err
	}
	if owner != user {
		return ErrTaken
	}
	return nil
}

// Disconnect takes the identities of an issuer from an account that has a password
// or a passkey left to sign in with.
func (a *Accounts) Disconnect(ctx context.Context, user, issuer string) error {
	return a.within(ctx, func(tx *sql.Tx) error {
		var ways int
		if err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM users WHERE id = $1 AND password <> '') + (SELECT count(*) FROM passkeys WHERE user_id = $1)`, user).Scan(&ways); err != nil {
			return err
		}
		if ways == 0 {
			return &RuleError{"you could not sign in any more; set a password by a link from an administrator first"}
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM identities WHERE user_id = $1 AND issuer = $2`, user, issuer)
		return err
	})
}

// AcceptWith takes an invitation by making an account that signs in by an
// identity, under the name that is wished for or one like it.
func (a *Accounts) AcceptWith(ctx context.Context, secret, wish, issuer, subject string) (u User, i Invite, err error) {
	err = a.within(ctx, func(tx *sql.Tx) error {
		if i, err = a.take(ctx, tx, secret); err != nil {
			return err
		}
		if i.Name != "" { // it is bound to an account and its password
			return ErrOver
		}
		name := nameLike(wish)
		for n := 2; ; n++ {
			u, err = a.add(ctx, tx, name, "", i.Admin)
			if !errors.Is(err, ErrTaken) || n > 1000 {
				break
			}
			name = nameLike(wish) + strconv.Itoa(n)
		}
		if err != nil {
			return err
		}
		if err := a.connect(ctx, tx, u.ID, issuer, subject); err != nil {
			return err
		}
		return a.grant(ctx, tx, i, u.ID)
	})
	return u, i, err
}

// nameLike is a name that the rules allow, made of a wish.
func nameLike(wish string) string {
	wish, _, _ = strings.Cut(wish, "@")
	name := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), strings.ContainsRune("-_.", r):
			return r
		case unicode.IsSpace(r):
			return '-'
		}
		return -1
	}, wish)
	name = strings.TrimLeft(name, "-_.")
	if runes := []rune(name); len(runes) > maxName-4 {
		name = string(runes[:maxName-4])
	}
	if CheckName(name) != nil {
		return "annotator-" + newID()[:6]
	}
	return name
}

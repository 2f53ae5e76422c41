package auth

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"gloss/cmd/gloss/internal/sqlstore"
)

// Passkey is a key that a device of somebody keeps.
type Passkey struct {
	ID         string    `json:"id"` // as WebAuthn names it, in base64url
	Name       string    `json:"name"`
	Made       time.Time `json:"made"`
	Used       time.Time `json:"used,omitzero"`
	Credential string    `json:"-"` // the public key and its counters, as JSON
}

// AddPasskey notes a passkey of an account.
func (a *Accounts) AddPasskey(ctx context.Context, user string, p Passkey) error {
	if p.Name = strings.TrimSpace(shorten(p.Name, 80)); p.Name == "" {
		p.Name = "Passkey"
	}
	_, err := a.db.ExecContext(ctx, `INSERT INTO passkeys (id, user_id, name, credential, made, used) VALUES ($1, $2, $3, $4, $5, 0)`,
		p.ID, user, p.Name, p.Credential, stamp(a.now()))
	return err
}

// Passkeys are those of an account, the newest first.
func (a *Accounts) Passkeys(ctx context.Context, user string) ([]Passkey, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id, name, made, used, credential FROM passkeys WHERE user_id = $1 ORDER BY made DESC, id`, user)
	return sqlstore.Collect(rows, err, func(scan func(...any) error) (p Passkey, err error) {
		var made, used int64
		err = scan(&p.ID, &p.Name, &made, &used, &p.Credential)
		p.Made, p.Used = moment(made), moment(used)
		return p, err
	})
}

// UsePasskey notes that a passkey was used, with its counters as they are now.
func (a *Accounts) UsePasskey(ctx context.Context, user, id, credential string) error {
	_, err := a.db.ExecContext(ctx, `UPDATE passkeys SET used = $1, credential = $2 WHERE id = $3 AND user_id = $4`, stamp(a.now()), credential, id, user)
	return err
}

// EndPasskey takes a passkey from an account.
func (a *Accounts) EndPasskey(ctx context.Context, user, id string) error {
	return a.remove(ctx, "passkeys", user, id)
}

// ceremonyLife is how long somebody has to touch their key.
const ceremonyLife = 5 * time.Minute

// BeginCeremony keeps what a device was asked, and returns the secret under which
// it is found again, once.
func (a *Accounts) BeginCeremony(ctx context.Context, data string) (secret string, err error) {
	now := a.now()
	if _, err := a.db.ExecContext(ctx, `DELETE FROM ceremonies WHERE expires < $1`, stamp(now)); err != nil {
		return "", err
	}
	secret = newSecret()
	_, err = a.db.ExecContext(ctx, `INSERT INTO ceremonies (hash, data, expires) VALUES ($1, $2, $3)`, digest(secret), data, stamp(now.Add(ceremonyLife)))
	return secret, err
}

// EndCeremony returns what a device was asked, or ErrOver. A question is answered
// once.
func (a *Accounts) EndCeremony(ctx context.Context, secret string) (data string, err error) {
	err = a.within(ctx, func(tx *sql.Tx) error {
		var expires int64
		err := tx.QueryRowContext(ctx, `SELECT data, expires FROM ceremonies WHERE hash = $1`, digest(secret)).Scan(&data, &expires)
		if errors.Is(err, sql.ErrNoRows) || err == nil && expires < stamp(a.now()) {
			return ErrOver
		}
		if err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, `DELETE FROM ceremonies WHERE hash = $1`, digest(secret))
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrOver)
		}
		return nil
	})
	return data, err
}

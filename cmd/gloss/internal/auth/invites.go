package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gloss/cmd/gloss/internal/sqlstore"
)

// Invite is a link that makes an account, or makes its owner a member.
type Invite struct {
	ID      string    `json:"id"`
	By      string    `json:"by"` // name of who made it, "" for the server itself
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires"`
	Admin   bool      `json:"admin,omitempty"`   // whoever takes it administers the server
	Project string    `json:"project,omitempty"` // … or joins this project
	Role    Role      `json:"role,omitempty"`    // … as this
	// Name binds the link to an account: whoever has it sets a new password for
	// it, and makes it if it is not there.
	Name string `json:"name,omitempty"`
	Uses int    `json:"uses"` // how often it can still be taken
}

// Limits of invitations.
const (
	InviteLife    = 7 * 24 * time.Hour // if nothing else is said
	maxInviteLife = 90 * 24 * time.Hour
	maxUses       = 500
)

// Invite makes a link, and returns its secret, which is shown once.
func (a *Accounts) Invite(ctx context.Context, i Invite) (secret string, made Invite, err error) {
	now := a.now().UTC().Truncate(time.Millisecond)
	i.ID, i.Made = newID(), now
	if i.Expires.IsZero() {
		i.Expires = now.Add(InviteLife)
	}
	i.Expires = i.Expires.UTC().Truncate(time.Millisecond)
	if i.Uses == 0 {
		i.Uses = 1
	}
	switch {
	case !i.Expires.After(now) || i.Expires.After(now.Add(maxInviteLife)):
		return "", i, &RuleError{"an invitation is good for 1 to 90 days"}
	case i.Uses < 1 || i.Uses > maxUses || i.Uses > 1 && (i.Admin || i.Name != ""):
		return "", i, &RuleError{"an invitation can be taken 1 to 500 times; one for an administrator or for one person, once"}
	case (i.Project == "") != (i.Role == ""):
		return "", i, &RuleError{"a project and a role go together"}
	}
	if i.Role != "" {
		if _, err := ParseRole(string(i.Role)); err != nil {
			return "", i, err
		}
	}
	if i.Name != "" {
		if err := CheckName(i.Name); err != nil {
			return "", i, err
		}
	}
	secret = newSecret()
	_, err = a.db.ExecContext(ctx, `INSERT INTO invites (id, hash, made_by, made, expires, admin, project, role, user_name, uses)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		i.ID, digest(secret), i.By, stamp(i.Made), stamp(i.Expires), flag(i.Admin), i.Project, string(i.Role), i.Name, i.Uses)
	return secret, i, err
}

const inviteColumns = `id, made_by, made, expires, admin, project, role, user_name, uses`

func readInvite(scan func(...any) error) (i Invite, err error) {
	var made, expires int64
	err = scan(&i.ID, &i.By, &made, &expires, &i.Admin, &i.Project, &i.Role, &i.Name, &i.Uses)
	i.Made, i.Expires = moment(made), moment(expires)
	return i, err
}

// Invited returns what a link is good for, or ErrOver.
func (a *Accounts) Invited(ctx context.Context, secret string) (Invite, error) {
	return a.invited(ctx, a.db, secret)
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (a *Accounts) invited(ctx context.Context, q querier, secret string) (Invite, error) {
	i, err := readInvite(q.QueryRowContext(ctx, `SELECT `+inviteColumns+` FROM invites WHERE hash = $1`, digest(secret)).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Invite{}, ErrOver
	case err != nil:
		return Invite{}, err
	case i.Uses < 1 || i.Expires.Before(a.now()):
		return Invite{}, ErrOver
	}
	return i, nil
}

// Invites are those of a project that can still be taken, or all of the server
// with "", the newest first.
func (a *Accounts) Invites(ctx context.Context, project string) ([]Invite, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT `+inviteColumns+` FROM invites
		WHERE ($1 = '' OR project = $1) AND uses > 0 AND expires >= $2 ORDER BY made DESC, id`, project, stamp(a.now()))
	return sqlstore.Collect(rows, err, readInvite)
}

// Revoke makes a link good for nothing. With a project it must be one of it.
func (a *Accounts) Revoke(ctx context.Context, project, id string) error {
	r, err := a.db.ExecContext(ctx, `UPDATE invites SET uses = 0 WHERE id = $1 AND ($2 = '' OR project = $2) AND uses > 0`, id, project)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("invitation %s: %w", id, ErrUnknown))
	}
	return nil
}

// Join takes an invitation with an account that is there.
func (a *Accounts) Join(ctx context.Context, secret string, user User) (i Invite, err error) {
	err = a.within(ctx, func(tx *sql.Tx) error {
		if i, err = a.take(ctx, tx, secret); err != nil {
			return err
		}
		if i.Name != "" && fold(i.Name) != fold(user.Name) {
			return ErrOver
		}
		return a.grant(ctx, tx, i, user.ID)
	})
	return i, err
}

// Accept takes an invitation by making an account, or by setting a new password
// for the one that the link is bound to. The errors are ErrOver, ErrTaken and
// *RuleError.
func (a *Accounts) Accept(ctx context.Context, secret, name, password string) (u User, i Invite, err error) {
	if i, err = a.Invited(ctx, secret); err != nil { // before the work of a hash
		return u, i, err
	}
	if i.Name != "" {
		name = i.Name
	}
	if err := CheckName(name); err != nil {
		return u, i, err
	}
	if err := CheckPassword(name, password); err != nil {
		return u, i, err
	}
	hash, err := a.newPassword(ctx, name, password)
	if err != nil {
		return u, i, err
	}
	err = a.within(ctx, func(tx *sql.Tx) error {
		if i, err = a.take(ctx, tx, secret); err != nil {
			return err
		}
		u, err = a.add(ctx, tx, name, hash, i.Admin)
		if errors.Is(err, ErrTaken) && i.Name != "" {
			u, err = a.renew(ctx, tx, name, hash)
		}
		if err != nil {
			return err
		}
		return a.grant(ctx, tx, i, u.ID)
	})
	return u, i, err
}

// renew gives an account another password, and ends all its sessions.
func (a *Accounts) renew(ctx context.Context, tx *sql.Tx, name, hash string) (User, error) {
	u, err := readUser(tx.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users u WHERE u.folded = $1`, fold(name)).Scan)
	if err != nil {
		return u, err
	}
	if u.Disabled {
		return u, ErrOver
	}
	if _, err := tx.ExecContext(ctx, `UPDATE users SET password = $1 WHERE id = $2`, hash, u.ID); err != nil {
		return u, err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM sessions WHERE user_id = $1`, u.ID)
	return u, err
}

// take uses an invitation up by one. Of two that take the last at once, one gets
// it.
func (a *Accounts) take(ctx context.Context, tx *sql.Tx, secret string) (Invite, error) {
	i, err := a.invited(ctx, tx, secret)
	if err != nil {
		return i, err
	}
	r, err := tx.ExecContext(ctx, `UPDATE invites SET uses = uses - 1 WHERE id = $1 AND uses > 0`, i.ID)
	if err != nil {
		return i, err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return i, errors.Join(err, ErrOver)
	}
	return i, nil
}

// grant gives an account what the invitation promises. It never takes a right.
func (a *Accounts) grant(ctx context.Context, tx *sql.Tx, i Invite, user string) error {
	if i.Admin {
		if _, err := tx.ExecContext(ctx, `UPDATE users SET admin = 1 WHERE id = $1`, user); err != nil {
			return err
		}
		if err := a.endFirst(ctx, tx); err != nil {
			return err
		}
	}
	if i.Project == "" {
		return nil
	}
	var has Role
	err := tx.QueryRowContext(ctx, `SELECT role FROM members WHERE project = $1 AND user_id = $2`, i.Project, user).Scan(&has)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for _, r := range Roles { // from the one that may most
		switch r {
		case has:
			return nil
		case i.Role:
			return a.setRole(ctx, tx, i.Project, user, i.Role, nil)
		}
	}
	return nil
}

// First makes the link of the first administrator, good for a day and until there is
// one. Those that were made before are good no more.
func (a *Accounts) First(ctx context.Context) (secret string, err error) {
	if err := a.endFirst(ctx, a.db); err != nil {
		return "", err
	}
	secret, _, err = a.Invite(ctx, Invite{Admin: true, Expires: a.now().Add(24 * time.Hour)})
	return secret, err
}

type executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// endFirst makes links of First good no more: for a newer one, or because there is
// an administrator.
func (a *Accounts) endFirst(ctx context.Context, db executor) error {
	_, err := db.ExecContext(ctx, `UPDATE invites SET uses = 0 WHERE made_by = '' AND admin = 1 AND user_name = ''`)
	return err
}

package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gloss/cmd/gloss/internal/sqlstore"
)

// How long what is handed out is good.
const (
	SessionLife = 30 * 24 * time.Hour // since it was last used
	seenEvery   = 5 * time.Minute     // … which is noted this often
	TokenLife   = 366 * 24 * time.Hour
	tokenPrefix = "gloss_" // by which scanners for leaked secrets can know one
)

// Session is somebody signed in on one device.
type Session struct {
	ID      string    `json:"id"`
	Made    time.Time `json:"made"`
	Seen    time.Time `json:"seen"`
	Expires time.Time `json:"expires"`
	Agent   string    `json:"agent"`   // what the browser calls itself
	Address string    `json:"address"` // from where it was made
}

// Identity is who makes a request, and what they may do.
type Identity struct {
	User
	Roles   map[string]Role // by project
	Session string          // ID of the session, if it is one
	Token   string          // ID of the token, if it is one
	Writes  bool            // false for a token that only reads
	// Solo is the one user of a server without accounts, who may do anything.
	Solo bool
}

// Anyone is the user of a server without accounts.
var Anyone = Identity{User: User{Name: "annotator", Admin: true}, Writes: true, Solo: true}

// Role is what the person is in a project. Administrators manage all of them.
func (i Identity) Role(project string) Role {
	if i.Admin {
		return Manager
	}
	return i.Roles[project]
}

// May reports whether the person has a right in a project.
func (i Identity) May(project string, right Right) bool {
	return i.Role(project).May(right) && (i.Writes || right == Read || right == SeeAll)
}

// SignIn makes a session of an account and returns its secret, for a cookie.
func (a *Accounts) SignIn(ctx context.Context, user User, agent, address string) (secret string, s Session, err error) {
	if user.Disabled {
		return "", s, ErrSignIn
	}
	secret = newSecret()
	now := a.now().UTC().Truncate(time.Millisecond)
	s = Session{ID: newID(), Made: now, Seen: now, Expires: now.Add(SessionLife), Agent: shorten(agent, 200), Address: address}
	_, err = a.db.ExecContext(ctx, `INSERT INTO sessions (id, hash, user_id, made, seen, expires, agent, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.ID, digest(secret), user.ID, stamp(s.Made), stamp(s.Seen), stamp(s.Expires), s.Agent, s.Address)
	if err != nil {
		return "", s, err
	}
	// Those that nobody can use any more go with the occasion.
	_, err = a.db.ExecContext(ctx, `DELETE FROM sessions WHERE expires < $1`, stamp(now))
	return secret, s, err
}

// shorten cuts a text after n bytes, and takes out what is no UTF-8.
func shorten(s string, n int) string {
	return strings.ToValidUTF8(s[:min(n, len(s))], "")
}

// BySession returns who has a session, or ErrUnknown. Using it makes it last.
func (a *Accounts) BySession(ctx context.Context, secret string) (Identity, error) {
	id := Identity{Writes: true}
	var seen, expires int64
	u, err := scanUser(a.db.QueryRowContext(ctx, `SELECT `+userColumns+`, s.id, s.seen, s.expires FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.hash = $1`, digest(secret)).Scan, &id.Session, &seen, &expires)
	if err != nil {
		return Identity{}, err
	}
	now := a.now()
	if expires < stamp(now) || u.Disabled {
		return Identity{}, ErrUnknown
	}
	if now.Sub(moment(seen)) > seenEvery {
		if _, err := a.db.ExecContext(ctx, `UPDATE sessions SET seen = $1, expires = $2 WHERE id = $3`, stamp(now), stamp(now.Add(SessionLife)), id.Session); err != nil {
			return Identity{}, err
		}
	}
	id.User = u
	id.Roles, err = a.roles(ctx, u.ID)
	return id, err
}

// Sessions are those of an account, the one used last first.
func (a *Accounts) Sessions(ctx context.Context, user string) ([]Session, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id, made, seen, expires, agent, address FROM sessions
		WHERE user_id = $1 AND expires >= $2 ORDER BY seen DESC, id`, user, stamp(a.now()))
	return sqlstore.Collect(rows, err, func(scan func(...any) error) (s Session, err error) {
		var made, seen, expires int64
		err = scan(&s.ID, &made, &seen, &expires, &s.Agent, &s.Address)
		s.Made, s.Seen, s.Expires = moment(made), moment(seen), moment(expires)
		return s, err
	})
}

// EndSession signs an account out on one device; with "" for a session, on all.
func (a *Accounts) EndSession(ctx context.Context, user, session string) error {
	if session == "" {
		_, err := a.db.ExecContext(ctx, `DELETE FROM sessions WHERE user_id = $1`, user)
		return err
	}
	return a.remove(ctx, "sessions", user, session)
}

// remove deletes one of the things of an account.
func (a *Accounts) remove(ctx context.Context, table, user, id string) error {
	r, err := a.db.ExecContext(ctx, `DELETE FROM `+table+` WHERE user_id = $1 AND id = $2`, user, id)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("%s of %s: %w", table, user, ErrUnknown))
	}
	return nil
}

// Token is a secret with which a script acts for its owner.
type Token struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Writes  bool      `json:"writes"`
	Made    time.Time `json:"made"`
	Used    time.Time `json:"used,omitzero"`
	Expires time.Time `json:"expires"`
}

// AddToken makes a token of an account. The secret is shown once.
func (a *Accounts) AddToken(ctx context.Context, user, name string, writes bool, life time.Duration) (secret string, t Token, err error) {
	if name = strings.TrimSpace(shorten(name, 80)); name == "" {
		return "", t, &RuleError{"a token has a name, so that you know it again"}
	}
	if life <= 0 || life > TokenLife {
		life = TokenLife
	}
	secret = tokenPrefix + newSecret()
	now := a.now().UTC().Truncate(time.Millisecond)
	t = Token{ID: newID(), Name: name, Writes: writes, Made: now, Expires: now.Add(life)}
	_, err = a.db.ExecContext(ctx, `INSERT INTO tokens (id, hash, user_id, name, writes, made, used, expires) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)`,
		t.ID, digest(secret), user, t.Name, flag(writes), stamp(t.Made), stamp(t.Expires))
	return secret, t, err
}

// ByToken returns for whom a token acts, or ErrUnknown.
func (a *Accounts) ByToken(ctx context.Context, secret string) (Identity, error) {
	var id Identity
	var used, expires int64
	u, err := scanUser(a.db.QueryRowContext(ctx, `SELECT `+userColumns+`, t.id, t.writes, t.used, t.expires FROM tokens t JOIN users u ON u.id = t.user_id
		WHERE t.hash = $1`, digest(secret)).Scan, &id.Token, &id.Writes, &used, &expires)
	if err != nil {
		return Identity{}, err
	}
	now := a.now()
	if expires < stamp(now) || u.Disabled {
		return Identity{}, ErrUnknown
	}
	if now.Sub(moment(used)) > seenEvery {
		if _, err := a.db.ExecContext(ctx, `UPDATE tokens SET used = $1 WHERE id = $2`, stamp(now), id.Token); err != nil {
			return Identity{}, err
		}
	}
	id.User = u
	id.Roles, err = a.roles(ctx, u.ID)
	return id, err
}

// Tokens are those of an account, the newest first.
func (a *Accounts) Tokens(ctx context.Context, user string) ([]Token, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id, name, writes, made, used, expires FROM tokens WHERE user_id = $1 ORDER BY made DESC, id`, user)
	return sqlstore.Collect(rows, err, func(scan func(...any) error) (t Token, err error) {
		var made, used, expires int64
		err = scan(&t.ID, &t.Name, &t.Writes, &made, &used, &expires)
		t.Made, t.Used, t.Expires = moment(made), moment(used), moment(expires)
		return t, err
	})
}

// EndToken revokes a token of an account.
func (a *Accounts) EndToken(ctx context.Context, user, token string) error {
	return a.remove(ctx, "tokens", user, token)
}

package team

import (
	"context"
	"time"

	"gloss/cmd/gloss/internal/auth"
)

// EndSession signs somebody out on one of their devices; "" stands for all.
func (t *Team) EndSession(ctx context.Context, by By, session string) error {
	if err := t.People.EndSession(ctx, by.ID, session); err != nil {
		return err
	}
	t.note(ctx, by, "ended a session", session, "")
	return nil
}

// AddToken makes a token of somebody, good for some days (0 for the longest time).
func (t *Team) AddToken(ctx context.Context, by By, name string, writes bool, days int) (secret string, token auth.Token, err error) {
	secret, token, err = t.People.AddToken(ctx, by.ID, name, writes, time.Duration(days)*24*time.Hour)
	if err == nil {
		t.note(ctx, by, "made a token", token.Name, "")
	}
	return secret, token, err
}

// EndToken revokes a token of somebody.
func (t *Team) EndToken(ctx context.Context, by By, token string) error {
	if err := t.People.EndToken(ctx, by.ID, token); err != nil {
		return err
	}
	t.note(ctx, by, "revoked a token", token, "")
	return nil
}

// Users are all accounts, for administrators.
func (t *Team) Users(ctx context.Context, by By) ([]auth.User, error) {
	if !by.Admin {
		return nil, ErrForbidden
	}
	return t.People.Users(ctx)
}

// UserChange is what administrators can change of an account; nil leaves it.
type UserChange struct {
	Admin    *bool `json:"admin,omitempty"`
	Disabled *bool `json:"disabled,omitempty"`
}

// ChangeUser changes an account.
func (t *Team) ChangeUser(ctx context.Context, by By, user string, c UserChange) (auth.User, error) {
	if !by.Admin || !by.Writes {
		return auth.User{}, ErrForbidden
	}
	u, err := t.People.User(ctx, user)
	if err != nil {
		return u, err
	}
	if c.Admin != nil {
		if err := t.People.SetAdmin(ctx, user, *c.Admin); err != nil {
			return u, err
		}
		what := "made an administrator"
		if !*c.Admin {
			what = "made no administrator"
		}
		t.note(ctx, by, what, u.Name, "")
	}
	if c.Disabled != nil {
		if err := t.People.Disable(ctx, user, *c.Disabled); err != nil {
			return u, err
		}
		what := "shut the account"
		if !*c.Disabled {
			what = "opened the account"
		}
		t.note(ctx, by, what, u.Name, "")
	}
	return t.People.User(ctx, user)
}

// Reset makes a link with which somebody sets a new password.
func (t *Team) Reset(ctx context.Context, by By, user string) (secret string, i auth.Invite, err error) {
	if !by.Admin || !by.Writes {
		return "", i, ErrForbidden
	}
	u, err := t.People.User(ctx, user)
	if err != nil {
		return "", i, err
	}
	secret, i, err = t.People.Invite(ctx, auth.Invite{By: by.Name, Name: u.Name})
	if err == nil {
		t.note(ctx, by, "made a link for a new password", u.Name, "")
	}
	return secret, i, err
}

// Accept takes an invitation by making an account; see auth.Accounts.Accept.
func (t *Team) Accept(ctx context.Context, secret, name, password, address string) (auth.User, auth.Invite, error) {
	u, i, err := t.People.Accept(ctx, secret, name, password)
	if err == nil {
		what := "made an account"
		if i.Name != "" {
			what = "set a password by a link"
		}
		t.note(ctx, By{Identity: auth.Identity{User: u}, Address: address}, what, roleOf(i), i.Project)
	}
	return u, i, err
}

// Join takes an invitation with an account that is there.
func (t *Team) Join(ctx context.Context, by By, secret string) (auth.Invite, error) {
	i, err := t.People.Join(ctx, secret, by.User)
	if err == nil {
		t.note(ctx, by, "took an invitation", roleOf(i), i.Project)
	}
	return i, err
}

// ChangePassword gives somebody who knows their password another one, and signs
// them out everywhere else. The errors are auth.ErrSignIn and *auth.RuleError.
func (t *Team) ChangePassword(ctx context.Context, by By, old, password string) error {
	if _, err := t.People.Check(ctx, by.Name, old); err != nil {
		return err
	}
	if err := t.People.SetPassword(ctx, by.ID, password, by.Session); err != nil {
		return err
	}
	t.note(ctx, by, "changed the password", "", "")
	return nil
}

// Connect lets somebody sign in by an identity elsewhere.
func (t *Team) Connect(ctx context.Context, by By, issuer, subject string) error {
	if err := t.People.Connect(ctx, by.ID, issuer, subject); err != nil {
		return err
	}
	t.note(ctx, by, "connected an account elsewhere", issuer, "")
	return nil
}

// Disconnect takes that away.
func (t *Team) Disconnect(ctx context.Context, by By, issuer string) error {
	if err := t.People.Disconnect(ctx, by.ID, issuer); err != nil {
		return err
	}
	t.note(ctx, by, "disconnected an account elsewhere", issuer, "")
	return nil
}

// AcceptWith takes an invitation with an identity elsewhere; see
// auth.Accounts.AcceptWith.
func (t *Team) AcceptWith(ctx context.Context, secret, wish, issuer, subject, address string) (auth.User, auth.Invite, error) {
	u, i, err := t.People.AcceptWith(ctx, secret, wish, issuer, subject)
	if err == nil {
		t.note(ctx, By{Identity: auth.Identity{User: u}, Address: address}, "made an account by one elsewhere", issuer+", "+roleOf(i), i.Project)
	}
	return u, i, err
}

// AddPasskey notes a key of somebody's device.
func (t *Team) AddPasskey(ctx context.Context, by By, k auth.Passkey) error {
	if err := t.People.AddPasskey(ctx, by.ID, k); err != nil {
		return err
	}
	t.note(ctx, by, "added a passkey", k.Name, "")
	return nil
}

// EndPasskey takes one away.
func (t *Team) EndPasskey(ctx context.Context, by By, key string) error {
	if err := t.People.EndPasskey(ctx, by.ID, key); err != nil {
		return err
	}
	t.note(ctx, by, "removed a passkey", key, "")
	return nil
}

//go:build unix

package auth

import (
	"strings"
	"testing"
	"time"
)

func TestSessions(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, c *clock) {
		ada, bob := must(a.Add(ctx, "ada", password, true))(t), must(a.Add(ctx, "bob", password, false))(t)
		in := func(u User) string {
			secret, _, err := a.SignIn(ctx, u, "Mozilla", "::1")
			return must(secret, err)(t)
		}
		one, two, his := in(ada), in(ada), in(bob)
		who := must(a.BySession(ctx, one))(t)
		if who.User != ada || !who.Writes || who.Session == "" {
			t.Errorf("the session is of %+v", who)
		}
		var kept string
		if err := a.db.QueryRow(`SELECT hash FROM sessions WHERE id = $1`, who.Session).Scan(&kept); err != nil || strings.Contains(kept, one) {
			t.Errorf("the secret itself is stored, or nothing: %v", err)
		}
		// Others cannot end it; its owner can.
		wantErr(t, "bob ends ada's session", a.EndSession(ctx, bob.ID, who.Session), ErrUnknown)
		must(a.BySession(ctx, one))(t)
		if err := a.EndSession(ctx, ada.ID, who.Session); err != nil {
			t.Fatal(err)
		}
		_, err := a.BySession(ctx, one)
		wantErr(t, "an ended session", err, ErrUnknown)

		// It lasts as long as it is used, and not longer.
		for range 3 {
			c.pass(SessionLife - time.Hour)
			must(a.BySession(ctx, two))(t)
		}
		_, err = a.BySession(ctx, his)
		wantErr(t, "a session that was not used", err, ErrUnknown)
		c.pass(SessionLife + time.Second)
		_, err = a.BySession(ctx, two)
		wantErr(t, "an old session", err, ErrUnknown)

		// Another password ends the sessions but the one it was changed in.
		one, two = in(ada), in(ada)
		who = must(a.BySession(ctx, one))(t)
		if err := a.SetPassword(ctx, ada.ID, password+"!", who.Session); err != nil {
			t.Fatal(err)
		}
		must(a.BySession(ctx, one))(t)
		_, err = a.BySession(ctx, two)
		wantErr(t, "a session from before the change", err, ErrUnknown)
		if n := len(must(a.Sessions(ctx, ada.ID))(t)); n != 1 {
			t.Errorf("%d sessions are listed", n)
		}

		// A shut account is out at once, and stays out.
		his = in(bob)
		if err := a.Disable(ctx, bob.ID, true); err != nil {
			t.Fatal(err)
		}
		_, err = a.BySession(ctx, his)
		wantErr(t, "a session of a shut account", err, ErrUnknown)
		_, err = a.Check(ctx, "bob", password)
		wantErr(t, "the password of a shut account", err, ErrSignIn)
		wantErr(t, "the last administrator steps down", a.SetAdmin(ctx, ada.ID, false), ErrLast)
		wantErr(t, "the last administrator is shut out", a.Disable(ctx, ada.ID, true), ErrLast)
	})
}

func TestTokens(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, c *clock) {
		ada := must(a.Add(ctx, "ada", password, false))(t)
		if err := a.SetRole(ctx, "news", ada.ID, Annotator, nil); err != nil {
			t.Fatal(err)
		}
		secret, token, err := a.AddToken(ctx, ada.ID, "nightly export", false, 24*time.Hour)
		if err != nil || !strings.HasPrefix(secret, "gloss_") {
			t.Fatalf("token %q, %v", secret, err)
		}
		who := must(a.ByToken(ctx, secret))(t)
		if !who.May("news", Read) || who.May("news", Label) || who.May("other", Read) {
			t.Errorf("a token that reads acts as %+v", who)
		}
		_, err = a.BySession(ctx, secret)
		wantErr(t, "a token as a session", err, ErrUnknown)
		c.pass(25 * time.Hour)
		_, err = a.ByToken(ctx, secret)
		wantErr(t, "an old token", err, ErrUnknown)
		if err := a.EndToken(ctx, ada.ID, token.ID); err != nil {
			t.Fatal(err)
		}
		if n := len(must(a.Tokens(ctx, ada.ID))(t)); n != 0 {
			t.Errorf("%d tokens are left", n)
		}
	})
}

func TestLimiter(t *testing.T) {
	l := NewLimiter(time.Minute, 3)
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	allowed := func(keys ...string) bool {
		_, ok := l.Allow(now, keys...)
		return ok
	}
	for range 3 {
		if !allowed("ada") {
			t.Fatal("too few attempts")
		}
	}
	if allowed("ada") || allowed("ada", "bob") {
		t.Error("too many attempts")
	}
	for range 3 { // what was refused together has cost bob nothing
		if !allowed("bob") {
			t.Fatal("somebody else pays")
		}
	}
	now = now.Add(time.Minute)
	if !allowed("ada") || allowed("ada") {
		t.Error("one a minute comes back")
	}
	now = now.Add(time.Hour)
	allowed("carol")
	if len(l.keys) != 1 {
		t.Errorf("%d keys are remembered", len(l.keys))
	}
}

//go:build unix

package auth

import (
	"errors"
	"sync"
	"testing"
	"time"
)

func TestInvites(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, c *clock) {
		invite := func(i Invite) (string, Invite) {
			secret, made, err := a.Invite(ctx, i)
			return must(secret, err)(t), made
		}
		secret, _ := invite(Invite{By: "ada", Project: "news", Role: Annotator, Uses: 2})
		bob, _, err := a.Accept(ctx, secret, "bob", password)
		if err != nil {
			t.Fatal(err)
		}
		if who := must(a.roles(ctx, bob.ID))(t); who["news"] != Annotator {
			t.Errorf("bob is %v", who)
		}
		_, _, err = a.Accept(ctx, secret, "BOB", password)
		wantErr(t, "a second bob", err, ErrTaken)
		if i := must(a.Invited(ctx, secret))(t); i.Uses != 1 {
			t.Errorf("a failed attempt has used the link: %d left", i.Uses)
		}
		must(a.Join(ctx, secret, bob))(t)
		_, err = a.Join(ctx, secret, bob)
		wantErr(t, "a link that is used up", err, ErrOver)

		// An invitation never takes a right away.
		if err := a.SetRole(ctx, "news", bob.ID, Manager, nil); err != nil {
			t.Fatal(err)
		}
		secret, _ = invite(Invite{Project: "news", Role: Reader})
		must(a.Join(ctx, secret, bob))(t)
		if who := must(a.roles(ctx, bob.ID))(t); who["news"] != Manager {
			t.Errorf("bob was made %v", who)
		}

		secret, made := invite(Invite{Project: "news", Role: Reader})
		wantErr(t, "another project revokes", a.Revoke(ctx, "sport", made.ID), ErrUnknown)
		if err := a.Revoke(ctx, "news", made.ID); err != nil {
			t.Fatal(err)
		}
		_, err = a.Invited(ctx, secret)
		wantErr(t, "a revoked link", err, ErrOver)
		secret, _ = invite(Invite{Expires: c.now().Add(time.Hour)})
		c.pass(time.Hour + time.Second)
		_, _, err = a.Accept(ctx, secret, "eve", password)
		wantErr(t, "an old link", err, ErrOver)

		// A link for one person sets a new password, and is of no use to others.
		secret, _ = invite(Invite{Name: "bob"})
		eve := must(a.Add(ctx, "eve", password, false))(t)
		_, err = a.Join(ctx, secret, eve)
		wantErr(t, "eve takes bob's link", err, ErrOver)
		if u, _, err := a.Accept(ctx, secret, "whoever", "another password"); err != nil || u.ID != bob.ID {
			t.Fatalf("the password was set of %+v, %v", u, err)
		}
		must(a.Check(ctx, "bob", "another password"))(t)
		_, err = a.Check(ctx, "bob", password)
		wantErr(t, "the old password", err, ErrSignIn)

		for _, bad := range []Invite{{Uses: 501}, {Uses: -1}, {Admin: true, Uses: 2}, {Project: "news"}, {Project: "news", Role: "boss"}, {Expires: c.now().Add(91 * 24 * time.Hour)}} {
			var rule *RuleError
			if _, _, err := a.Invite(ctx, bad); !errors.As(err, &rule) {
				t.Errorf("%+v was made: %v", bad, err)
			}
		}
	})
}

// TestLastUse: of many who take the last use of a link at once, one gets it.
func TestLastUse(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, _ *clock) {
		secret, _, err := a.Invite(ctx, Invite{Uses: 2})
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 8)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { _, _, errs[i] = a.Accept(ctx, secret, "user"+string(rune('a'+i)), password) })
		}
		all.Wait()
		got := 0
		for _, err := range errs {
			if err == nil {
				got++
			} else if !errors.Is(err, ErrOver) {
				t.Error(err)
			}
		}
		if users := must(a.Users(ctx))(t); got != 2 || len(users) != 2 {
			t.Errorf("%d got in, and there are %d accounts", got, len(users))
		}
	})
}

func TestFirst(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, _ *clock) {
		one, two := must(a.First(ctx))(t), must(a.First(ctx))(t)
		_, _, err := a.Accept(ctx, one, "ada", password)
		wantErr(t, "the link of an earlier start", err, ErrOver)
		u, _, err := a.Accept(ctx, two, "ada", password)
		if err != nil || !u.Admin {
			t.Errorf("made %+v, %v", u, err)
		}
	})
}

// TestFirstElsewhere: the link of the first administrator is good no more when there
// is one by another way.
func TestFirstElsewhere(t *testing.T) {
	for what, make := range map[string]func(a *Accounts) error{
		"an account": func(a *Accounts) error { _, err := a.Add(ctx, "eve", password, true); return err },
		"a link for a name": func(a *Accounts) error {
			secret, _, err := a.Invite(ctx, Invite{Name: "eve", Admin: true})
			if err == nil {
				_, _, err = a.Accept(ctx, secret, "", password)
			}
			return err
		},
	} {
		onEach(t, func(t *testing.T, a *Accounts, _ *clock) {
			first := must(a.First(ctx))(t)
			if _, err := a.Add(ctx, "bob", password, false); err != nil {
				t.Fatal(err)
			}
			if _, err := a.Invited(ctx, first); err != nil {
				t.Errorf("%s: with an account that is none of an administrator: %v", what, err)
			}
			if err := make(a); err != nil {
				t.Fatal(err)
			}
			_, _, err := a.Accept(ctx, first, "mallory", password)
			wantErr(t, what, err, ErrOver)
		})
	}
}

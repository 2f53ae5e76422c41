//go:build unix

package auth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
)

var ctx = context.Background()

// databases are those that the accounts are tested on.
var databases = map[string]func(t *testing.T) (*sqlstore.Store, error){
	"SQLite":     func(t *testing.T) (*sqlstore.Store, error) { return sqlite.Open(ctx, t.TempDir()) },
	"PostgreSQL": func(t *testing.T) (*sqlstore.Store, error) { return postgres.Open(ctx, postgrestest.Open(t)) },
}

// clock is a time that a test sets.
type clock struct {
	sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.Lock()
	defer c.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.at = c.at.Add(d)
}

// onEach runs a test on each database. Passwords are hashed cheaply.
func onEach(t *testing.T, f func(t *testing.T, a *Accounts, c *clock)) {
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			st := must(open(t))(t)
			t.Cleanup(func() { st.Close() })
			a := must(Open(ctx, st))(t)
			a.words.cost = cost{64, 1, 1}
			c := &clock{at: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
			a.now = c.now
			f(t, a, c)
		})
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

const password = "correct horse battery"

func TestSignIn(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, _ *clock) {
		ada := must(a.Add(ctx, "Ada", password, false))(t)
		if u := must(a.Check(ctx, "aDA", password))(t); u != ada {
			t.Errorf("signed in as %+v, want %+v", u, ada)
		}
		_, err := a.Check(ctx, "Ada", password+"x")
		wantErr(t, "a wrong password", err, ErrSignIn)
		_, err = a.Check(ctx, "Bob", password)
		wantErr(t, "an unknown name", err, ErrSignIn)
		_, err = a.Add(ctx, "ada", password, false)
		wantErr(t, "a second ada", err, ErrTaken)
		// Nobody signs in with no password to an account that has none.
		must(a.Add(ctx, "passkey", "", false))(t)
		_, err = a.Check(ctx, "passkey", "")
		wantErr(t, "an account without a password", err, ErrSignIn)
	})
}

// TestNoEnumeration: for a name that nobody has, the same work is done as for one
// that somebody has.
// TestComposed: a name is the same however a keyboard composes its letters.
func TestComposed(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, _ *clock) {
		const composed, apart = "Zo\u00eb", "Zoe\u0308"
		if u, err := a.Add(ctx, apart, password, false); err != nil || u.Name != composed {
			t.Fatalf("%q, %v", u.Name, err)
		}
		for _, name := range []string{composed, apart, "ZOE\u0308"} {
			if u, err := a.Check(ctx, name, password); err != nil || u.Name != composed {
				t.Errorf("%q signs in as %q, %v", name, u.Name, err)
			}
		}
		_, err := a.Add(ctx, composed, password, false)
		wantErr(t, "the name again", err, ErrTaken)
	})
}

func TestNoEnumeration(t *testing.T) {
	h := newHasher()
	c, salt, key, err := parseHash(h.dummy)
	if err != nil || c != today || len(salt) != saltLength || len(key) != keyLength {
		t.Fatalf("the stand-in costs %+v, with %d and %d bytes: %v", c, len(salt), len(key), err)
	}
	ok, _, err := h.check(ctx, "", "")
	if ok || err != nil {
		t.Errorf("nobody signed in: %t, %v", ok, err)
	}
}

// TestCost: a hash that was made at another cost is made anew when it is used.
func TestCost(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, _ *clock) {
		u := must(a.Add(ctx, "ada", password, false))(t)
		a.words.cost = cost{128, 1, 1}
		must(a.Check(ctx, "ada", password))(t)
		var hash string
		if err := a.db.QueryRow(`SELECT password FROM users WHERE id = $1`, u.ID).Scan(&hash); err != nil || !strings.Contains(hash, "$m=128,t=1,p=1$") {
			t.Errorf("the hash is %q, %v", hash, err)
		}
		must(a.Check(ctx, "ada", password))(t)
	})
}

func TestRules(t *testing.T) {
	for name, ok := range map[string]bool{
		"ada": true, "Ada Lovelace": false, "ada.l@example.org": true, "": false, "-ada": false, "a/b": false, "a\nb": false,
		"Ωmega": true, "阿达": true, strings.Repeat("x", 41): false, "<b>": false, "=ada": false,
	} {
		if err := CheckName(name); (err == nil) != ok {
			t.Errorf("name %q: %v", name, err)
		}
	}
	for password, ok := range map[string]bool{
		"short": false, "long enough": true, "adalovelace": false, "aaaaaaaaaaaa": false, strings.Repeat("ab", 513): false, "пароль из слов": true,
	} {
		if err := CheckPassword("adalovelace", password); (err == nil) != ok {
			t.Errorf("password %q: %v", password, err)
		}
	}
}

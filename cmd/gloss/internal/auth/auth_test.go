//go:build unix

package auth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/store/storetest"
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
		if err := a.SetRole(ctx, "news", ada.ID, Annotator); err != nil {
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
		if err := a.SetRole(ctx, "news", bob.ID, Manager); err != nil {
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

func TestSettings(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, _ *clock) {
		s, version, err := a.Settings(ctx, "news")
		if err != nil || version != 0 || s != (Settings{Overlap: 1}) {
			t.Fatalf("a new project has %+v, %d, %v", s, version, err)
		}
		s.Open = true
		version = must(a.SetSettings(ctx, "news", s, version))(t)
		_, err = a.SetSettings(ctx, "news", s, 0)
		wantErr(t, "a version from before", err, ErrChanged)
		s.Overlap = 3
		version = must(a.SetSettings(ctx, "news", s, version))(t)
		if got, v, err := a.Settings(ctx, "news"); err != nil || v != version || got != s {
			t.Errorf("%+v, %d, %v", got, v, err)
		}
		if all := must(a.AllSettings(ctx))(t); len(all) != 1 || all["news"] != s {
			t.Errorf("all: %v", all)
		}
	})
}

func TestAudit(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, c *clock) {
		for i := range 5 {
			if err := a.Note(ctx, Event{Who: "ada", What: "did", About: string(rune('a' + i)), Project: []string{"news", "sport"}[i%2]}); err != nil {
				t.Fatal(err)
			}
		}
		var got string
		for before := ""; ; {
			page := must(a.Audit(ctx, "", before, 2))(t)
			for _, e := range page {
				got += e.About
			}
			if len(page) < 2 {
				break
			}
			before = page[1].ID
		}
		if got != "edcba" {
			t.Errorf("the log reads %q", got)
		}
		if news := must(a.Audit(ctx, "news", "", 9))(t); len(news) != 3 {
			t.Errorf("%d events of news", len(news))
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

// TestRights: each role of manager, adjudicator and annotator may all that the
// next may, and who only reads adds nothing.
func TestRights(t *testing.T) {
	for i, r := range []Role{Manager, Adjudicator} {
		for _, right := range []Right{Read, Label, SeeAll, Manage} {
			if below := Roles[i+1]; below.May(right) && !r.May(right) {
				t.Errorf("%s may not %d, and %s may", r, right, below)
			}
		}
	}
	if Reader.May(Label) || Reader.May(Manage) || Annotator.May(SeeAll) || Role("").May(Read) {
		t.Error("somebody may too much")
	}
}

// TestCeremony: what a device was asked is answered once, in time, and passkeys
// are their owner's alone.
func TestCeremony(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, c *clock) {
		secret := must(a.BeginCeremony(ctx, "a question"))(t)
		if got := must(a.EndCeremony(ctx, secret))(t); got != "a question" {
			t.Errorf("asked %q", got)
		}
		_, err := a.EndCeremony(ctx, secret)
		wantErr(t, "a second answer", err, ErrOver)
		secret = must(a.BeginCeremony(ctx, "another"))(t)
		c.pass(ceremonyLife + time.Second)
		_, err = a.EndCeremony(ctx, secret)
		wantErr(t, "a late answer", err, ErrOver)

		ada, bob := must(a.Add(ctx, "ada", "", false))(t), must(a.Add(ctx, "bob", password, false))(t)
		if err := a.AddPasskey(ctx, ada.ID, Passkey{ID: "k1", Credential: "{}"}); err != nil {
			t.Fatal(err)
		}
		if err := a.UsePasskey(ctx, ada.ID, "k1", `{"n":1}`); err != nil {
			t.Fatal(err)
		}
		if all := must(a.Passkeys(ctx, ada.ID))(t); len(all) != 1 || all[0].Credential != `{"n":1}` || all[0].Used.IsZero() || all[0].Name == "" {
			t.Errorf("%+v", all)
		}
		wantErr(t, "bob removes ada's", a.EndPasskey(ctx, bob.ID, "k1"), ErrUnknown)
		if err := a.EndPasskey(ctx, ada.ID, "k1"); err != nil {
			t.Fatal(err)
		}
	})
}

// TestConnect: an identity elsewhere is one account's, and cannot be given up when
// it is the only way in.
func TestConnect(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, _ *clock) {
		bob := must(a.Add(ctx, "bob", password, false))(t)
		secret, _, err := a.Invite(ctx, Invite{})
		if err != nil {
			t.Fatal(err)
		}
		eve, _, err := a.AcceptWith(ctx, secret, "Bob Müller@example.org", "https://id.example", "7")
		if err != nil || eve.Name != "Bob-Müller" {
			t.Fatalf("%+v, %v", eve, err)
		}
		if u := must(a.ByIdentity(ctx, "https://id.example", "7"))(t); u != eve {
			t.Errorf("it is %+v", u)
		}
		wantErr(t, "bob takes eve's", a.Connect(ctx, bob.ID, "https://id.example", "7"), ErrTaken)
		var rule *RuleError
		if err := a.Disconnect(ctx, eve.ID, "https://id.example"); !errors.As(err, &rule) {
			t.Errorf("eve gives up her only way in: %v", err)
		}
		for range 2 {
			if err := a.Connect(ctx, bob.ID, "https://id.example", "8"); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.Disconnect(ctx, bob.ID, "https://id.example"); err != nil {
			t.Fatal(err)
		}
		_, err = a.ByIdentity(ctx, "https://id.example", "8")
		wantErr(t, "what was given up", err, ErrUnknown)
		for wish, want := range map[string]string{"Ada Lovelace": "Ada-Lovelace", "-x": "x", "a/b<c>": "abc"} {
			if got := nameLike(wish); got != want || CheckName(got) != nil {
				t.Errorf("%q becomes %q", wish, got)
			}
		}
		if err := CheckName(nameLike("<>")); err != nil {
			t.Error(err)
		}
	})
}

// TestReplicasOfBefore: the replicas of changes from before there was a table of them
// are their authors', and each other is of who uses it first.
func TestReplicasOfBefore(t *testing.T) {
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			st := must(open(t))(t)
			t.Cleanup(func() { st.Close() })
			w := storetest.NewWorld(30)
			if err := st.Add(ctx, w.All()); err != nil {
				t.Fatal(err)
			}
			a := must(Open(ctx, st))(t)
			c := w.Changes[0]
			owner, claim, err := a.Replica(ctx, c.Stamp.Replica.String(), "somebody else")
			if err != nil || owner != string(c.By) || claim != nil {
				t.Errorf("the replica of a change by %s is of %s, %v", c.By, owner, err)
			}
			fresh := annotations.NewID[annotations.Replica]().String()
			owner, claim, err = a.Replica(ctx, fresh, "ada")
			if err != nil || owner != "ada" || len(claim) != 1 {
				t.Fatalf("a new one is of %s, %v", owner, err)
			}
			if err := st.AddWith(ctx, storetest.NewWorld(1).All(), claim...); err != nil {
				t.Fatal(err)
			}
			again := must(Open(ctx, st))(t) // as another process sees it
			if owner, claim, err = again.Replica(ctx, fresh, "eve"); err != nil || owner != "ada" || claim != nil {
				t.Errorf("claimed, it is of %s, %v", owner, err)
			}
		})
	}
}

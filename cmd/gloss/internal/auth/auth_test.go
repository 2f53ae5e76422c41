//go:build unix

package auth

import (
	"strings"
	"testing"
)

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

//go:build unix

package auth

import (
	"strings"
	"testing"
)

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

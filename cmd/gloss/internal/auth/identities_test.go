//go:build unix

package auth

import (
	"errors"
	"testing"
	"time"

	"gloss/annotations"
	"gloss/annotations/store/storetest"
)

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

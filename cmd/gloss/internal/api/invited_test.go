package api

import (
	"encoding/json"
	"strings"
	"testing"

	"gloss/cmd/gloss/internal/auth"
)

// TestInvited: an invitation is taken by making an account or with one's own, as
// often as it says; a token takes none, and guesses are slowed down.
func TestInvited(t *testing.T) {
	o := newOffice(t)
	secret, _, err := o.people.Invite(ctx, auth.Invite{Project: o.project, Role: auth.Annotator, Uses: 2})
	if err != nil {
		t.Fatal(err)
	}
	taking := func(secret, name, password string) string {
		b, err := json.Marshal(map[string]string{"secret": secret, "name": name, "password": password})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	const accounts, mine = "/api/v1/accounts", "/api/v1/me/invitations"
	for body, want := range map[string]int{
		taking(secret, "manager", password): 409, taking(secret, "x y", password): 422, taking(secret, "eve", "short"): 422, taking("wrong", "eve", password): 410,
	} {
		if status, _, b := o.as("", "POST", accounts, body); status != want {
			t.Errorf("%s: %d %s", body, status, b)
		}
	}
	if status, _, b := o.as("nobody", "POST", mine, `{"secret":"`+secret+`"}`); status != 403 || !strings.Contains(string(b), "session_needed") {
		t.Errorf("with a token: %d %s", status, b)
	}
	status, h, b := o.as("", "POST", accounts, taking(secret, "eve", password))
	var eve Joined
	if err := json.Unmarshal(b, &eve); err != nil || status != 201 || eve.Name != "eve" || eve.Project != o.project || eve.Role != auth.Annotator {
		t.Fatalf("%d %s, %v", status, b, err)
	}
	cookie, _, _ := strings.Cut(h.Get("Set-Cookie"), ";")
	if status, _, b := o.as("", "GET", "/api/v1/projects/"+o.project, "", "Cookie", cookie); status != 200 {
		t.Errorf("eve is not in the project: %d %s", status, b)
	}
	// An administrator's link, for who has an account.
	boss, _, err := o.people.Invite(ctx, auth.Invite{Admin: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{200, 410} { // once
		if status, _, b := o.as("", "POST", mine, `{"secret":"`+boss+`"}`, "Cookie", cookie); status != want {
			t.Errorf("%d %s, want %d", status, b, want)
		}
	}
	if status, _, b := o.as("", "GET", "/api/v1/users", "", "Cookie", cookie); status != 200 {
		t.Errorf("eve administers nothing: %d %s", status, b)
	}
	// A link for a new password sets that of its account, whoever is named.
	renew, _, err := o.people.Invite(ctx, auth.Invite{Name: "eve"})
	if err != nil {
		t.Fatal(err)
	}
	if status, _, b := o.as("", "POST", accounts, taking(renew, "root", "another "+password)); status != 201 || !strings.Contains(string(b), `"eve"`) {
		t.Errorf("%d %s", status, b)
	}
	if status, _, _ := o.as("", "GET", "/api/v1/me", "", "Cookie", cookie); status != 401 {
		t.Errorf("the session of before goes on: %d", status)
	}
	for range 40 {
		if status, _, _ = o.as("", "POST", accounts, taking("guess", "eve", password)); status == 429 {
			break
		}
	}
	if status != 429 {
		t.Errorf("who guesses is answered with %d", status)
	}
}

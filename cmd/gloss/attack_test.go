package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/sqlite"
)

// besieged is a whole server, with what it logs.
func besieged(t *testing.T, p plan) (r *rooms, log *bytes.Buffer) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	st, err := sqlite.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	log = &bytes.Buffer{}
	if r, err = newRooms(ctx, st, p, slog.New(slog.NewTextHandler(log, nil))); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); st.Close() })
	return r, log
}

// TestEndlessBodies: strangers who send large bodies that never end keep nobody out
// who is signed in.
func TestEndlessBodies(t *testing.T) {
	r, _ := besieged(t, plan{})
	u, err := r.people.Add(t.Context(), "ada", "", true)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := r.people.AddToken(t.Context(), u.ID, "test", true, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(r)
	defer srv.Close()
	for _, path := range []string{"/api/v1/changes", "/sign-in", "/api/v1/session", "/projects/restore", "/api/v1/restore", "/invitation/x"} {
		for range 3 {
			conn, err := net.Dial("tcp", srv.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: gloss\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 90000000\r\n\r\nname=", path)
		}
	}
	req, err := http.NewRequest("POST", srv.URL+"/api/v1/changes", strings.NewReader(`{"changes":[]`+strings.Repeat(" ", 2<<20)+"}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", res.Status, b)
	}
}

// TestHungUp: what fails because nobody waits for it any more is no error of the
// server's, neither in its log nor in its figures.
func TestHungUp(t *testing.T) {
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	for name, p := range map[string]plan{"alone": {solo: true}, "a team": {}} {
		r, log := besieged(t, p)
		for _, path := range []string{"/api/v1/projects", "/api/v1/changes", "/projects", "/account"} {
			req := httptest.NewRequestWithContext(gone, "GET", "http://localhost"+path, nil)
			req.Header.Set("Authorization", "Bearer gloss_x")
			w := httptest.NewRecorder()
			r.ServeHTTP(w, req)
			if redirected := path == "/account" && p.solo; w.Code != gate.StatusHungUp && !redirected {
				t.Errorf("%s, %s: %d %s", name, path, w.Code, w.Body)
			}
		}
		if log.Len() > 0 {
			t.Errorf("%s: the log has %s", name, log)
		}
	}
}

// TestLongForm: a form that is too long, or broken, is not taken for an empty one.
func TestLongForm(t *testing.T) {
	r, _ := besieged(t, plan{})
	post := func(body string) *httptest.ResponseRecorder {
		req := httptest.NewRequest("POST", "http://localhost/sign-in", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		r.ServeHTTP(w, req)
		return w
	}
	if w := post("name=ada&password=" + strings.Repeat("x", fromStrangers)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a long form: %d", w.Code)
	}
	if w := post("name=%zz"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "cannot be read") {
		t.Errorf("a broken form: %d %s", w.Code, w.Body)
	}
	if w := post("name=ada&password=wrong"); w.Code != http.StatusUnauthorized {
		t.Errorf("a wrong password: %d", w.Code)
	}
}

// TestAddress: only a proxy that is near is believed when it says whom it stands for.
func TestAddress(t *testing.T) {
	g := gate.New(&auth.Accounts{}, slog.New(slog.DiscardHandler))
	for _, c := range []struct {
		proxied          bool
		from, said, want string
	}{
		{false, "127.0.0.1:80", "9.9.9.9", "127.0.0.1"},
		{true, "127.0.0.1:80", "9.9.9.9", "9.9.9.9"},
		{true, "[::1]:80", "1.2.3.4, 9.9.9.9", "9.9.9.9"},
		{true, "10.0.0.2:80", "2001:db8::1", "2001:db8::1"},
		{true, "127.0.0.1:80", "", "127.0.0.1"},
		{true, "127.0.0.1:80", "nonsense", "127.0.0.1"},
		{true, "8.8.8.8:80", "9.9.9.9", "8.8.8.8"},
	} {
		g.Proxied = c.proxied
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		r.Header.Set("X-Forwarded-For", c.said)
		if got := g.Address(r); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// TestInTheClear: who serves a team without encryption is told.
func TestInTheClear(t *testing.T) {
	address := func(s string) *url.URL {
		u, err := publicURL(s)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	for _, c := range []struct {
		host           string
		solo, encrypts bool
		public         string
		want           bool
	}{
		{"0.0.0.0", false, false, "", true},
		{"", false, false, "", true},
		{"192.168.1.5", false, false, "http://gloss.example.org", true},
		{"0.0.0.0", false, true, "", false},
		{"0.0.0.0", false, false, "https://gloss.example.org", false},
		{"127.0.0.1", false, false, "", false},
		{"localhost", true, false, "", false},
	} {
		if got := inTheClear(c.host, c.solo, c.encrypts, address(c.public)); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

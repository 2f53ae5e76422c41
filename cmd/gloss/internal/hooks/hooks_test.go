//go:build unix

package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/postgres"
	"gloss/cmd/gloss/internal/postgres/postgrestest"
	"gloss/cmd/gloss/internal/sqlite"
	"gloss/cmd/gloss/internal/sqlstore"
)

var ctx = context.Background()

// ear is a server that is told things.
type ear struct {
	mu     sync.Mutex
	status int
	heard  []*http.Request
	bodies []string
}

func (e *ear) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard, e.bodies = append(e.heard, r), append(e.bodies, string(b))
	if e.status == http.StatusFound {
		w.Header().Set("Location", "/elsewhere")
	}
	w.WriteHeader(e.status)
}

func onEach(t *testing.T, f func(t *testing.T, h *Hooks, e *ear, url string, pass func(time.Duration))) {
	for name, open := range map[string]func(t *testing.T) (*sqlstore.Store, error){
		"SQLite":     func(t *testing.T) (*sqlstore.Store, error) { return sqlite.Open(ctx, t.TempDir()) },
		"PostgreSQL": func(t *testing.T) (*sqlstore.Store, error) { return postgres.Open(ctx, postgrestest.Open(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			st, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { st.Close() })
			h, err := Open(ctx, st, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			at := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
			h.now = func() time.Time { return at }
			h.Private = true
			e := &ear{status: 204}
			srv := httptest.NewServer(e)
			t.Cleanup(srv.Close)
			f(t, h, e, srv.URL, func(d time.Duration) { at = at.Add(d) })
		})
	}
}

// deliver tries what is due, and tells how many requests came of it.
func deliver(t *testing.T, h *Hooks, e *ear) int {
	t.Helper()
	before := len(e.heard)
	if _, err := h.deliver(ctx); err != nil {
		t.Fatal(err)
	}
	return len(e.heard) - before
}

func TestDelivery(t *testing.T) {
	onEach(t, func(t *testing.T, h *Hooks, e *ear, url string, pass func(time.Duration)) {
		secret, hook, err := h.Add(ctx, "news", url, "ada")
		if err != nil {
			t.Fatal(err)
		}
		for project, want := range map[string]int{"sport": 0, "news": 1} {
			if err := h.Tell(ctx, project, DocumentFinished, map[string]string{"document": "x"}); err != nil {
				t.Fatal(err)
			}
			if n := deliver(t, h, e); n != want {
				t.Fatalf("%d requests about %s", n, project)
			}
		}
		r, body := e.heard[0], e.bodies[0]
		seconds, err := strconv.ParseInt(strings.TrimPrefix(strings.Split(r.Header.Get(HeaderSignature), ",")[0], "t="), 10, 64)
		if err != nil || r.Header.Get(HeaderSignature) != Sign(secret, seconds, []byte(body)) || seconds != h.now().Unix() {
			t.Errorf("signed %q, %v", r.Header.Get(HeaderSignature), err)
		}
		if Sign(secret, seconds, []byte(body)) == Sign(secret, seconds, []byte(body+" ")) || Sign(secret, seconds, nil) == Sign(secret+"x", seconds, nil) {
			t.Error("other words, or another secret, have the same signature")
		}
		var m Message
		if err := json.Unmarshal([]byte(body), &m); err != nil || m.Event != DocumentFinished || r.Header.Get(HeaderEvent) != m.Event || m.Project != "news" {
			t.Errorf("told %s, %v", body, err)
		}
		pass(48 * time.Hour)
		if n := deliver(t, h, e); n != 0 {
			t.Errorf("told %d times again", n)
		}
		all, err := h.Deliveries(ctx, "news", hook.ID, 10)
		if err != nil || len(all) != 1 || all[0].Answer != "204" || all[0].Done.IsZero() {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// TestRetry: what is not taken is told again, later each time, under one name, and
// given up in the end. A redirection is not followed.
func TestRetry(t *testing.T) {
	onEach(t, func(t *testing.T, h *Hooks, e *ear, url string, pass func(time.Duration)) {
		_, hook, err := h.Add(ctx, "news", url, "ada")
		if err != nil {
			t.Fatal(err)
		}
		e.status = http.StatusFound
		if err := h.Tell(ctx, "news", ReleaseMade, nil); err != nil {
			t.Fatal(err)
		}
		if n := deliver(t, h, e); n != 1 {
			t.Fatalf("%d tries", n)
		}
		e.status = 500
		for i, wait := range waits {
			pass(wait - time.Second)
			if n := deliver(t, h, e); n != 0 {
				t.Errorf("try %d came too early", i+2)
			}
			pass(2 * time.Second)
			if n := deliver(t, h, e); n != 1 {
				t.Errorf("%d requests at try %d", n, i+2)
			}
		}
		pass(1000 * time.Hour)
		if n := deliver(t, h, e); n != 0 {
			t.Error("told for ever")
		}
		for _, r := range e.heard {
			if r.URL.Path != "/" || r.Header.Get(HeaderDelivery) != e.heard[0].Header.Get(HeaderDelivery) {
				t.Errorf("%s %s", r.URL, r.Header.Get(HeaderDelivery))
			}
		}
		all, err := h.Deliveries(ctx, "news", hook.ID, 10)
		if err != nil || len(all) != 1 || all[0].Tries != len(waits)+1 || all[0].Answer != "500" || all[0].Done.IsZero() {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// TestTwoProcesses: of several that look at once, each delivery is made by one.
func TestTwoProcesses(t *testing.T) {
	onEach(t, func(t *testing.T, h *Hooks, e *ear, url string, _ func(time.Duration)) {
		if _, _, err := h.Add(ctx, "news", url, "ada"); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			if err := h.Tell(ctx, "news", DocumentFinished, nil); err != nil {
				t.Fatal(err)
			}
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for n := 1; n > 0; {
					var err error
					if n, err = h.deliver(ctx); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		if len(e.heard) != 10 {
			t.Errorf("%d requests", len(e.heard))
		}
	})
}

func TestHooks(t *testing.T) {
	onEach(t, func(t *testing.T, h *Hooks, e *ear, url string, _ func(time.Duration)) {
		for _, bad := range []string{"", "ftp://x", "x", "https://", "https://user:password@x", "javascript:x"} {
			var rule *auth.RuleError
			if _, _, err := h.Add(ctx, "news", bad, "ada"); !errors.As(err, &rule) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		_, hook, err := h.Add(ctx, "news", url, "ada")
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Tell(ctx, "news", DocumentFinished, nil); err != nil {
			t.Fatal(err)
		}
		if err := h.Remove(ctx, "sport", hook.ID); !errors.Is(err, auth.ErrUnknown) {
			t.Errorf("another project removes it: %v", err)
		}
		if err := h.Remove(ctx, "news", hook.ID); err != nil {
			t.Fatal(err)
		}
		if n := deliver(t, h, e); n != 0 {
			t.Errorf("%d requests to one that is gone", n)
		}
	})
}

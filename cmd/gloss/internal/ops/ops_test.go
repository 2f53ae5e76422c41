package ops

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
)

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String()
}

// TestFigures: what was answered is counted by route, and what Prometheus reads
// is in its format.
func TestFigures(t *testing.T) {
	var log bytes.Buffer
	o := New(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), func(context.Context) error { return nil })
	o.Gauge("gloss_place", "The last place.", func() float64 { return 42 })
	h := o.Watch(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "broken") {
			w.WriteHeader(http.StatusInternalServerError)
		}
		if strings.Contains(r.URL.Path, "during") {
			if _, text := get(t, o.Metrics(), "/metrics"); !strings.Contains(text, `gloss_requests_active{route="/api/v1/during"} 1`) {
				t.Errorf("under way:\n%s", text)
			}
		}
		_, _ = io.WriteString(w, "12345")
	}))
	for _, path := range []string{"/api/v1/changes?after=1", "/api/v1/changes", "/api/v1/projects/a", "/api/v1/projects/b/export", "/", "/d/x", "/invitation/a-secret", "/api/v1/broken", "/api/v1/during", "/api/v1/Ü7", "/api/v1/" + strings.Repeat("a", 99)} {
		get(t, h, path)
	}
	_, text := get(t, o.Metrics(), "/metrics")
	for _, want := range []string{
		`gloss_request_duration_seconds_count{route="/api/v1/changes",method="GET",status="2xx"} 2`,
		`gloss_request_duration_seconds_count{route="/api/v1/projects",method="GET",status="2xx"} 2`,
		`gloss_request_duration_seconds_count{route="page",method="GET",status="2xx"} 3`,
		`gloss_request_duration_seconds_count{route="/api/v1/broken",method="GET",status="5xx"} 1`,
		`gloss_request_duration_seconds_count{route="/api/v1/other",method="GET",status="2xx"} 2`,
		`gloss_response_bytes_total{route="/api/v1/changes",method="GET",status="2xx"} 10`,
		`gloss_requests_active{route="/api/v1/during"} 0`,
		"gloss_place 42",
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	line := regexp.MustCompile(`^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)$`)
	for l := range strings.Lines(text) {
		if !line.MatchString(strings.TrimSuffix(l, "\n")) {
			t.Errorf("not in the format: %s", l)
		}
	}
	if got := log.String(); strings.Contains(got, "after=1") || strings.Contains(got, "a-secret") || !strings.Contains(got, "level=ERROR msg=request method=GET path=/api/v1/broken status=500 bytes=5") {
		t.Errorf("%s", got)
	}
}

// TestHealth: a server whose database is away lives, but is not ready; nor is one
// that is about to end.
func TestHealth(t *testing.T) {
	var err error
	o := New(slog.New(slog.DiscardHandler), func(context.Context) error { return err })
	mux := http.NewServeMux()
	o.Handle(mux)
	look := func(health, ready int) {
		t.Helper()
		if got, _ := get(t, mux, "/healthz"); got != health {
			t.Errorf("/healthz %d, want %d", got, health)
		}
		if got, _ := get(t, mux, "/readyz"); got != ready {
			t.Errorf("/readyz %d, want %d", got, ready)
		}
	}
	look(200, 200)
	err = errors.New("it is away")
	look(200, 503)
	err = nil
	o.End()
	look(200, 503)
}

// TestLimit: no more large bodies are under way than may be, and all come through.
func TestLimit(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	entered := make(chan struct{}, 100)
	leave := make(chan struct{})
	h := LimitLarge(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		entered <- struct{}{}
		<-leave
		mu.Lock()
		now--
		mu.Unlock()
	}))
	send := func(bytes int64) int {
		r := httptest.NewRequest("POST", "/api/v1/changes", nil)
		r.ContentLength = bytes
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	var all sync.WaitGroup
	for i := range 3 * mostLarge {
		all.Go(func() {
			bytes := int64(large + 1)
			if i%2 == 0 {
				bytes = -1
			}
			if got := send(bytes); got != http.StatusOK {
				t.Errorf("%d", got)
			}
		})
	}
	for range mostLarge {
		<-entered
	}
	all.Go(func() { send(10) }) // a small one does not wait
	<-entered
	if len(entered) > 0 {
		t.Error("more than may be")
	}
	// One that is not there any more does not wait.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "POST", "/", nil)
	r.ContentLength = large + 1
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("no room: %d %v", w.Code, w.Header())
	}
	close(leave)
	all.Wait()
	if most > mostLarge+1 {
		t.Errorf("%d at once", most)
	}
}

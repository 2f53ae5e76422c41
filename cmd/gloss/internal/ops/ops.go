// Package ops is what those who run a server look at, and what keeps it within
// bounds: its log, its figures for Prometheus, its health, and limits.
package ops

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Ops watches one server.
type Ops struct {
	log     *slog.Logger
	ready   func(ctx context.Context) error
	ending  atomic.Bool
	figures figures
}

// slow is what a request is logged for that took so long.
const slow = time.Second

// New watches a server; ready tells whether it could answer now.
func New(log *slog.Logger, ready func(ctx context.Context) error) *Ops {
	return &Ops{log: log, ready: ready, figures: newFigures()}
}

// End says that the server is about to end: it still answers, but is not ready
// for more.
func (o *Ops) End() { o.ending.Store(true) }

// Watch counts and logs what next answers. The log has neither bodies nor
// queries, since those may say what a document is about.
func (o *Ops) Watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route, started := routeOf(r.URL.Path), time.Now()
		o.figures.active(route, 1)
		seen := &watched{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			took := time.Since(started)
			o.figures.active(route, -1)
			o.figures.request(route, r.Method, seen.status, took, seen.bytes)
			level := slog.LevelDebug
			switch {
			case seen.status >= 500:
				level = slog.LevelError
			case took > slow && route != streamRoute:
				level = slog.LevelWarn
			}
			o.log.Log(r.Context(), level, "request", "method", r.Method, "path", pathOf(r.URL.Path), "status", seen.status,
				"bytes", seen.bytes, "took", took.Round(time.Microsecond), "from", r.RemoteAddr)
		}()
		next.ServeHTTP(seen, r)
	})
}

// watched remembers what was answered.
type watched struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *watched) WriteHeader(status int) {
	if status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// streamRoute has requests that take as long as the device is there.
const streamRoute = "/api/v1/events"

// routeOf puts paths into few classes: a figure for each document would be as
// many as there are documents.
func routeOf(path string) string {
	rest, ok := strings.CutPrefix(path, "/api/v1/")
	if !ok {
		return "page"
	}
	noun, _, _ := strings.Cut(rest, "/")
	if len(noun) > 32 || strings.Trim(noun, "abcdefghijklmnopqrstuvwxyz-.") != "" {
		noun = "other"
	}
	return "/api/v1/" + noun
}

// pathOf is a path as the log may have it: who has the link of an invitation can
// take it.
func pathOf(path string) string {
	if strings.HasPrefix(path, "/invitation/") {
		return "/invitation/…"
	}
	return path
}

// Handle answers /healthz, whether the process lives, and /readyz, whether it
// should be given work: for load balancers and whoever starts it.
func (o *Ops) Handle(mux *http.ServeMux) {
	say := func(w http.ResponseWriter, status int, text string) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text + "\n"))
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { say(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		if o.ending.Load() {
			say(w, http.StatusServiceUnavailable, "ending")
			return
		}
		if err := o.ready(ctx); err != nil {
			o.log.Error("not ready", "err", err)
			say(w, http.StatusServiceUnavailable, "the database does not answer")
			return
		}
		say(w, http.StatusOK, "ready")
	})
}

// Metrics answers GET /metrics for Prometheus. It is not for everybody.
func (o *Ops) Metrics() http.Handler {
	mux := http.NewServeMux()
	o.Handle(mux)
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = w.Write(o.figures.text())
	})
	return mux
}

// Gauge adds a figure that is asked for when it is read.
func (o *Ops) Gauge(name, help string, value func() float64) {
	o.figures.gauges = append(o.figures.gauges, gauge{name, help, value})
}

func statusClass(status int) string { return strconv.Itoa(status/100) + "xx" }

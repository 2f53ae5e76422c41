package ops

import (
	"net/http"
	"time"
)

// Limits of what is under way at the same time: each large body is held in
// memory whole, so they are few.
const (
	mostRequests = 2000
	mostLarge    = 4
	large        = 1 << 20 // bytes; a body that does not tell its length is one
	patience     = 20 * time.Second
)

// Limit keeps what is under way within bounds. Who finds no room is told when
// to come back; a device keeps what it has until then.
func Limit(next http.Handler) http.Handler {
	// Streams are as many as there are devices.
	return limit(mostRequests, next, func(r *http.Request) bool { return r.URL.Path != streamRoute })
}

// LimitLarge does so with large bodies. It is for who is known: anybody else could
// take all the room with a few bodies that never end.
func LimitLarge(next http.Handler) http.Handler {
	return limit(mostLarge, next, func(r *http.Request) bool { return r.ContentLength > large || r.ContentLength < 0 })
}

func limit(most int, next http.Handler, counts func(*http.Request) bool) http.Handler {
	room := make(chan struct{}, most)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if counts(r) {
			if !enter(room, r) {
				busy(w)
				return
			}
			defer func() { <-room }()
		}
		next.ServeHTTP(w, r)
	})
}

func enter(room chan struct{}, r *http.Request) bool {
	select {
	case room <- struct{}{}:
		return true
	default:
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case room <- struct{}{}:
		return true
	case <-r.Context().Done():
	case <-wait.C:
	}
	return false
}

func busy(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "5")
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write([]byte(`{"type":"about:blank","title":"Service Unavailable","status":503,"code":"busy","detail":"The server has too much to do at the moment. Please come back in some seconds."}` + "\n"))
}

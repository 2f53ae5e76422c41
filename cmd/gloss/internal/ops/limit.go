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
	all, big := make(chan struct{}, mostRequests), make(chan struct{}, mostLarge)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != streamRoute { // those are as many as there are devices
			if !enter(all, r) {
				busy(w)
				return
			}
			defer func() { <-all }()
		}
		if r.ContentLength > large || r.ContentLength < 0 {
			if !enter(big, r) {
				busy(w)
				return
			}
			defer func() { <-big }()
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
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write([]byte(`{"error":{"code":"busy","message":"The server has too much to do at the moment. Please come back in some seconds."}}` + "\n"))
}

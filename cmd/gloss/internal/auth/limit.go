package auth

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter counts attempts by key: by an account, by an address. Each key has so
// many at once, and gets one back at a time.
type Limiter struct {
	every time.Duration
	burst int

	mu   sync.Mutex
	keys map[string]*bucket
	next time.Time // when keys that are full again are forgotten
}

type bucket struct {
	limit *rate.Limiter
	used  time.Time
}

// NewLimiter allows burst attempts at once and then one in every duration.
func NewLimiter(every time.Duration, burst int) *Limiter {
	return &Limiter{every: every, burst: burst, keys: map[string]*bucket{}}
}

// Allow reports whether all of the keys have an attempt left at a time, and takes
// one of each. When not, wait is how long to wait.
func (l *Limiter) Allow(now time.Time, keys ...string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	for _, k := range keys {
		b := l.keys[k]
		if b == nil {
			b = &bucket{limit: rate.NewLimiter(rate.Every(l.every), l.burst)}
			l.keys[k] = b
		}
		b.used = now
		if b.limit.TokensAt(now) < 1 {
			wait = max(wait, l.every)
		}
	}
	if wait > 0 {
		return wait, false
	}
	for _, k := range keys {
		l.keys[k].limit.AllowN(now, 1)
	}
	return 0, true
}

// forget drops the keys that are as good as new, so that the map does not grow.
func (l *Limiter) forget(now time.Time) {
	full := l.every * time.Duration(l.burst)
	if now.Before(l.next) {
		return
	}
	l.next = now.Add(full)
	for k, b := range l.keys {
		if now.Sub(b.used) > full {
			delete(l.keys, k)
		}
	}
}

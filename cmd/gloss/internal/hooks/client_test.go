//go:build unix

package hooks

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"gloss/cmd/gloss/internal/auth"
)

// TestPublic: what only the server's own network can reach is not public, in
// whichever of its spellings.
func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1::1": true, "::ffff:93.184.216.34": true,
		"127.0.0.1": false, "127.8.8.8": false, "::1": false, "::ffff:127.0.0.1": false, "0.0.0.0": false, "::": false, "0.1.2.3": false,
		"10.0.0.1": false, "172.16.9.9": false, "192.168.1.1": false, "fd00::1": false, "fec0::1": false, "::ffff:10.0.0.1": false, "::10.0.0.1": false,
		"169.254.169.254": false, "fe80::1": false, "fe80::1%eth0": false, "100.64.1.1": false, "198.18.0.1": false, "192.0.2.1": false,
		"224.0.0.1": false, "ff02::1": false, "255.255.255.255": false, "64:ff9b::a00:1": false, "2002:a00:1::1": false, "2001::1": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: public is %t", address, got)
		}
	}
}

// TestPrivate: a hook on a private network is refused when it is made, if its
// address says so, and in any case when it is called, whatever its name comes to.
func TestPrivate(t *testing.T) {
	onEach(t, func(t *testing.T, h *Hooks, e *ear, url string, _ func(time.Duration)) {
		named := strings.Replace(url, "127.0.0.1", "localhost", 1)
		var all []Hook
		for _, address := range []string{url, named} {
			_, hook, err := h.Add(ctx, "news", address, "ada")
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, hook)
		}
		h.Private = false
		for _, address := range []string{url, named, "http://[::1]/", "http://169.254.169.254/latest/meta-data", "https://10.1.2.3"} {
			var rule *auth.RuleError
			if _, _, err := h.Add(ctx, "news", address, "ada"); !errors.As(err, &rule) {
				t.Errorf("%s: %v", address, err)
			}
		}
		if err := h.Tell(ctx, "news", DocumentFinished, nil); err != nil {
			t.Fatal(err)
		}
		if n := deliver(t, h, e); n != 0 {
			t.Errorf("%d were called", n)
		}
		for _, hook := range all {
			if told, err := h.Deliveries(ctx, "news", hook.ID, 10); err != nil || len(told) != 1 || !strings.Contains(told[0].Answer, "public addresses") || !told[0].Done.IsZero() {
				t.Errorf("%s: %+v, %v", hook.URL, told, err)
			}
		}
	})
}

// TestOneIsSlow: a hook that does not answer keeps no other waiting.
func TestOneIsSlow(t *testing.T) {
	onEach(t, func(t *testing.T, h *Hooks, e *ear, url string, _ func(time.Duration)) {
		heard := make(chan struct{})
		slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-heard }))
		defer slow.Close()
		quick := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { close(heard) }))
		defer quick.Close()
		var all []Hook
		for _, address := range []string{slow.URL, quick.URL} {
			_, hook, err := h.Add(ctx, "news", address, "ada")
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, hook)
		}
		if err := h.Tell(ctx, "news", DocumentFinished, nil); err != nil {
			t.Fatal(err)
		}
		deliver(t, h, e)
		for _, hook := range all {
			if told, err := h.Deliveries(ctx, "news", hook.ID, 10); err != nil || len(told) != 1 || told[0].Answer != "200" {
				t.Errorf("%s: %+v, %v", hook.URL, told, err)
			}
		}
	})
}

// TestSweep: what was told is forgotten after a month, what is still to be told is
// not.
func TestSweep(t *testing.T) {
	onEach(t, func(t *testing.T, h *Hooks, e *ear, url string, pass func(time.Duration)) {
		_, hook, err := h.Add(ctx, "news", url, "ada")
		if err != nil {
			t.Fatal(err)
		}
		look := func(when string, want int) {
			t.Helper()
			if err := h.sweep(ctx); err != nil {
				t.Fatal(err)
			}
			if told, err := h.Deliveries(ctx, "news", hook.ID, 10); err != nil || len(told) != want {
				t.Errorf("%s: %+v, %v", when, told, err)
			}
		}
		for _, status := range []int{204, 500} {
			e.status = status
			if err := h.Tell(ctx, "news", DocumentFinished, nil); err != nil {
				t.Fatal(err)
			}
			deliver(t, h, e)
		}
		look("at once", 2)
		pass(listed - time.Minute)
		look("before a month", 2)
		pass(2 * sweepEvery)
		look("after a month", 1)
	})
}

//go:build js

package browser

import (
	"context"
	"errors"
	"syscall/js"
	"time"
)

// ErrSilent says that nothing was heard of a stream for too long: the connection
// may be gone without either side knowing.
var ErrSilent = errors.New("the stream has fallen silent")

// Hear opens a stream of server-sent events and calls heard with each event of
// the given kinds. It returns when the stream breaks, is silent for so long, or
// ctx ends. To open it again, and when, is the caller's business.
func Hear(ctx context.Context, url string, silence time.Duration, kinds []string, heard func(kind, data string)) error {
	source := window.Get("EventSource").New(url)
	defer source.Call("close")
	alive, broken := make(chan struct{}, 1), make(chan struct{}, 1)
	sign := func(c chan struct{}) {
		select {
		case c <- struct{}{}:
		default:
		}
	}
	for _, kind := range kinds {
		defer listen(source, kind, func(e js.Value) {
			sign(alive)
			heard(kind, e.Get("data").String())
		})()
	}
	defer listen(source, "open", func(js.Value) { sign(alive) })()
	defer listen(source, "error", func(js.Value) { sign(broken) })()
	patience := time.NewTimer(silence)
	defer patience.Stop()
	for {
		select {
		case <-alive:
			patience.Reset(silence)
		case <-patience.C:
			return ErrSilent
		case <-broken:
			return errors.New("the stream of " + url + " broke off")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

//go:build js

package browser

import (
	"context"
	"errors"
	"slices"
	"syscall/js"
	"testing"
	"time"
)

// TestHear plays a stream by hand: each kind is heard, and it ends when it
// breaks, is silent or is not wanted any more, closed each time.
func TestHear(t *testing.T) {
	was := window.Get("EventSource")
	defer window.Set("EventSource", was)
	window.Call("eval", `globalThis.EventSource = class extends EventTarget {
		constructor(url) { super(); this.url = url; this.closed = 0; globalThis.lastSource = this }
		close() { this.closed++ }
	}`)
	fire := func(kind, data string) {
		e := window.Get("Event").New(kind)
		e.Set("data", data)
		window.Get("lastSource").Call("dispatchEvent", e)
	}
	var got []string
	run := func(ctx context.Context, silence time.Duration) <-chan error {
		window.Set("lastSource", js.Undefined())
		got = nil
		ended := make(chan error, 1)
		go func() {
			ended <- Hear(ctx, "/events", silence, []string{"change", "beat"}, func(kind, data string) { got = append(got, kind+" "+data) })
		}()
		for window.Get("lastSource").IsUndefined() {
			pause(t, 1)
		}
		return ended
	}
	closed := func() {
		t.Helper()
		if n := window.Get("lastSource").Get("closed").Int(); n != 1 {
			t.Errorf("closed %d times", n)
		}
		fire("change", "late") // to nobody
	}

	ended := run(ctx, time.Minute)
	fire("change", "4")
	fire("other", "x")
	fire("beat", "")
	fire("error", "")
	if err := <-ended; err == nil || errors.Is(err, ErrSilent) {
		t.Errorf("a broken stream: %v", err)
	}
	closed()
	if !slices.Equal(got, []string{"change 4", "beat "}) {
		t.Errorf("heard %q", got)
	}

	if err := <-run(ctx, 20*time.Millisecond); !errors.Is(err, ErrSilent) {
		t.Errorf("a silent stream: %v", err)
	}
	closed()

	once, cancel := context.WithCancel(ctx)
	ended = run(once, time.Minute)
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("one that is not wanted: %v", err)
	}
	closed()
}

//go:build js

package browser

import (
	"context"
	"errors"
	"strings"
	"syscall/js"
	"testing"
)

func TestAwait(t *testing.T) {
	tests := []struct {
		script  string
		value   string // of what it resolves to
		problem string
	}{
		{`Promise.resolve("here")`, "here", ""},
		{`new Promise((r) => setTimeout(r, 1, "later"))`, "later", ""},
		{`"no promise at all"`, "no promise at all", ""},
		{`Promise.reject(new TypeError("bad"))`, "", "TypeError: bad"},
		{`Promise.reject(new DOMException("no room", "QuotaExceededError"))`, "", "QuotaExceededError: no room"},
		{`Promise.reject("a string")`, "", "Error: a string"},
		{`Promise.reject(null)`, "", "Error: <null>"},
		{`Promise.reject({})`, "", "Error"},
		{`Promise.reject({ name: 7, message: {} })`, "", "Error"},
	}
	for _, tt := range tests {
		v, err := Await(ctx, eval(tt.script))
		if tt.problem != "" {
			var e *Error
			if !errors.As(err, &e) || err.Error() != tt.problem {
				t.Errorf("%s: %v, want %s", tt.script, err, tt.problem)
			}
		} else if err != nil || v.String() != tt.value {
			t.Errorf("%s: %v, %v", tt.script, v, err)
		}
	}
}

// A context that ends lets go of a promise that never settles, and one that
// settles after that does no harm.
func TestAwaitGivesUp(t *testing.T) {
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	unsettled := eval(`(() => { let settle; const promise = new Promise((r) => { settle = r }); return { promise, settle } })()`)
	if _, err := Await(cancelled, unsettled.Get("promise")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	unsettled.Call("settle", "late")
	pause(t, 1)
}

// A panic in a listener, on a goroutine or in guarded code is told, and the
// program goes on.
func TestGuard(t *testing.T) {
	told := caught(t)
	target := window.Get("EventTarget").New()
	heard := 0
	remove := listen(target, "ping", func(js.Value) {
		if heard++; heard == 1 {
			panic("first")
		}
	})
	ping := func() { target.Call("dispatchEvent", window.Get("Event").New("ping")) }
	ping()
	ping()
	remove()
	ping()
	if heard != 2 {
		t.Errorf("heard %d events, want 2", heard)
	}
	done := make(chan bool)
	Go("work", func() {
		defer close(done)
		var none []int
		none[len(none)]++
	})
	<-done
	pause(t, 1) // the panic is told after the deferred calls
	Guard("calling", func() { js.Null().Call("nothing") })
	got := strings.Join(*told, "\n")
	for _, want := range []string{"on ping: first", "work: runtime error: index out of range", "calling: "} {
		if !strings.Contains(got, want) {
			t.Errorf("not told of %q, but of\n%s", want, got)
		}
	}
	if len(*told) != 3 {
		t.Errorf("told %d times, want 3:\n%s", len(*told), got)
	}
}

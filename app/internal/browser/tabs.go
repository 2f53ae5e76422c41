//go:build js

package browser

import (
	"context"
	"syscall/js"
)

// Lead runs f in one tab of this site at a time: at once if no other tab does,
// else as soon as that one has gone. Without Web Locks every tab leads.
func Lead(ctx context.Context, name string, f func()) {
	locks := navigator.Get("locks")
	if !locks.Truthy() {
		f()
		return
	}
	held := js.FuncOf(func(js.Value, []js.Value) any {
		// The lock is held until this promise settles: for the life of the tab.
		Go("leading "+name, f)
		return window.Get("Promise").New(js.FuncOf(func(js.Value, []js.Value) any { return nil }))
	})
	_, _ = Await(ctx, locks.Call("request", name, held))
}

// Channel sends short messages to the other tabs of this site. They are hints:
// what is true is in the database.
type Channel struct{ value js.Value }

// OpenChannel opens the channel of that name; receive is called with what other
// tabs post.
func OpenChannel(name string, receive func(message string)) Channel {
	ctor := window.Get("BroadcastChannel")
	if !ctor.Truthy() {
		return Channel{}
	}
	c := Channel{ctor.New(name)}
	listen(c.value, "message", nil, func(e js.Value) {
		if data := e.Get("data"); data.Type() == js.TypeString {
			receive(data.String())
		}
	})
	return c
}

// Post sends a message to all other tabs.
func (c Channel) Post(message string) {
	if c.value.Truthy() {
		c.value.Call("postMessage", message)
	}
}

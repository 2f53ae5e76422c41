//go:build js

package browser

import (
	"context"
	"syscall/js"
)

// Lead runs f in one tab of this site at a time: at once if no other tab does,
// else as soon as that one has gone, or its f has ended. It returns when f has
// ended here, or when ctx ends before it was this tab's turn. Where there are no
// Web Locks, or they are refused, every tab leads.
func Lead(ctx context.Context, name string, f func()) {
	locks := navigator.Get("locks")
	if !locks.Truthy() {
		f()
		return
	}
	abort := window.Get("AbortController").New()
	turn, ended := make(chan bool, 1), make(chan bool)
	// The lock is held until the promise of this function settles.
	held := js.FuncOf(func(js.Value, []js.Value) any {
		turn <- true
		return promiseOf(ended)
	})
	defer held.Release()
	released := make(chan error, 1)
	go func() {
		_, err := Await(context.WithoutCancel(ctx), locks.Call("request", name, map[string]any{"signal": abort.Get("signal")}, held))
		released <- err
	}()
	select {
	case <-turn:
	case err := <-released:
		if err != nil { // refused
			f()
		}
		return
	case <-ctx.Done():
		abort.Call("abort")
		close(ended) // in case the turn comes this very moment
		<-released
		return
	}
	Guard("leading "+name, f)
	close(ended)
	<-released
}

// promiseOf returns a promise that is fulfilled when the channel is closed.
func promiseOf(done <-chan bool) js.Value {
	start := js.FuncOf(func(_ js.Value, args []js.Value) any {
		resolve := args[0]
		go func() {
			<-done
			resolve.Invoke()
		}()
		return nil
	})
	defer start.Release() // the constructor has called it
	return window.Get("Promise").New(start)
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
	listen(c.value, "message", func(e js.Value) {
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

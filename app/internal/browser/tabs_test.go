//go:build js

package browser

import (
	"context"
	"slices"
	"testing"
)

// One leads at a time; the next comes in when it has ended, be it by a panic,
// and one that gives up waiting never leads.
func TestLead(t *testing.T) {
	told := caught(t)
	var order []string
	leading, next := make(chan bool), make(chan bool)
	ended := make(chan string, 3)
	go func() {
		Lead(ctx, "test", func() {
			order = append(order, "first")
			close(leading)
			<-next
			panic("the first tab fails")
		})
		ended <- "first"
	}()
	<-leading

	impatient, cancel := context.WithCancel(ctx)
	go func() {
		Lead(impatient, "test", func() { order = append(order, "impatient") })
		ended <- "impatient"
	}()
	go func() {
		Lead(ctx, "test", func() { order = append(order, "second") })
		ended <- "second"
	}()
	pause(t, 20)
	if !slices.Equal(order, []string{"first"}) {
		t.Fatalf("while the first leads: %v", order)
	}
	cancel()
	if who := <-ended; who != "impatient" {
		t.Fatalf("%s ended", who)
	}
	close(next)
	<-ended
	<-ended
	if !slices.Equal(order, []string{"first", "second"}) {
		t.Errorf("led: %v", order)
	}
	if len(*told) != 1 {
		t.Errorf("told of %v", *told)
	}
}

// Without locks, or when they are refused, every tab leads.
func TestLeadWithoutLocks(t *testing.T) {
	for _, locks := range []string{
		`undefined`,
		`({ request: () => Promise.reject(new DOMException("opaque origin", "SecurityError")) })`,
	} {
		eval(`Object.defineProperty(navigator, "locks", { value: ` + locks + `, configurable: true })`)
		led := 0
		Lead(ctx, "test", func() { led++ })
		eval(`delete navigator.locks`) // uncovers the prototype's
		if led != 1 {
			t.Errorf("with %s: led %d times", locks, led)
		}
	}
}

// A message reaches the other tabs, whole, and not the one that sent it.
func TestChannel(t *testing.T) {
	heardA, heardB := make(chan string, 9), make(chan string, 9)
	a := OpenChannel("test", func(m string) { heardA <- m })
	b := OpenChannel("test", func(m string) { heardB <- m })
	raw := window.Get("BroadcastChannel").New("test")
	raw.Call("postMessage", 42) // not ours: nobody hears it
	const message = "è 👩‍👩‍👧 \x00 \u202e"
	a.Post(message)
	if got := <-heardB; got != message {
		t.Errorf("heard %q", got)
	}
	b.Post("answer")
	if got := <-heardA; got != "answer" {
		t.Errorf("heard %q", got)
	}
	raw.Call("close")
	Channel{}.Post("into the void") // a browser without channels
}

//go:build js

package browser

import (
	"context"
	"fmt"
	"os"
	"syscall/js"
	"testing"
)

func TestMain(m *testing.M) {
	if !document.Truthy() {
		fmt.Println("these tests need a browser: make test-browser runs them")
		os.Exit(1)
	}
	os.Exit(m.Run())
}

var ctx = context.Background()

func eval(script string) js.Value { return window.Call("eval", script) }

// body sets what the page shows, and clears it in the end.
func body(t *testing.T, html string) {
	t.Helper()
	b := document.Get("body")
	b.Set("innerHTML", html)
	t.Cleanup(func() { b.Set("innerHTML", "") })
}

func query(selector string) js.Value { return document.Call("querySelector", selector) }

// pause lets the page go on for some milliseconds.
func pause(t *testing.T, milliseconds int) {
	t.Helper()
	if _, err := Await(ctx, eval(`(ms) => new Promise((r) => setTimeout(r, ms))`).Invoke(milliseconds)); err != nil {
		t.Fatal(err)
	}
}

// caught makes OnPanic keep what it hears.
func caught(t *testing.T) *[]string {
	t.Helper()
	var where []string
	before := OnPanic
	OnPanic = func(w string, what any) { where = append(where, fmt.Sprint(w, ": ", what)) }
	t.Cleanup(func() { OnPanic = before })
	return &where
}

// throwing replaces a property of the window by one that throws when it is read.
func throwing(t *testing.T, property string) (restore func()) {
	t.Helper()
	f := eval(`((name) => {
		const real = Object.getOwnPropertyDescriptor(window, name);
		Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError") }, configurable: true });
		return () => Object.defineProperty(window, name, real);
	})`).Invoke(property)
	return func() { f.Invoke() }
}

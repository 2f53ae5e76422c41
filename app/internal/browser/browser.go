//go:build js

// Package browser is what Gloss asks of the browser and go-app has no answer
// for: selections in the document, files, storage rights, other tabs, the
// network. Nothing outside this folder and package idb touches syscall/js.
//
// Listeners are raw ones, since go-app renders after every event it hears, and
// each is guarded: a panic becomes a message on the page, never a frozen page.
package browser

import (
	"context"
	"fmt"
	"runtime/debug"
	"syscall/js"
)

var (
	window    = js.Global()
	document  = window.Get("document")
	navigator = window.Get("navigator")
)

// Error is an error that the browser reported.
type Error struct{ Name, Message string }

func (e *Error) Error() string {
	if e.Message == "" {
		return e.Name
	}
	return e.Name + ": " + e.Message
}

// errorOf turns what was thrown or rejected into an *Error.
func errorOf(v js.Value) error {
	if v.Type() != js.TypeObject {
		return &Error{Name: "Error", Message: fmt.Sprint(v)}
	}
	text := func(key string) string {
		if s := v.Get(key); s.Type() == js.TypeString {
			return s.String()
		}
		return ""
	}
	return &Error{Name: text("name"), Message: text("message")}
}

// Await waits for a promise. It must not be called from a listener, which the
// browser waits for.
func Await(ctx context.Context, promise js.Value) (js.Value, error) {
	type settled struct {
		value js.Value
		err   error
	}
	done := make(chan settled, 1)
	var then, catch js.Func
	then = js.FuncOf(func(_ js.Value, args []js.Value) any {
		defer then.Release()
		defer catch.Release()
		s := settled{}
		if len(args) > 0 {
			s.value = args[0]
		}
		done <- s
		return nil
	})
	catch = js.FuncOf(func(_ js.Value, args []js.Value) any {
		defer then.Release()
		defer catch.Release()
		done <- settled{err: errorOf(args[0])}
		return nil
	})
	promise.Call("then", then, catch)
	select {
	case s := <-done:
		return s.value, s.err
	case <-ctx.Done():
		return js.Undefined(), ctx.Err()
	}
}

// OnPanic is told of a panic that Guard caught.
var OnPanic = func(where string, what any) { fmt.Println("panic in", where, what) }

// Guard runs f and reports a panic in it instead of ending the program.
func Guard(where string, f func()) {
	defer func() {
		if what := recover(); what != nil {
			window.Get("console").Call("error", fmt.Sprintf("panic in %s: %v\n%s", where, what, debug.Stack()))
			OnPanic(where, what)
		}
	}()
	f()
}

// Go runs f on a goroutine of its own, guarded.
func Go(where string, f func()) { go Guard(where, f) }

// listen calls f for each event of a kind, as long as the page lives.
func listen(target js.Value, event string, options map[string]any, f func(event js.Value)) {
	target.Call("addEventListener", event, js.FuncOf(func(_ js.Value, args []js.Value) any {
		Guard("on "+event, func() { f(args[0]) })
		return nil
	}), options)
}

// try calls f and turns what JavaScript throws into an error.
func try(f func() js.Value) (v js.Value, err error) {
	defer func() {
		switch what := recover().(type) {
		case nil:
		case js.Error:
			err = errorOf(what.Value)
		default:
			panic(what)
		}
	}()
	return f(), nil
}

// Version is that of the page's files.
func Version() string { return window.Get("glossVersion").String() }

// Booted takes the loading screen away.
func Booted() {
	if boot := document.Call("getElementById", "boot"); boot.Truthy() {
		boot.Call("remove")
	}
}

// Mark notes a moment for measurements, in the browser's own performance log.
func Mark(name string) { window.Get("performance").Call("mark", name) }

// On calls f for each event of that name on the window.
func On(event string, f func()) { listen(window, event, nil, func(js.Value) { f() }) }

// OnHidden calls f when the page is about to be put away, the last moment that
// phones are sure to give; OnVisible when it is back.
func OnHidden(f func())  { onVisibility("hidden", f) }
func OnVisible(f func()) { onVisibility("visible", f) }

func onVisibility(state string, f func()) {
	listen(document, "visibilitychange", nil, func(js.Value) {
		if document.Get("visibilityState").String() == state {
			f()
		}
	})
}

// Call calls a function of the boot script by its name, if it is there.
func Call(name string) (truthy bool) {
	if f := window.Get(name); f.Type() == js.TypeFunction {
		return f.Invoke().Truthy()
	}
	return false
}

// Flag reads a global variable of the boot script.
func Flag(name string) bool { return window.Get(name).Truthy() }

// IsMac tells which modifier key shortcuts are shown with.
func IsMac() bool {
	p := navigator.Get("platform")
	return p.Type() == js.TypeString && len(p.String()) >= 3 && (p.String()[:3] == "Mac" || p.String()[:2] == "iP")
}

// WarnOnLeave asks whether the page may be left while busy says so.
func WarnOnLeave(busy func() bool) {
	listen(window, "beforeunload", nil, func(e js.Value) {
		if busy() {
			e.Call("preventDefault")
		}
	})
}

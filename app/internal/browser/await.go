//go:build js

package browser

import (
	"context"
	"fmt"
	"syscall/js"
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
	e := &Error{Name: text("name"), Message: text("message")}
	if e.Name == "" {
		e.Name = "Error"
	}
	return e
}

// Await waits for a promise, but no longer than the context lives. What is
// rejected comes back as an *Error. It must not be called from a listener,
// which the browser waits for.
func Await(ctx context.Context, promise js.Value) (js.Value, error) {
	type settled struct {
		value js.Value
		err   error
	}
	done := make(chan settled, 1) // nobody may be waiting any more
	var then, catch js.Func
	release := func() {
		then.Release()
		catch.Release()
	}
	then = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		done <- settled{value: args[0]}
		return nil
	})
	catch = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		done <- settled{err: errorOf(args[0])}
		return nil
	})
	// Resolve makes a promise of what is none, so that it settles in any case.
	window.Get("Promise").Call("resolve", promise).Call("then", then, catch)
	select {
	case s := <-done:
		return s.value, s.err
	case <-ctx.Done():
		return js.Undefined(), ctx.Err()
	}
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

// Painted waits until the browser has painted what the page shows now; see
// AfterPaint.
func Painted(ctx context.Context) {
	done := make(chan struct{}, 1)
	AfterPaint(func() { done <- struct{}{} })
	select {
	case <-done:
	case <-ctx.Done():
	}
}

//go:build js

package browser

import (
	"fmt"
	"runtime/debug"
)

// OnPanic is told of a panic that Guard caught.
var OnPanic = func(where string, what any) {}

// Guard runs f. A panic in it goes to the console and to OnPanic instead of
// ending the program.
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

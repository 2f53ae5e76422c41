//go:build js

package browser

import "syscall/js"

// Worker is a program beside the page.
type Worker struct{ value js.Value }

// StartWorker starts the worker that learns or, under the name "guide", the one that
// renders guidelines. What it knows is kept under a name, "" for nothing. receive is called with the bytes that
// it sends, state with true when it is ready to hear and with false when it has
// stopped or cannot be started.
func StartWorker(name, kept string, receive func([]byte), state func(running bool)) *Worker {
	start := window.Get("glossWorker")
	if start.Type() != js.TypeFunction {
		return nil
	}
	w, err := try(func() js.Value { return start.Invoke(name, kept) })
	if err != nil {
		return nil
	}
	listen(w, "message", func(e js.Value) {
		if data := e.Get("data"); data.Type() == js.TypeString {
			state(data.String() == "ready")
		} else {
			b := make([]byte, data.Length())
			js.CopyBytesToGo(b, data)
			receive(b)
		}
	})
	listen(w, "error", func(js.Value) { state(false) })
	return &Worker{w}
}

// Post sends bytes to the worker, without a copy.
func (w *Worker) Post(b []byte) {
	array := bytesToJS(b)
	w.value.Call("postMessage", array, []any{array.Get("buffer")})
}

// ForgetWorkers removes what all workers have kept.
func ForgetWorkers() { Call("glossForget") }

// Stop ends the worker.
func (w *Worker) Stop() { w.value.Call("terminate") }

// Idle calls f when the document is laid out and the browser has nothing to do, or
// two seconds after the former.
func Idle(f func()) {
	then := once("idle", f)
	drawer("laidOut", once("laid out", func() {
		if idle := window.Get("requestIdleCallback"); idle.Type() == js.TypeFunction {
			idle.Invoke(then, map[string]any{"timeout": 2000})
		} else {
			window.Call("setTimeout", then, 200)
		}
	}))
}

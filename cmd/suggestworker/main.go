//go:build js

// Command suggestworker is the program of the worker in which suggestions are
// learnt, a WASM of its own so that typing and labelling never wait for it.
package main

import (
	"syscall/js"
	"time"

	"gloss/annotations/suggest/worker"
)

// slice is for how long the worker works before it looks whether there is a message;
// rest, for how long it does nothing after one: who has just labelled goes on labelling,
// and the page needs the machine.
const (
	slice = 8 * time.Millisecond
	rest  = 120 * time.Millisecond
)

func main() {
	self := js.Global()
	w := worker.New(func(m worker.Message) {
		b := worker.Encode(m)
		array := self.Get("Uint8Array").New(len(b))
		js.CopyBytesToJS(array, b)
		self.Call("postMessage", array, []any{array.Get("buffer")}) // else it lies about, see below
	})
	// A message to itself comes after those of the page, and without the pause that
	// browsers put before a timer.
	channel := self.Get("MessageChannel").New()
	waiting := false
	goOn := func() {
		if !waiting {
			waiting = true
			channel.Get("port2").Call("postMessage", 0)
		}
	}
	// The clock is Go's: each call of JavaScript leaves something for a collector that
	// has little to do here, and seldom comes.
	var resting time.Time // until then
	later := js.FuncOf(func(js.Value, []js.Value) any {
		waiting = false
		goOn()
		return nil
	})
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		if left := time.Until(resting); left > 0 {
			self.Call("setTimeout", later, left.Milliseconds()+1)
			return nil
		}
		waiting = false
		for begun := time.Now(); w.Work(); {
			if time.Since(begun) > slice {
				goOn()
				break
			}
		}
		return nil
	}))
	self.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		array := args[0].Get("data")
		b := make([]byte, array.Length())
		js.CopyBytesToGo(b, array)
		// Garbage of a hundred messages lies about for long, in a worker that does
		// little in JavaScript: let go of it now.
		if buffer := array.Get("buffer"); buffer.Get("transfer").Truthy() {
			buffer.Call("transfer", 0)
		}
		m, err := worker.Decode(b)
		if err != nil {
			panic(err) // page and worker are of one version
		}
		w.Hear(m)
		resting = time.Now().Add(rest)
		goOn()
		return nil
	}))
	self.Call("postMessage", "ready")
	select {}
}

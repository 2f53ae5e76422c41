//go:build js

// Command suggestworker is the program of the worker in which suggestions are
// learnt, a WASM of its own so that typing and labelling never wait for it.
package main

import (
	"io"
	"syscall/js"
	"time"

	"gloss/annotations/suggest/worker"
)

// slice is for how long the worker works before it looks whether there is a message;
// pause, for how long it does nothing after one: who has just labelled goes on labelling,
// and the page needs the machine. When it has had nothing to do for as long as quiet,
// what it knows is kept, so that it can be ended: it takes half as much memory as the
// page.
const (
	slice = 8 * time.Millisecond
	pause = 120 * time.Millisecond
	quiet = 10 * time.Second
)

func main() {
	self := js.Global()
	p := &program{self: self}
	p.alarm = js.FuncOf(func(js.Value, []js.Value) any {
		p.ring()
		return nil
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
		for begun := time.Now(); p.worker.Work(); {
			if time.Since(begun) > slice {
				goOn()
				return nil
			}
		}
		p.rest()
		return nil
	}))
	self.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		array := args[0].Get("data")
		b := make([]byte, array.Length())
		js.CopyBytesToGo(b, array)
		letGo(array)
		m, err := worker.Decode(b)
		if err != nil {
			panic(err) // page and worker are of one version
		}
		p.heard++
		p.busy = true
		p.worker.Hear(m)
		resting = time.Now().Add(pause)
		goOn()
		return nil
	}))
	self.Call("postMessage", "ready")
	p.wake()
	select {}
}

// program is the worker and the page that it works for.
type program struct {
	self   js.Value
	worker *worker.Worker
	heard  int  // messages
	busy   bool // there is work left

	alarm js.Func
	armed bool
	still time.Time // since then
}

func (p *program) say(m worker.Message) {
	array := p.array(m)
	p.self.Call("postMessage", array, []any{array.Get("buffer")}) // else it lies about, as what is heard
}

func (p *program) array(m worker.Message) js.Value { return bytesToJS(p.self, worker.Encode(m)) }

func bytesToJS(self js.Value, b []byte) js.Value {
	array := self.Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}

// letGo has an array lie about no longer: garbage of a hundred messages would, in a worker
// that does little in JavaScript.
func letGo(array js.Value) {
	if buffer := array.Get("buffer"); buffer.Get("transfer").Truthy() {
		buffer.Call("transfer", 0)
	}
}

// source is an array of JavaScript that is read piece by piece.
type source struct{ array js.Value }

func (s source) ReadAt(b []byte, from int64) (int, error) {
	n := js.CopyBytesToGo(b, s.array.Call("subarray", from))
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// wake begins with what an earlier worker knew, if that is there.
func (p *program) wake() {
	p.worker = worker.New(p.say)
	kept := p.self.Get("glossKept")
	if kept.Truthy() {
		if p.worker.Restore(source{kept}, int64(kept.Length())) != nil {
			p.worker = worker.New(p.say) // it learns all again
		}
		p.self.Set("glossKept", nil)
		letGo(kept)
	}
	p.say(p.worker.Woken())
}

// rest has what the worker knows kept once it has been quiet for long enough, where there
// is a place for it.
func (p *program) rest() {
	p.busy = false
	p.still = time.Now()
	if !p.armed {
		p.arm(quiet)
	}
}

func (p *program) arm(in time.Duration) {
	p.armed = true
	p.self.Call("setTimeout", p.alarm, in.Milliseconds()+1)
}

func (p *program) ring() {
	if p.armed = false; p.busy {
		return // and rests again then
	}
	if left := quiet - time.Since(p.still); left > 0 {
		p.arm(left)
		return
	}
	keep := p.self.Get("glossKeep")
	if !p.worker.AtRest() || !keep.Truthy() {
		return
	}
	bytes, sum, news := p.worker.Archive()
	said := p.array(worker.Rested{Heard: p.heard, Sum: sum})
	if news {
		keep.Invoke(said, bytesToJS(p.self, bytes))
	} else {
		keep.Invoke(said)
	}
}

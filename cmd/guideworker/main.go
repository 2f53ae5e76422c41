//go:build js

// Command guideworker is the program of a worker that makes HTML of guidelines in
// Markdown: it is fetched when somebody opens them.
package main

import (
	"syscall/js"

	"gloss/app/guide"
)

func main() {
	self := js.Global()
	self.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		array := args[0].Get("data")
		text := make([]byte, array.Length())
		js.CopyBytesToGo(text, array)
		html, err := guide.HTML(string(text))
		if err != nil {
			panic(err) // there is none: the writer is a buffer
		}
		out := self.Get("Uint8Array").New(len(html))
		js.CopyBytesToJS(out, []byte(html))
		self.Call("postMessage", out)
		return nil
	}))
	self.Call("postMessage", "ready")
	select {}
}

// Command suggestworker is the program of the worker in which suggestions are
// learnt, a WASM of its own so that typing and labelling never wait for it.
package main

import "gloss/annotations/suggest"

func main() {
	// What a page asks of the worker comes here; for now it is built for its
	// size alone.
	m := suggest.New(suggest.NewPool(func(func(string) bool) {}), suggest.Options{})
	f := suggest.NewFollower(m)
	if _, err := suggest.Rebuild(m, nil, nil); err != nil || f.Model.Bytes() == 0 {
		panic(err)
	}
}

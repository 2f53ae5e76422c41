// Command suggestworker is the program of the worker in which suggestions are
// learnt, a WASM of its own so that typing and labelling never wait for it.
package main

import (
	"slices"

	"gloss/annotations/suggest"
)

func main() {
	// What a page asks of the worker will come here. For now each call is made
	// once, so that the size of the program is what it will be.
	const body = "Ada said that it rained."
	m := suggest.New(suggest.NewPool(slices.Values([]string{body})), suggest.Options{})
	var id suggest.DocumentID
	m.Open(id, body)
	proposals, err := m.Propose(id, 0)
	for _, p := range proposals {
		_, err = m.Why(id, 0, p)
	}
	if err == nil {
		err = m.Learn(id, 0, suggest.Evidence{})
	}
	if _, err2 := m.Tag(id, 0); err != nil || err2 != nil {
		panic("a passage that is there cannot be learnt")
	}
}

//go:build unix

package work

import (
	"testing"

	"gloss/annotations"
	"gloss/annotations/store"
)

// put puts a document on a shelf.
func (h *hall) put(doc int, shelf annotations.Shelf) {
	h.t.Helper()
	h.n++
	s := annotations.Stamp{N: h.n, Replica: annotations.NewID[annotations.Replica]()}
	id := h.world.Documents[doc].ID
	c := annotations.Change{Stamp: s, Step: s, Doc: id, By: "boss", At: h.at, Op: annotations.Put{Annotation: annotations.Shelve(id, "boss", shelf)}}
	if err := h.st.Add(ctx, store.Batch{Changes: []annotations.Change{c}}); err != nil {
		h.t.Fatal(err)
	}
}

// TestOffTheList: what is archived or deleted is handed to nobody, not even to who
// has it already, and is handed out again when it is brought back.
func TestOffTheList(t *testing.T) {
	onEach(t, 5, func(t *testing.T, h *hall) {
		h.expect("ada's first", h.next("ada", Rules{}), 0)
		h.put(0, annotations.ShelfArchived)
		h.put(1, annotations.ShelfDeleted)
		h.expect("ada has instead", h.next("ada", Rules{}), 2)
		h.expect("bob has", h.next("bob", Rules{}), 3)
		h.put(0, annotations.ShelfList)
		h.expect("what is brought back is not seen at once", h.next("eve", Rules{}), 4)
		h.at = h.at.Add(offFor)
		h.expect("but soon", h.next("dan", Rules{}), 0)
		h.expect("nothing is left", h.next("pat", Rules{}), -1)
		if err := h.SetKnown(ctx, h.world.Project.ID, []Known{{h.world.Documents[1].ID, Training, ""}, {h.world.Documents[2].ID, Training, ""}}, nil); err != nil {
			t.Fatal(err)
		}
		h.expect("of those to learn with, what is in the list", h.next("pat", Rules{}), 2)
	})
}

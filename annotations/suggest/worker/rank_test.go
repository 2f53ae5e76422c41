package worker

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/queue"
)

// TestRank: whenever it is asked and whatever comes meanwhile, the order that is said
// last is that of the queue, of the documents that the worker knows.
func TestRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var documents []follow.Document
		for i := range rapid.IntRange(1, 8).Draw(t, "documents") {
			documents = append(documents, follow.Document{ID: suggest.DocumentID{byte(i + 1)}, Text: drawText(t)})
		}
		stamps := map[string]uint64{}
		var changes []follow.Change
		for range rapid.IntRange(0, 9).Draw(t, "changes") {
			changes = append(changes, drawChange(t, documents, stamps))
		}
		var said []Ranked
		w := New(func(m Message) {
			if m, ok := m.(Ranked); ok {
				said = append(said, m)
			}
		})
		var waiting, labelled []suggest.DocumentID
		for _, d := range documents {
			if rapid.Bool().Draw(t, "waits") {
				waiting = append(waiting, d.ID)
			} else {
				labelled = append(labelled, d.ID)
			}
		}
		rank := Rank{append([]suggest.DocumentID{{99}}, waiting...), labelled, rapid.Uint64Range(0, 3).Draw(t, "seed")}
		messages := []Message{Labels{[]suggest.Named{{Label: "actor", Name: "actor"}, {Label: "place", Name: "place"}}}, Changes{changes}, rank}
		for _, d := range documents {
			messages = append(messages, Text{d})
		}
		for _, m := range append(rapid.Permutation(messages).Draw(t, "messages"), Ready{}) {
			w.Hear(m)
			for range rapid.IntRange(0, 3).Draw(t, "work") {
				w.Work()
			}
		}
		for w.Work() {
		}
		w.Hear(rank)
		for w.Work() {
		}
		want, err := queue.Order(w.model.Model, waiting, labelled, queue.Options{Most: rankMost, Seed: rank.Seed, From: len(labelled)})
		if err != nil {
			t.Fatal(err)
		}
		var ids []Place
		for _, p := range want {
			ids = append(ids, Place{p.Document, p.Chance})
		}
		if len(said) == 0 || !slices.Equal(said[len(said)-1].All, ids) {
			t.Fatalf("said %v, want %v", said, ids)
		}
	})
}

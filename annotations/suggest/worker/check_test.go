package worker

import (
	"strings"
	"testing"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/text"
)

// TestCheck: possible mistakes are told once all is learnt, and the last answer
// says that it is the last.
func TestCheck(t *testing.T) {
	d := follow.Document{ID: suggest.DocumentID{1}, Text: strings.Repeat("Ada Lovelace went to London by train.\n", 30)}
	var changes []follow.Change
	for at, n := 0, uint64(1); ; n++ {
		i := strings.Index(d.Text[at:], "Ada")
		if i < 0 {
			break
		}
		at += i
		label := suggest.Label("actor")
		if n == 20 {
			label = "place"
		}
		changes = append(changes, follow.Change{
			Doc: d.ID, Stamp: follow.Stamp{N: n}, ID: follow.ID{byte(n)}, Kind: follow.Labelled, Label: label,
			Parts: []text.Span{{Start: text.Byte(at), End: text.Byte(at + len("Ada Lovelace"))}},
		})
		at++
	}
	var said []Checked
	w := New(func(m Message) {
		if m, ok := m.(Checked); ok {
			said = append(said, m)
		}
	})
	for _, m := range []Message{Text{d}, Check{}, Ready{}, Changes{changes}} {
		w.Hear(m)
	}
	for w.Work() {
	}
	if len(said) < 2 || said[len(said)-1].Percent != 100 {
		t.Fatalf("said %+v", said)
	}
	for i, c := range said[:len(said)-1] {
		if c.Percent >= said[i+1].Percent || len(c.All) > len(said[i+1].All) {
			t.Errorf("after %+v came %+v", c, said[i+1])
		}
	}
	all := said[len(said)-1].All
	if len(all) != 1 || all[0].Is.Label != "place" || all[0].Instead.Label != "actor" || all[0].Times < 20 {
		t.Errorf("found %+v", all)
	}
}

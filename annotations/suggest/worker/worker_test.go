package worker

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/review"
	"gloss/annotations/text"
)

var words = []string{"Ada", "Bob", "met", "saw", "Rome"}

func drawText(t *rapid.T) string {
	line := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 2, 5).Draw(t, "line"), " ")
	})
	return strings.Join(rapid.SliceOfN(line, 1, 6).Draw(t, "lines"), "\n")
}

// drawChange is a change of a document; those of one replica count up.
func drawChange(t *rapid.T, documents []follow.Document, stamps map[string]uint64) follow.Change {
	d := rapid.SampledFrom(documents).Draw(t, "document")
	replica := byte(rapid.IntRange(1, 2).Draw(t, "replica"))
	key := fmt.Sprint(d.ID, replica)
	stamps[key] += uint64(rapid.IntRange(1, 2).Draw(t, "steps"))
	c := follow.Change{
		Doc: d.ID, Stamp: follow.Stamp{N: stamps[key], Replica: [16]byte{replica}}, At: int64(rapid.IntRange(0, 50).Draw(t, "time")),
		ID:   follow.ID{byte(rapid.IntRange(0, 9).Draw(t, "annotation"))},
		Kind: follow.Kind(rapid.SampledFrom([]follow.Kind{follow.Labelled, follow.Labelled, follow.Labelled, follow.Refused, follow.Dropped, follow.Through}).Draw(t, "kind")),
	}
	if c.Kind != follow.Dropped && !(c.Kind == follow.Through && rapid.Bool().Draw(t, "whole")) {
		word := rapid.SampledFrom(strings.Fields(d.Text)).Draw(t, "word")
		at := text.Byte(strings.Index(d.Text, word))
		c.Parts = []text.Span{{Start: at, End: at + text.Byte(len(word))}}
		c.Label = suggest.Label(rapid.SampledFrom([]string{"actor", "place"}).Draw(t, "label"))
	}
	return c
}

// knows is all that a model says of a document.
func knows(t *rapid.T, f *follow.Follower, id suggest.DocumentID) string {
	var b strings.Builder
	for n := range f.Model.Passages(id) {
		tagged, err := f.Model.Tag(id, n)
		if err != nil {
			t.Fatal(err)
		}
		proposed, err := f.Model.Propose(id, n)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, n, tagged, proposed)
	}
	return b.String()
}

// TestWorker: however texts and changes come, and whatever is asked meanwhile, the
// model is in the end the one that is built from all of them; and what was said last
// of a document is what it proposes.
func TestWorker(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var documents []follow.Document
		for i := range rapid.IntRange(1, 3).Draw(t, "documents") {
			documents = append(documents, follow.Document{ID: suggest.DocumentID{byte(i + 1)}, Text: drawText(t)})
		}
		stamps := map[string]uint64{}
		var changes []follow.Change
		for range rapid.IntRange(0, 12).Draw(t, "changes") {
			changes = append(changes, drawChange(t, documents, stamps))
		}
		labels := []suggest.Named{{Label: "actor", Name: "actor"}, {Label: "place", Name: "place"}}

		messages := []Message{Labels{labels}, Ready{}}
		for _, d := range documents {
			messages = append(messages, Text{d}, Look{d.ID, text.Byte(rapid.IntRange(0, len(d.Text)).Draw(t, "view"))})
		}
		for _, c := range rapid.Permutation(changes).Draw(t, "order") {
			messages = append(messages, Changes{[]follow.Change{c}})
		}
		for range rapid.IntRange(0, 3).Draw(t, "repeated") {
			messages = append(messages, Changes{slices.Clone(changes)})
		}
		said := map[suggest.DocumentID]map[text.Span][]Proposal{}
		asked := 0
		w := New(func(m Message) {
			switch m := m.(type) {
			case Proposed:
				if said[m.Document] == nil || m.Within.Start == 0 {
					said[m.Document] = map[text.Span][]Proposal{}
				}
				said[m.Document][m.Within] = m.All
			case Reason:
				asked--
			}
		})
		for _, m := range rapid.Permutation(messages).Draw(t, "messages") {
			w.Hear(m)
			for range rapid.IntRange(0, 6).Draw(t, "work") {
				w.Work()
			}
			if !rapid.Bool().Draw(t, "rest") {
				continue
			}
			for w.Work() {
			}
			if !w.AtRest() {
				continue
			}
			if b, _, news := w.Archive(); news {
				say := w.say
				if w = New(say); restore(w, b) != nil {
					t.Fatal("it cannot be restored")
				}
			}
		}
		w.Hear(Ready{})
		for w.Work() {
		}

		f, err := follow.Rebuild(suggest.New(suggest.NewPool(func(yield func(string) bool) {
			for _, d := range documents {
				if !yield(d.Text) {
					return
				}
			}
		}), suggest.Options{Labels: labels}), documents, changes)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range documents {
			if got, want := knows(t, w.model, d.ID), knows(t, f, d.ID); got != want {
				t.Fatalf("document %v: the worker knows\n%s\nbuilt anew\n%s", d.ID, got, want)
			}
			w.Hear(Look{d.ID, 0})
			w.look = Look{} // so that it is begun again, though it was looked at
			w.Hear(Look{d.ID, 0})
			w.Hear(Ask{d.ID, suggest.Mark{Span: f.Model.Passages(d.ID)[0], Label: "actor"}})
			asked++
			for w.Work() {
			}
			var want, got []Proposal
			for n := range f.Model.Passages(d.ID) {
				all, _ := f.Model.Propose(d.ID, n)
				for _, p := range all {
					want = append(want, Proposal{p.Mark, int(100*p.Score() + 0.5)})
				}
			}
			end := text.Byte(0)
			for within, all := range sorted(said[d.ID]) {
				if within.Start != end {
					t.Fatalf("nothing was said of %d to %d", end, within.Start)
				}
				end = within.End
				got = append(got, all...)
			}
			if int(end) != len(d.Text) || !slices.Equal(got, want) {
				t.Fatalf("up to %d of %d the worker says %v, want %v", end, len(d.Text), got, want)
			}
		}
		if asked != 0 {
			t.Fatalf("%d questions were not answered", asked)
		}
	})
}

func sorted(said map[text.Span][]Proposal) func(func(text.Span, []Proposal) bool) {
	return func(yield func(text.Span, []Proposal) bool) {
		var all []text.Span
		for s := range said {
			all = append(all, s)
		}
		slices.SortFunc(all, text.Span.Compare)
		for _, s := range all {
			if !yield(s, said[s]) {
				return
			}
		}
	}
}

// TestReason: why something is proposed is said once, and again when what was learnt
// since changes it.
func TestReason(t *testing.T) {
	d := follow.Document{ID: suggest.DocumentID{1}, Text: strings.Repeat("Ada met Bob\n", 9)}
	ada := func(line int) text.Span {
		at := text.Byte(12 * line)
		return text.Span{Start: at, End: at + 3}
	}
	var seen []int
	w := New(func(m Message) {
		if m, ok := m.(Reason); ok {
			seen = append(seen, m.Reason.Seen)
		}
	})
	hear := func(all ...Message) {
		for _, m := range all {
			w.Hear(m)
		}
		for w.Work() {
		}
	}
	label := func(line int) Message {
		n := byte(line + 1)
		return Changes{[]follow.Change{{Doc: d.ID, Stamp: follow.Stamp{N: uint64(n)}, ID: follow.ID{n}, Kind: follow.Labelled, Label: "actor", Parts: []text.Span{ada(line)}}}}
	}
	hear(Text{d}, Look{d.ID, 0}, label(0), Ready{})
	hear(Ask{d.ID, suggest.Mark{Span: ada(5), Label: "actor"}})
	hear(Look{d.ID, ada(1).Start}) // proposes again, for the same reason
	hear(label(1))
	if !slices.Equal(seen, []int{1, 2}) {
		t.Errorf("it was said to be seen %v times", seen)
	}
}

// TestSweep: of a long document what is in view comes first, and all of it in the
// end, as far as the sweep goes, each stretch once.
func TestSweep(t *testing.T) {
	for _, passages := range []int{1, sweepFirst, sweepFirst + 1, 200, 900} {
		for _, view := range []int{0, passages / 2, passages - 1} {
			d := follow.Document{ID: suggest.DocumentID{1}, Text: strings.Repeat("Ada met Bob\n", passages)}
			var all []text.Span
			w := New(func(m Message) {
				if m, ok := m.(Proposed); ok {
					all = append(all, m.Within)
				}
			})
			at := text.Byte(12 * view)
			for _, m := range []Message{Text{d}, Look{d.ID, at}, Ready{}} {
				w.Hear(m)
			}
			for w.Work() {
			}
			if first := all[0]; first.Start != at {
				t.Errorf("%d passages, the view at %d: begun at %d", passages, view, first.Start/12)
			}
			slices.SortFunc(all, text.Span.Compare)
			for i, s := range all[1:] {
				if s.Start != all[i].End {
					t.Errorf("%d passages, the view at %d: %v after %v", passages, view, s, all[i])
				}
			}
			from, to := max(0, view-sweepAhead/2-sweepChunk)*12, min(passages, view+sweepAhead)*12
			if got := all[0].Start; int(got) > max(0, view-sweepAhead/2)*12 || int(got) < from {
				t.Errorf("%d passages, the view at %d: from %d", passages, view, got/12)
			}
			if got := all[len(all)-1].End; int(got) != to {
				t.Errorf("%d passages, the view at %d: to %d of %d", passages, view, got, to)
			}
		}
	}
}

func drawMessage(t *rapid.T) Message {
	documents := []follow.Document{{ID: suggest.DocumentID{7, 255}, Text: drawText(t)}}
	mark := suggest.Mark{Span: text.Span{Start: 1, End: text.Byte(rapid.IntRange(0, 1<<20).Draw(t, "end"))}, Label: suggest.Label(rapid.String().Draw(t, "label"))}
	switch rapid.IntRange(0, 16).Draw(t, "kind") {
	case 0:
		return Labels{[]suggest.Named{{Label: mark.Label, Name: rapid.String().Draw(t, "name")}, {}}}
	case 1:
		return Text{documents[0]}
	case 2:
		stamps := map[string]uint64{}
		var all []follow.Change
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			all = append(all, drawChange(t, documents, stamps))
		}
		return Changes{all}
	case 3:
		return Ready{}
	case 4:
		return Look{documents[0].ID, mark.End}
	case 5:
		return Ask{documents[0].ID, mark}
	case 6:
		return Proposed{documents[0].ID, int(mark.End), mark.Span, []Proposal{{mark, 100}, {mark, 0}}}
	case 8:
		return Check{}
	case 9:
		return Checked{50, []review.Finding{{Document: documents[0].ID, Kind: review.Missed, Is: mark, Instead: mark, Times: 3, Of: 4, Sure: 0.5}}}
	case 10:
		return Rank{[]suggest.DocumentID{documents[0].ID, {}}, nil, rapid.Uint64().Draw(t, "seed")}
	case 11:
		return Ranked{[]Place{{documents[0].ID, true}, {Chance: false}}}
	case 12:
		return Woken{rapid.Uint32().Draw(t, "sum"), int64(mark.End), []Held{{documents[0].ID, int(mark.End), 3}}}
	case 14:
		return UpTo{int64(mark.End)}
	case 15:
		return Forget{}
	case 13:
		return Rested{int(mark.End), rapid.Uint32().Draw(t, "sum")}
	case 7:
		return Reason{documents[0].ID, mark, suggest.Reason{Seen: 1, Of: 300, Pattern: "year", Known: "a known city", Like: suggest.Example{Span: mark.Span, Text: "Ada"}}}
	}
	return Standing{true, 128, []suggest.Label{mark.Label}}
}

// TestMessages: a message is read as it was written, and no part of it is one.
func TestMessages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMessage(t)
		b := Encode(m)
		got, err := Decode(b)
		if err != nil || fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", m) {
			t.Fatalf("%#v came back as %#v, %v", m, got, err)
		}
		cut := rapid.IntRange(0, len(b)-1).Draw(t, "cut")
		if got, err := Decode(b[:cut]); err == nil {
			t.Fatalf("%d bytes of %d are %#v", cut, len(b), got)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{kindReady})
	f.Add(Encode(Proposed{All: []Proposal{{suggest.Mark{Label: "a"}, 3}}}))
	f.Add(Encode(Changes{[]follow.Change{{Kind: follow.Labelled, Parts: []text.Span{{Start: 1, End: 2}}}}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Decode(b)
		if err != nil {
			return
		}
		if again := Encode(m); !bytes.Equal(again, b) {
			t.Errorf("%x was read, and is written as %x", b, again)
		}
	})
}

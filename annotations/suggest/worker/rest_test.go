package worker

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/text"
)

// drawn is a document of so many lines, and changes of it in the order of its log: labels
// that are given, given anew, nested, crossing and taken back, refusals, and lines that
// are through.
func drawn(r *rand.Rand, n byte, lines, changes int) (d follow.Document, all []follow.Change) {
	words := strings.Fields("Ada Bob Rome ada met saw the of 7 2024 30 % $ million said “ ” , Prof. Müller Roma 東京 🙂 went home")
	var b strings.Builder
	for range lines {
		for range 3 + r.IntN(30) {
			b.WriteString(words[r.IntN(len(words))])
			b.WriteByte(' ')
		}
		b.WriteString(".\n")
	}
	d = follow.Document{ID: suggest.DocumentID{n}, Text: b.String()}
	passages := suggest.Passages(d.Text)
	labels := []suggest.Label{"actor", "place", "number", "claim"}
	var made []follow.Change
	for i := range changes {
		p := passages[min(len(passages)-1, i*len(passages)/changes+r.IntN(4))]
		fields := strings.Fields(d.Text[p.Start:p.End])
		word := r.IntN(len(fields))
		at := int(p.Start)
		for range word {
			at += strings.IndexByte(d.Text[at:], ' ') + 1
		}
		length := len(strings.Join(fields[word:min(len(fields), word+1+r.IntN(3)*r.IntN(3))], " "))
		c := follow.Change{
			Doc: d.ID, Stamp: follow.Stamp{N: uint64(i + 1), Replica: [16]byte{1}}, At: int64(i) * 1000,
			ID: follow.ID{n, byte(i >> 8), byte(i)}, Kind: follow.Labelled, Label: labels[min(r.IntN(4), r.IntN(5))],
			Parts: []text.Span{{Start: text.Byte(at), End: text.Byte(at + length)}}, Further: r.IntN(9) == 0,
		}
		switch kind := r.IntN(20); {
		case kind < 2 && len(made) > 0:
			c.ID, c.Kind, c.Parts = made[r.IntN(len(made))].ID, follow.Dropped, nil
		case kind < 4 && len(made) > 0:
			old := made[r.IntN(len(made))]
			c.ID, c.Parts = old.ID, old.Parts
		case kind < 6:
			c.Kind = follow.Refused
		case kind == 6:
			c.Kind, c.Parts = follow.Through, []text.Span{p}
		case kind == 7:
			c.Parts[0].End += text.Byte(len(d.Text)) // not in the text
		default:
			made = append(made, c)
		}
		all = append(all, c)
	}
	return d, all
}

func restore(w *Worker, b []byte) error { return w.Restore(bytes.NewReader(b), int64(len(b))) }

// TestRest: a worker that was ended and goes on as another knows at each moment what one
// knows that went on, to the last bit, and so learns and says the same from then on.
func TestRest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	var documents []follow.Document
	var messages []Message
	for n := range byte(3) {
		d, changes := drawn(r, n+1, 40, 260)
		documents = append(documents, d)
		for i := range changes {
			changes[i].At += int64(n) * 1e9 // one document is labelled after the other
		}
		for at := 0; at < len(changes); at += 13 {
			messages = append(messages, Changes{changes[at:min(len(changes), at+13)]})
		}
		if n == 0 {
			messages = append(messages, Changes{[]follow.Change{{Doc: suggest.DocumentID{9}, Stamp: follow.Stamp{N: 1}}}}) // whose text is not there
		}
	}
	var before []Message
	before = append(before, Labels{[]suggest.Named{{Label: "number", Name: "Number"}, {Label: "actor", Name: "Actor"}}})
	for _, d := range documents {
		before = append(before, Text{d})
	}
	messages = append(append(before, UpTo{77}, Ready{}), messages...)

	goOn, rests := New(func(Message) {}), New(func(Message) {})
	work := func(w *Worker, m Message) {
		w.Hear(m)
		for w.Work() {
		}
	}
	restored := 0
	for i, m := range messages {
		work(goOn, m)
		work(rests, m)
		if !rests.AtRest() {
			continue
		}
		kept, _, news := rests.Archive()
		if !news {
			t.Fatalf("after message %d there is nothing to keep", i)
		}
		if again, _, news := rests.Archive(); news || again != nil {
			t.Fatal("it is kept twice")
		}
		rests = New(func(Message) {})
		if err := restore(rests, kept); err != nil {
			t.Fatalf("after message %d: %v", i, err)
		}
		if w := rests.Woken(); w.Sum == 0 || len(w.All) != len(documents) || w.Place != 77 || w.All[0].Changes != goOn.known[documents[0].ID] || w.All[0].Bytes != len(documents[0].Text) {
			t.Fatalf("it says of what it knows %+v", w)
		}
		goOn.kept = 0
		if want, _, _ := goOn.Archive(); !bytes.Equal(kept, want) {
			t.Fatalf("after message %d it knows something else than one that went on", i)
		}
		restored++
	}
	if restored < 50 {
		t.Errorf("it rested only %d times", restored)
	}
	if len(goOn.aside) != 1 || len(rests.aside) != 1 {
		t.Errorf("aside are %v and %v", goOn.aside, rests.aside)
	}
	say := func(w *Worker) (said []string) {
		w.say = func(m Message) { said = append(said, fmt.Sprintf("%+v", m)) }
		w.stood = Standing{}
		for _, d := range documents {
			work(w, Look{d.ID, text.Byte(len(d.Text) / 2)})
			work(w, Ask{d.ID, suggest.Mark{Span: suggest.Passages(d.Text)[20], Label: "actor"}})
		}
		work(w, Check{})
		work(w, Rank{Waiting: []suggest.DocumentID{documents[2].ID}, Labelled: []suggest.DocumentID{documents[0].ID}, Seed: 5})
		return said
	}
	a, b := say(goOn), say(rests)
	if len(a) < 15 || len(a) != len(b) {
		t.Errorf("it says %d messages, want %d", len(b), len(a))
	}
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("message %d is\n%.300s\nwant\n%.300s", i, b[i], a[i])
		}
	}
}

// TestRestEmpty: what there is nothing of is kept too.
func TestRestEmpty(t *testing.T) {
	w := New(func(Message) {})
	w.Hear(Text{follow.Document{ID: suggest.DocumentID{1}, Text: "Ada"}})
	for w.Work() {
	}
	if w.AtRest() {
		t.Error("it rests before it was told that it has all texts")
	}
	w.Hear(Ready{})
	for w.Work() {
	}
	b, _, _ := w.Archive()
	again := New(func(Message) {})
	if err := restore(again, b); err != nil || !again.AtRest() || again.text(suggest.DocumentID{1}) != "Ada" {
		t.Errorf("restored: %v", err)
	}
}

// TestDamaged: an archive of which anything is otherwise is refused.
func TestDamaged(t *testing.T) {
	d, changes := drawn(rand.New(rand.NewPCG(1, 2)), 1, 5, 20)
	w := New(func(Message) {})
	for _, m := range []Message{Text{d}, Changes{changes}, Ready{}} {
		w.Hear(m)
	}
	for w.Work() {
	}
	b, _, _ := w.Archive()
	for i := 0; i < len(b); i += 97 {
		bad := bytes.Clone(b)
		bad[i]++
		if restore(New(func(Message) {}), bad) == nil || restore(New(func(Message) {}), b[:i]) == nil {
			t.Fatalf("with another byte %d, or cut there, it is taken", i)
		}
	}
}

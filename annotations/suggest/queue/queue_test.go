package queue_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/suggest"
	"gloss/annotations/suggest/queue"
	"gloss/annotations/text"
)

// model has learnt that Ada and Bob are actors, and knows some more texts.
func model(t interface{ Fatal(...any) }, texts ...string) (*suggest.Model, []suggest.DocumentID, suggest.DocumentID) {
	const lesson = "Then Ada went home again.\nThen Bob went home again.\nNobody was there.\nThen Ada sat.\nThen Bob sat.\nNobody sat there."
	m := suggest.New(suggest.NewPool(slices.Values(append(slices.Clone(texts), lesson))), suggest.Options{})
	learnt := suggest.DocumentID{255}
	m.Open(learnt, lesson)
	for n, sp := range m.Passages(learnt) {
		var e suggest.Evidence
		for _, name := range []string{"Ada", "Bob"} {
			if i := strings.Index(lesson[sp.Start:sp.End], name); i >= 0 {
				at := sp.Start + text.Byte(i)
				e.Marks = append(e.Marks, suggest.Mark{Span: text.Span{Start: at, End: at + 3}, Label: "actor"})
			}
		}
		if err := m.Learn(learnt, n, e); err != nil {
			t.Fatal(err)
		}
	}
	var ids []suggest.DocumentID
	for i, body := range texts {
		id := suggest.DocumentID{byte(i + 1)}
		m.Open(id, body)
		ids = append(ids, id)
	}
	return m, ids, learnt
}

// TestOrder: what is doubtful and new comes before what is known, and what is alike
// not one after the other.
func TestOrder(t *testing.T) {
	m, ids, learnt := model(t,
		"Nobody was there.\nNobody sat there.",
		"Later Eve Miller ran a race with Max Weber.",
		"Later Eve Miller ran a race with Max Weber.",
		"In Rome the Senate met Cicero.",
	)
	places, err := queue.Order(m, ids, []suggest.DocumentID{learnt}, queue.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var order []byte
	for _, p := range places {
		order = append(order, p.Document[0])
	}
	first := order[:2]
	if slices.Contains(first, 1) || slices.Contains(first, 2) == slices.Contains(first, 3) || !slices.Contains(first, 4) {
		t.Errorf("the order is %v", order)
	}
	before := m.Learnt()
	if _, err := queue.Order(m, ids, nil, queue.Options{}); err != nil || m.Learnt() != before {
		t.Errorf("%v; the model has learnt %d", err, m.Learnt()-before)
	}
	if _, err := queue.Order(m, ids, nil, queue.Options{Every: 1}); err == nil {
		t.Error("chance decides all")
	}
	if _, err := queue.Order(m, []suggest.DocumentID{{77}}, nil, queue.Options{}); err != nil {
		t.Errorf("a document without passages: %v", err)
	}
}

// TestLaws: each document has one place, chance decides at its places alone, and the
// same model gives the same order.
func TestLaws(t *testing.T) {
	words := []string{"Ada", "Bob", "Eve", "went", "sat", "home", "Rome", "there"}
	rapid.Check(t, func(t *rapid.T) {
		var texts []string
		for range rapid.IntRange(0, 12).Draw(t, "documents") {
			texts = append(texts, strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 9).Draw(t, "text"), " "))
		}
		o := queue.Options{Most: rapid.IntRange(0, 15).Draw(t, "most"), Seed: rapid.Uint64().Draw(t, "seed"), Every: rapid.IntRange(2, 6).Draw(t, "every"), From: rapid.IntRange(0, 9).Draw(t, "from")}
		m, ids, learnt := model(t, texts...)
		places, err := queue.Order(m, ids, []suggest.DocumentID{learnt}, o)
		if err != nil {
			t.Fatal(err)
		}
		want := len(ids)
		if o.Most > 0 {
			want = min(want, o.Most)
		}
		seen := map[suggest.DocumentID]bool{}
		for i, p := range places {
			seen[p.Document] = true
			if p.Chance != ((o.From+i+1)%o.Every == 0) {
				t.Fatalf("place %d by chance: %v", i+1, p.Chance)
			}
		}
		if len(places) != want || len(seen) != want {
			t.Fatalf("%d places for %d documents, want %d", len(places), len(seen), want)
		}
		slices.Reverse(ids)
		again, err := queue.Order(m, ids, []suggest.DocumentID{learnt}, o)
		if err != nil || !slices.Equal(again, places) {
			t.Fatalf("again: %v, %v; first: %v", again, err, places)
		}
	})
}

// TestSample: what chance chooses, a document at a time as the page asks, hangs on no
// doubt: doubtful documents have their share among it and no more.
func TestSample(t *testing.T) {
	var texts []string
	for i := range 20 {
		if i%2 == 0 {
			texts = append(texts, "Nobody was there.")
		} else {
			texts = append(texts, "Later Eve Miller ran a race with Max Weber.")
		}
	}
	m, ids, learnt := model(t, texts...)
	doubtful, all := 0, 0
	for seed := range uint64(40) {
		waiting := slices.Clone(ids)
		for from := range 10 {
			places, err := queue.Order(m, waiting, []suggest.DocumentID{learnt}, queue.Options{Most: 1, Seed: seed, From: from})
			if err != nil {
				t.Fatal(err)
			}
			p := places[0]
			if p.Chance {
				all++
				doubtful += int(p.Document[0]-1) % 2
			}
			waiting = slices.DeleteFunc(waiting, func(id suggest.DocumentID) bool { return id == p.Document })
		}
	}
	// Of what waits at the fifth place 6 of 16 are doubtful, at the tenth 2 of 11.
	if all != 80 || doubtful < 12 || doubtful > 33 {
		t.Errorf("chance chose %d doubtful ones of %d", doubtful, all)
	}
}

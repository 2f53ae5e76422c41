package suggest_test

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"gloss/annotations/suggest"
	"gloss/annotations/text"
)

// marked reads labels from marks in a text: "⟦actor Ada⟧ said". They may nest.
func marked(t testing.TB, s string) (body string, marks []suggest.Mark) {
	t.Helper()
	var b strings.Builder
	type open struct {
		at    int
		label string
	}
	var stack []open
	for s != "" {
		switch {
		case strings.HasPrefix(s, "⟦"):
			label, rest, ok := strings.Cut(s[len("⟦"):], " ")
			if !ok {
				t.Fatalf("no label in %q", s)
			}
			stack = append(stack, open{b.Len(), label})
			s = rest
		case strings.HasPrefix(s, "⟧"):
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			marks = append(marks, suggest.Mark{
				Span:  text.Span{Start: text.Byte(o.at), End: text.Byte(b.Len())},
				Label: suggest.Label(o.label),
			})
			s = s[len("⟧"):]
		default:
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return b.String(), marks
}

// shown writes proposals as "label:text".
func shown(body string, all []suggest.Proposal) string {
	var s []string
	for _, p := range all {
		s = append(s, fmt.Sprintf("%s:%s", p.Label, body[p.Start:p.End]))
	}
	return strings.Join(s, " ")
}

func poolOf(bodies ...string) *suggest.Pool { return suggest.NewPool(slices.Values(bodies)) }

// teach has a model learn whole texts, and returns the number of the next one.
func teach(t testing.TB, m *suggest.Model, from int, texts ...string) int {
	t.Helper()
	for i, s := range texts {
		body, marks := marked(t, s)
		m.Open(docID(from+i), body)
		for n, sp := range m.Passages(docID(from + i)) {
			var in []suggest.Mark
			for _, k := range marks {
				if k.Overlaps(sp) {
					in = append(in, k)
				}
			}
			if err := m.Learn(docID(from+i), n, suggest.Evidence{Marks: in}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return from + len(texts)
}

func propose(t testing.TB, m *suggest.Model, id int, body string) []suggest.Proposal {
	t.Helper()
	m.Open(docID(id), body)
	var all []suggest.Proposal
	for n := range m.Passages(docID(id)) {
		p, err := m.Propose(docID(id), n)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p...)
	}
	return all
}

// TestFromTheFirstLabel: a string is proposed once it was labelled, in scripts
// with and without blanks, and no more when it was left alone often.
func TestFromTheFirstLabel(t *testing.T) {
	for _, tt := range []struct{ learnt, asked, want string }{
		{"Then ⟦actor Ada Lovelace⟧ left.", "Yesterday Ada Lovelace came back.", "actor:Ada Lovelace"},
		{"そして⟦場所 東京⟧に行く。", "昨日は東京にいた。", "場所:東京"},
		{"ไปที่⟦place กรุงเทพ⟧แล้ว", "อยู่กรุงเทพนาน", "place:กรุงเทพ"},
	} {
		learnt, _ := marked(t, tt.learnt)
		m := suggest.New(poolOf(learnt, tt.asked), suggest.Options{})
		next := teach(t, m, 0, tt.learnt, tt.learnt, tt.learnt)
		p := propose(t, m, next, tt.asked)
		if got := shown(tt.asked, p); got != tt.want {
			t.Errorf("after %q: %q, want %q", tt.learnt, got, tt.want)
		}
		for _, p := range p {
			why, err := m.Why(docID(next), 0, p)
			if err != nil || why.Seen != 3 || why.Of != 3 {
				t.Errorf("%q is proposed because it was seen %d times of %d (%v)", tt.asked, why.Seen, why.Of, err)
			}
		}
		for range 12 {
			next = teach(t, m, next+1, tt.asked)
		}
		if got := shown(tt.asked, propose(t, m, next+1, tt.asked)); got != "" {
			t.Errorf("%q was left alone a dozen times and is proposed: %s", tt.asked, got)
		}
	}
}

// TestDoesNotReturn: what was rejected in a passage, and what is labelled in it,
// is not proposed in it again while it is worked on, and nothing is when it is
// finished.
func TestDoesNotReturn(t *testing.T) {
	const body = "Yesterday Ada met Bob."
	m := suggest.New(poolOf(body), suggest.Options{})
	n := teach(t, m, 0, "Then ⟦actor Ada⟧ left.", "Then ⟦actor Bob⟧ left.", "Now ⟦actor Ada⟧ sat.", "Now ⟦actor Bob⟧ sat.", "⟦actor Ada⟧ saw ⟦actor Bob⟧.")
	all := propose(t, m, n, body)
	if got := shown(body, all); got != "actor:Ada actor:Bob" {
		t.Fatalf("at first: %q", got)
	}
	for _, e := range []struct {
		evidence suggest.Evidence
		want     string
	}{
		{suggest.Evidence{Rejected: []suggest.Mark{all[0].Mark}, Open: true}, "actor:Bob"},
		{suggest.Evidence{Marks: []suggest.Mark{all[1].Mark}, Rejected: []suggest.Mark{all[0].Mark}, Open: true}, ""},
		{suggest.Evidence{Marks: []suggest.Mark{all[1].Mark}}, ""},
	} {
		if err := m.Learn(docID(n), 0, e.evidence); err != nil {
			t.Fatal(err)
		}
		if got := shown(body, propose(t, m, n, body)); got != e.want {
			t.Errorf("after %+v: %q, want %q", e.evidence, got, e.want)
		}
	}
}

// TestNested: claims that hold actors and numbers are learnt beside them.
func TestNested(t *testing.T) {
	names := []string{"Ada", "Bob", "Cleo", "Dan", "Eve", "Finn"}
	m := suggest.New(poolOf(), suggest.Options{})
	n := 0
	for i := range 60 {
		a, b := names[i%6], names[(i+i/6+1)%6]
		n = teach(t, m, n,
			fmt.Sprintf("⟦actor %s⟧ said that ⟦claim ⟦actor %s⟧ had sold ⟦number %d⟧ cars⟧.", a, b, i+3),
			fmt.Sprintf("Then ⟦actor %s⟧ went to see ⟦actor %s⟧.", b, a))
	}
	body := "Gil said that Ada had sold 77 cars."
	if got, want := shown(body, propose(t, m, n, body)), "claim:Ada had sold 77 cars actor:Ada number:77"; !strings.Contains(got, want) {
		t.Errorf("%q has not %q", got, want)
	}
	// The same label inside itself.
	m = suggest.New(poolOf(), suggest.Options{})
	n = 0
	for i := range 60 {
		n = teach(t, m, n, fmt.Sprintf("so ⟦np the %s of ⟦np the %s⟧⟧ fell .", names[i%6], names[(i+1)%6]))
	}
	body = "so the Bob of the Finn fell ."
	if got, want := shown(body, propose(t, m, n, body)), "np:the Bob of the Finn np:the Finn"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// fingerprint is that of all proposals for sentences, and of their numbers.
func fingerprint(t testing.TB, m *suggest.Model, from int, bodies []string) uint64 {
	h := fnv.New64a()
	for i, body := range bodies {
		for _, p := range propose(t, m, from+i, body) {
			fmt.Fprintf(h, "%d %v %b %b %b\n", i, p.Mark, p.Right, p.Nothing, p.Sure)
		}
	}
	return h.Sum64()
}

// learnCorpus learns sentences, asking for proposals before each as often as
// ask says.
func learnCorpus(t testing.TB, m *suggest.Model, bodies []string, marks [][]suggest.Mark, ask func(i int) int) {
	for i, body := range bodies {
		for range ask(i) {
			propose(t, m, i, body)
		}
		m.Open(docID(i), body)
		for n, sp := range m.Passages(docID(i)) {
			in := slices.DeleteFunc(slices.Clone(marks[i]), func(k suggest.Mark) bool { return !k.Overlaps(sp) })
			if err := m.Learn(docID(i), n, suggest.Evidence{Marks: in}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestSameEverywhere: the same labels give the same model, bit for bit: whether
// or not somebody asked it between, and on every machine. The number was
// computed on amd64; WASM must come to it, too.
func TestSameEverywhere(t *testing.T) {
	bodies, marks := corpus(300, 14, 4)
	pool := poolOf(bodies...)
	prints := []uint64{}
	for _, ask := range []func(int) int{
		func(int) int { return 0 },
		func(i int) int { return i % 3 },
	} {
		m := suggest.New(pool, suggest.Options{Seed: 7})
		learnCorpus(t, m, bodies[:250], marks, ask)
		prints = append(prints, fingerprint(t, m, 250, bodies[250:]))
	}
	const want = 0x56a4be06fb8aeed
	if prints[0] != prints[1] || prints[0] != want {
		t.Errorf("fingerprints %#x, want %#x", prints, uint64(want))
	}
}

// TestTokensAtHand: of which passages the tokens are kept makes no difference.
func TestTokensAtHand(t *testing.T) {
	bodies, marks := corpus(60, 14, 4)
	whole := strings.Join(bodies[:50], "\n")
	pool := poolOf(bodies...)
	var prints []uint64
	for _, kept := range []int{0, 1, 7} {
		m := suggest.New(pool, suggest.Options{Seed: 7})
		if kept > 0 {
			m.KeepTokens(kept)
		}
		m.Open(docID(100), whole)
		for range 2 { // what was learnt is taken back, and learnt again
			at := text.Byte(0)
			for i, body := range bodies[:50] {
				var in []suggest.Mark
				for _, k := range marks[i] {
					k.Span = text.Span{Start: k.Start + at, End: k.End + at}
					in = append(in, k)
				}
				if err := m.Learn(docID(100), m.PassageAt(docID(100), at), suggest.Evidence{Marks: in}); err != nil {
					t.Fatal(err)
				}
				at += text.Byte(len(body) + 1)
			}
		}
		prints = append(prints, fingerprint(t, m, 50, bodies[50:]))
	}
	if prints[0] != prints[1] || prints[0] != prints[2] {
		t.Errorf("fingerprints %#x", prints)
	}
}

// TestLearns: on a language whose labels follow from its words the tagger gets
// from nothing to nearly all.
func TestLearns(t *testing.T) {
	bodies, marks := corpus(600, 14, 4)
	m := suggest.New(poolOf(bodies...), suggest.Options{})
	score := func(from int) float64 {
		right, n := 0, 0
		for i := from; i < from+100; i++ {
			m.Open(docID(i), bodies[i])
			for k := range m.Passages(docID(i)) {
				tags, err := m.Tag(docID(i), k)
				if err != nil {
					t.Fatal(err)
				}
				n += len(tags)
				for _, p := range tags {
					if slices.Contains(marks[i], p.Mark) {
						right++
					}
				}
			}
			n += len(marks[i])
		}
		return 2 * float64(right) / float64(n)
	}
	if f := score(500); f != 0 {
		t.Errorf("F1 is %.2f before anything is learnt", f)
	}
	learnCorpus(t, m, bodies[:50], marks, func(int) int { return 0 })
	early := score(500)
	learnCorpus(t, m, bodies[:500], marks, func(int) int { return 0 })
	if late := score(500); early < 0.5 || late < early || late < 0.97 {
		t.Errorf("F1 is %.2f after 50 sentences and %.2f after 500", early, late)
	}
}

// TestDoesNotPay: a label that nobody can foresee is hidden when its proposals
// cost more than they save, the others stay, and it comes back when it pays.
func TestDoesNotPay(t *testing.T) {
	m := suggest.New(poolOf(), suggest.Options{})
	n, coin := 0, &language{5}
	for range 150 {
		n = teach(t, m, n, "Then ⟦actor Ada⟧ left.")
		if coin.below(10) == 0 {
			n = teach(t, m, n, "It was ⟦odd grey⟧ then.")
		} else {
			n = teach(t, m, n, "It was grey then.")
		}
	}
	if got := shown("It was grey then.", propose(t, m, n, "It was grey then.")); got != "" {
		t.Errorf("%q is shown, and wrong nine times of ten", got)
	}
	if got := shown("Then Ada left.", propose(t, m, n+1, "Then Ada left.")); got != "actor:Ada" {
		t.Errorf("%q is shown of what is always right", got)
	}
	n += 2
	for range 300 {
		n = teach(t, m, n, "It was ⟦odd grey⟧ then.")
	}
	if got := shown("It was grey then.", propose(t, m, n, "It was grey then.")); got != "odd:grey" {
		t.Errorf("%q is shown of what is right by now", got)
	}
}

// TestUnknown: what is not open is an error that says so.
func TestUnknown(t *testing.T) {
	m := suggest.New(poolOf(), suggest.Options{})
	if _, err := m.Propose(docID(1), 0); err == nil || !strings.Contains(err.Error(), "not open") {
		t.Errorf("error %v", err)
	}
	m.Open(docID(1), "One line.")
	if err := m.Learn(docID(1), 1, suggest.Evidence{}); err == nil || !strings.Contains(err.Error(), "passage 1 of 1") {
		t.Errorf("error %v", err)
	}
	if got := m.PassageAt(docID(1), 4); got != 0 {
		t.Errorf("byte 4 is in passage %d", got)
	}
}

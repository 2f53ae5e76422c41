package suggest

import (
	"slices"
	"strings"
	"testing"

	"gloss/annotations/text"
)

// listed is what of a text stands in a list.
func listed(pool *Pool, body, name string) (all []string) {
	bit := uint16(1) << slices.IndexFunc(lists[:], func(l list) bool { return l.name == name })
	for spans := range passages(body) {
		p := newPassage(body, spans, pool)
		from := -1
		for i, t := range p.tokens {
			switch t.listed.place(bit) {
			case 0, 3:
				from = i
			}
			if t.listed.in&bit != 0 && t.listed.ends&bit != 0 {
				all = append(all, body[p.tokens[from].Start:t.End])
			}
		}
	}
	return all
}

func TestLists(t *testing.T) {
	pool := NewPool(func(func(string) bool) {})
	const body = "The United States of America and the UK, said Ali Larijani in New York City, not in New Delhi or Côte d'Ivoire; کره جنوبی and 中国 too."
	for list, want := range map[string]string{
		"country": "United States of America|UK|کره جنوبی|中国",
		"city":    "New York City|New Delhi",
		"given":   "Ali",
		"surname": "Larijani",
		"said":    "said",
	} {
		if got := strings.Join(listed(pool, body, list), "|"); got != want {
			t.Errorf("%s: %q, want %q", list, got, want)
		}
	}
	for i, list := range lists {
		if i >= 16 {
			t.Fatal("a listing has bits for sixteen lists")
		}
		for word := range strings.FieldsSeq(*list.words) {
			phrase := strings.ReplaceAll(word, "_", " ")
			if got := listed(pool, phrase, list.name); !slices.Contains(got, phrase) {
				t.Errorf("%s: %q is not found where it stands alone, but %q", list.name, phrase, got)
			}
		}
	}
}

// TestKnownWords: after some countries, another one is likelier than a word that
// nobody knows.
func TestKnownWords(t *testing.T) {
	m := New(NewPool(func(func(string) bool) {}), Options{})
	id := DocumentID{1}
	var body strings.Builder
	var marks []Mark
	taught := []string{"France", "Germany", "Brazil", "Japan", "Kenya", "Peru", "Norway", "Egypt"}
	for _, name := range append(taught, "Denmark", "Dastmark") {
		body.WriteString("They left ")
		k := Mark{Label: "location"}
		k.Start = text.Byte(body.Len())
		body.WriteString(name)
		k.End = text.Byte(body.Len())
		body.WriteString(" in a hurry.\n")
		marks = append(marks, k)
	}
	m.Open(id, body.String())
	for n := range taught {
		if err := m.Learn(id, n, Evidence{Marks: marks[n : n+1]}); err != nil {
			t.Fatal(err)
		}
	}
	score := func(n int) float64 {
		d, s, err := m.study(id, n)
		if err != nil {
			t.Fatal(err)
		}
		m.look(d, s)
		for i := range m.cands {
			if p := m.proposal(s, &m.cands[i]); p.Span == marks[n].Span {
				return p.Score()
			}
		}
		return 0
	}
	if known, unknown := score(len(taught)), score(len(taught)+1); known <= unknown {
		t.Errorf("Denmark %.3f, Dastmark %.3f", known, unknown)
	}
}

// TestKnownAs: a reason says what a span is in the lists as a whole, and nothing of
// one that is more or less than what is listed.
func TestKnownAs(t *testing.T) {
	for span, want := range map[string]string{
		"New Zealand": "a known country", "Norway": "a known country", "Norway Denmark": "",
		"Zealand": "", "in Norway": "", "Mary": "a known name", "Mary Miller": "a known name",
		"Mary left": "", "left": "",
	} {
		p := newPassage(span, firstPassage(span), NewPool(func(func(string) bool) {}))
		if got := p.knownAs(0, len(p.tokens)); got != want {
			t.Errorf("%q is %q, want %q", span, got, want)
		}
	}
	m := New(NewPool(func(func(string) bool) {}), Options{})
	id := DocumentID{1}
	m.Open(id, "They left Norway.")
	r, err := m.Why(id, 0, Proposal{Mark: Mark{Label: "location", Span: text.Span{Start: 10, End: 16}}})
	if err != nil || r.Known != "a known country" {
		t.Errorf("Norway is proposed as %q (%v)", r.Known, err)
	}
}

package split

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
)

var thirds = []Part{{"train", 80}, {"dev", 10}, {"test", 10}}

func doc(n int, body string, labels ...string) format.Item {
	it := format.Item{Document: annotations.Document{Text: body}}
	it.Document.ID = annotations.NameID[annotations.Document](uuid.NameSpaceOID, fmt.Sprint(n))
	for _, l := range labels {
		e := annotations.Entry{}
		e.Label = annotations.LabelID(l)
		it.Entries = append(it.Entries, e)
	}
	return it
}

// article makes a text of words that no other has.
func article(n int) string {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	var words []string
	for range 60 {
		words = append(words, fmt.Sprintf("w%d", r.IntN(1<<20)))
	}
	return strings.Join(words, " ")
}

func divide(t interface{ Fatal(...any) }, o Options, items []format.Item) Sides {
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		s.Add(it)
	}
	return s.Divide()
}

// TestSplitLaws: each document is in one part, order does not matter, another
// seed divides otherwise, and one more document moves none that is not its near
// copy.
func TestSplitLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "documents")
		var items []format.Item
		for i := range n {
			items = append(items, doc(i, article(i), "actor"))
		}
		o := Options{Parts: thirds, Seed: rapid.Uint64().Draw(t, "seed"), Stratify: rapid.Bool().Draw(t, "stratify")}
		a := divide(t, o, items)
		b := divide(t, o, rapid.Permutation(items).Draw(t, "order"))
		sum := 0
		for _, n := range a.Documents {
			sum += n
		}
		if sum != n || a.Near != 0 {
			t.Fatalf("%d of %d documents, %d near", sum, n, a.Near)
		}
		more := divide(t, o, append(slices.Clone(items), doc(n, article(n), "claim")))
		for _, it := range items {
			x, ok := a.Of(it.Document.ID)
			y, _ := b.Of(it.Document.ID)
			z, _ := more.Of(it.Document.ID)
			if !ok || x != y || !o.Stratify && x != z {
				t.Fatalf("part %d, in another order %d, with one more document %d", x, y, z)
			}
		}
	})
}

// TestShares: of many documents each part has its share, within what luck
// allows; with another seed others are in it.
func TestShares(t *testing.T) {
	const n = 3000
	var items []format.Item
	for i := range n {
		items = append(items, doc(i, article(i)))
	}
	a, b := divide(t, Options{Parts: thirds, Seed: 1}, items), divide(t, Options{Parts: thirds, Seed: 2}, items)
	for i, p := range thirds {
		share := p.Share / 100
		if off := math.Abs(float64(a.Documents[i]) - n*share); off > 5*math.Sqrt(n*share*(1-share)) {
			t.Errorf("%s has %d of %d documents", p.Name, a.Documents[i], n)
		}
	}
	moved := 0
	for _, it := range items {
		x, _ := a.Of(it.Document.ID)
		y, _ := b.Of(it.Document.ID)
		if x != y {
			moved++
		}
	}
	if moved < n/10 {
		t.Errorf("another seed moves %d of %d documents", moved, n)
	}
}

// TestNear: an article with another headline, in capitals, or cut a little,
// stays with its copy, whatever the seed; an article of other words does not.
func TestNear(t *testing.T) {
	var items []format.Item
	for i := range 40 {
		body := article(i)
		items = append(items,
			doc(4*i, body), doc(4*i+1, "Updated "+body), doc(4*i+2, strings.ToUpper(body)+"."), doc(4*i+3, body[:len(body)*9/10]))
	}
	for seed := range uint64(5) {
		sides := divide(t, Options{Parts: []Part{{"a", 1}, {"b", 1}}, Seed: seed}, items)
		if sides.Near != len(items) || sides.Documents[0] == 0 || sides.Documents[1] == 0 {
			t.Fatalf("%d of %d are near, parts of %v", sides.Near, len(items), sides.Documents)
		}
		for four := range slices.Chunk(items, 4) {
			first, _ := sides.Of(four[0].Document.ID)
			for _, it := range four[1:] {
				if part, _ := sides.Of(it.Document.ID); part != first {
					t.Fatalf("seed %d: %.40q is apart from its copy", seed, it.Document.Text)
				}
			}
		}
	}
	if sides := divide(t, Options{Parts: thirds, Near: 2}, items); sides.Near != 0 {
		t.Errorf("%d are near, though copies may be divided", sides.Near)
	}
}

// TestAlike holds signatures against the sets of shingles themselves.
func TestAlike(t *testing.T) {
	words := strings.Fields(article(1))
	for _, changed := range []int{0, 3, 10, 30, 60} {
		other := slices.Clone(words)
		for i := range changed {
			other[i] = fmt.Sprintf("x%d", i)
		}
		a, b := strings.Join(words, " "), strings.Join(other, " ")
		want := jaccard(shingles(words), shingles(other))
		x, y := sign(a), sign(b)
		// Three standard deviations of a mean of 64.
		if got := x.alike(&y); math.Abs(got-want) > 3*math.Sqrt(0.25/hashes) {
			t.Errorf("%d words changed: %.2f, want %.2f", changed, got, want)
		}
	}
	x, y, z := sign("A b"), sign("a  B!"), sign("a c")
	if x.alike(&y) != 1 || x.alike(&z) > 0.2 {
		t.Errorf("short texts: %.2f and %.2f", x.alike(&y), x.alike(&z))
	}
}

func shingles(words []string) map[string]bool {
	all := map[string]bool{}
	for i := 0; i+shingle <= len(words); i++ {
		all[strings.Join(words[i:i+shingle], " ")] = true
	}
	return all
}

func jaccard(a, b map[string]bool) float64 {
	both := 0
	for s := range a {
		if b[s] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// TestStratify: a label that few documents have is in every part, in its share.
func TestStratify(t *testing.T) {
	var items []format.Item
	for i := range 200 {
		labels := []string{"actor"}
		if i%10 == 0 {
			labels = append(labels, "rare")
		}
		items = append(items, doc(i, article(i), labels...))
	}
	for seed := range uint64(20) {
		sides := divide(t, Options{Parts: thirds, Seed: seed, Stratify: true}, items)
		rare := make([]int, len(thirds))
		for _, it := range items {
			if len(it.Entries) > 1 {
				part, _ := sides.Of(it.Document.ID)
				rare[part]++
			}
		}
		if !slices.Equal(rare, []int{16, 2, 2}) || !slices.Equal(sides.Documents, []int{160, 20, 20}) {
			t.Fatalf("seed %d: %v documents, %v with the rare label", seed, sides.Documents, rare)
		}
	}
}

// TestPinned: what was divided once is divided so for ever; the numbers are
// those of the first version.
func TestPinned(t *testing.T) {
	var items []format.Item
	for i := range 12 {
		items = append(items, doc(i, article(i)))
	}
	sides := divide(t, Options{Parts: thirds, Seed: 42}, items)
	var got []int
	for _, it := range items {
		part, _ := sides.Of(it.Document.ID)
		got = append(got, part)
	}
	if want := []int{1, 1, 0, 2, 0, 0, 0, 0, 0, 1, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("divided as %v, want %v", got, want)
	}
	sig := sign("The same words in the same order")
	if sig[0] != 758516782 || sig[63] != 17111325 {
		t.Errorf("signature begins with %d and ends with %d", sig[0], sig[63])
	}
}

func TestParseParts(t *testing.T) {
	for s, want := range map[string]string{
		"80/10/10": "[{train 80} {dev 10} {test 10}]", "0.9/0.1": "[{train 0.9} {test 0.1}]",
		"train=7,held-out=3": "[{train 7} {held-out 3}]",
		"":                   "", "80": "", "1/2/3/4": "", "80/x": "", "80/-1": "", "80/NaN": "", "a=1,a=2": "", "../x=1,b=2": "", "=1,b=2": "",
	} {
		parts, err := ParseParts(s)
		if got := fmt.Sprint(parts); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("ParseParts(%q) = %s, %v", s, got, err)
		}
	}
	if _, err := New(Options{Parts: thirds[:1]}); err != ErrParts {
		t.Error(err)
	}
}

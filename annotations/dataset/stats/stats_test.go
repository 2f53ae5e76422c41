package stats

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/gloss"
	"gloss/annotations/text"
)

var update = flag.Bool("update", false, "write the golden files")

// TestOverlapping holds the count against trying all pairs.
func TestOverlapping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var spans []text.Span
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			start := text.Byte(rapid.IntRange(0, 20).Draw(t, "start"))
			spans = append(spans, text.Span{Start: start, End: start + text.Byte(rapid.IntRange(1, 8).Draw(t, "length"))})
		}
		want := 0
		for i, a := range spans {
			for j, b := range spans {
				if i != j && a.Overlaps(b) {
					want++
					break
				}
			}
		}
		if got := overlapping(slices.Clone(spans)); got != want {
			t.Fatalf("%d of %v overlap, want %d", got, spans, want)
		}
	})
}

// TestLengths holds quantiles against a sorted list.
func TestLengths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.IntRange(0, 30), 1, 40).Draw(t, "lengths")
		var l Lengths
		sum := 0
		for _, x := range all {
			l.Add(x)
			sum += x
		}
		slices.Sort(all)
		shares := []float64{0, 0.25, 0.5, 0.95, 1}
		for i, got := range l.Quantiles(shares...) {
			at := max(0, int(math.Ceil(shares[i]*float64(len(all))))-1)
			if got != all[at] {
				t.Fatalf("quantile %v of %v is %d, want %d", shares[i], all, got, all[at])
			}
		}
		if l.N() != len(all) || math.Abs(l.Mean()-float64(sum)/float64(len(all))) > 1e-9 {
			t.Fatalf("%d with a mean of %v", l.N(), l.Mean())
		}
	})
	var none Lengths
	if none.Mean() != 0 || none.Quantiles(0.5)[0] != 0 {
		t.Error("of nothing comes something")
	}
}

// TestAddsUp: whatever the items, the parts of the count are the whole.
func TestAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Stats
		entries, tokens := 0, 0
		for _, it := range rapid.SliceOfN(formattest.Item(), 0, 4).Draw(t, "items") {
			s.Add(it)
			entries += it.Count()
			tokens += len(format.Tokens(it.Document.Text))
		}
		labels, authors, spans := 0, 0, 0
		for _, l := range s.Labels {
			labels += l.Count
			spans += l.Length.N()
			if l.Documents < 1 || l.Documents > s.Documents || l.Documents > l.Count {
				t.Fatalf("%+v in %d documents", l, s.Documents)
			}
		}
		for _, a := range s.Authors {
			authors += a.Count
		}
		if s.Annotations() != entries || labels != entries || authors != entries || spans != s.Spans || s.Tokens != tokens || s.Text.N() != s.Documents {
			t.Fatalf("%d annotations: %+v", entries, s)
		}
		if _, err := json.Marshal(s); err != nil {
			t.Fatal(err)
		}
	})
}

func item(marked string, labels ...string) format.Item {
	var it format.Item
	body := ""
	for i, piece := range strings.Split(marked, "|") {
		if i%2 == 1 {
			e := annotations.Entry{By: "ada"}
			e.Label = annotations.LabelID(labels[i/2])
			e.Target = annotations.On(text.Byte(len(body)), text.Byte(len(body)+len(piece)))
			it.Entries = append(it.Entries, e)
		}
		body += piece
	}
	it.Document.Text = body
	return it
}

// TestCard holds a card against its golden file.
func TestCard(t *testing.T) {
	train, test := &Stats{}, &Stats{}
	train.Add(item("|Ada| wrote |10| lines in |Zürich|.", "actor", "number", "location"))
	train.Add(item("Nothing here."))
	test.Add(item("|Bob| said | no |.", "actor", "odd | label"))
	c := Card{
		Title: "News of\nthe day", Licence: "CC-BY-4.0", Format: gloss.Format,
		Schema: annotations.Schema{{ID: "a", Name: "actor", About: "Who acts"}, {ID: "n", Name: "number"}, {ID: "l", Name: "location"}, {ID: "g", Name: "gone", Gone: true}},
		Parts:  []PartStats{{"train", train}, {"test", test}},
		How:    "Divided by document hash with the seed 1.", Lost: "1 moved",
	}
	var b strings.Builder
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/card.md"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

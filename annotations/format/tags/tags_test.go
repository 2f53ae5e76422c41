package tags

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func read(sequences ...string) *Reader {
	r := new(Reader)
	for _, s := range sequences {
		for _, tag := range strings.Fields(s) {
			r.Tag(tag)
		}
		r.Break()
	}
	return r
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		tags   string
		want   []Run
		scheme Scheme
		broken int
	}{
		{"O O", nil, "", 0},
		{"B-a I-a O B-a B-a", []Run{{0, 2, "a"}, {3, 4, "a"}, {4, 5, "a"}}, IOB2, 0},
		{"I-a I-a B-a I-b", []Run{{0, 2, "a"}, {2, 3, "a"}, {3, 4, "b"}}, IOB1, 0},
		{"B-a I-b O I-b", []Run{{0, 1, "a"}, {1, 2, "b"}, {3, 4, "b"}}, IOB2, 2},
		{"B-a E-a S-a B-b I-b E-b", []Run{{0, 2, "a"}, {2, 3, "a"}, {3, 6, "b"}}, BIOES, 0},
		{"B-a L-a U-a B-b I-b L-b", []Run{{0, 2, "a"}, {2, 3, "a"}, {3, 6, "b"}}, BILOU, 0},
		{"B-a M-a E-a S-a", []Run{{0, 3, "a"}, {3, 4, "a"}}, BMES, 0},
		{"I-a E-a I-a O E-a", []Run{{0, 2, "a"}, {2, 3, "a"}, {4, 5, "a"}}, IOE, 0},
		{"PER PER O LOC", []Run{{0, 2, "PER"}, {3, 4, "LOC"}}, IO, 0},
		{"PER-B PER-I O", []Run{{0, 2, "PER"}}, IOB2, 0},
		{"B-creative-work I-creative-work", []Run{{0, 2, "creative-work"}}, IOB2, 0},
		{"B-Premise:-1:Support", []Run{{0, 1, "Premise:-1:Support"}}, IOB2, 0},
		{"B I O - B", []Run{{0, 2, "span"}, {4, 5, "span"}}, IOB2, 0},
	} {
		r := read(c.tags)
		if got := r.Runs(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.tags, got, c.want)
		}
		if s, broken := r.Scheme(); s != c.scheme || broken != c.broken {
			t.Errorf("%s is %q with %d broken, want %q with %d", c.tags, s, broken, c.scheme, c.broken)
		}
	}
	if got := read("B-a", "I-a").Runs(); len(got) != 2 {
		t.Errorf("a span over the end of a sequence: %v", got)
	}
}

// TestLaw: what is written in any scheme reads back as it was.
func TestLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scheme := rapid.SampledFrom(Schemes).Draw(t, "scheme")
		var runs []Run
		all := make([]string, rapid.IntRange(0, 12).Draw(t, "tokens"))
		for i := range all {
			all[i] = "O"
		}
		for at := 0; at < len(all); {
			if rapid.Bool().Draw(t, "gap") {
				at++
				continue
			}
			run := Run{at, rapid.IntRange(at+1, len(all)).Draw(t, "to"), rapid.SampledFrom([]string{"a", "b-c", "B"}).Draw(t, "label")}
			joined := len(runs) > 0 && runs[len(runs)-1].To == at && runs[len(runs)-1].Label == run.Label
			for i := run.From; i < run.To; i++ {
				all[i] = string(scheme.Letter(i, run.From, run.To, joined)) + "-" + run.Label
			}
			runs = append(runs, run)
			at = run.To
		}
		r := read(strings.Join(all, " "))
		if got := r.Runs(); !slices.Equal(got, runs) {
			t.Fatalf("%v in %s reads as %v, want %v", all, scheme, got, runs)
		}
	})
}

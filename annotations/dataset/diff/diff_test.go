package diff

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/text"
)

var ctx = context.Background()

func drawItems(t *rapid.T, name string) []format.Item {
	return rapid.SliceOfNDistinct(formattest.Item(), 0, 4, func(it format.Item) annotations.DocumentID { return it.Document.ID }).Draw(t, name)
}

// TestLaws: a dataset does not differ from itself, in any order; what is added
// one way is removed the other way; and the counts add up to what there is.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawItems(t, "a")
		same, err := Compare(ctx, formattest.Each(a...), formattest.Each(rapid.Permutation(a).Draw(t, "order")...), func(c Change) error { return errors.New(c.String()) })
		if err != nil || !same.Documents.AllSame() || !same.Spans.AllSame() || same.Documents.Same != len(a) {
			t.Fatalf("%+v, %v", same, err)
		}
		b := append(drawItems(t, "b"), edited(t, a)...)
		seen := map[annotations.DocumentID]bool{}
		b = keep(b, func(it format.Item) bool {
			first := !seen[it.Document.ID]
			seen[it.Document.ID] = true
			return first
		})
		there, err := Compare(ctx, formattest.Each(a...), formattest.Each(b...), nil)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Compare(ctx, formattest.Each(b...), formattest.Each(a...), nil)
		if err != nil {
			t.Fatal(err)
		}
		if mirrored := (Summary{mirror(back.Documents), mirror(back.Spans)}); there != mirrored {
			t.Fatalf("there %+v, back %+v", there, back)
		}
		for _, c := range []struct {
			Counts
			old, new int
		}{{there.Documents, len(a), len(b)}, {there.Spans, spansIn(a), spansIn(b)}} {
			if c.Removed+c.Changed+c.Same != c.old || c.Added+c.Changed+c.Same != c.new {
				t.Fatalf("%+v of %d and %d", c.Counts, c.old, c.new)
			}
		}
	})
}

func mirror(c Counts) Counts {
	c.Added, c.Removed = c.Removed, c.Added
	return c
}

func spansIn(items []format.Item) (n int) {
	for _, it := range items {
		n += len(it.Entries)
	}
	return n
}

func keep(items []format.Item, yes func(format.Item) bool) (kept []format.Item) {
	for _, it := range items {
		if yes(it) {
			kept = append(kept, it)
		}
	}
	return kept
}

// edited relabels and removes annotations.
func edited(t *rapid.T, items []format.Item) (out []format.Item) {
	for _, it := range items {
		var entries []annotations.Entry
		for _, e := range it.Entries {
			switch rapid.IntRange(0, 2).Draw(t, "edit") {
			case 0:
				continue
			case 1:
				e.Label += "!"
			}
			entries = append(entries, e)
		}
		it.Entries = entries
		out = append(out, it)
	}
	return out
}

func item(source, body string, entries ...annotations.Entry) format.Item {
	it := format.Item{Document: annotations.Document{Source: source, Text: body}, Entries: entries}
	return it
}

func entry(id, label string, start, end text.Byte) annotations.Entry {
	e := annotations.Entry{}
	if id != "" {
		e.ID = annotations.NameID[annotations.Annotation](uuid.NameSpaceOID, id)
	}
	e.Label, e.Target = annotations.LabelID(label), annotations.On(start, end)
	return e
}

func saying(e annotations.Entry, note, attribute, value string) annotations.Entry {
	e.Note, e.Values = note, []annotations.Value{{Attribute: annotations.AttributeID(attribute), Text: value}}
	return e
}

func link(id, label, from, to string) annotations.Entry {
	e := entry(id, label, 0, 0)
	e.Target = annotations.Target{From: entry(from, "", 0, 0).ID, To: entry(to, "", 0, 0).ID}
	return e
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new []format.Item
		want     string
	}{
		{"relabelled", []format.Item{item("1", "Ada ran", entry("a", "actor", 0, 3))}, []format.Item{item("1", "Ada ran", entry("a", "claim", 0, 3))},
			`changed annotation in 1: actor "Ada" [[0 3]] → claim "Ada" [[0 3]]`},
		{"stretched", []format.Item{item("1", "Ada ran", entry("a", "actor", 0, 3))}, []format.Item{item("1", "Ada ran", entry("a", "actor", 0, 7))},
			`changed annotation in 1: actor "Ada" [[0 3]] → actor "Ada ran" [[0 7]]`},
		{"without IDs", []format.Item{item("1", "Ada ran", entry("", "actor", 0, 3), entry("", "deed", 4, 7))}, []format.Item{item("1", "Ada ran", entry("", "person", 0, 3), entry("", "claim", 0, 7))},
			`changed annotation in 1: actor "Ada" [[0 3]] → person "Ada" [[0 3]]
added annotation in 1: claim "Ada ran" [[0 7]]
removed annotation in 1: deed "ran" [[4 7]]`},
		{"said more", []format.Item{item("1", "Ada ran", entry("", "actor", 0, 3))}, []format.Item{item("1", "Ada ran", saying(entry("", "actor", 0, 3), "who?", "role", "poet"))},
			`changed annotation in 1: actor "Ada" [[0 3]] → actor "Ada" [[0 3]] "role=poet" note "who?"`},
		{"links to what is the same", []format.Item{item("1", "Ada ran", entry("a", "actor", 0, 3), entry("b", "deed", 4, 7), link("l", "did", "a", "b"))},
			[]format.Item{item("1", "Ada ran", entry("c", "actor", 0, 3), entry("d", "deed", 4, 7), link("m", "did", "c", "d"))}, ``},
		{"a link turned round", []format.Item{item("1", "Ada ran", entry("a", "actor", 0, 3), entry("b", "deed", 4, 7), link("l", "did", "a", "b"))},
			[]format.Item{item("1", "Ada ran", entry("a", "actor", 0, 3), entry("b", "deed", 4, 7), link("l", "did", "b", "a"))}, `changed annotation in 1: did "Ada → ran" [] → did "ran → Ada" []`},
		{"an end relabelled", []format.Item{item("1", "Ada ran", entry("a", "actor", 0, 3), entry("b", "deed", 4, 7), link("l", "did", "a", "b"))},
			[]format.Item{item("1", "Ada ran", entry("a", "person", 0, 3), entry("b", "deed", 4, 7), link("l", "did", "a", "b"))}, `changed annotation in 1: actor "Ada" [[0 3]] → person "Ada" [[0 3]]`},
		{"another text", []format.Item{item("1", "Ada ran")}, []format.Item{item("1", "Ada walked")}, `changed document in 1: "Ada ran" → "Ada walked"`},
		{"another source", []format.Item{item("1", "Ada ran")}, []format.Item{item("2", "Ada ran")}, ``},
		{"documents", []format.Item{item("1", "Ada ran")}, []format.Item{item("2", "Bob ran")}, "added document in 2: \"Bob ran\"\nremoved document in 1: \"Ada ran\""},
		{"one text twice", []format.Item{item("", "x"), item("", "x")}, []format.Item{item("", "x")}, `removed document in : "x"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			if _, err := Compare(ctx, formattest.Each(c.old...), formattest.Each(c.new...), func(c Change) error {
				got = append(got, c.String())
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if s := strings.Join(got, "\n"); s != c.want {
				t.Errorf("got\n%s\nwant\n%s", s, c.want)
			}
		})
	}
}

// TestEnds: an error of a dataset, of whoever listens, or a cancelled context
// ends the comparison.
func TestEnds(t *testing.T) {
	oops := errors.New("oops")
	broken := func(yield func(format.Item, error) bool) { yield(format.Item{}, oops) }
	one := formattest.Each(item("1", "x"))
	if _, err := Compare(ctx, broken, one, nil); err != oops {
		t.Error(err)
	}
	if _, err := Compare(ctx, one, broken, nil); err != oops {
		t.Error(err)
	}
	if _, err := Compare(ctx, one, formattest.Each(), func(Change) error { return oops }); err != oops {
		t.Error(err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Compare(cancelled, one, one, nil); err != context.Canceled {
		t.Error(err)
	}
}

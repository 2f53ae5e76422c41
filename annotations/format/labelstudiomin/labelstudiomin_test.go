package labelstudiomin

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, `[{"text":"Ada","id":1,"label":[{"start":0,"end":3,"text":"Ada","labels":["x","y"]}],"annotator":"a"},{"text":"Ada","id":1,"c":{"choices":["z"]}}]`)
}

// TestPeople: the objects of one task are one document, whatever their
// controls are called.
func TestPeople(t *testing.T) {
	const file = `[{"text":"Ada ran","id":1,"ner":[{"start":0,"end":3,"text":"Ada","labels":["actor"]}],"annotator":7,"annotation_id":1,"created_at":"2026-11-23T12:00:00Z","lead_time":3.5,"rating":4},
	{"text":"Ada ran","id":1,"ner":[],"tone":{"choices":["calm","dry"]},"annotator":8},
	{"text":"Ada ran","id":2}]`
	items, errs := laws.Read(Format, []byte(file), "f.json")
	if len(errs) > 0 || len(items) != 2 {
		t.Fatal(items, errs)
	}
	var got []string
	for _, e := range items[0].Entries {
		got = append(got, string(e.By)+" "+string(e.Label)+"="+format.Quote(items[0].Document, e))
	}
	if want := "7 actor=Ada|8 calm=|8 dry="; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !strings.Contains(string(items[0].Document.Meta), `"rating":4`) {
		t.Errorf("%s", items[0].Document.Meta)
	}
	laws.Reread(t, Format, items)
}

// TestRegions: what other controls say about a region is known by its place, and kept
// where that does not tell which.
func TestRegions(t *testing.T) {
	const file = `[{"text":"Ada ran","id":1,"ner":[{"start":0,"end":3,"text":"Ada","labels":["actor"]},{"start":4,"end":7,"text":"ran","labels":["deed"],"note":"how?"}],
	"role":[{"start":0,"end":3,"text":["poet","countess"]}],"sure":[{"start":4,"end":7,"text":"ran","choices":["yes"]}],"stars":[{"start":0,"end":3,"rating":4}]},
	{"text":"Ada","id":2,"ner":[{"start":0,"end":3,"labels":["actor"]},{"start":0,"end":3,"labels":["poet"]}],"role":[{"start":0,"end":3,"text":["x"]}],"tone":{"choices":["calm","dry"],"said":[{"choice":1,"note":"very","attributes":{"a":"b"}}]}}]`
	items, errs := laws.Read(Format, []byte(file), "f.json")
	if len(errs) > 0 || len(items) != 2 {
		t.Fatal(items, errs)
	}
	var got []string
	for _, it := range items {
		for _, e := range it.Entries {
			got = append(got, fmt.Sprint(e.Label, "=", format.Quote(it.Document, e), " ", e.Values, e.Note))
		}
	}
	want := []string{"actor=Ada [{role countess} {role poet}]", "deed=ran [{sure yes}]how?", "actor=Ada []", "poet=Ada []", "calm= []", "dry= [{a b}]very"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	for i, kept := range []string{`"stars":[{"start":0,"end":3,"rating":4}]`, `"role":[{"start":0,"end":3,"text":["x"]}]`} {
		if !strings.Contains(string(items[i].Document.Meta), kept) {
			t.Errorf("%s is not kept in %s", kept, items[i].Document.Meta)
		}
	}
	laws.Reread(t, Format, items)
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ object, want string }{
		{`{"text":"Ada","ner":[{"start":1,"end":9,"labels":["x"]}]}`, "f.json:1: annotation 1 (x): end 9: the offset is outside the text (the text has 3 code points)"},
		{`{"id":1}`, "f.json:1: there is no text in the task"},
		{`{"text":"Ada","tone":{"choices":["calm"],"said":[{"choice":1,"note":"x"}]}}`, `f.json:1: "tone": something is said of choice 1 of 1`},
		{`{"text":"Ada","ner":[{"start":"a","end":9,"labels":["x"]}]}`, `f.json:1: "ner": span 1: "start": "a" is not a whole number`},
	} {
		if _, errs := laws.Read(Format, []byte("["+c.object+"]"), "f.json"); len(errs) != 1 || errs[0].Error() != c.want {
			t.Errorf("%s: %v, want %s", c.object, errs, c.want)
		}
	}
}

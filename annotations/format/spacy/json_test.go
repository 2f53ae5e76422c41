package spacy

import (
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuiteJSON(t *testing.T) { formattest.Run(t, JSON) }

func TestGoldenJSON(t *testing.T) { laws.Golden(t, JSON) }

func FuzzReadJSON(f *testing.F) {
	formattest.Fuzz(f, JSON, `[["👍 Ada ran",{"entities":[[2,5,"actor"]]}],{"paragraphs":[{"raw":"Ada ran","sentences":[{"tokens":[{"orth":"Ada","ner":"U-x"},{"orth":"ran","ner":"O"}]}],"cats":[{"label":"y","value":1}]}]}]`,
		`{"text":"Ada","ents":[{"start":0,"end":3,"label":"x"}],"spans":{"sc":[{"start":0,"end":3,"label":"x","kb_id":"Q7259"}]},"cats":{"z":0.7},"tokens":[{"id":0,"start":0,"end":3,"pos":"X"}]}`)
}

// TestShapes: training data in each of the shapes that spaCy has had.
func TestShapes(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"Doc.to_json", `{"text":"👍 Ada ran","ents":[{"start":2,"end":5,"label":"a"}],"spans":{"sc":[{"start":2,"end":9,"label":"c","kb_id":""},{"start":2,"end":5,"label":"a","kb_id":""}]},"cats":{"x":0.9,"y":0.1},"tokens":[{"id":0,"start":0,"end":1}]}`, "x= a=Ada c=Ada ran"},
		{"tuples", `[["👍 Ada ran",{"entities":[[2,5,"a"]],"cats":{"x":1}}]]`, "x= a=Ada"},
		{"an example", `[{"text":"Ada ran","words":["Ada","ran"],"entities":["U-a","O"],"spans":{"sc":[[0,7,"c"]]}}]`, "c=Ada ran a=Ada"},
		{"spaCy 2", `[{"id":0,"paragraphs":[{"raw":"Ada Lovelace  ran","sentences":[{"tokens":[{"orth":"Ada","ner":"B-a"},{"orth":"Lovelace","ner":"L-a"},{"orth":"ran","ner":"-"}]}],"cats":[{"label":"x","value":1.0}]}]}]`, "x= a=Ada Lovelace"},
		{"spaCy 2 without the text", `[{"id":0,"paragraphs":[{"sentences":[{"tokens":[{"orth":"Ada","ner":"U-a"},{"orth":"ran","ner":"O"}]}]}]}]`, "a=Ada"},
	} {
		_, err := format.Table{JSON}.Detect("f.json", []byte(c.file))
		if err != nil && c.name != "an example" {
			t.Errorf("%s is not detected: %v", c.name, err)
		}
		items, errs := laws.Read(JSON, []byte(c.file), "f.json")
		if len(items) != 1 || len(errs) > 0 {
			t.Errorf("%s: %v, %v", c.name, items, errs)
			continue
		}
		var got []string
		for _, e := range items[0].Entries {
			got = append(got, string(e.Label)+"="+format.Quote(items[0].Document, e))
		}
		if !sameWords(strings.Join(got, " "), c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		laws.Reread(t, JSON, items)
	}
}

// sameWords compares lists whatever their order.
func sameWords(a, b string) bool {
	count := map[string]int{}
	for _, w := range strings.Fields(a) {
		count[w]++
	}
	for _, w := range strings.Fields(b) {
		count[w]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

func TestBadJSON(t *testing.T) {
	for _, c := range []struct{ doc, want string }{
		{`{"text":"Ada","ents":[{"start":0,"end":9,"label":"x"}]}`, "f.json:1: annotation 1 (x): end 9: the offset is outside the text (the text has 3 code points)"},
		{`{"text":"Ada","entities":[[0,3]]}`, `f.json:1: "entities": span 1: it is no span`},
		{`{"text":"Ada","entities":["U-x","O"],"words":["Ada"]}`, `f.json:1: "entities": a tag a token, but "words" has not as many`},
		{`{"text":"Ada","entities":["U-x"],"words":["Bob"]}`, `f.json:1: token 1, "Bob", is not in the text behind the one before it`},
		{`{"ents":[]}`, `f.json:1: no "text"`},
		{`7`, `f.json:1: not a JSON object`},
	} {
		if _, errs := laws.Read(JSON, []byte("["+c.doc+"]"), "f.json"); len(errs) != 1 || errs[0].Error() != c.want {
			t.Errorf("%s: %v, want %s", c.doc, errs, c.want)
		}
	}
}

// TestKept: what spaCy says besides comes out again.
func TestKept(t *testing.T) {
	items, errs := laws.Read(JSON, []byte(`[{"text":"Ada","ents":[],"tokens":[{"id":0,"start":0,"end":3,"pos":"PROPN"}],"sents":[{"start":0,"end":3}],"_":{"other":7}}]`), "f.json")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if got := string(items[0].Document.Meta); !strings.Contains(got, "PROPN") || !strings.Contains(got, "sents") || !strings.Contains(got, `"other":7`) {
		t.Error(got)
	}
}

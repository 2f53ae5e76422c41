package gliner

import (
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, `[{"tokenized_text":["Ada","ran"],"ner":[[0,1,"x"],[0,0,"y"]]}]`)
}

// TestEndsAreIncluded: the example of GLiNER's documentation.
func TestEndsAreIncluded(t *testing.T) {
	items, errs := laws.Read(Format, []byte(`[{"tokenized_text":["Apple","Inc.","was","founded"],"ner":[[0,1,"organization"]]}]`), "f.json")
	if len(errs) > 0 || format.Quote(items[0].Document, items[0].Entries[0]) != "Apple Inc." {
		t.Errorf("%+v, %v", items, errs)
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ record, want string }{
		{`{"tokenized_text":["a"],"ner":[[0,1,"x"]]}`, "f.json:2: span 1: tokens 0 to 1 of 1"},
		{`{"tokenized_text":["a"],"ner":[[0,0]]}`, "f.json:2: span 1: not [first, last, label]"},
		{`{"tokenized_text":["a"],"ner":[["a",0,"x"]]}`, `f.json:2: span 1: "a" is not a whole number`},
		{`{"text":"a"}`, `f.json:2: no "tokenized_text"`},
		{`{"tokenized_text":[""],"ner":[[0,0,"x"]]}`, "the span is empty"},
	} {
		items, errs := laws.Read(Format, []byte("[\n"+c.record+"]"), "f.json")
		if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, %v; want %s", c.record, items, errs, c.want)
		}
	}
}

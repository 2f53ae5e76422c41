package argilla

import (
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestSuiteInUTF16(t *testing.T) { formattest.Run(t, Format.In(format.UTF16)) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

const (
	nested = `{"id":"7","fields":{"text":"Ada ran"},"metadata":{"lang":"en"},"responses":{"ner":[{"value":[{"start":0,"end":3,"label":"actor"}],"user_id":"u"}],"tone":[{"value":["calm"],"user_id":"u"}],"rating":[{"value":4,"user_id":"u"}]},"suggestions":{"ner":{"value":[{"start":4,"end":7,"label":"act","score":0.5}],"score":null,"agent":"m"}},"vectors":{}}`
	flat   = `{"id":"7","text":"Ada ran","ner.responses":[[{"start":0,"end":3,"label":"actor"}],[{"start":0,"end":7,"label":"no"}]],"ner.responses.users":["u","v"],"ner.responses.status":["submitted","discarded"],"ner.suggestion":[{"start":4,"end":7,"label":"act"}],"ner.suggestion.score":null,"ner.suggestion.agent":"m"}`
	first  = `{"id":"7","text":"Ada ran","tokens":["Ada","ran"],"annotation":[["actor",0,3]],"annotation_agent":"u","prediction":[["act",4,7,0.5]],"prediction_agent":"m"}`
)

func FuzzRead(f *testing.F) { formattest.Fuzz(f, Format, nested, flat, first) }

// TestShapes reads the record in all shapes that Argilla has had.
func TestShapes(t *testing.T) {
	for shape, c := range map[string]struct{ record, want string }{
		"nested": {nested, "u actor=Ada|model:m act=ran|u calm="},
		"flat":   {flat, "u actor=Ada|model:m act=ran"},
		"first":  {first, "u actor=Ada|model:m act=ran"},
	} {
		items, errs := laws.Read(Format, []byte("["+c.record+"]"), "f.json")
		if len(errs) > 0 || len(items) != 1 {
			t.Fatal(shape, items, errs)
		}
		var got []string
		for _, e := range items[0].Entries {
			got = append(got, string(e.By)+" "+string(e.Label)+"="+format.Quote(items[0].Document, e))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, want %q", shape, got, c.want)
		}
		laws.Reread(t, Format, items)
	}
	items, _ := laws.Read(Format, []byte(nested), "f.jsonl")
	if odd := items[0].Unread; len(odd) != 2 || odd[0].Field != "responses.rating" || !odd[0].Kept {
		t.Errorf("a rating is told as %+v", odd)
	}
}

// TestModels: one suggestion a question; what a second model found is told.
func TestModels(t *testing.T) {
	items := laws.Sample()
	again := items[0].Entries[len(items[0].Entries)-1]
	again.By = "model:other"
	again.ID.UUID[0]++
	items[0].Entries = append(items[0].Entries, again)
	_, losses := formattest.Write(t, Format, items...)
	found := false
	for _, l := range losses {
		found = found || strings.Contains(l.Reason, "another model")
	}
	if !found {
		t.Errorf("%+v", losses)
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ record, want string }{
		{`{"fields":{}}`, `f.jsonl:1: no "text"`},
		{`{"text":"Ada","annotation":[["x",0]]}`, `f.jsonl:1: "annotation", span 1: not [label, start, end]`},
		{`{"fields":{"text":"Ada"},"responses":{"s":[{"value":[{"start":0,"end":9,"label":"x"}]}]}}`, "f.jsonl:1: annotation 1 (x): end 9: the offset is outside the text"},
	} {
		items, errs := laws.Read(Format, []byte(c.record), "f.jsonl")
		if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, %v; want %s", c.record, items, errs, c.want)
		}
	}
}

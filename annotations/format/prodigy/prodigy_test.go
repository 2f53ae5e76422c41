package prodigy

import (
	"encoding/json"
	"strings"
	"testing"

	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, `{"text":"Ada ran","tokens":[{"start":0,"end":3,"id":0}],"spans":[{"token_start":0,"token_end":0,"label":"x","score":1}],"relations":[{"head":0,"child":0,"label":"y","color":"z"}]}`,
		`{"text":"Ada","spans":[{"start":0,"end":3,"label":"x"}],"answer":"reject"}`, `{"text":"Ada","accept":["a",1],"options":[{"id":"a"}],"meta":{"text":1}}`)
}

// TestConformance reads files that were made with Prodigy: every accepted span
// comes in, and is the same when it is written and read again.
func TestConformance(t *testing.T) {
	for _, c := range []struct {
		file             string
		documents, spans int
		links            int
	}{
		{"recipes/example-datasets/annotated_news_headlines-ORG-PERSON-LOCATION-ner.jsonl", 373, 303, 0},
		{"recipes/example-datasets/bio_events.jsonl", 129, 422, 0},
		{"tutorials/ner_food_ingredients/assets/food_data.jsonl", 949, 1904, 0},
		{"tutorials/ner_drugs/assets/drugs_eval.jsonl", 500, 362, 0},
		{"tutorials/rel_component/assets/annotations.jsonl", 149, 466, 267},
		{"tutorials/ner_tweets/assets/demo/demo.jsonl", 1, 1, 0},
		{"recipes/example-datasets/annotated_reddit-PRODUCT-ner.jsonl", 1800, -1, 0},
		{"tutorials/nel_emerson/assets/emerson_annotated_text.jsonl", 30, 30, 0},
	} {
		b := laws.One(t, "prodigy/"+c.file)
		items, errs := laws.Read(Format, b, c.file)
		spans, links := 0, 0
		for _, it := range items {
			for _, e := range it.Entries {
				switch {
				case !e.Target.From.IsZero():
					links++
				case len(e.Target.Parts) > 0:
					spans++
				}
			}
		}
		want := c.spans
		if want < 0 {
			want = accepted(t, b)
		}
		if len(errs) > 0 || len(items) != c.documents || spans != want || links != c.links {
			t.Errorf("%s: %d documents, %d of %d spans, %d links, %v", c.file, len(items), spans, want, links, errs)
		}
		laws.Reread(t, Format, items)
	}
}

// accepted counts the spans of accepted tasks that are not rejected themselves.
func accepted(t *testing.T, b []byte) (n int) {
	for line := range strings.Lines(string(b)) {
		var task struct {
			Answer string
			Spans  []struct{ Answer string }
		}
		if err := json.Unmarshal([]byte(line), &task); err != nil {
			t.Fatal(err)
		}
		for _, s := range task.Spans {
			if task.Answer == "accept" && s.Answer != "reject" && s.Answer != "ignore" {
				n++
			}
		}
	}
	return n
}

// TestTokens: a word that a span cuts is two tokens, and the last is included.
func TestTokens(t *testing.T) {
	items, errs := laws.Read(Format, []byte(`{"text":"👍 Ada’s run","spans":[{"start":2,"end":4,"label":"x"}]}`), "f.jsonl")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	laws.Name(&items[0], 0)
	out, _ := formattest.Write(t, Format, items...)
	for _, want := range []string{`{"text":"Ad","start":2,"end":4,"id":1,"ws":false},{"text":"a","start":4,"end":5,"id":2,"ws":false}`, `"token_end":1,"token_start":1`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
}

// TestAnswers: a rejected task and a rejected span are no annotations, and are
// not lost.
func TestAnswers(t *testing.T) {
	for _, line := range []string{
		`{"text":"Ada","spans":[{"start":0,"end":3,"label":"x","score":0.50}],"answer":"reject"}`,
		`{"text":"Ada","spans":[{"start":0,"end":3,"label":"x","score":0.50,"answer":"reject"}],"answer":"accept"}`,
	} {
		items, errs := laws.Read(Format, []byte(line), "f.jsonl")
		if len(errs) > 0 || len(items[0].Entries) > 0 || len(items[0].Unread) != 1 || !items[0].Unread[0].Kept {
			t.Fatalf("%+v, %v", items, errs)
		}
		if out, _ := formattest.Write(t, Format, items...); !strings.Contains(string(out), `"score":0.50`) {
			t.Errorf("%s became %s", line, out)
		}
		laws.Reread(t, Format, items)
	}
}

// TestPeople: tasks of one text by several people are one document.
func TestPeople(t *testing.T) {
	items, errs := laws.Read(Format, []byte(`{"text":"Ada","id":1,"_annotator_id":"a","spans":[{"start":0,"end":3,"label":"x"}]}
{"text":"Ada","id":1,"_annotator_id":"b","spans":[{"start":0,"end":3,"label":"y"}]}`), "f.jsonl")
	if len(errs) > 0 || len(items) != 1 || len(items[0].Entries) != 2 {
		t.Fatalf("%+v, %v", items, errs)
	}
	if a, b := items[0].Entries[0].By, items[0].Entries[1].By; a != "a" || b != "b" {
		t.Errorf("by %s and %s", a, b)
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`{"text":"Ada","spans":[{"start":0,"end":4,"label":"x"}]}`, "f.jsonl:2: annotation 1 (x): end 4: the offset is outside the text (the text has 3 code points)"},
		{`{"text":"Ada","spans":[{"start":0,"end":2,"label":"x","text":"Ada"}]}`, `code points 0 to 2 are "Ad", but the span says "Ada"`},
		{`{"text":"Ada","spans":[{"label":"x"}]}`, "f.jsonl:2: span 1: it has no place"},
		{`{"text":"Ada","spans":[{"start":0,"end":3}]}`, "f.jsonl:2: span 1: 0 to 3 has no label"},
		{`{"text":"Ada","relations":[{"head":1,"child":2,"label":"x"}]}`, "f.jsonl:2: relation 1: its head is no span of the task"},
		{`{"label":"DRUG","pattern":[]}`, `f.jsonl:2: no "text"`},
	} {
		const good = `{"text":"x"}`
		items, errs := laws.Read(Format, []byte(good+"\n"+c.line+"\n"+good), "f.jsonl")
		if len(items) != 2 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %d documents, %v; want %s", c.line, len(items), errs, c.want)
		}
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

package hfjsonl

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, `{"tokens":["Ada","ran"],"ner_tags":["B-x","I-x"]}`, `{"text":"Ada","entities":[{"name":"Ada","span":[0,3],"type":"x"}]}`)
}

// TestConformance reads 5,343 Japanese sentences: all 13,185 entities are where
// their names say they are.
func TestConformance(t *testing.T) {
	b := laws.One(t, "ja-wikipedia-ner/ner.json")
	var want []struct{ Entities []struct{ Name, Type string } }
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	items, errs := laws.Read(Format, b, "ner.json")
	if len(errs) > 0 || len(items) != len(want) {
		t.Fatalf("%d of %d documents, %v", len(items), len(want), errs)
	}
	for i, w := range want {
		if len(items[i].Entries) != len(w.Entities) {
			t.Fatalf("document %d has %d of %d entities", i+1, len(items[i].Entries), len(w.Entities))
		}
	}
	laws.Reread(t, Format, items)
}

// TestTags: tokens and tags are one list each, and the tags are valid IOB2.
func TestTags(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, _ := formattest.Write(t, Format, formattest.Item().Draw(t, "item"))
		var rec struct {
			Tokens []string `json:"tokens"`
			Tags   []string `json:"ner_tags"`
		}
		if err := json.Unmarshal(b, &rec); err != nil {
			t.Fatal(err)
		}
		if len(rec.Tokens) != len(rec.Tags) {
			t.Fatalf("%d tokens, %d tags", len(rec.Tokens), len(rec.Tags))
		}
		for i, tag := range rec.Tags {
			if name, ok := strings.CutPrefix(tag, "I-"); ok && (i == 0 || rec.Tags[i-1][1:] != "-"+name) {
				t.Fatalf("%q follows on %q", tag, rec.Tags[max(0, i-1)])
			}
		}
	})
}

func TestTokensAlone(t *testing.T) {
	for tags, want := range map[string]string{
		`["B-a","I-a","O","B-a"]`: "a=Ada ran|a=home",
		`["B-a","B-a","I-b","O"]`: "a=Ada|a=ran|b=to",
		`["S-a","B-b","E-b","O"]`: "a=Ada|b=ran to",
		`["I-a","I-a","O","O"]`:   "a=Ada ran",
		`["U-a","B-b","L-b","O"]`: "a=Ada|b=ran to",
		`["O","O","O","B-x-y"]`:   "x-y=home",
	} {
		items, errs := laws.Read(Format, []byte(`{"tokens":["Ada","ran","to","home"],"ner_tags":`+tags+`}`), "f.jsonl")
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		var got []string
		for _, e := range items[0].Entries {
			got = append(got, string(e.Label)+"="+format.Quote(items[0].Document, e))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %s", tags, got, want)
		}
	}
}

// TestTagsOnText: without a list of spans it is the tags that say them, also where
// there is a text.
func TestTagsOnText(t *testing.T) {
	for line, want := range map[string]string{
		`{"text":"Ada  ran home.","tokens":["Ada","ran","home"],"ner_tags":["B-a","I-a","O"]}`:                         "a=Ada  ran",
		`{"text":"Ada ran","tokens":["Ada","ran"],"ner_tags":["B-a","I-a"],"spans":[{"start":4,"end":7,"label":"b"}]}`: "b=ran",
		`{"text":"Ada ran","tokens":["Ada","ran"],"tags":["S-a","O"]}`:                                                 "a=Ada",
		`{"text":"Ada ran","tokens":["Ada","walked"],"ner_tags":["B-a","O"]}`:                                          `? ner_tags: the token "walked" is not in the rest of the text`,
	} {
		items, errs := laws.Read(Format, []byte(line), "f.jsonl")
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		var got []string
		for _, e := range items[0].Entries {
			got = append(got, string(e.Label)+"="+format.Quote(items[0].Document, e))
		}
		for _, u := range items[0].Unread {
			got = append(got, "? "+u.Field+": "+u.Reason)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %s", line, got, want)
		}
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`{"tokens":["a"],"ner_tags":[3]}`, "f.jsonl:1: tag 1 is 3: only tags with their names"},
		{`{"tokens":["a"],"ner_tags":["O","O"]}`, "f.jsonl:1: 2 tags for 1 tokens"},
		{`{"text":"a","tokens":["a"],"ner_tags":["O","O"]}`, "f.jsonl:1: 2 tags for 1 tokens"},
		{`{"id":1}`, `f.jsonl:1: neither "text" nor "tokens"`},
		{`{"text":"Ada","spans":[{"label":"x"}]}`, `f.jsonl:1: "spans", span 1: it has no place`},
		{`{"text":"Ada","spans":[{"start":0,"end":2,"label":"x","text":"Ada"}]}`, `code points 0 to 2 are "Ad", but the span says "Ada"`},
		{`{"text":"Ada","meta":"["}`, `"meta": not a JSON object`},
	} {
		items, errs := laws.Read(Format, []byte(c.line), "f.jsonl")
		if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, %v; want %s", c.line, items, errs, c.want)
		}
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

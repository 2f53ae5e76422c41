package labelstudio

import (
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format,
		`[{"data":{"text":"Ada ran"},"annotations":[{"completed_by":1,"result":[{"id":"a","type":"labels","from_name":"l","to_name":"t","value":{"start":0,"end":3,"text":"Ada","labels":["x","y"]},"meta":{"text":["n"]}},
		  {"id":"a","type":"choices","from_name":"c","value":{"start":0,"end":3,"choices":["z"]}},{"type":"relation","from_id":"a","to_id":"a","direction":"left"}]}]}]`,
		`{"text":"Ada"}`)
}

// TestConformance reads files that Label Studio and its editor's tests hold.
func TestConformance(t *testing.T) {
	for _, c := range []struct {
		file  string
		spans []string
	}{
		{"ner_text_with_relation.json", []string{"Words=But I don’t want to go among mad people", "Person=Alice", "Words=come", "relation="}},
		{"rich_text_plain.completions.json", []string{"Date=February 22"}},
	} {
		items, errs := laws.Read(Format, laws.One(t, "label-studio/transcribed/"+c.file), c.file)
		if len(errs) > 0 || len(items) != 1 {
			t.Fatal(c.file, errs)
		}
		var got []string
		for _, e := range items[0].Entries {
			got = append(got, string(e.Label)+"="+format.Quote(items[0].Document, e))
		}
		if strings.Join(got, "|") != strings.Join(c.spans, "|") {
			t.Errorf("%s: %q", c.file, got)
		}
		laws.Reread(t, Format, items)
	}
	for name, b := range laws.Corpus(t, "label-studio/tests/data/test_export_json_min/data.json") {
		items, errs := laws.Read(Format, b, name)
		// An image: its address is the only string of the data, and its regions are
		// kept.
		if len(errs) > 0 || len(items) != 1 || len(items[0].Entries) != 0 || !strings.Contains(string(items[0].Document.Meta), "polygonlabels") {
			t.Errorf("%s: %v, %v", name, items, errs)
		}
	}
}

func one(t *testing.T, file string) format.Item {
	t.Helper()
	items, errs := laws.Read(Format, []byte(file), "f.json")
	if len(errs) > 0 || len(items) != 1 {
		t.Fatalf("%d documents, %v", len(items), errs)
	}
	return items[0]
}

// TestRegions: what other controls say about a region, its note, its score and
// its further labels come in and go out.
func TestRegions(t *testing.T) {
	const file = `[{"id":5,"data":{"text":"👍 Ada ran","lang":"en"},"annotations":[
	 {"completed_by":{"id":3,"email":"ada@example.org"},"updated_at":"2026-11-23T12:00:00.5Z","result":[
	  {"id":"a","type":"labels","from_name":"l","to_name":"t","value":{"start":3,"end":6,"text":"Ada","labels":["actor","woman"]},"meta":{"text":["sure?"]}},
	  {"id":"a","type":"choices","from_name":"gender","to_name":"t","value":{"start":3,"end":6,"choices":["f"]}},
	  {"id":"c","type":"choices","from_name":"tone","to_name":"t","value":{"choices":["calm"]}}]},
	 {"was_cancelled":true,"result":[{"id":"z","type":"labels","value":{"start":0,"end":1,"labels":["no"]}}]}],
	 "predictions":[{"model_version":"m1","result":[{"id":"p","type":"labels","score":0.25,"value":{"start":7,"end":10,"text":"ran","labels":["act"]}}]}]}]`
	it := one(t, file)
	var got []string
	for _, e := range it.Entries {
		got = append(got, string(e.By)+" "+string(e.Label)+"="+format.Quote(it.Document, e))
	}
	want := "ada@example.org actor=Ada|ada@example.org woman=Ada|model:m1 act=ran|ada@example.org calm="
	if strings.Join(got, "|") != want { // in UTF-16: the quotes say so
		t.Errorf("%q, want %q", got, want)
	}
	laws.Name(&it, 0)
	out, _ := formattest.Write(t, Format, it)
	for _, want := range []string{`"sure?"`, `"gender"`, `"score":0.25`, `"was_cancelled":true`, `"model_version":"m1"`, `"id":5`, `"lang":"en"`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	laws.Reread(t, Format, []format.Item{it})
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ task, want string }{
		{`{"data":{"text":"Ada"},"annotations":[{"result":[{"id":"a","type":"labels","value":{"start":0,"end":3,"text":"Bob","labels":["x"]}}]}]}`,
			`f.json:2: annotation 1 (x): code points 0 to 3 are "Ada", but the span says "Bob"`},
		{`{"data":{"text":"Ada"},"annotations":[{"result":[{"type":"relation","from_id":"a","to_id":"b"}]}]}`, `links "a", which is not there`},
		{`{"data":{"a":"x","b":"y"}}`, `no "text"; it may be one of a, b`},
		{`{"data":{}}`, "no text in the task"},
		{`5`, "not a JSON object"},
		{`{"data":{"text":"Ada"},"annotations":[{"result":5}]}`, `annotations, number 1: "result": a number is not what belongs there`},
	} {
		const good = `{"data":{"text":"x"}}`
		items, errs := laws.Read(Format, []byte("["+good+",\n"+c.task+",\n"+good+"]"), "f.json")
		if len(items) != 2 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %d documents, %v; want %s", c.task, len(items), errs, c.want)
		}
	}
}

// TestQuotes: Label Studio's quotes are not to be taken by the letter.
func TestQuotes(t *testing.T) {
	it := one(t, `{"data":{"text":"a  b\nc"},"annotations":[{"result":[{"id":"a","type":"labels","value":{"start":0,"end":6,"text":"a b\\nc","labels":["x"]}}]}]}`)
	if got := format.Quote(it.Document, it.Entries[0]); got != "a  b\nc" {
		t.Errorf("%q", got)
	}
	if it.Entries[0].By != annotations.Author("") {
		t.Errorf("an author from nowhere: %q", it.Entries[0].By)
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

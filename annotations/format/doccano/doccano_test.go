package doccano

import (
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestSuiteInCodePoints(t *testing.T) { formattest.Run(t, Format.In(format.CodePoint)) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, `{"text":"👍 Ada","label":[[3,6,"actor"]],"Comments":["x"]}`,
		`{"text":"Ada","label":["a","b"]}`, `{"text":"Ada","entities":[{"id":0,"start_offset":0,"end_offset":3,"label":"x"}],"relations":[]}`)
}

// TestConformance reads the files of doccano's own tests: whole ones come in as
// they are, rows without a text are refused with their line.
func TestConformance(t *testing.T) {
	for _, c := range []struct {
		pattern          string
		documents, spans int
		bad              string // lines
	}{
		{"data_import/pipeline/examples/sequence_labeling/example.jsonl", 3, 3, ""},
		{"data_import/pipeline/examples/relation_extraction/example.jsonl", 1, 7, ""},
		{"data_import/pipeline/examples/intent_detection/example.jsonl", 2, 5, ""},
		{"data_import/pipeline/examples/text_classification/example.jsonl", 3, 3, ""},
		{"data_import/pipeline/examples/text_classification/example.json", 3, 3, ""},
		{"data_import/tests/data/intent/example.jsonl", 4, 4, "5"},
		{"data_import/tests/data/sequence_labeling/example.jsonl", 2, 1, "3"},
		{"data_import/tests/data/text_classification/example.jsonl", 3, 3, ""},
		{"data_import/tests/data/seq2seq/example.jsonl", 2, 1, "3 4"},
		{"data_export/pipeline/examples/sequence_labeling/example.jsonl", 3, 4, ""},
		{"data_export/pipeline/examples/relation_extraction/example.jsonl", 1, 7, ""},
	} {
		b := laws.One(t, "doccano-fixtures/"+c.pattern)
		items, errs := laws.Read(Format, b, c.pattern)
		spans := 0
		for _, it := range items {
			spans += len(it.Entries)
		}
		var bad []string
		for _, err := range errs {
			bad = append(bad, strings.Split(err.Error(), ":")[1])
		}
		if len(items) != c.documents || spans != c.spans || strings.Join(bad, " ") != c.bad {
			t.Errorf("%s: %d documents, %d annotations, errors %v", c.pattern, len(items), spans, errs)
		}
		laws.Reread(t, Format, items)
	}
}

// TestUnits: the example of doccano's issue 2290 as its page counts, with and
// without grapheme clusters, and as Python does. A file does not tell which, and
// the document says so.
func TestUnits(t *testing.T) {
	for offsets, unit := range map[string]format.Unit{"22,32": format.UTF16, "19,29": format.CodePoint, "16,26": format.Grapheme} {
		line := `{"text":"👨🏻‍🚒 firemen drive firetrucks","label":[[` + offsets + `,"car"]]}`
		items, errs := laws.Read(Format.In(unit), []byte(line), "f.jsonl")
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		if got := format.Quote(items[0].Document, items[0].Entries[0]); got != "firetrucks" {
			t.Errorf("%s in %ss is %q", offsets, unit, got)
		}
		if len(items[0].Unread) != 1 || items[0].Unread[0].Field != "offsets" {
			t.Errorf("nothing says that it may be otherwise: %+v", items[0].Unread)
		}
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`{"text":"Ada","label":[[0,4,"x"]]}`, "f.jsonl:2: annotation 1 (x): end 4: the offset is outside the text (the text has 3 UTF-16 code units)"},
		{`{"text":"Ada","label":[[2,2,"x"]]}`, "f.jsonl:2: the span 2 to 2 \"x\" is empty or has no label"},
		{`{"text":"Ada","label":[[0,1]]}`, `f.jsonl:2: "label", value 1: not [start, end, label]`},
		{`{"text":"","label":[]}`, "f.jsonl:2: the text is empty"},
		{`{"text":"Ada","label":5}`, `f.jsonl:2: "label": a number is not what belongs there`},
		{`{"text":"Ada",}`, "f.jsonl:2:15: invalid character"},
		{`{"text":"Ada","entities":[{"id":0,"start_offset":0,"end_offset":1,"label":"x"}],"relations":[{"from_id":0,"to_id":9,"type":"y"}]}`,
			`f.jsonl:2: annotation 2 (y): it links "9", which is not there`},
		{`{"text":"Ada","label":[[0,1,"x"]],"entities":[{"id":0,"start_offset":0,"end_offset":2,"label":"x"}]}`, "say different things"},
	} {
		good := `{"text":"Ada"}`
		items, errs := laws.Read(Format, []byte(good+"\n"+c.line+"\n"+good), "f.jsonl")
		if len(items) != 2 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %d documents, %v; want %s", c.line, len(items), errs, c.want)
		}
	}
}

// TestFieldsAreKept: comments and unknown fields come out again.
func TestFieldsAreKept(t *testing.T) {
	items, errs := laws.Read(Format, []byte(`{"Comments":["why?"],"id":"7","label":[[0,3,"actor"]],"score":0.50,"text":"Ada"}`), "f.jsonl")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	laws.Reread(t, Format, items)
	const want = `{"id":"7","title":"","label":[[0,3,"actor"]],"entities":[{"id":0,"label":"actor","start_offset":0,"end_offset":3}],"relations":[],"cats":[],"Comments":["why?"],"meta":{"score":0.50},"text":"Ada"}` + "\n"
	if out, _ := formattest.Write(t, Format, items...); string(out) != want {
		t.Errorf("%s", out)
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

package pubannotation

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
	formattest.Fuzz(f, Format, `{"text":"Ada ran","denotations":[{"id":"T1","span":{"begin":"0","end":3},"obj":"x"},{"span":[{"begin":0,"end":1},{"begin":2,"end":3}],"obj":"y"}],"attributes":[{"subj":"T1","pred":"p","obj":1}]}`,
		`{"text":"Ada","tracks":[{"project":"a","denotations":[{"id":"T1","span":{"begin":0,"end":3},"obj":"x"}],"relations":[{"pred":"r","subj":"T1","obj":"T1"}]},{}]}`)
}

// TestConformance reads the files with which TextAE is developed.
func TestConformance(t *testing.T) {
	for _, c := range []struct {
		file         string
		spans, links int
	}{
		{"dev/2_annotations.json", 0, 0},
		{"dev/3_annotations.json", 3, 1},
		{"dev/multi_tracks.json", 6, 2},
		{"dev/private.json", 0, 0},
		{"dev/1_annotations.json", -1, -1},
		{"dev/4_annotations.json", -1, -1},
		{"dev/prefix.json", 3, 0},
		{"dev/ゆりかごのうた.json", -1, 0},
		{"src/demo/bionlp-st-ge/demo-annotations.json", -1, -1},
	} {
		items, errs := laws.Read(Format, laws.One(t, "pubannotation/"+c.file), c.file)
		if len(errs) > 0 || len(items) != 1 {
			t.Errorf("%s: %d documents, %v", c.file, len(items), errs)
			continue
		}
		spans, links := 0, 0
		for _, e := range items[0].Entries {
			if e.Target.From.IsZero() {
				spans++
			} else {
				links++
			}
		}
		if c.spans >= 0 && spans != c.spans || c.spans < 0 && spans == 0 || c.links >= 0 && links != c.links || c.links < 0 && links == 0 {
			t.Errorf("%s: %d spans, %d links", c.file, spans, links)
		}
		laws.Reread(t, Format, items)
	}
	_, errs := laws.Read(Format, laws.One(t, "pubannotation/dev/warning_not_integer_span.json"), "f.json")
	if len(errs) != 1 || !strings.Contains(errs[0].Error(), `f.json:1: denotations, number 2: "span": "begin": 49.5 is not a whole number`) {
		t.Errorf("half an offset: %v", errs)
	}
}

// TestTracks: tracks are people, and attributes come in and go out.
func TestTracks(t *testing.T) {
	const file = `{"text":"Ada ran","sourcedb":"PMC","sourceid":"7","tracks":[
	 {"project":"a","denotations":[{"id":"T1","span":{"begin":0,"end":3},"obj":"x"}],"attributes":[{"id":"A1","subj":"T1","pred":"sure","obj":true}]},
	 {"project":"b","denotations":[{"id":"T1","span":{"begin":4,"end":7},"obj":"y"},{"id":"T2","span":{"begin":0,"end":3},"obj":"x"}],"relations":[{"id":"R1","pred":"does","subj":"T2","obj":"T1"}]}]}`
	items, errs := laws.Read(Format, []byte(file), "f.json")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var got []string
	for _, e := range items[0].Entries {
		got = append(got, string(e.By)+" "+string(e.Label)+"="+format.Quote(items[0].Document, e))
	}
	if want := "a x=Ada|b x=Ada|b y=ran|b does="; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
	out, _ := formattest.Write(t, Format, items...)
	if !strings.Contains(string(out), `"attributes":[{"id":"A1","subj":"T1","pred":"sure","obj":true}]`) || !strings.Contains(string(out), `"sourcedb":"PMC"`) {
		t.Errorf("%s", out)
	}
	laws.Reread(t, Format, items)
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ document, want string }{
		{`{"denotations":[]}`, `f.jsonl:1: no "text"`},
		{`{"text":"Ada","denotations":[{"obj":"x"}]}`, "f.jsonl:1: denotations, number 1: it has no place"},
		{`{"text":"Ada","denotations":[{"span":{"begin":0,"end":4},"obj":"x"}]}`, "f.jsonl:1: annotation 1 (x): end 4: the offset is outside the text"},
		{`{"text":"Ada","denotations":[{"span":[],"obj":"x"}]}`, "it is a span without a place"},
		{`{"text":"Ada","relations":[{"pred":"x","subj":"T1","obj":"T2"}]}`, `it links "T1", which is not there`},
		{`{"text":"Ada","attributes":[{"subj":"T1","pred":"p","obj":1}]}`, `an attribute is about "T1", which is not there`},
	} {
		items, errs := laws.Read(Format, []byte(c.document), "f.jsonl")
		if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, %v; want %s", c.document, items, errs, c.want)
		}
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

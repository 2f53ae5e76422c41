package biocjson

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
	formattest.Fuzz(f, Format, `{"source":"x","documents":[{"id":"1","passages":[{"offset":3,"text":"Ada","annotations":[{"id":"a","infons":{"type":"x"},"text":"Ada","locations":[{"offset":3,"length":3}]}]},
	{"offset":9,"sentences":[{"offset":9,"text":"ran"}]}],"relations":[{"id":"r","nodes":[{"refid":"a","role":"x"},{"refid":"a","role":"y"}]}]}]}`)
}

// TestConformance reads the file that holds everything that BioC has.
func TestConformance(t *testing.T) {
	items, errs := laws.Read(Format, laws.One(t, "bioc/tests/bioc/everything.json"), "everything.json")
	if len(errs) > 0 || len(items) != 2 {
		t.Fatal(items, errs)
	}
	var got []string
	for _, it := range items {
		for _, e := range it.Entries {
			got = append(got, string(e.Label)+"="+format.Quote(it.Document, e))
		}
	}
	if want := "annotation=bc|annotation=fg|annotation=fg|relation=|relation=|annotation=bc|annotation=测试"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if items[1].Document.Text != "abcdefg测试Non-ASCII" {
		t.Errorf("%q", items[1].Document.Text)
	}
	laws.Reread(t, Format, items)
}

// TestUnits: the quotes tell what offsets count, also those of passages.
func TestUnits(t *testing.T) {
	for unit, numbers := range map[format.Unit]struct{ passage, offset, length string }{
		format.CodePoint: {"6", "7", "4"},
		format.UTF16:     {"7", "9", "4"},
		format.Byte:      {"9", "13", "5"},
	} {
		file := `{"source":"x","documents":[{"id":"1","passages":[{"offset":0,"text":"👍 Ada"},{"offset":` + numbers.passage +
			`,"text":"👍Bobé","annotations":[{"id":"a","infons":{"type":"x"},"text":"Bobé","locations":[{"offset":` + numbers.offset +
			`,"length":` + numbers.length + `}]}]}]}]}`
		items, errs := laws.Read(Format, []byte(file), "f.json")
		if len(errs) > 0 || len(items[0].Entries) != 1 || format.Quote(items[0].Document, items[0].Entries[0]) != "Bobé" {
			t.Errorf("%ss: %+v, %v", unit, items, errs)
			continue
		}
		if want := "👍 Ada\n👍Bobé"; items[0].Document.Text != want {
			t.Errorf("%ss: %q, want %q", unit, items[0].Document.Text, want)
		}
	}
}

func TestBadInput(t *testing.T) {
	const head = `{"source":"x","documents":[`
	for _, c := range []struct{ document, want string }{
		{`{"id":"1","passages":[{"offset":0,"text":"Ada","annotations":[{"id":"a","infons":{"type":"x"},"text":"Bob","locations":[{"offset":0,"length":3}]}]}]}`,
			`f.json:1: passage 1: annotation "a": code points 0 to 3 are "Ada", but the span says "Bob"`},
		{`{"id":"1","passages":[{"offset":0,"text":"Ada","annotations":[{"id":"a","infons":{"type":"x"},"locations":[{"offset":0,"length":4}]}]}]}`,
			`annotation a, in the text at offset 0: end 4: the offset is outside the text`},
		{`{"id":"1","passages":[{"offset":0,"text":"Ada"},{"offset":2,"text":"ran"}]}`, "the text at offset 2 begins before the one before it ends, at 3"},
		{`{"id":"1","passages":5}`, `"passages": a number is not what belongs there`},
	} {
		items, errs := laws.Read(Format, []byte(head+c.document+"]}"), "f.json")
		if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, %v; want %s", c.document, items, errs, c.want)
		}
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

package gate

import (
	"encoding/json"
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, `{"text":"👍 Ada","offset_type":"j","annotation_sets":{"":{"annotations":[{"id":0,"type":"x","start":3,"end":6,"features":{"a":[1]}},{"id":1,"type":"z","start":3,"end":3}]}}}`)
}

// TestConformance reads GATE's own documents: every annotation with a length
// comes in, and those without are told.
func TestConformance(t *testing.T) {
	for name, b := range laws.Corpus(t, "gate-bdoc/*/*.bdocjs", "gate-bdoc/docs/*/*.bdocjs") {
		var want struct {
			Sets map[string]struct {
				Annotations []struct{ Start, End int }
			} `json:"annotation_sets"`
		}
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(err)
		}
		long, empty := 0, 0
		for _, s := range want.Sets {
			for _, a := range s.Annotations {
				if a.Start < a.End {
					long++
				} else {
					empty++
				}
			}
		}
		items, errs := laws.Read(Format, b, name)
		if len(errs) > 0 || len(items) != 1 || len(items[0].Entries) != long {
			t.Errorf("%s: %d annotations, %v", name, long, errs)
			continue
		}
		told := 0
		for _, u := range items[0].Unread {
			if strings.HasPrefix(u.Field, "annotation_sets.") {
				told++
			}
		}
		if told != empty {
			t.Errorf("%s: %d annotations without length, %d told", name, empty, told)
		}
		laws.Reread(t, Format, items)
	}
}

// TestUnits: the same document in both units that it may declare.
func TestUnits(t *testing.T) {
	for _, file := range []string{
		`{"text":"👍 Ada","offset_type":"j","annotation_sets":{"":{"annotations":[{"id":0,"type":"x","start":3,"end":6}]}}}`,
		`{"text":"👍 Ada","offset_type":"p","annotation_sets":{"":{"annotations":[{"id":0,"type":"x","start":2,"end":5}]}}}`,
	} {
		items, errs := laws.Read(Format, []byte(file), "f.bdocjs")
		if len(errs) > 0 || format.Quote(items[0].Document, items[0].Entries[0]) != "Ada" {
			t.Errorf("%s: %+v, %v", file, items, errs)
		}
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ document, want string }{
		{`{"offset_type":"p"}`, `f.bdocjs:1: no "text"`},
		{`{"text":"Ada","offset_type":"b"}`, `f.bdocjs:1: "offset_type" is "b", neither "p" nor "j"`},
		{`{"text":"👍","offset_type":"j","annotation_sets":{"a":{"annotations":[{"type":"x","start":0,"end":1}]}}}`, `annotation set "a": annotation 1: end 1: the offset is inside a character`},
		{`{"text":"Ada","offset_type":"p","annotation_sets":{"a":{"annotations":[{"type":"x","start":0}]}}}`, "it has no place"},
		{`{"text":"Ada","offset_type":"p","annotation_sets":{"a":{"annotations":[{"type":"x","start":2,"end":1}]}}}`, "code point 2 to 1"},
	} {
		items, errs := laws.Read(Format, []byte(c.document), "f.bdocjs")
		if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, %v; want %s", c.document, items, errs, c.want)
		}
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

package uimajson

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
	formattest.Fuzz(f, Format, `{"%TYPES":{},"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaID":"_InitialView","sofaString":"Ada ran"},{"%ID":2,"%TYPE":"x.Actor","@sofa":1,"begin":0,"end":3,"value":"a"},{"%ID":3,"%TYPE":"x.R","@sofa":1,"begin":0,"end":3,"@Governor":2,"@Dependent":2}]}`)
}

// TestConformance reads the CAS with which UIMA's implementations are tested:
// each annotation comes in by its type, those without a text are refused.
func TestConformance(t *testing.T) {
	const four = "Annotation=This|Annotation=is|Annotation=a|Annotation=test"
	for name, want := range map[string]string{
		"ser-ref/casWithText/data.json":                                 "",
		"ser-ref/casWithTextAndAnnotations/data.json":                   four,
		"ser-ref/casWithTraditionalChineseTextAndAnnotations/data.json": "Annotation=這|Annotation=是|Annotation=一個|Annotation=測試",
		"one-way/tsv3-testSimpleSlotFeature/data.json":                  "SimpleLinkHost=This|SimpleSpan=is|SimpleSpan=a",
		"one-way/tsv3-testSimpleSlotFeature/data-ref.json":              "SimpleLinkHost=This|SimpleSpan=is|SimpleSpan=a",
		"one-way/casWithBadSofaFsOrder/data.json":                       "",
		"ser-ref/casWithoutTextButWithAnnotations/data.json":            "!no view with a text",
		"ser-ref/emptyCas/data.json":                                    "!no view with a text",
		"ser-ref/casWithFloatingPointSpecialValues/data.json":           "!no view with a text",
		"ser-ref/casWithSofaDataURI/data.json":                          "!no view with a text",
		"ser-ref/casExtendingDocumentAnnotation/data.json":              "",
	} {
		items, errs := laws.Read(Format, laws.One(t, "uima-cas/json/fs_as_array/"+name), name)
		var got []string
		for _, it := range items {
			for _, e := range it.Entries {
				got = append(got, string(e.Label)+"="+format.Quote(it.Document, e))
			}
		}
		if reason, bad := strings.CutPrefix(want, "!"); bad {
			if len(errs) != 1 || !strings.Contains(errs[0].Error(), reason) {
				t.Errorf("%s: %v", name, errs)
			}
			continue
		}
		if len(errs) > 0 || len(items) != 1 || strings.Join(got, "|") != want {
			t.Errorf("%s: %q, %v", name, got, errs)
		}
		laws.Reread(t, Format, items)
	}
}

// TestUnits: a character beyond the Basic Multilingual Plane counts two.
func TestUnits(t *testing.T) {
	items, errs := laws.Read(Format, []byte(`{"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaID":"_InitialView","sofaString":"👍 Ada"},{"%ID":2,"%TYPE":"custom.Span","@sofa":1,"begin":3,"end":6,"label":"actor","sure":true}]}`), "f.json")
	if len(errs) > 0 || items[0].Entries[0].Label != "actor" || format.Quote(items[0].Document, items[0].Entries[0]) != "Ada" {
		t.Errorf("%+v, %v", items, errs)
	}
	if odd := items[0].Unread; len(odd) != 1 || odd[0].Field != "custom.Span.sure" || !odd[0].Kept {
		t.Errorf("%+v", odd)
	}
}

func TestBadInput(t *testing.T) {
	const head = `{"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaID":"_InitialView","sofaString":"👍 Ada"},`
	for _, c := range []struct{ structure, want string }{
		{`{"%ID":2,"%TYPE":"a.B","@sofa":1,"begin":1,"end":3}`, "f.json:1: feature structure 2 (a.B): start 1: the offset is inside a character"},
		{`{"%ID":2,"%TYPE":"a.B","@sofa":1,"begin":0,"end":9}`, "f.json:1: feature structure 2 (a.B): end 9: the offset is outside the text"},
		{`{"%ID":2,"%TYPE":"gloss.Link","label":"x"}`, "@Governor: no reference"},
		{`{"%ID":2,"%TYPE":5}`, `feature structure 2: "%TYPE"`},
	} {
		items, errs := laws.Read(Format, []byte(head+c.structure+"]}"), "f.json")
		if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, %v; want %s", c.structure, items, errs, c.want)
		}
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

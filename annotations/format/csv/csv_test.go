package csv

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) {
	formattest.Run(t, Format)
}

func TestSuiteOfTabs(t *testing.T) {
	formattest.Run(t, TSV)
}

func TestGolden(t *testing.T) {
	laws.Golden(t, Format)
	laws.Golden(t, TSV)
}

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, "text,label\nAda,x\n", "id,text,start,end,label\n1,\"a\r\nb\",0,4,x\n1,,0,1,y\n", "text,ner\na,\"[{\"\"start\"\":0,\"\"end\"\":1,\"\"labels\"\":[\"\"x\"\"]}]\"\n")
}

// TestCells: whatever is in cells comes back, cell by cell.
func TestCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := []string{"a", `"`, ",", "\t", "\n", "\r\n", "\r", " ", "é", "=1"}
		cell := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 6), func(all []string) string { return strings.Join(all, "") })
		want := rapid.SliceOfN(cell, 17, 17).Draw(t, "cells")
		comma := rapid.SampledFrom([]byte{',', '\t'}).Draw(t, "comma")
		var b strings.Builder
		c := want
		(&writer{comma: comma}).row(&b, row{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13], c[14], c[15], c[16]})
		n := 0
		for got, err := range rows(strings.NewReader(b.String()), "f", comma) {
			if n++; err != nil || strings.Join(got.cells, "|") != strings.Join(want, "|") {
				t.Fatalf("%q became %q, %v", want, got.cells, err)
			}
		}
		if n != 1 {
			t.Fatalf("%d rows", n)
		}
	})
}

func said(items []format.Item) string {
	var all []string
	for _, it := range items {
		s := it.Document.Source + ":"
		for _, e := range it.Entries {
			s += " " + string(e.Label) + "=" + format.Quote(it.Document, e)
		}
		all = append(all, s)
	}
	return strings.Join(all, "|")
}

// TestOthers reads tables as other programs write them.
func TestOthers(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"labels of texts", "text,label\nAda ran,calm\nAda,\n", ": calm=|:"},
		{"the text in each row", "id,text,start,end,label\n1,Ada ran,0,3,actor\n1,Ada ran,4.0,7.0,act\n2,Bob,0,3,actor\n", "1: actor=Ada act=ran|2: actor=Bob"},
		{"UTF-16, as the quotes prove", "id,text,start,end,label,mention\n1,👍 Ada,3,6,actor,Ada\n", "1: actor=Ada"},
		{"a unit in the name", "text,start_utf16,end_utf16,label\n👍 Ada,3,6,actor\n", ": actor=Ada"},
		{"Label Studio", "text,id,label,annotator\n" + `"Ada ran",5,"[{""start"":0,""end"":3,""text"":""Ada"",""labels"":[""actor""]}]",a` + "\n", "5: actor=Ada"},
		{"a byte order mark", "\ufefftext,label\nAda,x\n", ": x="},
		{"parts", "text,start,end,label,parts\nAda ran home,0,12,x,0-3;8-12\n", ": x=Ada home"},
	} {
		items, errs := laws.Read(Format, []byte(c.file), "f.csv")
		if got := said(items); len(errs) > 0 || got != c.want {
			t.Errorf("%s: %s, %v; want %s", c.name, got, errs, c.want)
		}
		laws.Reread(t, Format, items)
	}
}

// TestConformance reads the tables of doccano's own tests.
func TestConformance(t *testing.T) {
	for name, want := range map[string]string{
		"text_classification/example.csv":                      ": positive=|:",
		"text_classification/example_out_of_order_columns.csv": ": positive=|:",
	} {
		items, errs := laws.Read(Format, laws.One(t, "doccano-fixtures/data_import/tests/data/"+name), name)
		if got := said(items); got != want {
			t.Errorf("%s: %s, %v", name, got, errs)
		}
		for _, err := range errs {
			if !strings.Contains(err.Error(), "there is no text for this row") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	_, errs := laws.Read(Format, laws.One(t, "doccano-fixtures/data_import/tests/data/text_classification/example.invalid.2.csv"), "f.csv")
	if len(errs) == 0 || errs[0].Error() != "f.csv:2: 3 cells under 2 names" {
		t.Errorf("a row that is too long: %v", errs)
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"a,b\n1,2\n", "f.csv:1: no column is called text"},
		{"text,start,end,label\nAda,0,x,y\n", `f.csv:2: end: "x" is not a whole number`},
		{"text,start,end,label\nAda,0,4,y\n", "f.csv:2: annotation 1 (y): end 4: the offset is outside the text (the text has 3 code points)"},
		{"text,start,end,label,quote\nAda,0,2,y,Ada\n", `f.csv:2: annotation 1 (y): code points 0 to 2 are "Ad", but the span says "Ada"`},
		{"text,label\n\"Ada\"x,y\n", `f.csv:2:6: 'x' after the quote that ends a cell`},
		{"text,label\n\"Ada", "f.csv:2:5: the file ends inside quotes"},
		{"text,label\nA\xffda,x\n", "not UTF-8"},
		{"id,text,start,end,label\n1,,0,1,x\n", "f.csv:2: there is no text for this row"},
		{"text,label,created_at\nAda,x,noon\n", `f.csv:2: created_at: "noon" is not a time`},
	} {
		items, errs := laws.Read(Format, []byte(c.file), "f.csv")
		if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%q: %v, %v; want %s", c.file, items, errs, c.want)
		}
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

package pages

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

// TestBeside reads annotations of texts in other files.
func TestBeside(t *testing.T) {
	files := fstest.MapFS{
		"a.jsonld": {Data: []byte(`[{"target":{"source":"https://example.org/t/ada","selector":{"type":"TextPositionSelector","start":0,"end":3}}},
{"target":{"source":"bo.txt","selector":{"type":"TextPositionSelector","start":0,"end":2}}},{"target":"cy"}]`)},
		"ada.txt": {Data: []byte("Ada ran")}, "bo.txt": {Data: []byte("Bo ran")},
	}
	var got []string
	for it, err := range readFolder(files) {
		if err != nil {
			got = append(got, err.Error())
		} else {
			got = append(got, it.Document.Source+"="+format.Quote(it.Document, it.Entries[0]))
		}
	}
	if want := "https://example.org/t/ada=Ada|bo.txt=Bo|a.jsonld:2: the text of cy is neither in the file nor beside it"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestZip reads the same folder in a zip.
func TestZip(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range map[string]string{
		"d/a.jsonld": `[{"target":{"source":"t","selector":{"type":"TextQuoteSelector","exact":"Ada"}}}]`, "d/t.txt": "Ada",
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	items, errs := formattest.Read(Format, b.Bytes())
	if len(errs) > 0 || len(items) != 1 || format.Quote(items[0].Document, items[0].Entries[0]) != "Ada" {
		t.Errorf("%+v, %v", items, errs)
	}
}

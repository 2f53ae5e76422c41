package uimaxmi

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format,
		`<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:x="http:///x.ecore"><x:A xmi:id="2" sofa="1" begin="0" end="1"/><x:B xmi:id="3" sofa="1" begin="0" end="1" Governor="2" Dependent="2"/><cas:Sofa xmi:id="1" sofaString="ab"/><cas:View sofa="1" members="2 3"/></xmi:XMI>`)
}

// TestCorpora reads files by others; those without a text are refused. What was
// read is written, and is then read as the same.
func TestCorpora(t *testing.T) {
	const corpora = "../../../../shared/corpora/"
	var files []string
	for _, pattern := range []string{"uima-cas/xmi/*.xmi", "uima-cas/json/*/*/*/*.xmi", "webanno-tsv/tsv3-suite/*/*.xmi"} {
		found, err := filepath.Glob(corpora + pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skipf("%s is not there", corpora)
	}
	read, spans := 0, 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		it, err := decode(file, string(b), nil)
		if err != nil {
			if !strings.Contains(err.Error(), "no text in it") {
				t.Error(err)
			}
			continue
		}
		read++
		spans += len(it.Entries)
		it.Document.Source, it.Document.Title = "1", "x"
		out, losses := formattest.Write(t, Format, it)
		back, errs := formattest.Read(Format, out)
		if len(losses) > 0 || len(errs) > 0 || len(back) != 1 {
			t.Fatalf("%s: %v, %v", file, losses, errs)
		}
		if diff := formattest.Diff(Format.Can, it, back[0]); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
	if read < 15 || spans < 20 {
		t.Errorf("%d documents with %d annotations of %d files", read, spans, len(files))
	}
}

func TestBad(t *testing.T) {
	const start = `<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:x="http:///x.ecore">` + "\n"
	const sofa = `<cas:Sofa xmi:id="1" sofaString="👍 a"/>` + "\n"
	for file, want := range map[string]string{
		"":                   "a.xmi:1: it is no XMI: there is nothing in it",
		"<a/>":               "a.xmi:1: it is no XMI: it begins with <a>",
		start:                "a.xmi:2:1: XML syntax error on line 2: unexpected EOF",
		start + "</xmi:XMI>": "a.xmi:2: it is no XMI: there is nothing in it",
		start + `<cas:Sofa xmi:id="1"/></xmi:XMI>`:                                                "a.xmi:2: there is no text in it: no Sofa has a sofaString",
		start + sofa + `<x:A xmi:id="2" sofa="1" begin="1" end="2"/></xmi:XMI>`:                   "a.xmi:3: x.A 2: 1: the offset is inside a character (the text has 4 UTF-16 code units)",
		start + sofa + `<x:A xmi:id="2" sofa="1" begin="0" end="9"/></xmi:XMI>`:                   "a.xmi:3: x.A 2: 9: the offset is outside the text (the text has 4 UTF-16 code units)",
		start + sofa + `<x:A xmi:id="2" sofa="1" begin="" end="9"/></xmi:XMI>`:                    `a.xmi:3: x.A 2: "" is no offset`,
		start + sofa + `<x:A xmi:id="2" begin="0" end="2" Governor="7" Dependent="8"/></xmi:XMI>`: "a.xmi:3: x.A 2 links what is not there",
	} {
		_, err := decode("a.xmi", file, nil)
		var about *format.Error
		if !errors.As(err, &about) || err.Error() != want {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
}

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

package biocxml

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
	"gloss/annotations/text"
)

// TestSuite is of the unit that is taken when quoted texts fit several: in another
// one, the round trip of a text that repeats itself may rightly be read otherwise.
func TestSuite(t *testing.T) {
	formattest.Run(t, Format)
}

// TestSuiteInUnits: the collection says what its offsets count, and so each unit
// comes back.
func TestSuiteInUnits(t *testing.T) {
	for _, u := range []format.Unit{format.UTF16, format.Byte} {
		t.Run(string(u), func(t *testing.T) { formattest.Run(t, Format.In(u)) })
	}
}

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format,
		`<collection><document><id>1</id><passage><offset>3</offset><text>👍 a</text><annotation id="1"><location offset="6" length="1"/><text>a</text></annotation></passage><relation id="r"><node refid="1"/><node refid="r"/></relation></document></collection>`)
}

func say(it format.Item) (all []string) {
	for _, e := range it.Entries {
		s := string(e.Label)
		for _, p := range e.Target.Parts {
			s += " " + it.Document.Text[p.Start:p.End]
		}
		all = append(all, s)
	}
	return all
}

// TestCorpora reads the file that the Python library is tested with.
func TestCorpora(t *testing.T) {
	const file = "../../../../shared/corpora/bioc/tests/bioc/everything.xml"
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not there", file)
	} else if err != nil {
		t.Fatal(err)
	}
	items, errs := formattest.Read(Format, b)
	if len(errs) > 0 || len(items) != 2 {
		t.Fatalf("%v, %v", items, errs)
	}
	if got, want := say(items[0]), []string{"relation", "relation", "annotation bc", "annotation fg", "annotation fg"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := say(items[1]), []string{"annotation bc", "annotation 测试"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(items[1].Unread) == 0 {
		t.Error("a relation of one node is passed over in silence")
	}
	out, losses := formattest.Write(t, Format, items...)
	back, errs := formattest.Read(Format, out)
	if len(losses) > 0 || len(errs) > 0 || len(back) != 2 || !slices.Equal(say(back[1]), say(items[1])) {
		t.Errorf("%v, %v, %v", losses, errs, back)
	}
}

// TestUnitSaid: where the quotes fit in two ways of counting, the collection's own
// word decides: here «0» stands at byte 6 and at code point 6.
func TestUnitSaid(t *testing.T) {
	for said, want := range map[string]text.Byte{"": 8, "UTF-8 byte": 6, "code point": 8, "nonsense": 8} {
		items, errs := formattest.Read(Format, []byte(`<collection><infon key="offsets">`+said+`</infon><document><id>1</id><passage><offset>0</offset><text>xéé10,000.5</text><annotation id="1"><location offset="6" length="1"/><text>0</text></annotation></passage></document></collection>`))
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		if got := items[0].Entries[0].Target.Parts[0].Start; got != want {
			t.Errorf("%q: byte %d, want %d", said, got, want)
		}
	}
}

// TestUnit: what offsets count is told by quotes.
func TestUnit(t *testing.T) {
	for unit, offset := range map[string]int{"code points": 5, "UTF-16": 6, "bytes": 8} {
		file := fmt.Sprintf(`<collection><document><id>1</id><passage><offset>3</offset><text>👍 a b</text><annotation id="1"><infon key="type">x</infon><location offset="%d" length="1"/><text>a</text></annotation></passage></document></collection>`, offset)
		items, errs := formattest.Read(Format, []byte(file))
		if len(errs) > 0 || len(items) != 1 || !slices.Equal(say(items[0]), []string{"x a"}) {
			t.Errorf("%s: %v, %v", unit, items, errs)
		}
	}
}

func TestBad(t *testing.T) {
	const start, end = "<collection>\n<document><id>1</id><passage><offset>3</offset><text>👍 a</text>\n", "\n</passage></document></collection>"
	for file, want := range map[string]string{
		"":       "a.xml:1:1: no BioC: there is no collection in it",
		"<html>": "a.xml:1:7: no BioC: it begins with <html>",
		start + `<annotation id="1"><location offset="1" length="1"/></annotation>` + end:               "a.xml:3: offset 1 is before the text",
		start + `<annotation id="1"><location offset="4" length="9"/></annotation>` + end:               "a.xml:3: annotation 1: end 10: the offset is outside the text (the text has 3 code points)",
		start + `<annotation id="1"><location offset="3" length="1"/><text>b</text></annotation>` + end: `a.xml:3: code points 0 to 1 are "👍", but the span says "b"`,
		start + `<relation id="1"><node refid="7"/><node refid="8"/></relation>` + end:                  `a.xml:3: relation 1: there is no "7"`,
		start: "a.xml:3:1: XML syntax error on line 3: unexpected EOF",
	} {
		n := 0
		for _, err := range Format.Read(strings.NewReader(file), "a.xml") {
			n++
			var about *format.Error
			if !errors.As(err, &about) || err.Error() != want {
				t.Errorf("%q: %v, want %s", file, err, want)
			}
		}
		if n != 1 {
			t.Errorf("%q: %d results", file, n)
		}
	}
}

func TestHead(t *testing.T) {
	out, _ := formattest.Write(t, Format.In(format.UTF16))
	if !bytes.Contains(out, []byte("UTF-16 code unit")) {
		t.Errorf("the file does not say what it counts:\n%s", out)
	}
}

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

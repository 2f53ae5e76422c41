package format_test

import (
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"gloss/annotations/format"
	"gloss/annotations/format/all"
)

// inUTF16 is a file as Windows saves it as "Unicode".
func inUTF16(body string, order binary.AppendByteOrder) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + body)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// TestItems: a file in UTF-16 is of the same format, and says the same, as in
// UTF-8, from a file and from a pipe.
func TestItems(t *testing.T) {
	for name, body := range map[string]string{
		"a.jsonl": `{"text":"👍 Ada","spans":[{"start":2,"end":5,"label":"actor"}]}` + "\n",
		"a.json":  `[{"data":{"text":"👍 Ada"},"annotations":[{"result":[{"from_name":"label","to_name":"text","type":"labels","value":{"start":2,"end":5,"text":"Ada","labels":["actor"]}}]}]}]`,
		"a.tsv":   "text\tstart\tend\tlabel\n👍 Ada\t2\t5\tactor\n",
		"a.conll": "👍 O\nAda B-actor\n",
		"a.txt":   "👍 Ada",
		"a.xml":   `<collection><source/><date/><key/><document><id>1</id><passage><offset>0</offset><text>👍 Ada</text></passage></document></collection>`,
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			file := inUTF16(body, order)
			kind, err := all.Formats.Detect(name, []byte(file))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for _, r := range []io.Reader{strings.NewReader(file), iotest.HalfReader(strings.NewReader(file))} {
				var got []format.Item
				for it, err := range kind.Items(r, name) {
					if err != nil {
						t.Errorf("%s as %s: %v", name, kind.Name, err)
					}
					got = append(got, it)
				}
				if len(got) != 1 || !strings.HasSuffix(got[0].Document.Text, "👍 Ada") {
					t.Errorf("%s as %s: %+v", name, kind.Name, got)
				}
			}
		}
	}
}

// TestHalves: half a pair, and half a unit, are told and not made up.
func TestHalves(t *testing.T) {
	for _, file := range []string{
		"\xff\xfe" + "\x3d\xd8" + "a\x00",
		"\xff\xfe" + "a\x00" + "b",
	} {
		text, err := all.Formats.Named("text")
		if err != nil {
			t.Fatal(err)
		}
		for it, err := range text.Items(strings.NewReader(file), "a.txt") {
			if err == nil || !strings.Contains(err.Error(), "not UTF-8") {
				t.Errorf("%q: %+v, %v", file, it, err)
			}
		}
	}
}

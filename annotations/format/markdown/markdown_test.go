package markdown

import (
	"testing"

	"gloss/annotations/format/formattest"
)

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, file, title, text, meta string }{
		{"marks are gone", "# Ada *ran*\n\nShe ran to [Rome](https://example.org) and\nback, `3 < 4`, 👍.\n", "Ada ran",
			"Ada ran\n\nShe ran to Rome and back, 3 < 4, 👍.", ""},
		{"fields", "---\ntitle: \"Ada’s run\"\ndate: 2026-11-23\n---\r\n\r\nShe ran.\n", "Ada’s run", "She ran.",
			`{"frontMatter":"title: \"Ada’s run\"\ndate: 2026-11-23"}`},
		{"a rule is no field", "---\n\nShe ran.\n", "f", "She ran.", ""},
		{"fields without an end", "---\na: b\n", "f", "a: b", ""},
		{"HTML", "She <b>ran</b>.<script>x</script>\n", "f", "She ran.", ""},
		{"a byte order mark", "\ufeff## B\n\nc", "B", "B\n\nc", ""},
	} {
		items, errs := formattest.Read(Format, []byte(c.file))
		if len(items) != 1 || len(errs) > 0 {
			t.Errorf("%s: %v, %v", c.name, items, errs)
			continue
		}
		if d := items[0].Document; d.Title != c.title || d.Text != c.text || string(d.Meta) != c.meta || d.Source != "f.md" {
			t.Errorf("%s: %+v\n%s", c.name, d, d.Meta)
		}
	}
}

func TestNothing(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"", "f.md: there is no text in it"},
		{"---\na: b\n---\n", "f.md: there is no text in it"},
		{"\xff", "f.md: byte 0 is not UTF-8"},
	} {
		if items, errs := formattest.Read(Format, []byte(c.file)); len(items) > 0 || len(errs) != 1 || errs[0].Error() != c.want {
			t.Errorf("%q: %v, %v", c.file, items, errs)
		}
	}
}

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, "---\ntitle: x\n---\n# a\n* b\n\n| c | d |\n|---|---|\n| e | f |\n", "<table><td>")
}

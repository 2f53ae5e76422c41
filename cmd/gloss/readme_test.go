package main

import (
	"flag"
	"os"
	"strings"
	"testing"

	"gloss/annotations/format/all"
	"gloss/app/editor"
)

// The tables of the README are written from the code with -update, and these
// tests fail when they differ.
var update = flag.Bool("update", false, "write the tables of the README")

// checkReadme compares what stands between <!-- name --> and <!-- /name --> in a file
// with what the code says.
func checkReadme(t *testing.T, name, want string) {
	const file = "../../README.md"
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	open, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, ok := strings.Cut(string(b), open)
	got, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for %s", file, name)
	}
	if got == want {
		return
	}
	if !*update {
		t.Errorf("%s: the table of %s is out of date; run the test with -update", file, name)
		return
	}
	if err := os.WriteFile(file, []byte(before+open+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestReadmeKeys keeps the table of keys in the README.
func TestReadmeKeys(t *testing.T) {
	var b strings.Builder
	b.WriteString("| Key | What it does |\n|---|---|\n")
	b.WriteString("| 1 – 9 | " + editor.DigitsDo + " |\n")
	for _, k := range editor.Keys {
		keys := strings.NewReplacer("mod", "Ctrl/⌘", "ArrowRight", "→", "ArrowLeft", "←", "ArrowUp", "↑", "ArrowDown", "↓").
			Replace(strings.Join(k.Keys, "` or `"))
		b.WriteString("| `" + keys + "` | " + k.Does + " |\n")
	}
	checkReadme(t, "keys", b.String())
}

// TestReadmeFormats keeps the table of formats in the README.
func TestReadmeFormats(t *testing.T) {
	var b strings.Builder
	b.WriteString("| Format | Name | Read | Written | Text | Overlap | Parts | Document labels | Links | Who | When | Inside words | Any label | Notes | Attributes | Document notes | Status |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	sign := func(ok bool) string {
		if ok {
			return "✓"
		}
		return "–"
	}
	for _, f := range all.Formats {
		c := f.Can
		cells := []string{f.Title, "`" + strings.Join(append([]string{f.Name}, f.Aliases...), "`, `") + "`"}
		for _, ok := range []bool{f.Read != nil, f.NewWriter != nil, c.Text, c.Overlap, c.Parts, c.Whole, c.Links, c.Authors, c.Times, c.SubToken, c.AnyLabel, c.Notes, c.Attributes, c.Comments || c.Work, c.Work} {
			cells = append(cells, sign(ok))
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	checkReadme(t, "formats", b.String())
}

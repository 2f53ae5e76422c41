package all

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/light"
)

// TestTable: names are unique, and every format can be read or written and says
// what it is.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range Formats.Names() {
		if seen[n] {
			t.Errorf("two formats are called %s", n)
		}
		seen[n] = true
	}
	for _, f := range Formats {
		if f.Read == nil && f.NewWriter == nil {
			t.Errorf("%s is neither read nor written", f.Name)
		}
		if f.Name == "" || f.Title == "" || f.Media == "" || !strings.HasPrefix(f.Extension, ".") {
			t.Errorf("%+v does not say what it is", f)
		}
		for _, e := range f.Endings {
			if e != strings.ToLower(e) || !strings.HasPrefix(e, ".") {
				t.Errorf("%s: %q is no ending", f.Name, e)
			}
		}
		if f.In != nil {
			if g := f.In(format.UTF16); g.Unit != format.UTF16 || g.Name != f.Name {
				t.Errorf("%s in UTF-16 is %s in %s", f.Name, g.Name, g.Unit)
			}
		}
	}
}

// TestLight: what the page links is in the table, in its order, and not heavy.
func TestLight(t *testing.T) {
	at := -1
	for _, l := range light.Formats {
		i := indexOf(l.Name)
		if i <= at {
			t.Errorf("%s is at %d, after %d", l.Name, i, at)
		}
		at = max(at, i)
		if l.Heavy != "" {
			t.Errorf("%s is heavy: %s", l.Name, l.Heavy)
		}
	}
}

func indexOf(name string) int { return indexIn(Formats, name) }

func indexIn(table format.Table, name string) int {
	for i, f := range table {
		if f.Name == name {
			return i
		}
	}
	return -1
}

// TestDetectOwn: a dataset is told for what it is, by its bytes and its
// ending.
func TestDetectOwn(t *testing.T) {
	for _, f := range Formats {
		if f.NewWriter == nil || f.Read == nil {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				it := formattest.ItemOf(f.Can).Draw(t, "item")
				if len(it.Entries) == 0 {
					return
				}
				var b bytes.Buffer
				w := f.NewWriter(&b)
				if l, ok := w.(format.Labelled); ok {
					l.SetLabels(formattest.Labels)
				}
				if _, err := w.Write(it); err != nil {
					t.Fatal(err)
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				got, err := Formats.Detect("x"+f.Extension, b.Bytes())
				if err != nil || got.Name != f.Name {
					t.Fatalf("taken for %q, %v:\n%s", got.Name, err, b.Bytes())
				}
			})
		})
	}
}

func TestNamed(t *testing.T) {
	for name, want := range map[string]string{"gloss": "gloss", "jsonl": "gloss", "conll": "conll2003", "w3c": "w3c", "txt": "text"} {
		if f, err := Formats.Named(name); err != nil || f.Name != want {
			t.Errorf("Named(%q) is %q, %v", name, f.Name, err)
		}
	}
	if _, err := Formats.Named("tarball"); err == nil || !strings.Contains(err.Error(), "jsonl") {
		t.Errorf("an unknown format: %v", err)
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct{ name, head, want string }{
		{"a.TXT", "Ada", "text"},
		{"b.jsonl", `{"text":"Ada"}`, "gloss"},
		{"c.json", `[{"text":"Ada","spans":[{"start":0,"end":3,"label":"x"}]}]`, "gloss"},
		{"c.json", "", "gloss"},
		{"f", `{"text":"Ada","spans":[{"start":0,"end":3,"label":"x"`, "gloss"},
		{"a.txt", "[actor]Ada[/actor] ran", "inline"},
		{"a.txt", "Ada [1] ran", "text"},
		{"a.md", "# Ada\n", "markdown"},
		{"a.html", "<p>Ada</p>", "html"},
		{"g.json", `[["Ada ran",{"entities":[[0,3,"x"]]}]]`, "spacy-json"},
		{"d.png", "\x89PNG", ""},
		{"e", "Ada", ""},
	} {
		f, err := Formats.Detect(c.name, []byte(c.head))
		if f.Name != c.want || (err == nil) != (c.want != "") {
			t.Errorf("Detect(%q, %q) is %q, %v", c.name, c.head, f.Name, err)
		}
	}
}

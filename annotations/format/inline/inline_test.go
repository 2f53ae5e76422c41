package inline

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

// say is a document as its text and its spans.
func say(it format.Item) string {
	all := []string{it.Document.Text}
	for _, e := range it.Entries {
		all = append(all, fmt.Sprintf("%s=%s", e.Label, format.Quote(it.Document, e)))
	}
	return strings.Join(all, "|")
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"brackets", "[PERSON]Ada[/PERSON] ran [sic] in [PLACE]Rome[/PLACE].\n", "Ada ran [sic] in Rome.|PERSON=Ada|PLACE=Rome"},
		{"angles", `<ENAMEX TYPE="PERSON">Ada</ENAMEX> &amp; <b>Bob</b> knew that 3 < 4 &lt; 5`, "Ada & Bob knew that 3 < 4 < 5|PERSON=Ada|b=Bob"},
		{"no entities in brackets", "[a]x &amp; y[/a]", "x &amp; y|a=x &amp; y"},
		{"nested", "[claim]he met [actor]Ada[/actor][/claim]", "he met Ada|claim=he met Ada|actor=Ada"},
		{"crossing", "<a>one <b>two</a> three</b>", "one two three|a=one two|b=two three"},
		{"the same inside", "[a]one [a]two[/a] three[/a]", "one two three|a=one two three|a=two"},
		{"a line each", "\ufeff[a]1[/a]\r\n[a]2[/a]\n", "1|a=1\n2|a=2"},
		{"blank lines between", "\n[a]1[/a]\nrest\n \n\n[a]2[/a]\n\n", "1\nrest|a=1\n2|a=2"},
		{"over lines", "a <x>b\nc</x>\n\nd", "a b\nc|x=b\nc\nd"},
		{"any script", "[บุคคล]นาย[/บุคคล]", "นาย|บุคคล=นาย"},
		{"no tags", "3 < 4 [1]", "3 < 4 [1]"},
	} {
		items, errs := laws.Read(Format, []byte(c.file), "f.txt")
		var got []string
		for _, it := range items {
			got = append(got, say(it))
			if len(it.Unread) > 0 {
				t.Errorf("%s: %v", c.name, it.Unread)
			}
		}
		if strings.Join(got, "\n") != c.want || len(errs) > 0 {
			t.Errorf("%s: %q, %v", c.name, got, errs)
		}
	}
}

// TestUnpaired: a tag without a partner stays in the text and is told, where it
// stands.
func TestUnpaired(t *testing.T) {
	items, errs := laws.Read(Format, []byte("x\n\n[a]1[/a] b\n2[/b] [a]3 [b][/b]"), "f.txt")
	if len(errs) > 0 || len(items) != 2 {
		t.Fatal(items, errs)
	}
	if got := say(items[1]); got != "1 b\n2[/b] [a]3 |a=1" {
		t.Errorf("%q", got)
	}
	want := "f.txt:4: [/b]: its partner is missing; it is read as text (kept as it is)\n" +
		"f.txt:4: [a]: its partner is missing; it is read as text (kept as it is)\n" +
		"f.txt:4: [b]: there is no text in it"
	var got []string
	for _, u := range items[1].Unread {
		got = append(got, u.String())
	}
	if strings.Join(got, "\n") != want {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// TestMarked: what is marked in a text with tags of either kind is found again,
// whatever stands around it.
func TestMarked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		can := format.Can{Overlap: true, SubToken: true}
		it := formattest.ItemOf(can).Draw(t, "item")
		body := strings.NewReplacer("\n", " ", "\r", " ", "<", "(", "[", "(", "\ufeff", "x").Replace(it.Document.Text)
		if strings.TrimSpace(body) == "" {
			return
		}
		angle := rapid.Bool().Draw(t, "angle")
		open, end, escape := "[%s]", "[/%s]", func(s string) string { return s }
		if angle {
			open, end = "<%s>", "</%s>"
			escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
		}
		// Each span with a name of its own, so that crossing ones can be told apart.
		var file strings.Builder
		want := []string{body}
		if len(body) != len(it.Document.Text) {
			return // a byte order mark was there, and offsets have moved
		}
		for at := 0; at <= len(body); at++ {
			for i, e := range it.Entries {
				if int(e.Target.Parts[0].End) == at {
					fmt.Fprintf(&file, end, fmt.Sprint("t", i))
				}
			}
			for i, e := range it.Entries {
				if int(e.Target.Parts[0].Start) == at {
					fmt.Fprintf(&file, open, fmt.Sprint("t", i))
				}
			}
			if at < len(body) {
				file.WriteString(escape(body[at : at+1]))
			}
		}
		if angle && len(it.Entries) == 0 {
			return // without tags nothing is escaped
		}
		for i, e := range it.Entries {
			p := e.Target.Parts[0]
			want = append(want, fmt.Sprintf("t%d=%s", i, body[p.Start:p.End]))
		}
		items, errs := laws.Read(Format, []byte(file.String()), "f.txt")
		if len(items) != 1 || len(errs) > 0 || say(items[0]) != strings.Join(want, "|") {
			t.Fatalf("%q\n%q\n%v %v", file.String(), want, items, errs)
		}
	})
}

// TestDetect: tags tell, HTML and plain text do not.
func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       format.Likelihood
	}{
		{"f.txt", "[PER]Ada[/PER] ran", format.Likely},
		{"f.txt", "<PER>Ada</PER> ran", format.Likely},
		{"f.txt", "<b>Ada</b> ran [1]", format.Never},
		{"f.html", "<P>Ada</P>", format.Never},
		{"f.txt", "Ada", format.Never},
	} {
		if got := Format.Detect(c.name, []byte(c.head)); got != c.want {
			t.Errorf("%s %q: %v", c.name, c.head, got)
		}
	}
}

// TestConformance reads Thai news: of each label as many spans as there are
// closing tags, but for the line that lacks one.
func TestConformance(t *testing.T) {
	b := laws.One(t, "thai-ner/model/1.5/test.txt")
	items, errs := laws.Read(Format, b, "test.txt")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	spans, told := 0, 0
	for _, it := range items {
		spans += len(it.Entries)
		told += len(it.Unread)
		for _, e := range it.Entries {
			if q := format.Quote(it.Document, e); strings.Contains(q, "[/") {
				t.Errorf("%s: %q has a tag in it", it.Document.Source, q)
			}
		}
	}
	if lines := strings.Count(string(b), "\n"); len(items) < lines || spans+told < strings.Count(string(b), "[/") {
		t.Errorf("%d documents of %d lines, %d spans and %d told of %d", len(items), lines, spans, told, strings.Count(string(b), "[/"))
	}
}

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, "[a]x[/a] <b c='d'>&amp;</b>\n\n[/a]")
}

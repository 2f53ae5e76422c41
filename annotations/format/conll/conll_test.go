package conll

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/tags"
	"gloss/annotations/text"
)

// in is a format with another scheme of tags.
func in(f format.Format, s tags.Scheme) format.Format {
	f.NewWriter = func(w io.Writer) format.Writer { return f.NewTagged(w, s) }
	return f
}

func write(t interface{ Fatal(...any) }, it format.Item) (string, []format.Loss) {
	var b bytes.Buffer
	w := Format.NewWriter(&b)
	losses, err := w.Write(it)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), losses
}

func TestSuite(t *testing.T) {
	all := []format.Format{Format, Format2002, FormatUP}
	for _, s := range tags.Schemes {
		all = append(all, in(Format, s), in(Format2002, s), in(FormatUP, s))
	}
	for _, f := range all {
		t.Run(f.Title, func(t *testing.T) { formattest.Run(t, f) })
	}
}

// TestLaws reads the columns as Python would: four of them, valid IOB2, all of
// the text but its blanks, and each annotation either there or reported.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := formattest.Item().Draw(t, "item")
		out, losses := write(t, it)
		var tokens strings.Builder
		before, spans := "O", 0
		for line := range strings.SplitSeq(strings.TrimSuffix(out, "\n"), "\n") {
			columns := strings.FieldsFunc(line, text.IsBlank)
			if len(columns) == 0 {
				before = "O"
				continue
			}
			if len(columns) != 4 {
				t.Fatalf("%q has %d columns", line, len(columns))
			}
			if columns[0] == "-DOCSTART-" {
				continue
			}
			tokens.WriteString(columns[0])
			tag := columns[3]
			switch {
			case strings.HasPrefix(tag, "B-"):
				spans++
			case strings.HasPrefix(tag, "I-"):
				if before[1:] != tag[1:] {
					t.Fatalf("%s follows on %s:\n%s", tag, before, out)
				}
			case tag != "O":
				t.Fatalf("%q is no tag", tag)
			}
			before = tag
		}
		want := strings.Map(func(r rune) rune {
			if text.IsBlank(r) {
				return -1
			}
			return r
		}, it.Document.Text)
		if tokens.String() != want {
			t.Fatalf("the tokens are %q, the text is %q", tokens.String(), want)
		}
		dropped := 0
		for _, l := range losses {
			if l.Kind == format.Dropped {
				dropped++
			}
		}
		if spans+dropped != len(it.Entries) {
			t.Fatalf("%d spans and %d dropped of %d annotations:\n%s", spans, dropped, len(it.Entries), out)
		}
	})
}

// TestReport: what is lost is named with its reason.
func TestReport(t *testing.T) {
	d := annotations.Document{Text: "Ada Lovelace’s mother\nran up to 10 miles"}
	entry := func(n byte, label string, parts ...text.Span) annotations.Entry {
		e := annotations.Entry{}
		e.ID.UUID[0] = n
		e.Label, e.Target.Parts = annotations.LabelID(label), parts
		return e
	}
	at := func(words string) text.Span {
		i := strings.Index(d.Text, words)
		return text.Span{Start: text.Byte(i), End: text.Byte(i + len(words))}
	}
	it := format.Item{Document: d, Entries: []annotations.Entry{
		entry(1, "actor", at("Ada Lovelace")),
		entry(2, "claim", at(d.Text)),
		entry(3, "a label", at("moth")),
		entry(4, "number", at("up"), at("10 miles")),
		entry(5, "topic"),
		entry(6, "number", at("10 miles")),
	}}
	out, losses := write(t, it)
	const want = `-DOCSTART- -X- -X- O

Ada -X- -X- B-actor
Lovelace -X- -X- I-actor
’s -X- -X- O
mother -X- -X- B-a_label

ran -X- -X- O
up -X- -X- O
to -X- -X- O
10 -X- -X- B-number
miles -X- -X- I-number

`
	if out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	var got []string
	for _, l := range losses {
		got = append(got, string(l.Kind)+" "+l.Label+": "+l.Reason)
	}
	for _, want := range []string{
		`dropped claim: a token has one label, and it overlaps another annotation: number "10 miles"`,
		`moved a label: to the edges of tokens: "mother"`,
		`renamed a label: a tag holds no blanks: a_label`,
		`dropped number: the format has no discontinuous spans`,
		`dropped topic: the format has no labels of a document as a whole`,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not in the report:\n%s", want, strings.Join(got, "\n"))
		}
	}
	if len(got) != 5 {
		t.Errorf("%d losses:\n%s", len(got), strings.Join(got, "\n"))
	}
}

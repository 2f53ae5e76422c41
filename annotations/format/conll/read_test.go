package conll

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
	"gloss/annotations/format/tags"
	"gloss/annotations/text"
)

func readAll(t interface{ Fatal(...any) }, f format.Format, file string) (items []format.Item) {
	for it, err := range f.Read(strings.NewReader(file), "a.conll") {
		if err != nil {
			t.Fatal(fmt.Sprintf("%v in\n%s", err, file))
		}
		items = append(items, it)
	}
	return items
}

func writeAll(t interface{ Fatal(...any) }, f format.Format, items ...format.Item) string {
	var b bytes.Buffer
	w := f.NewWriter(&b)
	for _, it := range items {
		if _, err := w.Write(it); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// spansOf lists the spans as label and place.
func spansOf(it format.Item) (all []string) {
	for _, e := range it.Entries {
		all = append(all, fmt.Sprint(e.Label, " ", e.Target.Parts))
	}
	return all
}

// TestRoundTrip: reading what was written gives the tokens, and the spans that
// were not reported as lost, in every scheme; CoNLL-U Plus the text besides.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := formattest.ItemOf(format.Can{Controls: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, SubToken: true, AnyLabel: true}).Draw(t, "item")
		scheme := rapid.SampledFrom(tags.Schemes).Draw(t, "scheme")
		for _, l := range []layout{columns2, columns4, plus} {
			f := map[layout]format.Format{columns2: Format2002, columns4: Format, plus: FormatUP}[l]
			f.NewWriter = func(w io.Writer) format.Writer { return newWriter(w, l, scheme) }
			var b bytes.Buffer
			w := format.Fit(f.Can, f.NewWriter(&b))
			losses, err := w.Write(it)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			back := readAll(t, f, b.String())
			if len(back) != 1 {
				t.Fatalf("%s: %d documents in\n%s", f.Name, len(back), b.String())
			}
			var want, got []string
			lost := map[string]bool{}
			for _, loss := range losses {
				lost[loss.Span] = lost[loss.Span] || loss.Kind == format.Dropped
			}
			tokens := format.Tokens(it.Document.Text)
			kept := it.Entries[:0:0]
			for _, e := range it.Entries {
				if !lost[e.ID.String()] {
					kept = append(kept, e)
				}
			}
			for _, e := range kept {
				from, to, _ := format.Cover(tokens, e.Target.Parts[0])
				want = append(want, fmt.Sprint(Tag(string(e.Label)), from, to))
			}
			backTokens := layerOf(back[0].Document).tokens(back[0].Document.Text, nil)
			for _, e := range back[0].Entries {
				from, to, exact := format.Cover(backTokens, e.Target.Parts[0])
				if !exact {
					t.Fatalf("%s: a span between tokens: %v", f.Name, e)
				}
				got = append(got, fmt.Sprint(e.Label, from, to))
			}
			if !slices.Equal(want, got) {
				t.Fatalf("%s in %s: %v, want %v:\n%s", f.Name, scheme, got, want, b.String())
			}
			if l == plus {
				a, b := it.Document, back[0].Document
				if a.Text != b.Text || a.Title != b.Title || a.Source != b.Source || a.ID != b.ID || string(a.Meta) != string(b.Meta) {
					t.Fatalf("%+v came back as %+v", a, b)
				}
			}
			if again := writeAll(t, f, back...); again != b.String() {
				t.Fatalf("%s: written again:\n%s\nwas\n%s", f.Name, again, b.String())
			}
		}
	})
}

func TestBlankDocument(t *testing.T) {
	d := annotations.Document{Text: " \n\t\r "}
	back := readAll(t, FormatUP, writeAll(t, FormatUP, format.Item{Document: d}))
	if len(back) != 1 || back[0].Document.Text != d.Text {
		t.Errorf("%+v", back)
	}
}

func TestReadColumns(t *testing.T) {
	const file = "\ufeff-DOCSTART- -X- O O\n\nEU NNP I-NP I-ORG\nrejects VBZ I-VP O\n\nPeter NNP I-NP I-PER\nBlackburn NNP I-NP I-PER\nAda NNP I-NP B-PER\n \t\n-DOCSTART- -X- O O\n\nOn CD _ O\n"
	items := readAll(t, Format, file)
	if len(items) != 2 {
		t.Fatalf("%d documents", len(items))
	}
	if got := items[0].Document.Text; got != "EU rejects\nPeter Blackburn Ada" {
		t.Errorf("the text is %q", got)
	}
	if got, want := spansOf(items[0]), []string{"ORG [{0 2}]", "PER [{11 26}]", "PER [{27 30}]"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if l := layerOf(items[0].Document); l.Scheme != "IOB1" || l.Columns["2"] != "NNP VBZ NNP NNP NNP" {
		t.Errorf("%+v", l)
	}
	if got := writeAll(t, in(Format, tags.IOB1), items[0]); !strings.Contains(got, "EU NNP I-NP I-ORG\n") || !strings.Contains(got, "Ada NNP I-NP B-PER\n") {
		t.Errorf("written again:\n%s", got)
	}
}

func TestReadPlus(t *testing.T) {
	const file = `# global.columns = ID FORM UPOS SEM:NER MISC
# newdoc id = weather
# text = Il va au lac.
1	Il	PRON	O	_
2	va	VERB	O	_
3-4	au	_	_	_
3	à	ADP	O	_
4	le	DET	B-LOC	_
5	lac	NOUN	I-LOC	SpaceAfter=No
5.1	x	NOUN	O	_
6	.	PUNCT	O	_

1	Oui	INTJ	O	SpaceAfter=No|Lang=fr
2	!	PUNCT	O	_
`
	items := readAll(t, FormatUP, file)
	if len(items) != 1 {
		t.Fatalf("%d documents", len(items))
	}
	d := items[0].Document
	if d.Text != "Il va au lac.\nOui!" || d.Source != "weather" {
		t.Errorf("%+v", d)
	}
	if got, want := spansOf(items[0]), []string{"LOC [{6 12}]"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestBad(t *testing.T) {
	for _, c := range []struct {
		f    format.Format
		file string
		want string
		good int
	}{
		{Format, "EU B-ORG\nword\n", `a.conll:2: a token without a tag: "word"`, 0},
		{Format, "-DOCSTART- O\n\nEU B-ORG\na b O\n\n-DOCSTART- O\n\nEU B-ORG\n", "a.conll:4: 3 columns, but 2 before", 1},
		{Format, "EU B-ORG\na\xff O\n", "a.conll:2:2: not UTF-8", 0},
		{FormatUP, "# global.columns = ID FORM GLOSS:NE\n1\tEU\n\n", "a.conll:2: 2 columns, but 3 are declared", 0},
		{FormatUP, "# global.columns = ID GLOSS:NE\n1\tO\n\n", "a.conll:2: no column is called FORM", 0},
		{FormatUP, "# global.columns = ID FORM GLOSS:NE\n# text = a c\n1\ta\tO\n2\tb\tO\n\n", `a.conll:4: the token "b" does not come next in the text of the sentence`, 0},
		{FormatUP, "# gloss = {\n", "a.conll:1:11: unexpected end of JSON input", 0},
	} {
		var errs []string
		good := 0
		for _, err := range c.f.Read(strings.NewReader(c.file), "a.conll") {
			var about *format.Error
			switch {
			case err == nil:
				good++
			case !errors.As(err, &about):
				t.Errorf("%q: an error without a place: %v", c.file, err)
			default:
				errs = append(errs, err.Error())
			}
		}
		if len(errs) != 1 || errs[0] != c.want || good != c.good {
			t.Errorf("%q: %q and %d documents, want %q and %d", c.file, errs, good, c.want, c.good)
		}
	}
}

// TestCorpora: what was read from files of others is written with the same
// tokens and tags, and says the same when it is read again.
func TestCorpora(t *testing.T) {
	const corpora = "../../../../shared/corpora/"
	for _, file := range []string{
		"conll-wnut17/wnut17train.conll", "conll-wnut17/emerging.dev.conll",
		"spacy/extra/example_data/ner_example_data/ner-token-per-line.iob",
		"spacy/extra/example_data/ner_example_data/ner-token-per-line-conll2003.iob",
	} {
		b, err := os.ReadFile(corpora + file)
		if errors.Is(err, os.ErrNotExist) {
			t.Skipf("%s is not there", corpora)
		} else if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			var want []string
			for line := range strings.Lines(string(b)) {
				if cols := split(strings.TrimRight(line, "\n")); len(cols) > 0 && cols[0] != docstart {
					want = append(want, cols[0]+" "+cols[len(cols)-1])
				}
			}
			items := readAll(t, Format, string(b))
			var got []string
			for line := range strings.Lines(writeAll(t, Format2002, items...)) {
				if cols := split(strings.TrimRight(line, "\n")); len(cols) > 0 && cols[0] != docstart {
					got = append(got, cols[0]+" "+cols[1])
				}
			}
			if !slices.Equal(got, want) {
				for i := range min(len(got), len(want)) {
					if got[i] != want[i] {
						t.Fatalf("token %d is %q, not %q", i, got[i], want[i])
					}
				}
				t.Fatalf("%d tokens, want %d", len(got), len(want))
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a B-x\nb I-x\n\n-DOCSTART- O\n\nc O\n", false)
	f.Add("# global.columns = ID FORM GLOSS:NE MISC\n# newdoc id = 1\n# text = a  b\n1-2\ta\t_\t_\n1\tx\tB-x\tSpacesBefore=\\s\n2\tb\tO\tSpacesAfter=\\n\n", true)
	f.Fuzz(func(t *testing.T, file string, isPlus bool) {
		fm := Format
		if isPlus {
			fm = FormatUP
		}
		for it, err := range fm.Read(strings.NewReader(file), "a") {
			if err != nil {
				continue
			}
			if err := text.Validate(it.Document.Text); err != nil {
				t.Fatal(err)
			}
			for _, e := range it.Entries {
				e.ID = annotations.NewID[annotations.Annotation]()
				if err := e.Check(it.Document.Text); err != nil {
					t.Fatalf("%v: %v", e, err)
				}
			}
			writeAll(t, fm, it)
		}
	})
}

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       string
	}{
		{"a.conll", "EU NNP I-NP B-ORG\n", "conll2003"},
		{"a.conll", "EU\tB-ORG\n\t\nx\tO\n", "conll2002"},
		{"a.txt", "EU B-ORG\nx O\ny O\n", "conll2002"},
		{"a.txt", "World War I\nBegan in 1914 O\n", ""},
		{"a.conllup", "# global.columns = ID FORM\n", "conllup"},
		{"a.txt", "# global.columns = ID FORM\n", "conllup"},
		{"a.conll", "-DOCSTART- -X- -X- O\n", "conll2003"},
		{"a.conll", "EU LOC\n", ""},
	} {
		got := ""
		for _, f := range []format.Format{Format, Format2002, FormatUP} {
			if f.Detect(c.name, []byte(c.head)) > format.Never {
				got += f.Name
			}
		}
		if got != c.want {
			t.Errorf("%s %q is %q, want %q", c.name, c.head, got, c.want)
		}
	}
}

func TestGolden(t *testing.T) {
	for _, f := range []format.Format{Format, Format2002, FormatUP} {
		laws.Golden(t, f)
	}
}

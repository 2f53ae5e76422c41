package webanno

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format,
		"#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Span|value\n#T_RL=x.Rel|label|BT_x.Span\n\n\n#Text=a b\n1-1\t0-1\ta\tA[1]|B[2]\t_\t_\t\n1-1.1\t0-0\t\t*\t_\t_\t\n1-2\t2-3\tb\tA[1]\tr\t1-1[2_1]\t\n",
		files["typed"], files["stacked"], files["open"], files["chains"])
}

// TestCorpora reads the suite of INCEpTION and holds texts and places of spans
// against the XMI that says what they mean.
func TestCorpora(t *testing.T) {
	const suite = "../../../../shared/corpora/webanno-tsv/tsv3-suite"
	cases, err := filepath.Glob(suite + "/*/reference.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Skipf("%s is not there", suite)
	}
	for _, file := range cases {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			it, err := decode(file, string(b), nil)
			if err != nil {
				t.Fatal(err)
			}
			var cas struct {
				Sofa struct {
					Text string `xml:"sofaString,attr"`
				} `xml:"Sofa"`
			}
			x, err := os.ReadFile(strings.TrimSuffix(file, "tsv") + "xmi")
			if errors.Is(err, os.ErrNotExist) {
				return
			} else if err != nil {
				t.Fatal(err)
			}
			if err := xml.Unmarshal(x, &cas); err != nil {
				t.Fatal(err)
			}
			if it.Document.Text != strings.TrimRight(cas.Sofa.Text, " \n") {
				t.Errorf("the text is %q, not %q", it.Document.Text, cas.Sofa.Text)
			}
		})
	}
}

func TestRead(t *testing.T) {
	const file = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Span|value\n#T_CH=x.Chain|a|b\n#T_RL=x.Rel|label|BT_x.Span\n\n\n" +
		"#Text=👍 loves Her\n1-1\t0-2\t👍\tA[1]|B\\_[2]\t_\t_\t_\t_\t\n1-2\t3-8\tloves\tA[1]\t*->1-1\t*[1]\tlikes\t1-1[2_1]\t\n1-3\t9-12\tHer\t_\t_\t_\t_\t_\t\n1-3.1\t9-10\tH\t*\t_\t_\t_\t_\t\n"
	it, err := decode("a.tsv", file, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range it.Entries {
		got = append(got, fmt.Sprint(e.Label, e.Target.Parts))
	}
	if want := []string{"likes[]", "A[{0 10}]", "B_[{0 4}]", "Span[{11 12}]"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(it.Unread) != 1 || it.Unread[0].Field != "x.Chain" {
		t.Errorf("%v", it.Unread)
	}
	if it.Entries[0].Target.From != it.Entries[2].ID || it.Entries[0].Target.To != it.Entries[1].ID {
		t.Errorf("the link is %+v", it.Entries[0])
	}
}

func TestBad(t *testing.T) {
	const head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Span|value\n\n\n#Text=👍 a\n"
	for file, want := range map[string]string{
		"x":                                 "a.tsv:1: it does not begin with #FORMAT=WebAnno TSV 3",
		head + "1-1\t0-1\t👍\t_\t\n":         "a.tsv:6: the offset is inside a character",
		head + "1-1\t0-2\t👍\t\n":            "a.tsv:6: 3 columns, but the layers have 4",
		head + "1-1\t0-2\tb\t_\t\n":         `a.tsv:6: UTF-16 units 0 to 2 are "👍", not "b"`,
		head + "1-1\t2-0\tb\t_\t\n":         `a.tsv:6: "2-0" is not START-END`,
		"#FORMAT=WebAnno TSV 3.3\n#T_SP=\n": `a.tsv:2: "#T_SP=" is no layer`,
	} {
		_, err := decode("a.tsv", file, nil)
		var about *format.Error
		if !errors.As(err, &about) || err.Error() != want {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
}

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

// TestOld: files of the versions before offsets are told from tables, and what to do
// with them is said.
func TestOld(t *testing.T) {
	for _, file := range []string{
		"#id=1\n#text=Ada ran .\n1\tAda\t_\tB-PER\t_\n",
		"\ufeff # webanno.custom.Claim | value # webanno.custom.Source | value\r\n#id=1\r\n#text=Ada\r\n1-1\tAda\tB-x\t_\t\r\n",
	} {
		if Format.Detect("a.tsv", []byte(file)) != format.Certain {
			t.Errorf("%q is not taken for WebAnno TSV", file)
		}
		items, errs := laws.Read(Format, []byte(file), "a.tsv")
		if len(items) > 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), "a.tsv:1: WebAnno TSV 1 or 2") {
			t.Errorf("%q: %v, %v", file, items, errs)
		}
	}
	for _, file := range []string{"# a comment\nAda\tB-x\n", "#id=1\nAda\tB-x\n", "start\tend\tlabel\n"} {
		if Format.Detect("a.tsv", []byte(file)) != format.Never {
			t.Errorf("%q is taken for WebAnno TSV", file)
		}
	}
}

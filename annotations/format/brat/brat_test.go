package brat

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
)

type fatal interface{ Fatal(...any) }

func write(t fatal, items ...format.Item) (fs.FS, []format.Loss) {
	var b bytes.Buffer
	w := Format.NewWriter(&b)
	var losses []format.Loss
	for _, it := range items {
		l, err := w.Write(it)
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, l...)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return z, losses
}

func readAll(t fatal, fsys fs.FS) (items []format.Item) {
	for it, err := range readFS(fsys) {
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, it)
	}
	return items
}

func body(t fatal, fsys fs.FS, name string) string {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func sameLines(a, b string) bool { return slices.Equal(sorted(a), sorted(b)) }

func sorted(s string) (all []string) {
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimRight(line, " \t\r"); line != "" {
			all = append(all, line)
		}
	}
	slices.Sort(all)
	return all
}

// TestCorpora: files by others are written again line for line, in another order.
func TestCorpora(t *testing.T) {
	const corpora = "../../../../shared/corpora/brat-examples"
	if _, err := os.Stat(corpora); errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not there", corpora)
	}
	fsys := os.DirFS(corpora)
	items := readAll(t, fsys)
	if len(items) < 120 {
		t.Fatalf("%d documents", len(items))
	}
	out, losses := write(t, items...)
	for _, l := range losses {
		t.Errorf("%+v", l)
	}
	spans := 0
	for _, it := range items {
		spans += len(it.Entries)
		name := it.Document.Source
		if a, b := body(t, fsys, name+".txt"), body(t, out, name+".txt"); a != b {
			t.Errorf("the text of %s is another", name)
		}
		a, err := fs.ReadFile(fsys, name+".ann")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if b := body(t, out, name+".ann"); !sameLines(string(a), b) {
			t.Fatalf("%s was\n%s\nand is now\n%s", name, strings.Join(sorted(string(a)), "\n"), strings.Join(sorted(b), "\n"))
		}
	}
	if spans < 3500 {
		t.Errorf("only %d annotations", spans)
	}
}

var pair = fstest.MapFS{
	"d/a.txt": {Data: []byte("👍 Ada met\nBo Li in Rome")},
	"d/a.ann": {Data: []byte("T1\tPer 2 5\tAda\nT2\tPer 10 12;13 15\tBo Li\nT3\tMeet 6 9\tmet\nT4\tLoc 19 23\tRome\n" +
		"E1\tMeet:T3 Who:T1 Who2:T2\nA1\tSure E1 High\nR1\tKnows Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes A1\thm\n*\tEquiv T1 T2\n")},
}

// TestEdited: what was kept follows what happens to annotations.
func TestEdited(t *testing.T) {
	it := readAll(t, pair)[0]
	if len(it.Entries) != 7 { // four spans, two roles and a relation
		t.Fatalf("%+v", it.Entries)
	}
	for i := range it.Entries {
		if it.Entries[i].Label == "Meet" {
			it.Entries[i].Label = "Talk"
		}
	}
	it.Entries = slices.DeleteFunc(it.Entries, func(e annotations.Entry) bool {
		return len(e.Target.Parts) > 0 && strings.HasPrefix(it.Document.Text[e.Target.Parts[0].Start:], "Bo")
	})
	out, losses := write(t, it)
	const want = "T1\tPer 2 5\tAda\nT3\tTalk 6 9\tmet\nT4\tLoc 19 23\tRome\nE1\tTalk:T3 Who:T1\nA1\tSure E1 High\n#1\tAnnotatorNotes A1\thm\n"
	if got := body(t, out, "d/a.ann"); !sameLines(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(losses) != 2 { // two links to what is not there
		t.Errorf("%+v", losses)
	}
}

func TestMergesLineEnds(t *testing.T) {
	files := fstest.MapFS{"a.txt": {Data: []byte("Bo\nLi x")}, "a.ann": {Data: []byte("T1\tPer 0 2;3 5\tBo Li\nT2\tPer 0 2;6 7\tBo x\n")}}
	it := readAll(t, files)[0]
	if got := fmt.Sprint(it.Entries[0].Target.Parts, it.Entries[1].Target.Parts); got != "[{0 5}] [{0 2} {6 7}]" {
		t.Error(got)
	}
}

func TestUnit(t *testing.T) {
	files := fstest.MapFS{"a.txt": {Data: []byte("👍 Ada")}, "a.ann": {Data: []byte("T1\tPer 3 6\tAda\n")}}
	it := readAll(t, files)[0]
	if got := linesOf(it.Document).Unit; got != "UTF-16" || it.Entries[0].Target.Parts[0].Start != 5 {
		t.Errorf("the unit is %q: %+v", got, it.Entries)
	}
}

func TestBad(t *testing.T) {
	for ann, want := range map[string]string{
		"T1\tPer 2 5\tAda\nT2\tPer 3 9\tBo\n":  `a.ann:2: T2: the text there is "da met", not "Bo"`,
		"T1\tPer 2 99\tAda\n":                  "a.ann:1: T1: offset 99: the offset is outside the text (the text has 23 code points)",
		"T1\tPer 5 2\tAda\n":                   "a.ann:1: T1: 5 to 2: the offset is outside the text",
		"T1 Per 2 5 Ada\n":                     "a.ann:1: there is no tab in it",
		"T1\tPer 2\tAda\n":                     `a.ann:1: "2" is not START END`,
		"T1\tPer 2 5\tAda\nT1\tPer 6 9\tmet\n": "a.ann:2: T1 is there twice",
		"E1\tMeet:T9\n":                        "a.ann:1: there is no T9",
		"T1\tPer 2 5\tAda\nR1\tX Arg1:T1\n":    `a.ann:2: "X Arg1:T1" is not TYPE ROLE:ID ROLE:ID`,
		"X1\tPer 2 5\tAda\n":                   `a.ann:1:1: "X" begins no kind of annotation`,
		"A1\tSure\n":                           `a.ann:1: "Sure" is about nothing`,
	} {
		files := fstest.MapFS{"a.txt": pair["d/a.txt"], "a.ann": {Data: []byte(ann)}}
		for it, err := range readFS(files) {
			if err == nil || err.Error() != want || it.Entries != nil {
				t.Errorf("%q: %v, want %s", ann, err, want)
			}
		}
	}
	for _, err := range readFS(fstest.MapFS{"b.ann": {Data: []byte("x")}}) {
		if err == nil {
			t.Error("an .ann without a .txt is fine")
		}
	}
	for _, err := range Format.Read(strings.NewReader("T1\tPer 2 5\tAda\n"), "a.ann") {
		if err == nil || !strings.Contains(err.Error(), "a.ann: it is read with the text that it is about") {
			t.Error(err)
		}
	}
}

func TestSchema(t *testing.T) {
	const conf = "# x\n[entities]\nPer|Person\n\tBoy\n!Thing\n<M>=a|b\n[relations]\nKnows Arg1:Per, Arg2:<ENTITY>\nEquiv Arg1:Per, Arg2:Per, <REL-TYPE>:symmetric-transitive\n" +
		"Knows Arg1:Boy, Arg2:Per\n[events]\nMeet\tWho*:Per|Boy, Where?:<ANY>, <X>:y\n[attributes]\nSure Arg:<EVENT>, Value:High|Low|<M>\nNot\tArg:<ANY>\n"
	const visual = "[labels]\nPer | Person | P\n[drawing]\nPer\tbgColor:red | x\n"
	s := ParseSchema(conf, visual, nil)
	var got []string
	for _, l := range s.Labels {
		got = append(got, fmt.Sprintf("%s %s %q %v %v", l.Kind, l.Name, l.About, l.From, l.To))
	}
	for _, a := range s.Attributes {
		got = append(got, fmt.Sprint(a.Kind, a.Name, a.On, a.Options))
	}
	want := []string{
		` Per "Person" [] []`, ` Boy "" [] []`, ` Meet "" [] []`, `link Knows "" [Per Boy] [Per Boy]`, `link Who "" [Meet] [Per Boy]`, `link Where "" [Meet] []`,
		"choiceSure[Meet] [{High High} {Low Low} {a a} {b b}]", "flagNot[] []",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant\n%q", got, want)
	}
}

// TestSchemaRoundTrip: what brat can say of a schema is read as it was written.
func TestSchemaRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s annotations.SchemaFile
		var spans []annotations.LabelID
		for i, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(formattest.Labels), 1, 5, rapid.ID).Draw(t, "labels") {
			l := annotations.Label{ID: annotations.LabelID(name), Name: name, Hue: i}
			if len(spans) > 0 && rapid.Bool().Draw(t, "link") {
				l.Kind = annotations.LinkLabel
				l.From = rapid.SliceOfNDistinct(rapid.SampledFrom(spans), 0, 2, rapid.ID).Draw(t, "from")
				l.To = rapid.SliceOfNDistinct(rapid.SampledFrom(spans), 0, 2, rapid.ID).Draw(t, "to")
			} else {
				spans = append(spans, l.ID)
			}
			s.Labels = append(s.Labels, l)
		}
		for i, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"amount", "how sure", "名", "Negation"}), 0, 3, rapid.ID).Draw(t, "attributes") {
			a := annotations.Attribute{ID: annotations.AttributeID(name), Name: name, Place: i, Kind: rapid.SampledFrom(annotations.AttributeKinds).Draw(t, "kind")}
			a.On = rapid.SliceOfNDistinct(rapid.SampledFrom(spans), 0, 2, rapid.ID).Draw(t, "on")
			if a.Kind == annotations.ChoiceAttribute || a.Kind == annotations.ChoicesAttribute {
				a.Options = []annotations.Option{{ID: "high", Name: "high"}, {ID: "名", Name: "名"}}
			}
			s.Attributes = append(s.Attributes, a)
		}
		d := annotations.Document{ID: annotations.NameID[annotations.Document](formattest.Project.UUID, "d"), Text: "x"}
		out, _ := write(t, format.Item{Document: d, Schema: &s})
		back := readAll(t, out)[0].Schema
		// brat has the labels of spans before those of links.
		slices.SortStableFunc(s.Labels, func(a, b annotations.Label) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
		for i := range s.Labels {
			s.Labels[i].Hue = i
		}
		if diff := cmp.Diff(s, *back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s", diff, body(t, out, schemaFile))
		}
	})
}

// TestEvents: what only events say is of events in the schema that is written, and
// reads as it did.
func TestEvents(t *testing.T) {
	const conf = "[entities]\nPer\nLoc\n[relations]\nKnows\tArg1:Per, Arg2:Per\n[events]\nMeet\tWho*:Per\n[attributes]\nSure\tArg:<EVENT>, Value:High|Low\n"
	files := fstest.MapFS{"d/a.txt": pair["d/a.txt"], "d/a.ann": pair["d/a.ann"], "d/annotation.conf": {Data: []byte(conf)}}
	items := readAll(t, files)
	out, _ := write(t, items...)
	const want = "[entities]\nPer\nLoc\n\n[relations]\nKnows\tArg1:Per, Arg2:Per\nEquiv\tArg1:<ANY>, Arg2:<ANY>, <REL-TYPE>:symmetric-transitive\n\n" +
		"[events]\nMeet\tWho*:Per\n\n[attributes]\nSure\tArg:Meet, Value:High|Low\n"
	if got := body(t, out, schemaFile); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if diff := cmp.Diff(items[0].Schema, readAll(t, out)[0].Schema); diff != "" {
		t.Error(diff)
	}
}

// TestAttributes: they are values, those of an event of its trigger, and so are
// notes; hard ones come back too.
func TestAttributes(t *testing.T) {
	it := readAll(t, pair)[0]
	for i := range it.Entries {
		e := &it.Entries[i]
		switch e.Label {
		case "Meet":
			if e.Value("Sure") != "High" {
				t.Errorf("%+v", e)
			}
			e.Values = nil
		case "Loc":
			e.Note = "why?\n\t“x”"
			e.Values = []annotations.Value{{Attribute: "Big", Text: annotations.Yes}, {Attribute: "how", Text: `"x y" `}}
		}
	}
	out, losses := write(t, it)
	for _, line := range []string{"A2\tBig T4", `A3` + "\thow T4 " + `"\"x y\" "`, `#2` + "\tAnnotatorNotes T4\t" + `"why?\n\t“x”"`} {
		if !strings.Contains(body(t, out, "d/a.ann"), line+"\n") {
			t.Errorf("%q is not in\n%s", line, body(t, out, "d/a.ann"))
		}
	}
	if strings.Contains(body(t, out, "d/a.ann"), "Sure") || len(losses) > 0 {
		t.Errorf("%v\n%s", losses, body(t, out, "d/a.ann"))
	}
	if diff := formattest.Diff(Format.Can, it, readAll(t, out)[0]); diff != "" {
		t.Error(diff)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("👍 Ada met\nBo Li in Rome", string(pair["d/a.ann"].Data))
	f.Add("x", "T1\tA 0 0\t\nE1\tA:T1 R:E1\nR1\tX Arg1:E1 Arg2:T1\nA1\tS R1\n")
	f.Add("xy", "T1\tA 0 1\tx\nA1\tS T1 a b\nM1\tN T1\nA2\tS T1 c\n#1\tAnnotatorNotes T1\tn\n#2\tAnnotatorNotes T1\t\"m\"\n")
	f.Fuzz(func(t *testing.T, txt, ann string) {
		files := fstest.MapFS{"a.txt": {Data: []byte(txt)}, "a.ann": {Data: []byte(ann)}}
		for it, err := range readFS(files) {
			if err != nil {
				continue
			}
			for _, e := range it.Entries {
				if err := e.Check(txt); err != nil && len(e.Target.Parts) > 0 {
					t.Fatalf("%v: %v", e, err)
				}
			}
			write(t, it)
		}
	})
}

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

package hfparquet

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func FuzzRead(f *testing.F) { formattest.Fuzz(f, Format) }

// TestSchema holds the numbers of columns, which rows are put together by,
// against the schema.
func TestSchema(t *testing.T) {
	var got []string
	for _, p := range schema.Columns() {
		got = append(got, strings.Join(p, "."))
	}
	want := make([]string, columns)
	for column, name := range map[int]string{
		idColumn: "id", labelsColumn: "labels.list.element", metaColumn: "meta", tagsColumn: "ner_tags.list.element", sourceColumn: "source",
		spanEndColumn: "spans.list.element.end", spanLabelColumn: "spans.list.element.label", spanStartColumn: "spans.list.element.start",
		textColumn: "text", titleColumn: "title", tokensColumn: "tokens.list.element",
	} {
		want[column] = name
	}
	if !slices.Equal(got, want) {
		t.Errorf("the columns are %q, want %q", got, want)
	}
}

// TestTags: the tags are those of the spans that do not overlap, and their names
// are in the metadata in the order of the schema.
func TestTags(t *testing.T) {
	d := annotations.Document{Text: "Ada Li ran"}
	entry := func(label annotations.LabelID, end int) annotations.Entry {
		e := annotations.Entry{}
		e.Label, e.Target = label, annotations.On(0, 0)
		e.Target.Parts[0].End += 3
		if end > 3 {
			e.Target.Parts[0].End += 3
		}
		return e
	}
	var b bytes.Buffer
	w := newWriter(&b)
	w.SetLabels([]string{"claim", "actor"})
	if _, err := w.Write(format.Item{Document: d, Entries: []annotations.Entry{entry("actor", 6)}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	table, err := open(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got := table.names["ner_tags"]; !slices.Equal(got, []string{"O", "B-claim", "I-claim", "B-actor", "I-actor"}) {
		t.Errorf("the classes are %q", got)
	}
	for cells, err := range table.rows() {
		if got := fmt.Sprint(cells["ner_tags"], cells["tokens"], err); got != "[3 4 0] [Ada Li ran] <nil>" {
			t.Error(got)
		}
	}
}

// TestTokens reads the usual shape: tokens and classes, and no text.
func TestTokens(t *testing.T) {
	type row struct {
		Tokens []string `parquet:"tokens,list"`
		Tags   []int32  `parquet:"ner_tags,list"`
		Other  string   `parquet:"other"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b, parquet.KeyValueMetadata("huggingface",
		`{"info":{"features":{"ner_tags":{"feature":{"names":["O","B-PER","I-PER"],"_type":"ClassLabel"},"_type":"List"}}}}`))
	if _, err := w.Write([]row{{[]string{"Ada", "Li", "ran"}, []int32{1, 2, 0}, "x"}, {[]string{"a"}, []int32{7}, "y"}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	items, errs := formattest.Read(Format, b.Bytes())
	if len(items) != 1 || items[0].Document.Text != "Ada Li ran" || len(items[0].Entries) != 1 || fmt.Sprint(items[0].Entries[0].Label, items[0].Entries[0].Target.Parts) != "PER[{0 6}]" {
		t.Errorf("%+v", items)
	}
	if len(items) == 1 && (len(items[0].Unread) != 1 || items[0].Unread[0].Field != "other") {
		t.Errorf("%v", items[0].Unread)
	}
	if len(errs) != 1 || errs[0].Error() != "f.parquet: row 2: token 1 has the class 7 of 3 that have names" {
		t.Errorf("%v", errs)
	}
}

func TestBad(t *testing.T) {
	for _, file := range []string{"", "PAR1", "PAR1 and nothing", strings.Repeat("x", 100)} {
		_, errs := formattest.Read(Format, []byte(file))
		var about *format.Error
		if len(errs) != 1 || !errors.As(errs[0], &about) {
			t.Errorf("%q: %v", file, errs)
		}
	}
}

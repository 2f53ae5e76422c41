package hfparquet

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func FuzzRead(f *testing.F) { formattest.Fuzz(f, Format) }

// TestShredded: what a row is taken apart into is put together as it was: lists that
// are empty, have one element or several, one in another.
func TestShredded(t *testing.T) {
	value := func(name, value string) any { return map[string]any{"name": name, "value": value} }
	span := func(parts, values []any) any {
		return map[string]any{"id": "i", "label": "l", "annotator": "", "created_at": "", "note": "n", "start": int64(1), "end": int64(2), "text": "x", "parts": parts, "attributes": values}
	}
	want := map[string]any{
		"id": "1", "source": "", "title": "t", "text": "Ada", "meta": "", "tokens": []any{"Ada", "ran"}, "ner_tags": []any{int64(1), int64(0)}, "labels": []any{},
		"spans": []any{
			span([]any{[]any{int64(1), int64(2)}, []any{int64(3), int64(4)}}, []any{}),
			span([]any{}, []any{value("a", "b"), value("a", "c")}),
			span([]any{[]any{}}, []any{value("", "")}),
		},
		"links": []any{map[string]any{"id": "i", "label": "l", "annotator": "", "created_at": "", "note": "", "from": "a", "to": "b", "attributes": []any{value("x", "y")}}},
	}
	var b bytes.Buffer
	w := newWriter(&b)
	for range 3 {
		if err := w.columns(lists(want).(map[string]any)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	table, err := open(&b)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range table.rows() {
		if err != nil {
			t.Fatal(err)
		}
		got, err := table.fields(row, true)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-written +read):\n%s", err, diff)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d rows were read", n)
	}
}

// lists has lists for what is written in the place of slices, which are read.
func lists(v any) any {
	switch v := v.(type) {
	case []any:
		return each(slices.Values(v), lists)
	case map[string]any:
		group := map[string]any{}
		for name, field := range v {
			group[name] = lists(field)
		}
		return group
	}
	return v
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
	for row, err := range table.rows() {
		if err != nil {
			t.Fatal(err)
		}
		cells, err := table.fields(row, true)
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
	if len(items) == 1 && string(items[0].Document.Meta) != `{"other":"x"}` {
		t.Errorf("other columns: %s", items[0].Document.Meta)
	}
	if len(errs) != 1 || errs[0].Error() != "f.parquet: row 2: token 1 has the class 7 of 3 that have names" {
		t.Errorf("%v", errs)
	}
}

// TestOthers reads what others write: levels that are never missing, numbers of other
// kinds, and what is not UTF-8.
func TestOthers(t *testing.T) {
	type entity struct {
		Start int32   `parquet:"start"`
		End   int32   `parquet:"end"`
		Label string  `parquet:"label"`
		Score float64 `parquet:"score"`
	}
	type row struct {
		ID       int64    `parquet:"id"`
		Text     string   `parquet:"text"`
		Entities []entity `parquet:"entities,list"`
		Year     *int32   `parquet:"year,optional"`
		Good     bool     `parquet:"good"`
	}
	year := int32(2026)
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b)
	if _, err := w.Write([]row{
		{7, "Ada ran", []entity{{0, 3, "actor", 0.5}, {4, 7, "deed", 1}}, &year, true},
		{8, "\xff", nil, nil, false},
		{9, "Ada", []entity{{0, 9, "actor", 1}}, nil, false},
		{10, "Ada", nil, nil, false},
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	items, errs := formattest.Read(Format, b.Bytes())
	var got []string
	for _, it := range items {
		s := it.Document.Source + " " + it.Document.Text
		for _, e := range it.Entries {
			s += " " + string(e.Label) + "=" + format.Quote(it.Document, e)
		}
		got = append(got, s)
	}
	if want := []string{"7 Ada ran actor=Ada deed=ran", "10 Ada"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	if len(items) > 0 && (!strings.Contains(string(items[0].Document.Meta), `"good":true`) || !strings.Contains(string(items[0].Document.Meta), `"score":0.5`)) {
		t.Errorf("other columns: %s", items[0].Document.Meta)
	}
	var wrong []string
	for _, err := range errs {
		wrong = append(wrong, err.Error())
	}
	if want := []string{`f.parquet: row 2: "text": byte 0 is not UTF-8`, "f.parquet: row 3: annotation 1 (actor): end 9: the offset is outside the text (the text has 3 code points)"}; !slices.Equal(wrong, want) {
		t.Errorf("%q, not %q", wrong, want)
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

// TestNoBounds: no text is in the file once more as the least or the greatest of its
// column, where it would be of no use, and Arrow would not read it.
func TestNoBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var body strings.Builder
	for body.Len() < 1<<20 {
		fmt.Fprintf(&body, "%08x ", r.Uint32())
	}
	file, _ := formattest.Write(t, Format, format.Item{Document: annotations.Document{Text: body.String(), Source: "long"}})
	if len(file) > 3*body.Len() {
		t.Errorf("a file of %d bytes for a text of %d", len(file), body.Len())
	}
}

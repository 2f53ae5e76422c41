package convert

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/most"
)

// TestThereAndBack: a project goes through the other program as it would have
// gone straight into the format, losses and all, and comes back as it was read.
func TestThereAndBack(t *testing.T) {
	for _, f := range most.Formats {
		if f.NewWriter == nil || f.Read == nil || f.Name == "gloss" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				items := rapid.SliceOfN(formattest.Item(), 0, 3).Draw(t, "items")
				lines, _ := formattest.Write(t, gloss.Format, items...)
				straight, losses := formattest.Write(t, f, items...)
				var out, report bytes.Buffer
				a, err := Write(most.Formats, bytes.NewReader(lines), f.Name, formattest.Labels, annotations.SchemaFile{}, &out, &report, func(int) {})
				if err != nil {
					t.Fatal(err)
				}
				lost := 0
				for _, n := range a.Lost {
					lost += n
				}
				var told struct{ Losses []format.Loss }
				if err := json.Unmarshal(report.Bytes(), &told); err != nil || len(told.Losses) != len(losses) || lost != len(losses) || len(items) != a.Documents {
					t.Fatalf("%+v, but %d documents with %v\n%s (%v)", a, len(items), losses, report.Bytes(), err)
				}
				// Spans, labels and links may stand in another order.
				var back bytes.Buffer
				b, err := Read(most.Formats, bytes.NewReader(out.Bytes()), "f"+f.Extension, f.Name, &back, func(int) {})
				want, errs := formattest.Read(f, straight)
				if err != nil || len(errs) != b.Wrong || b.Documents != len(want) {
					t.Fatalf("%+v, %v; straight %d documents, %v", b, err, len(want), errs)
				}
				got, errs := formattest.Read(gloss.Format, back.Bytes())
				for i := range want {
					if diff := formattest.Diff(f.Can, want[i], got[i]); diff != "" || len(errs) > 0 {
						t.Fatalf("%v\n%s", errs, diff)
					}
				}
			})
		})
	}
}

// TestFinds: the format is found out, and what is wrong is told with its place.
func TestFinds(t *testing.T) {
	file := `{"text":"Ada ran","entities":[{"id":1,"start_offset":0,"end_offset":3,"label":"x"}],"relations":[]}` + "\n{}\n"
	var out bytes.Buffer
	calls := 0
	a, err := Read(most.Formats, strings.NewReader(file), "f.jsonl", "", &out, func(int) { calls++ })
	if err != nil || a.Format != "doccano" || a.Documents != 1 || a.Spans != 1 || calls != 1 || a.Wrong != 1 || !strings.HasPrefix(a.Errors[0], "f.jsonl:2: ") {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := Read(most.Formats, strings.NewReader("x"), "f.png", "", &out, func(int) {}); err == nil {
		t.Error("a picture is read")
	}
	if _, err := Write(most.Formats, strings.NewReader("oops"), "csv", nil, annotations.SchemaFile{}, &out, &out, func(int) {}); err == nil {
		t.Error("what is no JSON is written")
	}
}

// TestSchema: it goes out with a dataset, and comes in again beside it.
func TestSchema(t *testing.T) {
	schema := annotations.SchemaFile{Labels: annotations.Schema{{ID: "1", Name: "unused"}}}
	lines := `{"id":"x","title":"t","text":"Ada ran","spans":[]}` + "\n"
	var out, report, back bytes.Buffer
	if _, err := Write(most.Formats, strings.NewReader(lines), "brat", nil, schema, &out, &report, func(int) {}); err != nil {
		t.Fatal(err)
	}
	a, err := Read(most.Formats, bytes.NewReader(out.Bytes()), "f.zip", "brat", &back, func(int) {})
	if err != nil || len(a.Schemas) != 1 || a.Schemas[0].Labels[0].Name != "unused" {
		t.Errorf("%+v, %v", a, err)
	}
}

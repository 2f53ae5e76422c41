package chat

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/internal/laws"
	"gloss/annotations/text"
)

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

func TestGolden(t *testing.T) { laws.Golden(t, Format) }

func FuzzRead(f *testing.F) {
	formattest.Fuzz(f, Format, `{"messages":[{"role":"user","content":"aaa"},{"role":"assistant","content":"{\"spans\":[{\"text\":\"aa\",\"label\":\"x\",\"occurrence\":2}]}"}]}`,
		`{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"[]"}]}`, `{"input":"a","output":"{}"}`)
}

// TestPlaces holds the count against looking at every offset, in any order, before there
// is an index and after.
func TestPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "aa", "b", "é", "👍", "👍👍"}), 1, 10).Draw(t, "text"), "")
		at := map[string][]text.Byte{}
		quotes := []string{"a", "aa", "aba", "é", "👍", "👍👍"}
		for _, q := range quotes {
			for i := range body {
				if strings.HasPrefix(body[i:], q) {
					at[q] = append(at[q], text.Byte(i))
				}
			}
		}
		p := newPlaces(body)
		for range rapid.IntRange(1, 20).Draw(t, "asked") {
			if rapid.IntRange(0, 9).Draw(t, "much was read") == 0 {
				p.read += readings * len(body)
			}
			q := rapid.SampledFrom(quotes).Draw(t, "quote")
			n := rapid.IntRange(1, len(at[q])+1).Draw(t, "number")
			got, there, ok := p.number(q, n)
			if n > len(at[q]) {
				if ok || there != len(at[q]) {
					t.Fatalf("%q in %q: %d of %d", q, body, there, len(at[q]))
				}
				continue
			}
			start := at[q][n-1]
			if want := (text.Span{Start: start, End: start + text.Byte(len(q))}); !ok || got != want || p.until(q, start) != n {
				t.Fatalf("occurrence %d of %q in %q: %v, %v, want %v, which is number %d", n, q, body, got, ok, want, p.until(q, start))
			}
		}
	})
}

// TestManyQuotes: a long text in which each span quotes something else is not read as
// often as it has spans.
func TestManyQuotes(t *testing.T) {
	var b strings.Builder
	var entries []annotations.Entry
	for i := range 20_000 {
		start := b.Len()
		fmt.Fprintf(&b, "name%d", i)
		var e annotations.Entry
		e.Label, e.Target.Parts = "actor", []text.Span{{Start: text.Byte(start), End: text.Byte(b.Len())}}
		entries = append(entries, e)
		b.WriteString(" went home. ")
	}
	p := newPlaces(b.String())
	look := p.again()
	for _, e := range entries {
		if _, err := spanOf(p, look, e); err != nil {
			t.Fatal(err)
		}
	}
	if most := (readings + 2) * b.Len(); p.read > most {
		t.Errorf("%d bytes were read of a text of %d", p.read, b.Len())
	}
}

// TestShapes reads the conversations of other programs.
func TestShapes(t *testing.T) {
	reply, _ := json.Marshal("```json\n{\"spans\":[{\"text\":\"Ada\",\"label\":\"actor\",\"occurrence\":2}]}\n```")
	list, _ := json.Marshal(`[{"text":"Ada","label":"actor","occurrence":2}]`)
	for _, line := range []string{
		`{"messages":[{"role":"system","content":"x"},{"role":"user","content":"Ada, Ada"},{"role":"assistant","content":` + string(reply) + `}]}`,
		`{"messages":[{"role":"user","content":[{"type":"text","text":"Ada, "},{"type":"text","text":"Ada"}]},{"role":"assistant","content":` + string(list) + `}]}`,
		`{"conversations":[{"from":"human","value":"Ada, Ada"},{"from":"gpt","value":` + string(list) + `}]}`,
		`{"instruction":"x","input":"Ada, Ada","output":` + string(list) + `}`,
	} {
		items, errs := laws.Read(Format, []byte(line), "f.jsonl")
		if len(errs) > 0 || len(items[0].Entries) != 1 || items[0].Entries[0].Target.Parts[0] != (text.Span{Start: 5, End: 8}) {
			t.Errorf("%s: %+v, %v", line, items, errs)
		}
	}
}

// TestInstruction: the labels of the schema are part of it.
func TestInstruction(t *testing.T) {
	var b strings.Builder
	w := Format.NewWriter(&b)
	w.(format.Labelled).SetLabels([]string{"actor", "a label"})
	if _, err := w.Write(laws.Sample()[1]); err != nil {
		t.Fatal(err)
	}
	if want := `The labels are [\"actor\",\"a label\"].`; !strings.Contains(b.String(), want) {
		t.Errorf("%s is not in %s", want, b.String())
	}
}

// TestAsked: of a schema the instruction says what each label is of, in all records.
func TestAsked(t *testing.T) {
	var b strings.Builder
	w := Format.NewWriter(&b)
	items := laws.Sample()
	items[0].Schema = &annotations.SchemaFile{Labels: annotations.Schema{
		{ID: "a", Name: "actor"}, {ID: "w", Name: "war", Kind: annotations.WholeLabel}, {ID: "s", Name: "says", Kind: annotations.LinkLabel},
	}}
	for _, it := range items {
		if _, err := w.Write(it); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{`The labels are [\"actor\"].`, `from [\"war\"]`, `counted from 0, and \"label\", from [\"says\"]`} {
		if strings.Count(b.String(), want) != 2 {
			t.Errorf("%s is not twice in %s", want, b.String())
		}
	}
}

// TestUnknown: what an answer says besides is kept, and told.
func TestUnknown(t *testing.T) {
	const line = `{"input":"Ada","output":"{\"spans\":[{\"text\":\"Ada\",\"label\":\"x\",\"occurrence\":1,\"why\":\"name\"}],\"mood\":\"calm\"}"}`
	items, errs := laws.Read(Format, []byte(line), "f.jsonl")
	if len(errs) > 0 || len(items[0].Unread) != 2 || !strings.Contains(string(items[0].Document.Meta), `"mood":"calm"`) || !strings.Contains(string(items[0].Document.Meta), `"why":"name"`) {
		t.Errorf("%+v, %v", items, errs)
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct{ text, reply, want string }{
		{"Ada", `{"spans":[{"text":"Bob","label":"x","occurrence":1}]}`, `f.jsonl:1: span 1 (x): "Bob" does not stand in the text`},
		{"Ada", `{"spans":[{"text":"Ada","label":"x","occurrence":2}]}`, `f.jsonl:1: span 1 (x): "Ada" stands in the text 1 times, not 2`},
		{"Ada", `I cannot`, "f.jsonl:1: the answer: not the JSON of spans: invalid character"},
		{"", `{}`, "f.jsonl:1: there is no text of a user"},
		{"Ada", `{"spans":[{"text":"Ada","occurrence":1}]}`, "no label"},
		{"Ada", `{"spans":[],"links":[{"from":0,"to":0,"label":"x"}]}`, `it links "S0", which is not there`},
	} {
		line, _ := json.Marshal(map[string]any{"messages": []message{{"user", c.text}, {"assistant", c.reply}}})
		items, errs := laws.Read(Format, line, "f.jsonl")
		if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: %v, %v; want %s", line, items, errs, c.want)
		}
	}
	items, errs := laws.Read(Format, []byte(`{"input":"Ada, Ada","output":"[{\"text\":\"Ada\",\"label\":\"x\"}]"}`), "f.jsonl")
	if len(errs) > 0 || len(items[0].Unread) != 1 {
		t.Errorf("a quote that stands in two places: %+v, %v", items, errs)
	}
}

// TestLinksToNowhere: a link whose end is not in the item is a loss, not an error.
func TestLinksToNowhere(t *testing.T) {
	laws.Dangling(t, Format)
}

package gloss

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/formattest"
)

func write(t interface{ Fatal(...any) }, items ...format.Item) []byte {
	var b bytes.Buffer
	w := Format.NewWriter(&b)
	for _, it := range items {
		losses, err := w.Write(it)
		if err != nil {
			t.Fatal(err)
		}
		if len(losses) > 0 {
			t.Fatal("our own format lost something: ", losses)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readAll(b []byte, name string) (items []format.Item, errs []error) {
	for it, err := range Format.Read(bytes.NewReader(b), name) {
		if err != nil {
			errs = append(errs, err)
		} else {
			items = append(items, it)
		}
	}
	return items, errs
}

func TestSuite(t *testing.T) { formattest.Run(t, Format) }

// TestRoundTrip: what is written is read as it was, in JSON Lines and in a JSON
// file that holds an array over many lines.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(formattest.Item(), 0, 3).Draw(t, "items")
		lines := write(t, want...)
		values := []json.RawMessage{}
		for line := range bytes.Lines(lines) {
			values = append(values, bytes.Clone(line))
		}
		array, err := json.MarshalIndent(values, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		for name, file := range map[string][]byte{"x.jsonl": lines, "bom.jsonl": append([]byte("\ufeff"), lines...), "x.json": array} {
			got, errs := readAll(file, name)
			if len(errs) > 0 {
				t.Fatalf("%s: %v\n%s", name, errs, file)
			}
			ignore := cmp.Options{
				cmpopts.IgnoreFields(annotations.Document{}, "Project", "Added"),
				cmpopts.IgnoreFields(annotations.Entry{}, "Stamp"),
				cmpopts.EquateEmpty(),
				cmpopts.SortSlices(func(a, b annotations.Entry) bool { return a.ID.String() < b.ID.String() }),
			}
			for i := range got {
				got[i].Document.Meta = compact(got[i].Document.Meta)
			}
			if diff := cmp.Diff(want, got, ignore); diff != "" {
				t.Fatalf("%s:\n%s", name, diff)
			}
		}
	})
}

func compact(b json.RawMessage) json.RawMessage {
	var out bytes.Buffer
	_ = json.Compact(&out, b)
	return out.Bytes()
}

// TestBadInput: each error says where and what, and the lines around it come in.
func TestBadInput(t *testing.T) {
	const good = `{"text":"Ada ran","spans":[{"start":0,"end":3,"label":"actor","text":"Ada"}]}`
	for _, c := range []struct{ name, line, where, what string }{
		{"not JSON", `{"text":"x",}`, "f.jsonl:2:13", "invalid character"},
		{"cut off", `{"text":"x`, "f.jsonl:2:10", "unexpected end"},
		{"not UTF-8", "{\"text\":\"caf\xe9\"}", "f.jsonl:2:13", "not UTF-8"},
		{"no text", `{"title":"x"}`, "f.jsonl:2", `no "text"`},
		{"text of another type", `{"text":5}`, "f.jsonl:2", `"text"`},
		{"a span past the end", `{"text":"né","spans":[{"start":0,"end":3,"label":"x"}]}`, "f.jsonl:2", "end 3: the offset is outside the text (the text has 2 code points)"},
		{"a span before the start", `{"text":"n","spans":[{"start":-1,"end":1,"label":"x"}]}`, "f.jsonl:2", "start -1"},
		{"an empty span", `{"text":"n","spans":[{"start":1,"end":1,"label":"x"}]}`, "f.jsonl:2", "empty"},
		{"a span the wrong way round", `{"text":"abc","spans":[{"start":2,"end":1,"label":"x"}]}`, "f.jsonl:2", "not in the text"},
		{"half a span", `{"text":"n","spans":[{"start":0,"label":"x"}]}`, "f.jsonl:2", "belong together"},
		{"no label", `{"text":"n","spans":[{"start":0,"end":1}]}`, "f.jsonl:2", "no label"},
		{"offsets in UTF-16", `{"text":"👍 Ada","spans":[{"start":3,"end":6,"label":"x","text":"Ada"}]}`, "f.jsonl:2", "outside the text"},
		{"another text", `{"text":"👍 Ada ran","spans":[{"start":3,"end":6,"label":"x","text":"Ada"}]}`, "f.jsonl:2", `"da ", but the span says "Ada"`},
		{"half a surrogate pair", `{"text":"\ud83d ran"}`, "f.jsonl:2", "surrogate"},
		{"the other half", `{"text":"\\\udc4d"}`, "f.jsonl:2", "surrogate"},
		{"a list", `[1]`, "f.jsonl:2", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			items, errs := readAll([]byte(good+"\n"+c.line+"\n\n"+good+"\n"), "f.jsonl")
			if len(items) != 2 {
				t.Errorf("%d good lines came in, want 2", len(items))
			}
			if len(errs) != 1 {
				t.Fatalf("errors %v, want one", errs)
			}
			var at *format.Error
			if !errors.As(errs[0], &at) || !strings.HasPrefix(errs[0].Error(), c.where+": ") || !strings.Contains(errs[0].Error(), c.what) {
				t.Errorf("got %v, want %s and %s", errs[0], c.where, c.what)
			}
		})
	}
}

func TestBadJSONFile(t *testing.T) {
	items, errs := readAll([]byte("[\n  {\"text\": \"one\"},\n  {\"text\": \"two\",\n   oops}\n]"), "f.json")
	if len(items) != 1 || len(errs) != 1 || !strings.HasPrefix(errs[0].Error(), "f.json:4:4: ") {
		t.Errorf("%d items, %v", len(items), errs)
	}
	if items, errs := readAll([]byte("{\n \"text\": \"pair \\ud83d\\udc4d\"\n}"), "f.json"); len(items) != 1 || items[0].Document.Text != "pair 👍" {
		t.Errorf("a document over several lines: %v, %v", items, errs)
	}
}

func TestUnknownFieldsAreKept(t *testing.T) {
	items, errs := readAll([]byte(`{"id":7,"text":"x","lang":"en","meta":{"a":1}}`), "f.jsonl")
	if len(errs) > 0 || items[0].Document.Source != "7" || string(items[0].Document.Meta) != `{"a":1,"lang":"en"}` {
		t.Errorf("%+v, %v", items, errs)
	}
}

// FuzzRead: whatever is read can be written, and is then read as the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"text":"Ada 👍","spans":[{"start":0,"end":3,"label":"actor"}],"x":1}`), true)
	f.Add([]byte("[{\"text\":\"a\"},\n{\"text\":\"\\ud83d\"}]"), false)
	f.Fuzz(func(t *testing.T, b []byte, lines bool) {
		name := "f.json"
		if lines {
			name = "f.jsonl"
		}
		items, _ := readAll(b, name)
		for i := range items {
			for j := range items[i].Entries {
				items[i].Entries[j].ID = annotations.NameID[annotations.Annotation](items[i].Document.ID.UUID, string(rune(j)))
			}
		}
		once := write(t, items...)
		again, errs := readAll(once, "again.jsonl")
		if len(errs) > 0 || len(again) != len(items) {
			t.Fatalf("%d items were written, %d read: %v\n%s", len(items), len(again), errs, once)
		}
		if twice := write(t, again...); !bytes.Equal(once, twice) {
			t.Fatalf("written:\n%s\nand again:\n%s", once, twice)
		}
	})
}

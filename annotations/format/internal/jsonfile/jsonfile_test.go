package jsonfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func collect(file, name string) (got []string) {
	for v, err := range Values(strings.NewReader(file), name) {
		if err != nil {
			got = append(got, "! "+err.Error())
		} else {
			got = append(got, fmt.Sprintf("%d %s", v.Line, v.Bytes))
		}
	}
	return got
}

func TestValues(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"f.jsonl", "\ufeff1\r\n\n 2 \n", "1 1|3 2"},
		{"f.jsonl", "1\n{\"a\":}\n3", "1 1|! f.jsonl:2:6: invalid character '}' looking for beginning of value|3 3"},
		{"f.jsonl", "  [1,\n{\"a\":2}]", "1 1|2 {\"a\":2}"},
		{"f.jsonl", "{\n\"a\":1}\n{\"a\":2}", "1 {\n\"a\":1}|3 {\"a\":2}"},
		{"f.json", "1 2\n3", "1 1|1 2|2 3"},
		{"f.json", "[1,\n  x]", "1 1|! f.json:2:3: invalid character 'x' looking for beginning of value"},
		{"f.json", "[1,", "1 1|! f.json:1:4: unexpected EOF"},
		{"f.jsonl", "\"\xff\"\n2", "! f.jsonl:1:2: not UTF-8|2 2"},
		{"f.json", "[\"a\n\xff\"]", "! f.json:1:4: invalid character '\\n' in string literal"},
		{"f.jsonl", `"\ud83d\udc4d"` + "\n" + `"\ud83d"` + "\n" + `"\\ud83d"`, `1 "\ud83d\udc4d"|! f.jsonl:2: half of a surrogate pair (\ud800 to \udfff alone): not a character|3 "\\ud83d"`},
		{"f.jsonl", "", ""},
	} {
		if got := strings.Join(collect(c.file, c.name), "|"); got != c.want {
			t.Errorf("%s %q:\n%s\nnot\n%s", c.name, c.file, got, c.want)
		}
	}
}

func TestElements(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{`{"a":1,"x":[2,` + "\n3]}", "1 2|2 3"},
		{`{"x":5}`, `! f:1:7: "x" is not an array`},
		{`[1]`, "! f:1: not a JSON object"},
		{`{"a":1}`, `! f:1: no "x"`},
		{`{"x":[1]`, "1 1|! f:1:9: unexpected EOF"},
	} {
		head := map[string]json.RawMessage{}
		var got []string
		for v, err := range Elements(strings.NewReader(c.file), "f", "x", head) {
			if err != nil {
				got = append(got, "! "+err.Error())
			} else {
				got = append(got, fmt.Sprintf("%d %s", v.Line, v.Bytes))
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %s", c.file, strings.Join(got, "|"))
		}
	}
}

// TestLinesAreForgotten: a long array is read with the lines of one element in
// memory, and the last line is still known.
func TestLinesAreForgotten(t *testing.T) {
	const n = 100_000
	file := "[\n" + strings.Repeat("1,\n", n) + "x]"
	d := newDecoder(strings.NewReader(file), "f")
	yield := func(Value, error) bool { return true }
	d.token(yield)
	most := 0
	var last error
	d.elements(func(_ Value, err error) bool {
		most, last = max(most, len(d.lines.ends)), err
		return true
	})
	if most > 10_000 {
		t.Errorf("%d lines were remembered at once", most)
	}
	if want := fmt.Sprintf("f:%d:1: ", n+2); last == nil || !strings.HasPrefix(last.Error(), want) {
		t.Errorf("%v, want %s", last, want)
	}
}

func FuzzValues(f *testing.F) {
	f.Add([]byte("[1,\n2]"), "f.json")
	f.Add([]byte("{}\n{"), "f.jsonl")
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		for v, err := range Values(bytes.NewReader(b), name) {
			if err == nil && !json.Valid(v.Bytes) {
				t.Fatalf("%q is not JSON", v.Bytes)
			}
		}
	})
}

package jsonfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"gloss/annotations/format"
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
		{`{"x":5}`, `! f:1:6: "x" is not an array`},
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

// TestBeyondTheWindow: values that are longer than what is read at once, and lines and
// columns behind them.
func TestBeyondTheWindow(t *testing.T) {
	long := `{"a":"` + strings.Repeat(`\\\"é\u00e9`, 30_000) + `","b":[` + strings.Repeat("1,\n", 30_000) + `2]}`
	for _, r := range []io.Reader{strings.NewReader("[\n" + long + ",\n" + long + ",\n 12345 x]"), iotest.OneByteReader(strings.NewReader("[\n" + long + ",\n" + long + ",\n 12345 x]"))} {
		var got []string
		for v, err := range Values(r, "f") {
			if err != nil {
				got = append(got, err.Error())
				continue
			}
			if v.Line < 60_000 && string(v.Bytes) != long {
				t.Fatalf("line %d: %d bytes", v.Line, len(v.Bytes))
			}
			got = append(got, fmt.Sprint(v.Line))
		}
		if want := "2,30003,60004,f:60004:8: invalid character 'x' after array element"; strings.Join(got, ",") != want {
			t.Errorf("%q, want %s", got, want)
		}
	}
}

// TestTooLong: no value is held that is longer than a record may be.
func TestTooLong(t *testing.T) {
	file := io.MultiReader(strings.NewReader(`["`), io.LimitReader(endless{}, format.MaxRecord+1), strings.NewReader(`"]`))
	for _, err := range Values(file, "f") {
		if !errors.Is(err, format.ErrTooLong) {
			t.Errorf("%v", err)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// TestSound: what the fast look takes, the JSON package takes.
func TestSound(t *testing.T) {
	for _, b := range []string{
		`{}`, `[]`, ` [ 1 , -0.5e+3 , 1E9 , true , false , null , "\"\\\/\b\f\n\r\t\u00e9\ud83d\udc4d" ] `, `{"a":{"b":[{}]}}`,
	} {
		if !sound([]byte(b)) {
			t.Errorf("%s is not taken", b)
		}
	}
	for _, b := range []string{
		``, `{`, `[1,]`, `{"a"}`, `{"a":1,}`, `{a:1}`, `01`, `1.`, `.5`, `-`, `1e`, `tru`, `nul`, `"\x"`, `"\ud83d"`, `"\udc4d"`, "\"\n\"", "\"\xff\"", `1 2`, `"a`, `[1 2]`, `{"a" 1}`,
		strings.Repeat("[", 300) + strings.Repeat("]", 300),
	} {
		if sound([]byte(b)) {
			t.Errorf("%q is taken", b)
		}
	}
}

func FuzzSound(f *testing.F) {
	for _, s := range []string{`{"a":[1,"\ud83d\udc4d",-0.5e3]}`, `[true,null]`, `"\udc4d"`, "\"\xff\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if sound(b) && (!json.Valid(b) || !utf8.Valid(b) || loneSurrogate(b)) {
			t.Fatalf("%q is taken", b)
		}
	})
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

// BenchmarkAfterLong reads 10,000 short elements behind one of 4 MB: what one of them
// takes must not depend on what is before it.
func BenchmarkAfterLong(b *testing.B) {
	file := `["` + strings.Repeat("a", 4<<20) + `"` + strings.Repeat(`,{"a":1}`, 10_000) + "]"
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		n := 0
		for _, err := range Values(strings.NewReader(file), "f.json") {
			if n++; err != nil {
				b.Fatal(err)
			}
		}
		if n != 10_001 {
			b.Fatal(n)
		}
	}
}

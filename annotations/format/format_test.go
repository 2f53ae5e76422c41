package format

import (
	"bytes"
	"io"
	"iter"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func TestHeadFields(t *testing.T) {
	f := HeadFields([]byte("\ufeff [ {\"text\":\"{\\\"no\\\":1}\",\"spans\":[{\"start\":0,\"at\":[1,{\"x\":2}]},{\"end\":3}],\"a\":{\"b\":null}}, {\"later\":1}]"))
	if !f.Array || !f.Has("text", "spans", "spans.start", "spans.end", "spans.at.x", "a.b") || f.HasAny("no", "later", "start", "x") {
		t.Errorf("%+v", f)
	}
	if f := HeadFields([]byte("Ada ran")); f.HasAny("Ada") || f.Array {
		t.Errorf("%+v", f)
	}
}

// TestHeadFieldsCut: a head that is cut off anywhere shows a part of the fields,
// and never others.
func TestHeadFieldsCut(t *testing.T) {
	whole := []byte(`{"text":"Ada \"👍\"","spans":[{"start":0,"end":3,"label":"x"}],"meta":{"lang":"en","n":[1,2,{"deep":true}]},"id":null}`)
	all := HeadFields(whole)
	rapid.Check(t, func(t *rapid.T) {
		for name := range HeadFields(whole[:rapid.IntRange(0, len(whole)).Draw(t, "cut")]).names {
			if !all.Has(name) {
				t.Fatalf("%q is no field", name)
			}
		}
	})
}

// TestHead: whatever the reader, the head is its start and the whole is whole.
func TestHead(t *testing.T) {
	for _, size := range []int{0, 1, HeadSize - 1, HeadSize, HeadSize + 1, 3*HeadSize + 7} {
		b := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
		readers := map[string]io.Reader{
			"seeker": bytes.NewReader(b), "stream": bytes.NewBuffer(bytes.Clone(b)), "byte by byte": iotest.OneByteReader(bytes.NewReader(b)),
		}
		if runtime.GOOS != "js" { // which has no pipes: a seeker that cannot seek
			pr, pw, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				_, _ = pw.Write(b)
				pw.Close()
			}()
			readers["pipe"] = pr
		}
		for name, r := range readers {
			head, whole, err := Head(r)
			if err != nil || !bytes.Equal(head, b[:min(size, HeadSize)]) {
				t.Errorf("%s of %d bytes: a head of %d, %v", name, size, len(head), err)
			}
			if got, err := io.ReadAll(whole); err != nil || !bytes.Equal(got, b) {
				t.Errorf("%s of %d bytes: a whole of %d, %v", name, size, len(got), err)
			}
		}
	}
	if _, _, err := Head(iotest.ErrReader(io.ErrClosedPipe)); err != io.ErrClosedPipe {
		t.Errorf("a reader that fails: %v", err)
	}
}

// TestTable: the likeliest format is taken; of two alike none.
func TestTable(t *testing.T) {
	read := func(io.Reader, string) iter.Seq2[Item, error] { return func(func(Item, error) bool) {} }
	kind := func(name string, l Likelihood) Format {
		return Format{Name: name, Extension: "." + name, Read: read, Detect: func(string, []byte) Likelihood { return l }}
	}
	for _, c := range []struct {
		table     Table
		want, err string
	}{
		{Table{kind("a", Possible), kind("b", Likely), kind("c", Never)}, "b", ""},
		{Table{kind("a", Likely), kind("b", Certain), kind("c", Likely)}, "b", ""},
		{Table{kind("a", Possible), kind("b", Possible)}, "a", ""},
		{Table{kind("a", Likely), kind("b", Likely)}, "", "a or b"},
		{Table{kind("y", Never)}, "", "it ends in .y, and what is in it is of no format that does"},
		{Table{kind("a", Never)}, "", "files that end in .y cannot be read; .a can"},
		{Table{kind("a", Never), kind("b", Never), kind("c", Never)}, "", ".a, .b and .c can"},
	} {
		f, err := c.table.Detect("x.y", nil)
		if f.Name != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("got %q, %v, want %q, %q", f.Name, err, c.want, c.err)
		}
	}
}

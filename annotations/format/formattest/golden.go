package formattest

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Sample is an item with an annotation of every kind, for golden files.
func Sample() format.Item {
	const body = "👍 Ada’s sister\nsaid “10 miles”.\n"
	d, err := annotations.NewDocument(Project, "news/1", "A “title”", body, noon)
	if err != nil {
		panic(err)
	}
	d.Meta = []byte(`{"lang":"en"}`)
	at := func(words string) text.Span {
		i := strings.Index(body, words)
		return text.Span{Start: text.Byte(i), End: text.Byte(i + len(words))}
	}
	var entries []annotations.Entry
	add := func(label string, target annotations.Target) annotations.AnnotationID {
		e := annotations.Entry{By: "ada", At: noon}
		e.ID = annotations.NameID[annotations.Annotation](d.ID.UUID, label, string(rune('a'+len(entries))))
		e.Label, e.Target = annotations.LabelID(label), target
		entries = append(entries, e)
		return e.ID
	}
	on := func(parts ...text.Span) annotations.Target { return annotations.Target{Parts: parts} }
	ada := add("actor", on(at("Ada")))
	add("number", on(at("10 miles")))
	claim := add("a claim", on(at("Ada’s sister\nsaid “10 miles”")))
	add("actor", on(at("Ada"), at("miles")))
	add("part", on(at("sist")))
	add("claimed by", annotations.Target{From: claim, To: ada})
	add("news", annotations.Target{})
	return item(d, entries)
}

// Golden holds what a format writes of the Sample against a file in testdata,
// and with update writes it. Of a format of many files it is all of them, each
// behind a line with its name.
func Golden(t *testing.T, f format.Format, update bool) {
	t.Helper()
	got, _ := Write(t, f, Sample())
	if f.Files != nil {
		got = folder(t, f, Sample())
	}
	file := "testdata/" + f.Name + ".golden"
	if update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is out of date (run with -update); it is now\n%s", file, got)
	}
}

func folder(t *testing.T, f format.Format, it format.Item) []byte {
	var b bytes.Buffer
	w := format.Fit(f.Can, f.Files.NewWriter(func(path string) (io.Writer, error) {
		b.WriteString("-- " + path + " --\n")
		return &b, nil
	}))
	if _, err := w.Write(it); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

package archive_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/archive"
	"gloss/annotations/format/formattest"
	"gloss/annotations/format/gloss"
)

// each is a format of many files: one gloss record a file.
var each = format.Format{
	Name: "each", Title: "One a file", Can: gloss.Format.Can,
	Files: &format.Files{
		NewWriter: func(create func(string) (io.Writer, error)) format.Writer { return &eachWriter{create: create} },
		Read:      readEach,
		Detect: func(folder fs.FS) format.Likelihood {
			if all, _ := fs.Glob(folder, "*.one"); len(all) > 0 {
				return format.Certain
			}
			return format.Never
		},
	},
}

type eachWriter struct {
	create func(string) (io.Writer, error)
	n      int
}

func (w *eachWriter) Write(it format.Item) ([]format.Loss, error) {
	w.n++
	out, err := w.create(fmt.Sprintf("%06d.one", w.n))
	if err != nil {
		return nil, err
	}
	return gloss.Format.NewWriter(out).Write(it)
}

func (w *eachWriter) Close() error { return nil }

func readEach(folder fs.FS) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		all, err := fs.Glob(folder, "*.one")
		if err != nil {
			yield(format.Item{}, err)
			return
		}
		for _, name := range all {
			f, err := folder.Open(name)
			if err != nil {
				if !yield(format.Item{}, &format.Error{File: name, Err: err}) {
					return
				}
				continue
			}
			for it, err := range gloss.Format.Read(f, name) {
				if !yield(it, err) {
					f.Close()
					return
				}
			}
			f.Close()
		}
	}
}

func TestSuite(t *testing.T) { formattest.Run(t, archive.Zipped(each)) }

func TestSameBytes(t *testing.T) {
	f := archive.Zipped(each)
	it := format.Item{Document: annotations.Document{Text: "Ada"}}
	first, _ := formattest.Write(t, f, it)
	second, _ := formattest.Write(t, f, it)
	if !bytes.Equal(first, second) {
		t.Error("two zips of the same differ")
	}
}

// TestPlaces: an error says which file in the zip.
func TestPlaces(t *testing.T) {
	b := zipOf(t, "top/1.one", `{"text":"one"}`, "top/2.one", "{\"text\":\n", "__MACOSX/x", "")
	items, errs := formattest.Read(archive.Zipped(each), b)
	var at *format.Error
	if len(items) != 1 || len(errs) != 1 || !errors.As(errs[0], &at) || at.File != "f.zip/2.one" || at.Line != 1 {
		t.Errorf("%d items, %v", len(items), errs)
	}
	if _, err := archive.Open(strings.NewReader("no zip")); err == nil {
		t.Error("anything is a zip")
	}
}

func zipOf(t *testing.T, namesAndTexts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for pair := range slices.Chunk(namesAndTexts, 2) {
		w, err := z.Create(pair[0])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, pair[1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDetect(t *testing.T) {
	table := format.Table{gloss.Format, archive.Zipped(each)}
	b := zipOf(t, "1.one", "x")
	if f, err := table.Detect("x.zip", b); err != nil || f.Name != "each" {
		t.Errorf("a zip is taken for %q, %v", f.Name, err)
	}
	folder, err := archive.Open(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if f, err := table.DetectFiles(folder); err != nil || f.Name != "each" {
		t.Errorf("its folder is taken for %q, %v", f.Name, err)
	}
	if _, err := table.DetectFiles(fstest.MapFS{"a.txt": {}}); err == nil {
		t.Error("any folder is a dataset")
	}
}

// Package archive carries datasets of many files as one: a zip. It is apart
// from package format since archive/zip weighs 59 KB in the page.
package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"

	"gloss/annotations/format"
)

// MaxMemory is the largest zip that is read from a stream, which must be held:
// its directory is at its end. A file on a disk is read where it is.
const MaxMemory = 256 << 20

// ErrTooLarge says that a zip from a stream is larger than MaxMemory.
var ErrTooLarge = fmt.Errorf("a zip that does not come from a file can have %d MiB", MaxMemory>>20)

// Zipped gives a format of many files a Writer and a Read that take them in a
// zip. The bytes of a zip follow from the items alone: it holds no times.
func Zipped(f format.Format) format.Format {
	files := f.Files
	f.Extension, f.Media = ".zip", "application/zip"
	f.Endings = []string{".zip"}
	f.Buffered = "a zip has its directory at its end"
	f.Detect = func(name string, head []byte) format.Likelihood {
		if bytes.HasPrefix(head, []byte("PK\x03\x04")) && format.HasEnding(name, ".zip") {
			return format.Possible
		}
		return format.Never
	}
	if files.NewWriter != nil {
		f.NewWriter = func(w io.Writer) format.Writer {
			z := newZipWriter(w)
			inner := files.NewWriter(z.Create)
			if l, ok := inner.(format.Labelled); ok {
				return labelled{writer{inner, z}, l}
			}
			return writer{inner, z}
		}
	}
	if files.Read != nil {
		f.Read = func(r io.Reader, name string) iter.Seq2[format.Item, error] { return read(files, r, name) }
	}
	return f
}

type writer struct {
	format.Writer
	zip *zipWriter
}

func (w writer) Close() error { return errors.Join(w.Writer.Close(), w.zip.Close()) }

type labelled struct {
	writer
	inner format.Labelled
}

func (w labelled) SetLabels(names []string) { w.inner.SetLabels(names) }

func read(files *format.Files, r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		folder, err := Open(r)
		if err != nil {
			yield(format.Item{}, &format.Error{File: name, Err: err})
			return
		}
		for it, err := range files.Read(folder) {
			var at *format.Error
			if errors.As(err, &at) {
				inside := *at
				inside.File = name + "/" + at.File
				err = &inside
			}
			for i := range it.Unread {
				it.Unread[i].File = name + "/" + it.Unread[i].File
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// Open returns the folder in a zip. If all is in one folder, as programs that
// zip a folder do it, that folder is the one.
func Open(r io.Reader) (fs.FS, error) {
	at, size, err := random(r)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return nil, err
	}
	top := ""
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		first, _, in := strings.Cut(f.Name, "/")
		if !in || top != "" && first != top {
			return z, nil
		}
		top = first
	}
	if top == "" {
		return z, nil
	}
	return fs.Sub(z, top)
}

// random makes a reader one of random access.
func random(r io.Reader) (io.ReaderAt, int64, error) {
	if file, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		if size, err := file.Seek(0, io.SeekEnd); err == nil {
			return file, size, nil
		}
	}
	b, err := io.ReadAll(io.LimitReader(r, MaxMemory+1))
	if err == nil && len(b) > MaxMemory {
		err = ErrTooLarge
	}
	return bytes.NewReader(b), int64(len(b)), err
}

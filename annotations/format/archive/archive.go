// Package archive lets formats of many files be read from a folder or a zip and
// be written as a zip.
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
	"unicode/utf8"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Printable is an error whose message is UTF-8, whatever the names in a zip are.
func Printable(err error) error {
	if err == nil || utf8.ValidString(err.Error()) {
		return err
	}
	return printable{err}
}

type printable struct{ error }

func (p printable) Error() string { return strings.ToValidUTF8(p.error.Error(), "\ufffd") }
func (p printable) Unwrap() error { return p.error }

// MaxHeld is the largest zip that is held in memory, which is needed where it
// comes as a stream, without random access: 256 MiB.
const MaxHeld = 256 << 20

// ErrNotZip says that a file is not a zip.
var ErrNotZip = errors.New("not a zip")

// Open returns the files of a zip. What has random access (a file on a disk) is
// read where it is, anything else is held in memory up to MaxHeld.
func Open(r io.Reader) (fs.FS, error) {
	at, size, err := random(r)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(at, size)
	if errors.Is(err, zip.ErrFormat) {
		return nil, ErrNotZip
	}
	return z, err
}

func random(r io.Reader) (io.ReaderAt, int64, error) {
	if f, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		size, err := f.Seek(0, io.SeekEnd)
		if err == nil {
			return f, size, nil
		}
	}
	b, err := io.ReadAll(io.LimitReader(r, MaxHeld+1))
	if err == nil && len(b) > MaxHeld {
		err = fmt.Errorf("a zip of more than %d MiB cannot be read from a stream", MaxHeld>>20)
	}
	return bytes.NewReader(b), int64(len(b)), err
}

// ReadFile returns a file of UTF-8 text, at most format.MaxRecord of it; the
// size that a zip declares is not believed. The error is a *format.Error.
func ReadFile(fsys fs.FS, name string) (string, error) {
	b, err := Bytes(fsys, name)
	if err != nil {
		return "", err
	}
	body := string(b)
	var bad *text.InvalidUTF8
	if errors.As(text.Validate(body), &bad) {
		before := body[:bad.Offset]
		return "", &format.Error{
			File: name, Line: strings.Count(before, "\n") + 1, Column: len(before) - strings.LastIndex(before, "\n"),
			Err: errors.New("not UTF-8"),
		}
	}
	return body, nil
}

// Bytes returns a file, at most format.MaxRecord of it.
func Bytes(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, &format.Error{File: name, Err: Printable(err)}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, format.MaxRecord+1))
	if err == nil && len(b) > format.MaxRecord {
		err = format.ErrTooLong
	}
	if err != nil {
		return nil, &format.Error{File: name, Err: Printable(err)}
	}
	return b, nil
}

// Format completes a format of many files: with NewWriter and Read of a zip.
func Format(f format.Format) format.Format {
	f.NewWriter = func(w io.Writer) format.Writer {
		z := zip.NewWriter(w)
		return &writer{z, f.Files.NewWriter(z.Create)}
	}
	f.Read = func(r io.Reader, name string) iter.Seq2[format.Item, error] {
		return func(yield func(format.Item, error) bool) {
			files, err := Open(r)
			if err != nil {
				yield(format.Item{}, &format.Error{File: name, Err: Printable(err)})
				return
			}
			for it, err := range f.Files.Read(files) {
				if !yield(it, err) {
					return
				}
			}
		}
	}
	f.Extension, f.Media = ".zip", "application/zip"
	f.Detect = func(name string, head []byte) format.Likelihood {
		if !bytes.HasPrefix(head, []byte("PK")) {
			return format.Never
		}
		return format.Possible
	}
	f.Buffered = "the list of files in a zip is at its end; from a disk it is read where it is"
	return f
}

type writer struct {
	zip  *zip.Writer
	each format.Writer
}

func (w *writer) Write(it format.Item) ([]format.Loss, error) { return w.each.Write(it) }

func (w *writer) Close() error {
	if err := w.each.Close(); err != nil {
		return err
	}
	return w.zip.Close()
}

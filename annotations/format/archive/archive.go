// Package archive lets formats of many files be read from a folder or a zip and
// be written as a zip: a file system in, a Creator out.
package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Creator makes files, one at a time: a file ends where the next begins. A
// *zip.Writer is one.
type Creator interface {
	Create(name string) (io.Writer, error)
}

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
		return nil, &format.Error{File: name, Err: err}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, format.MaxRecord+1))
	if err == nil && len(b) > format.MaxRecord {
		err = format.ErrTooLong
	}
	if err != nil {
		return nil, &format.Error{File: name, Err: err}
	}
	return b, nil
}

// Writer writes a format of many files as a zip.
type Writer struct {
	zip  *zip.Writer
	each format.Writer
}

// NewWriter returns a writer that hands its zip to each.
func NewWriter(w io.Writer, each func(Creator) format.Writer) *Writer {
	z := zip.NewWriter(w)
	return &Writer{z, each(z)}
}

func (w *Writer) Write(it format.Item) ([]format.Loss, error) { return w.each.Write(it) }

// Close finishes the files and the zip.
func (w *Writer) Close() error {
	if err := w.each.Close(); err != nil {
		return err
	}
	return w.zip.Close()
}

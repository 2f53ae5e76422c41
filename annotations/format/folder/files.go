// Package folder is for formats whose datasets are folders: a document a file
// and a manifest beside them.
package folder

import (
	"errors"
	"io"
	"io/fs"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// ReadFile returns a file of UTF-8 text, at most format.MaxRecord of it; the
// size that a zip declares is not believed. The error is a *format.Error.
func ReadFile(fsys fs.FS, name string) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", &format.Error{File: name, Err: format.Printable(err)}
	}
	defer f.Close()
	return readText(f, name)
}

func readText(r io.Reader, name string) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, format.MaxRecord+1))
	if err == nil && len(b) > format.MaxRecord {
		err = format.ErrTooLong
	}
	if err != nil {
		return "", &format.Error{File: name, Err: err}
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

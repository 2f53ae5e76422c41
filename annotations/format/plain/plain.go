// Package plain reads text files: one file, one document, byte for byte.
package plain

import (
	"errors"
	"io"
	"iter"
	"path"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Format is plain text. The title of a document is the name of its file.
var Format = format.Format{
	Name: "text", Aliases: []string{"txt"}, Title: "Plain text", Extension: ".txt", Media: "text/plain",
	Endings: []string{".txt", ".text"},
	Can:     format.Can{Text: true, Controls: true},
	Read:    read,
}

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		b, err := io.ReadAll(io.LimitReader(r, format.MaxRecord+1))
		if err == nil && len(b) > format.MaxRecord {
			err = format.ErrTooLong
		}
		body := string(b)
		if err != nil {
			yield(format.Item{}, &format.Error{File: name, Err: err})
			return
		}
		if err := text.Validate(body); err != nil {
			yield(format.Item{}, notUTF8(name, body, err))
			return
		}
		if strings.TrimSpace(body) == "" {
			yield(format.Item{}, &format.Error{File: name, Err: errors.New("there is no text in it")})
			return
		}
		base := path.Base(strings.ReplaceAll(name, `\`, "/"))
		yield(format.Item{Document: annotations.Document{
			Source: base, Title: strings.TrimSuffix(base, path.Ext(base)), Text: body,
		}}, nil)
	}
}

// notUTF8 says at which line and column the text ceases to be UTF-8.
func notUTF8(name, body string, err error) error {
	e := &format.Error{File: name, Err: errors.New("not UTF-8; please save the file as UTF-8")}
	var bad *text.InvalidUTF8
	if errors.As(err, &bad) {
		before := body[:bad.Offset]
		e.Line = strings.Count(before, "\n") + 1
		e.Column = len(before) - strings.LastIndex(before, "\n")
	}
	return e
}

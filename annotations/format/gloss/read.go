package gloss

import (
	"errors"
	"io"
	"iter"

	"gloss/annotations/format"
	"gloss/annotations/text"
)

// read takes JSON Lines, and also a JSON file that is one document or an array
// of documents, as other programs like to write them.
func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		var d decoder
		for v, err := range values(r, name) {
			if err != nil {
				yield(format.Item{}, err)
				return
			}
			rec, err := d.decode(v.Bytes)
			if err != nil {
				if !yield(format.Item{}, locate(err, name, v)) {
					return
				}
				continue
			}
			it, err := d.item(rec)
			if err != nil {
				it, err = format.Item{}, &format.Error{File: name, Line: v.Number, Err: err}
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

var errUTF8 = errors.New("not UTF-8")

func locate(err error, name string, line format.Line) error {
	e := &format.Error{File: name, Line: line.Number, Err: err}
	if at, ok := syntaxAt(err); ok {
		e.Column = at
	}
	var bad *text.InvalidUTF8
	if errors.As(err, &bad) {
		e.Column, e.Err = int(bad.Offset)+1, errUTF8
	}
	return e
}

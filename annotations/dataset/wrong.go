package dataset

import (
	"errors"

	"gloss/annotations/format"
)

// Wrong is why a record was left out, and where it stands, for programs.
type Wrong struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`   // from 1; none for the file as a whole, or for a record whose number is in File
	Column int    `json:"column,omitempty"` // in bytes from 1; none for the line as a whole
	Detail string `json:"detail"`
}

// WrongOf tells an error as data.
func WrongOf(err error) Wrong {
	var at *format.Error
	if errors.As(err, &at) {
		return Wrong{at.File, at.Line, at.Column, at.Err.Error()}
	}
	return Wrong{Detail: err.Error()}
}

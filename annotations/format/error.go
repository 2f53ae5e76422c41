package format

import "fmt"

// Error says where in a file something is wrong, and what.
type Error struct {
	File   string
	Line   int // from 1; 0 when it is about the file as a whole
	Column int // in bytes from 1; 0 when it is about the line as a whole
	Err    error
}

func (e *Error) Error() string { return place(e.File, e.Line, e.Column) + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Unread says where in a file something stands that was not understood, while
// what is around it was.
type Unread struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"` // from 1; 0 when it is about the file as a whole
	Field  string `json:"field"`          // its name in the file, such as "annotations.was_cancelled"
	Reason string `json:"reason"`
	// Kept says that it is in the Meta of the document, and comes out again
	// where a format allows.
	Kept bool `json:"kept"`
}

func (u Unread) String() string {
	s := place(u.File, u.Line, 0) + u.Field + ": " + u.Reason
	if u.Kept {
		s += " (kept as it is)"
	}
	return s
}

func place(file string, line, column int) string {
	switch {
	case line == 0:
		return file + ": "
	case column == 0:
		return fmt.Sprintf("%s:%d: ", file, line)
	}
	return fmt.Sprintf("%s:%d:%d: ", file, line, column)
}

// Package format says what a dataset format is. Each format is a folder below
// this one that exports one value; package all lists them.
//
// Whoever writes a span proves it: the text is sliced again in the unit that is
// written and compared with the span's own text, and a mismatch is an error
// that names the document and the span.
package format

import (
	"fmt"
	"io"
	"iter"

	"gloss/annotations"
)

// Item is a document with its annotations, as datasets hold it. The label of an
// entry is its name for people.
type Item struct {
	Document annotations.Document
	Entries  []annotations.Entry // in text order
}

// Can says what a format is able to carry; what it is not, its Writer reports.
type Can struct {
	Text     bool // the original text, byte for byte
	Overlap  bool // nested and crossing spans
	Parts    bool // discontinuous spans
	Whole    bool // labels of a document as a whole
	Links    bool // links between annotations
	Authors  bool // who made an annotation, and when
	SubToken bool // spans that start or end inside a word
	IDs      bool // the IDs of documents and annotations
}

// Format is a dataset format.
type Format struct {
	Name      string   // in the API and on the command line
	Aliases   []string // other names for it
	Title     string   // for people
	Extension string   // of a file, with its dot
	Media     string   // media type
	Can       Can

	// NewWriter starts a dataset; nil for a format that is only read.
	NewWriter func(io.Writer) Writer

	// Read yields the items of a file one by one, holding no more than one of
	// them. An *Error is about one record: reading goes on after it. Any other
	// error is the last. nil for a format that is only written.
	Read func(r io.Reader, name string) iter.Seq2[Item, error]

	// Check reads a dataset and yields what is wrong with it, each an *Error,
	// after slicing every span again. It ends with the number of documents and
	// spans that it saw; nil for a format without text to check against.
	Check func(r io.Reader, name string) (Checked, iter.Seq[error])
}

// Checked counts what a check has seen, once its errors have been drawn.
type Checked *struct{ Documents, Spans int }

// Writer writes a dataset item by item.
type Writer interface {
	// Write adds an item. What the format cannot carry is reported as losses;
	// an error ends the dataset.
	Write(Item) ([]Loss, error)
	// Close finishes the dataset. It does not close the underlying writer.
	Close() error
}

// Kind says what became of an annotation that a format could not carry as it is.
type Kind string

// Kinds of loss.
const (
	Dropped Kind = "dropped" // it is not in the dataset
	Moved   Kind = "moved"   // to the edges of words
	Renamed Kind = "renamed" // its label is written differently
)

// Loss is an annotation that a dataset does not hold as it was made.
type Loss struct {
	Document string `json:"document"` // ID
	Span     string `json:"span"`     // ID
	Label    string `json:"label"`
	Text     string `json:"text,omitempty"`
	Kind     Kind   `json:"kind"`
	Reason   string `json:"reason"`
}

// LossOf describes the loss of an entry of an item.
func LossOf(it Item, e annotations.Entry, kind Kind, reason string) Loss {
	return Loss{
		Document: it.Document.ID.String(), Span: e.ID.String(), Label: string(e.Label),
		Text: Quote(it.Document, e), Kind: kind, Reason: reason,
	}
}

// Quote is the text of an annotation, the parts joined by a blank.
func Quote(d annotations.Document, e annotations.Entry) string {
	q := ""
	for i, p := range e.Target.Parts {
		if i > 0 {
			q += " "
		}
		if p.Start >= 0 && p.Start <= p.End && int(p.End) <= len(d.Text) {
			q += d.Text[p.Start:p.End]
		}
	}
	return q
}

// Error says where in a file something is wrong, and what.
type Error struct {
	File   string
	Line   int // from 1; 0 when it is about the file as a whole
	Column int // in bytes from 1; 0 when it is about the line as a whole
	Err    error
}

func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
	}
	return fmt.Sprintf("%s:%d:%d: %v", e.File, e.Line, e.Column, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Package format says what a dataset format is. Each format is a folder below
// this one that exports one value; package all lists them, and package light
// those among them that the page links.
//
// Whoever writes a span proves it: the text is sliced again in the unit that is
// written and compared with the span's own text, and a mismatch is an error
// that names the document and the span.
package format

import (
	"io"
	"io/fs"
	"iter"

	"gloss/annotations"
	"gloss/annotations/format/tags"
)

// Item is a document with its annotations, as datasets hold it. The label of an
// entry is its name for people.
type Item struct {
	Document annotations.Document
	Entries  []annotations.Entry // in text order
	// Schema is that of the dataset, or of the part of it that begins here; nil
	// where the file says nothing of it, and with the items that follow.
	Schema *annotations.SchemaFile
	// Unread is what the file says of the document, or before it, that a reader
	// could not take as it was meant. Writers ignore it.
	Unread []Unread
}

// Can says what a format is able to carry. Of annotations that it is not, its
// Writer reports each; the text, titles, fields, authors, times and IDs that it
// never carries this declaration tells for all. What Gloss cannot hold itself
// has no place here.
type Can struct {
	Text     bool // the original text, byte for byte
	Empty    bool // documents without text, or without words where the text itself is not carried
	Controls bool // texts with characters that XML forbids, such as U+0000
	Titles   bool // the title and the source ID of a document
	Meta     bool // fields that Gloss does not know
	Overlap  bool // nested and crossing spans
	Parts    bool // discontinuous spans
	Whole    bool // labels of a document as a whole
	Links    bool // links between annotations in the text
	Across   bool // links between annotations of different people
	Chains   bool // links from or to other links or what is not in the text
	Authors  bool // who made an annotation
	Times    bool // when it was made
	SubToken bool // spans that start or end inside a word, or with a blank
	AnyLabel bool // names of labels with blanks, tabs and other hard characters
	IDs      bool // the IDs of documents and annotations

	// What Fit takes out for a format that does not have it.
	Notes      bool // notes on annotations
	Attributes bool // values of attributes
	Comments   bool // notes on a document as a whole
	Work       bool // what reserved labels say: statuses, flags, refusals, comments too
}

// Unit is what a format counts in. The zero Unit is of a format without
// offsets.
type Unit string

// The units.
const (
	CodePoint Unit = "code point"
	UTF16     Unit = "UTF-16 code unit"
	Byte      Unit = "UTF-8 byte"
	Grapheme  Unit = "grapheme cluster"
	Token     Unit = "token"
)

// Format is a dataset format.
type Format struct {
	Name      string   // in the API and on the command line
	Aliases   []string // other names for it
	Title     string   // for people
	Extension string   // of a file that is written, with its dot
	Endings   []string // of files that are read, with their dots; Extension alone if nil
	Media     string   // media type
	Can       Can
	Unit      Unit // of the offsets that are written, and of those that are read if nothing proves another

	// Detect tells from the name and the first bytes of a file, HeadSize at
	// most, how likely it is of this format. If nil, the ending alone tells.
	Detect func(name string, head []byte) Likelihood

	// In returns the format with its offsets counted in another unit, for
	// programs that differ; nil when there is no choice.
	In func(Unit) Format

	// NewWriter starts a dataset of one file; nil for a format that is only
	// read. Whoever calls it gives the result to Fit.
	NewWriter func(io.Writer) Writer

	// NewTagged is NewWriter with a scheme of tags that may be another one than
	// IOB2; nil when there is no choice.
	NewTagged func(io.Writer, tags.Scheme) Writer

	// Read yields the items of a file one by one, holding no more than one of
	// them, Buffered aside. An *Error is about one record: reading goes on after
	// it. Any other error is the last. nil for a format that is only written.
	Read func(r io.Reader, name string) iter.Seq2[Item, error]

	// Files reads and writes a dataset of many files; nil for a format that has
	// one. With it, NewWriter and Read take the same files in a zip; see
	// package archive.
	Files *Files

	// Heavy says why the page does not link the format: what it weighs there.
	// It is empty for a light one.
	Heavy string
	// Buffered says why a whole file is in memory while it is read; empty for a
	// format that streams, as they should.
	Buffered string
}

// Files is the part of a format whose datasets are many files.
type Files struct {
	// NewWriter starts a dataset. create begins its next file, under a path
	// with slashes; the file before is complete then, or when the Writer is
	// closed.
	NewWriter func(create func(path string) (io.Writer, error)) Writer
	// Read yields the items of a folder. The contract is that of Format.Read;
	// the File of an Error is a path in the folder.
	Read func(folder fs.FS) iter.Seq2[Item, error]
	// Detect tells how likely a folder is of this format.
	Detect func(folder fs.FS) Likelihood
}

// Writer writes a dataset item by item.
type Writer interface {
	// Write adds an item. What the format cannot carry is reported as losses;
	// an error ends the dataset.
	Write(Item) ([]Loss, error)
	// Close finishes the dataset. It does not close the underlying writer.
	Close() error
}

// Labelled is a Writer that has to know all labels before the first item: those
// of the schema, in its order. Labels that come up later are losses, or errors.
type Labelled interface {
	Writer
	SetLabels(names []string)
}

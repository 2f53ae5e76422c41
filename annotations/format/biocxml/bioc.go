// Package biocxml reads and writes BioC XML: a collection of documents in one
// file, the label of an annotation in its infon "type", its note in "note". Other
// infons are its attributes.
//
// What offsets count the DTD leaves open (bytes, "nothing final"); the Python
// library counts code points and Java's UTF-16. Code points are written, and
// what is read is found out from the texts that annotations quote.
//
// Source: BioC.dtd, and the everything.xml of the Python library.
package biocxml

import (
	"bytes"
	"io"

	"gloss/annotations/format"
)

// Format is BioC XML.
var Format = in(format.CodePoint)

func in(u format.Unit) format.Format {
	return format.Format{
		Name: "bioc-xml", Title: "BioC XML", Extension: ".xml", Media: "application/xml", Unit: u,
		Can: format.Can{
			Text: true, Empty: true, Titles: true, Meta: true, Overlap: true, Parts: true, Whole: true, Links: true, Across: true, Chains: true,
			Authors: true, Times: true, SubToken: true, AnyLabel: true, IDs: true,
			Notes: true, Attributes: true, Work: true,
		},
		Detect: func(name string, head []byte) format.Likelihood {
			switch {
			case bytes.Contains(head, []byte("<collection")) && bytes.Contains(head, []byte("<source")):
				return format.Certain
			case bytes.Contains(head, []byte("BioC.dtd")):
				return format.Certain
			}
			return format.Never
		},
		In:        in,
		NewWriter: func(w io.Writer) format.Writer { return newWriter(w, u) },
		Read:      read,
		Heavy:     "encoding/xml, 31 KiB in brotli",
	}
}

// Keys of infons.
const (
	typeKey   = "type"
	authorKey = "author"
	timeKey   = "time"
	noteKey   = "note"
	titleKey  = "title"
	sourceKey = "source"
	metaKey   = "gloss-meta" // JSON
	// offsetsKey is of a collection, and names the unit.
	offsetsKey = "offsets"
)

// escaped stands before the name of an attribute that is one of the keys.
const escaped = "attribute "

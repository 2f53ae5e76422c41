// Package all lists the formats: of the server, of the command line and of
// tests. The page has its own list, light.
package all

import (
	"gloss/annotations/format"
	"gloss/annotations/format/biocxml"
	"gloss/annotations/format/brat"
	"gloss/annotations/format/conll"
	"gloss/annotations/format/docx"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/hfparquet"
	"gloss/annotations/format/pdf"
	"gloss/annotations/format/plain"
	"gloss/annotations/format/spacy"
	"gloss/annotations/format/uimaxmi"
	"gloss/annotations/format/w3c"
	"gloss/annotations/format/webanno"
)

// Formats are all formats, in the order in which they are offered.
var Formats = format.Table{
	gloss.Format,
	conll.Format,
	conll.Format2002,
	conll.FormatUP,
	spacy.Format,
	hfparquet.Format,
	brat.Format,
	webanno.Format,
	uimaxmi.Format,
	biocxml.Format,
	w3c.Format,
	plain.Format,
	docx.Format,
	pdf.Format,
}

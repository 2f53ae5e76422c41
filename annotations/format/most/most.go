// Package most lists the formats of the worker that the page starts when one of
// them is first asked for: all but those that no browser should load.
package most

import (
	"gloss/annotations/format"
	"gloss/annotations/format/argilla"
	"gloss/annotations/format/biocjson"
	"gloss/annotations/format/biocxml"
	"gloss/annotations/format/brat"
	"gloss/annotations/format/chat"
	"gloss/annotations/format/conll"
	"gloss/annotations/format/csv"
	"gloss/annotations/format/doccano"
	"gloss/annotations/format/docx"
	"gloss/annotations/format/gate"
	"gloss/annotations/format/gliner"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/hfjsonl"
	"gloss/annotations/format/inline"
	"gloss/annotations/format/labelstudio"
	"gloss/annotations/format/labelstudiomin"
	"gloss/annotations/format/markdown"
	"gloss/annotations/format/pdf"
	"gloss/annotations/format/plain"
	"gloss/annotations/format/prodigy"
	"gloss/annotations/format/pubannotation"
	"gloss/annotations/format/spacy"
	"gloss/annotations/format/uimajson"
	"gloss/annotations/format/uimaxmi"
	"gloss/annotations/format/w3c/pages"
	"gloss/annotations/format/webanno"
)

// Formats are those of the worker, in the order in which they are offered.
var Formats = format.Table{
	gloss.Format,
	conll.Format,
	conll.Format2002,
	conll.FormatUP,
	spacy.Format,
	spacy.JSON,
	prodigy.Format,
	hfjsonl.Format,
	gliner.Format,
	chat.Format,
	csv.Format,
	csv.TSV,
	doccano.Format,
	labelstudio.Format,
	labelstudiomin.Format,
	argilla.Format,
	brat.Format,
	webanno.Format,
	uimaxmi.Format,
	uimajson.Format,
	gate.Format,
	biocxml.Format,
	biocjson.Format,
	pubannotation.Format,
	pages.Format,
	plain.Format,
	inline.Format,
	markdown.Format,
	docx.Format,
	pdf.Format,
}

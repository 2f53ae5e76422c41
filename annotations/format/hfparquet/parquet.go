// Package hfparquet reads and writes Parquet as the datasets library of Hugging
// Face does: one row a document, tokens with their tags as a ClassLabel, and
// beside them the text and all spans in code points.
//
// The names of a ClassLabel stand in the metadata under "huggingface". The
// library takes them only where a column is just as the names' feature would
// have it, so every level is optional and classes are INT64; and it calls a list
// "Sequence", which its versions before and after 4 both know.
//
// Sources: huggingface/datasets, src/datasets/features/features.py and
// arrow_writer.py; Parquet's LogicalTypes.md.
package hfparquet

import (
	"bytes"
	"io"

	"github.com/parquet-go/parquet-go"

	"gloss/annotations/format"
)

// Format is Parquet for Hugging Face datasets.
var Format = format.Format{
	Name: "hf-parquet", Title: "Hugging Face Parquet", Extension: ".parquet", Media: "application/vnd.apache.parquet", Unit: format.CodePoint,
	Can: format.Can{Text: true, Controls: true, Titles: true, Meta: true, Overlap: true, Whole: true, SubToken: true, AnyLabel: true},
	Detect: func(_ string, head []byte) format.Likelihood {
		if bytes.HasPrefix(head, []byte("PAR1")) {
			return format.Certain
		}
		return format.Never
	},
	NewWriter: func(w io.Writer) format.Writer { return newWriter(w) },
	Read:      read,
	Heavy:     "parquet-go, 2.2 MB in brotli",
	Buffered:  "the directory of a Parquet file is at its end; from a disk it is read where it is",
}

// Columns, in the order of their names as the library of Parquet sorts them.
const (
	idColumn = iota
	labelsColumn
	metaColumn
	tagsColumn
	sourceColumn
	spanEndColumn
	spanLabelColumn
	spanStartColumn
	textColumn
	titleColumn
	tokensColumn
	columns
)

var (
	str    = parquet.Optional(parquet.String())
	number = parquet.Optional(parquet.Int(64))
	schema = parquet.NewSchema("gloss", parquet.Group{
		"id": str, "source": str, "title": str, "text": str, "meta": str,
		"tokens": list(str), "ner_tags": list(number), "labels": list(str),
		"spans": list(parquet.Optional(parquet.Group{"start": number, "end": number, "label": str})),
	})
)

func list(of parquet.Node) parquet.Node { return parquet.Optional(parquet.List(of)) }

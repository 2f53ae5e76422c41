// Package hfparquet reads and writes Parquet as the datasets library of Hugging
// Face does: one row a document, tokens with their tags as a ClassLabel, and
// beside them the text and all annotations in code points, as in a row of hfjsonl.
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

	"gloss/annotations/format"
	"gloss/annotations/format/hfjsonl"
)

// Format is Parquet for Hugging Face datasets.
var Format = format.Format{
	Name: "hf-parquet", Title: "Hugging Face Parquet", Extension: ".parquet", Media: "application/vnd.apache.parquet", Unit: format.CodePoint,
	Can: hfjsonl.Format.Can, // the rows are the same
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

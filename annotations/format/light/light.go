// Package light lists the formats that the page links. Every other one would be
// loaded by every annotator; see all.
package light

import (
	"gloss/annotations/format"
	"gloss/annotations/format/conll"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/plain"
)

// Formats are those of the page, in the order in which they are offered.
var Formats = format.Table{
	gloss.Format,
	conll.Written,
	plain.Format,
}

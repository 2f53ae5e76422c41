// Package all lists the formats: of the server, of the command line and of
// tests. The page has its own list, light.
package all

import (
	"gloss/annotations/format"
	"gloss/annotations/format/conll"
	"gloss/annotations/format/gloss"
	"gloss/annotations/format/plain"
	"gloss/annotations/format/w3c"
)

// Formats are all formats, in the order in which they are offered.
var Formats = format.Table{
	gloss.Format,
	conll.Format,
	w3c.Format,
	plain.Format,
}

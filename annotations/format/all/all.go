// Package all lists the formats: of the server, of the command line and of
// tests. The page has its own lists, light and most.
package all

import (
	"gloss/annotations/format"
	"gloss/annotations/format/hfjsonl"
	"gloss/annotations/format/hfparquet"
	"gloss/annotations/format/html"
	"gloss/annotations/format/markdown"
	"gloss/annotations/format/most"
)

// Formats are all formats, in the order in which they are offered: those of the
// worker, and what no browser should load, each after its kin.
var Formats = with(with(most.Formats, hfjsonl.Format, hfparquet.Format), markdown.Format, html.Format)

// with returns the table with another format after one of it.
func with(t format.Table, kin, f format.Format) format.Table {
	var all format.Table
	for _, have := range t {
		if all = append(all, have); have.Name == kin.Name {
			all = append(all, f)
		}
	}
	return all
}

// Package gloss is Gloss's own dataset format: JSON Lines, one document a line,
// offsets in Unicode code points. schema.json says it for programs. It carries
// everything, and the fields that it does not know come out as they came in.
package gloss

import (
	_ "embed"
	"encoding/json"
	"time"
)

// Schema is the JSON Schema of a line.
//
//go:embed schema.json
var Schema []byte

// record is a line.
type record struct {
	ID     string          `json:"id"`
	Source string          `json:"source,omitempty"`
	Title  string          `json:"title"`
	Text   string          `json:"text"`
	Spans  []span          `json:"spans"`
	Labels []span          `json:"labels,omitempty"` // of the document as a whole
	Links  []span          `json:"links,omitempty"`
	Meta   json.RawMessage `json:"meta,omitempty"`
}

// span is an annotation: with start, end and text in the text, with from and to
// a link, with none of them of the whole document.
type span struct {
	ID    string `json:"id,omitempty"`
	Start *int   `json:"start,omitempty"`
	End   *int   `json:"end,omitempty"`
	// Parts are the stretches of a discontinuous span; start and end are then
	// those of the first and the last.
	Parts [][2]int   `json:"parts,omitempty"`
	From  string     `json:"from,omitempty"`
	To    string     `json:"to,omitempty"`
	Label string     `json:"label"`
	Text  *string    `json:"text,omitempty"` // the parts joined by a blank
	By    string     `json:"by,omitempty"`
	At    *time.Time `json:"at,omitempty"`
	Note  string     `json:"note,omitempty"`
	// Attributes are values; an attribute with several is there several times.
	Attributes []value `json:"attributes,omitempty"`
}

type value struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

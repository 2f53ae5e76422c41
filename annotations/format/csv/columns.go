package csv

import (
	"strings"

	"gloss/annotations/format"
)

// column is what a column of a table is about.
type column int

const (
	doc column = iota
	source
	title
	text
	start
	end
	label
	quote
	by
	at
	id
	parts
	from
	to
	fields
	note
	attributes
	columnCount
)

// names are those by which a column goes, ours first.
var names = [columnCount][]string{
	doc:    {"doc_id", "document_id", "id", "document", "doc"},
	source: {"source", "source_id"},
	title:  {"title"},
	text:   {"text", "sentence", "content", "body"},
	start:  {"start", "begin", "start_offset", "begin_offset", "start_char"},
	end:    {"end", "stop", "end_offset", "end_char"},
	label:  {"label", "tag", "category", "class", "type"},
	quote:  {"span_text", "quote", "mention", "surface", "entity"},
	by:     {"annotator", "author", "user", "coder"},
	at:     {"created_at", "at", "timestamp"},
	id:     {"span_id", "entity_id"},
	parts:  {"parts"},
	from:   {"from", "from_id"},
	to:     {"to", "to_id"},
	fields: {"fields"},
	note:   {"note", "comment"},

	attributes: {"attributes"},
}

// units are those that the end of a name can tell.
var units = map[string]format.Unit{
	"_cp": format.CodePoint, "_utf16": format.UTF16, "_byte": format.Byte, "_grapheme": format.Grapheme,
}

// columns tells where the columns of a table stand.
type columns struct {
	names []string
	at    [columnCount]int // -1 for one that is not there
	other []int            // those with other names
	unit  format.Unit      // told by a name; "" for none
}

func columnsOf(header []string) columns {
	c := columns{names: header}
	for i := range c.at {
		c.at[i] = -1
	}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		unit := format.Unit("")
		for ending, u := range units {
			if bare, ok := strings.CutSuffix(name, ending); ok {
				name, unit = bare, u
			}
		}
		if kind, ok := columnNamed(name); ok && c.at[kind] < 0 {
			c.at[kind] = i
			if unit != "" {
				c.unit = unit
			}
			continue
		}
		c.other = append(c.other, i)
	}
	return c
}

func columnNamed(name string) (column, bool) {
	for kind, all := range names {
		for _, n := range all {
			if n == name {
				return column(kind), true
			}
		}
	}
	return 0, false
}

// cell is what a row has in a column, "" if there is none.
func (c columns) cell(row cells, kind column) string {
	if i := c.at[kind]; i >= 0 && i < len(row.cells) {
		return row.cells[i]
	}
	return ""
}

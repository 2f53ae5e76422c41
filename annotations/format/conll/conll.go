// Package conll reads and writes the column formats of the CoNLL shared tasks:
// a token a line, the tag in a column, an empty line between sequences.
//
// They hold tokens rather than text, and one label a token, so that much is
// lost; each loss is reported. CoNLL-U Plus alone says what stands between the
// tokens, with the MISC fields of UDPipe (SpaceAfter, SpacesAfter,
// SpacesBefore), so that the text comes back byte for byte.
//
// Sources: the task pages of CoNLL-2002 and CoNLL-2003,
// universaldependencies.org/ext-format.html, and the manual of UDPipe.
package conll

import (
	"bufio"
	"io"
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/tags"
)

// The formats, with IOB2 tags when they are written: those of CoNLL-2003 had
// IOB1, yet most copies of them and all of today's readers have IOB2.
// They are written out, not made by a function, so that a program that links
// Written alone does not link what reads.
var (
	Format = format.Format{
		Name: "conll2003", Aliases: []string{"conll"}, Title: "CoNLL (" + string(tags.IOB2) + ")",
		Extension: ".conll", Media: media, Unit: format.Token, Can: format.Can{Controls: true},
		NewWriter: write2003, NewTagged: tagged2003, Read: readColumns, Detect: detect2003,
	}
	Format2002 = format.Format{
		Name: "conll2002", Title: "CoNLL-2002",
		Extension: ".bio", Media: media, Unit: format.Token, Can: format.Can{Controls: true},
		NewWriter: write2002, NewTagged: tagged2002, Read: readColumns, Detect: detect2002,
	}
	FormatUP = format.Format{
		Name: "conllup", Title: "CoNLL-U Plus",
		Extension: ".conllup", Media: media, Unit: format.Token,
		Can:       format.Can{Text: true, Empty: true, Controls: true, Titles: true, Meta: true},
		NewWriter: writeUP, NewTagged: taggedUP, Read: readPlus, Detect: detectUP,
	}
	// Written is Format without its reader, for the page.
	Written = format.Format{
		Name: "conll2003", Aliases: []string{"conll"}, Title: "CoNLL (" + string(tags.IOB2) + ")",
		Extension: ".conll", Media: media, Unit: format.Token, Can: format.Can{Controls: true},
		NewWriter: write2003,
	}
)

const media = "text/plain; charset=utf-8"

func write2002(w io.Writer) format.Writer { return newWriter(w, columns2, tags.IOB2) }
func write2003(w io.Writer) format.Writer { return newWriter(w, columns4, tags.IOB2) }
func writeUP(w io.Writer) format.Writer   { return newWriter(w, plus, tags.IOB2) }

func tagged2002(w io.Writer, s tags.Scheme) format.Writer { return newWriter(w, columns2, s) }
func tagged2003(w io.Writer, s tags.Scheme) format.Writer { return newWriter(w, columns4, s) }
func taggedUP(w io.Writer, s tags.Scheme) format.Writer   { return newWriter(w, plus, s) }

func detect2002(name string, head []byte) format.Likelihood { return columns2.detect(name, head) }
func detect2003(name string, head []byte) format.Likelihood { return columns4.detect(name, head) }
func detectUP(name string, head []byte) format.Likelihood   { return plus.detect(name, head) }

func newWriter(w io.Writer, l layout, s tags.Scheme) *writer {
	return &writer{w: bufio.NewWriterSize(w, 64<<10), layout: l, scheme: s}
}

// layout says which columns there are.
type layout int

const (
	columns2 layout = iota // CoNLL-2002: token, tag
	columns4               // CoNLL-2003: token, part of speech, chunk, tag
	plus                   // CoNLL-U Plus: the ten of CoNLL-U and GLOSS:NE
)

// docstart begins a document in CoNLL-2003, in place of a token.
const docstart = "-DOCSTART-"

// detect goes by the first line that is a token, since many endings are used.
func (l layout) detect(name string, head []byte) format.Likelihood {
	if format.HasEnding(name, ".conllup", ".conllu") || strings.HasPrefix(format.HeadLine(head), strings.TrimSpace(globalHeader)) {
		if l == plus {
			return format.Certain
		}
		return format.Never
	}
	if l == plus {
		return format.Never
	}
	width, tokens := 0, 0
	lines := strings.Split(strings.TrimPrefix(string(head), "\ufeff"), "\n")
	if len(head) == format.HeadSize {
		lines = lines[:len(lines)-1] // cut off
	}
	for _, line := range lines {
		cols := split(strings.TrimSuffix(line, "\r"))
		switch {
		case len(cols) == 0 || strings.HasPrefix(line, "# ") && !isTag(cols[len(cols)-1]):
			continue
		case cols[0] == docstart:
			return match(len(cols) == 2, l, format.Certain)
		case len(cols) < 2 || width > 0 && len(cols) != width || !isTag(cols[len(cols)-1]):
			return format.Never
		}
		width = len(cols)
		tokens++
	}
	switch {
	case tokens > 0 && format.HasEnding(name, ".conll", ".iob", ".iob2", ".bio"):
		return match(width == 2, l, format.Certain)
	case tokens > 2 && format.HasEnding(name, ".txt", ".tsv", ""):
		return match(width == 2, l, format.Likely)
	}
	return format.Never
}

func match(two bool, l layout, how format.Likelihood) format.Likelihood {
	if two != (l == columns2) {
		return format.Never
	}
	return how
}

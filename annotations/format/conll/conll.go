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
var (
	Format     = In(tags.IOB2)
	Format2002 = columns2.format(tags.IOB2)
	FormatUP   = plus.format(tags.IOB2)
)

// In is CoNLL-2003 written in another scheme of tags. Reading takes any.
func In(s tags.Scheme) format.Format { return columns4.format(s) }

// layout says which columns there are.
type layout int

const (
	columns2 layout = iota // CoNLL-2002: token, tag
	columns4               // CoNLL-2003: token, part of speech, chunk, tag
	plus                   // CoNLL-U Plus: the ten of CoNLL-U and GLOSS:NE
)

func (l layout) format(s tags.Scheme) format.Format {
	f := format.Format{
		Can: format.Can{Controls: true}, Unit: format.Token,
		Extension: ".conll", Media: "text/plain; charset=utf-8",
		NewWriter: func(w io.Writer) format.Writer {
			return &writer{w: bufio.NewWriterSize(w, 64<<10), layout: l, scheme: s}
		},
	}
	f.Detect = func(name string, head []byte) format.Likelihood { return l.detect(name, head) }
	switch l {
	case columns2:
		f.Name, f.Title, f.Read = "conll2002", "CoNLL-2002", readColumns
	case columns4:
		f.Name, f.Aliases, f.Title, f.Read = "conll2003", []string{"conll"}, "CoNLL ("+string(s)+")", readColumns
	case plus:
		f.Name, f.Title, f.Extension, f.Read = "conllup", "CoNLL-U Plus", ".conllup", readPlus
		f.Can.Text, f.Can.Titles, f.Can.Meta = true, true, true
	}
	return f
}

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

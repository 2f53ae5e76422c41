// Package webanno reads and writes the WebAnno TSV 3 of WebAnno and INCEpTION: a
// file a document, a token a row, offsets in UTF-16 code units.
//
// Spans are in the layer of named entities, which every project of INCEpTION
// has; links in a relation layer on it. Notes and attributes are features of the
// two, which a project has to have as well. Spans may nest and cross, and end within
// a token; one that starts or ends in white space is moved to the edges of
// tokens. What stands between sentences the format does not say, so that it is
// in the manifest beside the files.
//
// Of a file by others all layers are read: what fills a slot as a link from its
// host, the elements of a chain as spans with links from each to the next. They are
// written in the layers that they came from, on the tokens that they came with.
//
// Source: the WebAnno TSV 3.3 chapter of INCEpTION's user guide
// (inception-io-webanno-tsv, webannotsv.adoc).
package webanno

import (
	"strings"

	"gloss/annotations/format"
	"gloss/annotations/format/folder"
)

// Format is WebAnno TSV 3.3.
var Format = folder.Documents{
	Ending: ".tsv", Key: metaKey,
	Encoder: func() folder.Encoder { return encoder{} },
	Decode:  decode,
}.Format(format.Format{
	Name: "webanno", Title: "WebAnno TSV 3.3", Unit: format.UTF16,
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Links: true, Across: true, AnyLabel: true, Notes: true, Attributes: true,
	},
	Detect: func(name string, head []byte) format.Likelihood {
		if strings.HasPrefix(format.HeadLine(head), formatHeader) || isOld(head) {
			return format.Certain
		}
		return format.Never
	},
	Heavy: "a folder, or archive/zip with 59 KiB in brotli",
})

const (
	formatHeader = "#FORMAT=WebAnno TSV 3"
	spanLayer    = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
	linkLayer    = "webanno.custom.Link"
)

// isOld reports whether a file is of version 1 or 2 of the format, whose rows have no
// offsets: names of layers, if any, then the number and the text of a sentence, and
// rows that count the tokens from 1. It is taken for this format, to be told from a
// plain table and from CoNLL.
func isOld(head []byte) bool {
	lines := strings.Split(strings.TrimPrefix(string(head), "\ufeff"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	if strings.HasPrefix(lines[0], " # ") && strings.Contains(lines[0], " | ") {
		return true
	}
	return len(lines) > 2 && lines[0] == "#id=1" && strings.HasPrefix(lines[1], "#text=") &&
		(strings.HasPrefix(lines[2], "1\t") || strings.HasPrefix(lines[2], "1-1\t"))
}

// The escapes of a value in a column, and of text.
var (
	escapeValue = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "|", `\|`, "_", `\_`, "->", `\->`, ";", `\;`, "\t", `\t`, "\n", `\n`, "*", `\*`, "\r", `\r`)
	escapeText  = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
)

func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 't':
			b.WriteByte('\t')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// splitAt splits at a character that no backslash stands before.
func splitAt(s string, sep byte) (all []string) {
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case sep:
			all = append(all, s[start:i])
			start = i + 1
		}
	}
	return append(all, s[start:])
}

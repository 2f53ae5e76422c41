// Package spacy reads and writes the training data of spaCy, a DocBin: tokens
// with entities (doc.ents, which do not overlap) and all spans once more in the
// span group "sc", where spancat looks for them. Notes and attributes are in the
// user data of a Doc, which spaCy keeps.
//
// A DocBin is zlib over one MessagePack map whose arrays go over all documents:
// reading and writing hold all of it in memory, about 25 bytes a token and each
// string once.
//
// Sources: spacy/tokens/_serialize.py, _dict_proxies.py, span_group.pyx,
// strings.pyx and symbols.pyx of spaCy 3.
package spacy

import (
	"encoding/json"
	"io"

	"gloss/annotations/format"
	"gloss/annotations/format/internal/build"
	"gloss/annotations/text"
)

// Format is spaCy's DocBin.
var Format = format.Format{
	Name: "spacy", Title: "spaCy DocBin", Extension: ".spacy", Media: "application/octet-stream",
	Can: format.Can{
		Text: true, Empty: true, Controls: true, Titles: true, Meta: true, Overlap: true, Whole: true, AnyLabel: true,
		Notes: true, Attributes: true,
	},
	Unit:      format.Token,
	Heavy:     "compress/zlib, and all documents in memory",
	Buffered:  "its arrays go over all documents",
	NewWriter: func(w io.Writer) format.Writer { return newWriter(w) },
	Read:      read,
}

// Numbers of attributes of tokens, and what ENT_IOB says.
const (
	orth    = 65
	entIOB  = 77
	entType = 78

	inside  = 1
	outside = 2
	begins  = 3
)

// group is the span group that spaCy's spancat takes by default.
const group = "sc"

// head is what a document has besides, kept in doc.user_data["gloss"] as JSON.
type head struct {
	ID     string          `json:"id,omitempty"`
	Source string          `json:"source,omitempty"`
	Title  string          `json:"title,omitempty"`
	Meta   json.RawMessage `json:"meta,omitempty"`
	// Repeated counts how often a label of the document was given, beyond once;
	// doc.cats holds each label once.
	Repeated map[string]int `json:"repeated,omitempty"`
	Said     []said         `json:"said,omitempty"`
}

// said is what an annotation says: the one with this number in the span group, or
// the next with this label of the document.
type said struct {
	Span *int   `json:"span,omitempty"`
	Cat  string `json:"cat,omitempty"`
	build.Said
}

// token is a stretch of text, and whether a blank follows that is not in it.
type token struct {
	text.Span
	space bool
}

// tokensOf cuts a text into tokens that, joined with their blanks, are the text
// again: the first blank behind a token is told by a flag, other white space is
// a token of its own.
func tokensOf(body string) (all []token) {
	at := text.Byte(0)
	blank := func(to text.Byte) {
		if at < to && len(all) > 0 && body[at] == ' ' {
			all[len(all)-1].space = true
			at++
		}
		if at < to {
			all = append(all, token{Span: text.Span{Start: at, End: to}})
		}
	}
	for t := range text.Tokens(body) {
		blank(t.Start)
		all = append(all, token{Span: t})
		at = t.End
	}
	blank(text.Byte(len(body)))
	return all
}

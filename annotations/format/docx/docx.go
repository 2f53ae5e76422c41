// Package docx reads the text of Word documents (Office Open XML, ECMA-376): a
// line a paragraph. Inserted text is in, deleted text is not; footnotes, headers
// and comments are told of as not read.
package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/archive"
)

// Format is Word's.
var Format = format.Format{
	Name: "docx", Title: "Word document", Extension: ".docx", Media: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	Can: format.Can{Text: true},
	Detect: func(name string, head []byte) format.Likelihood {
		if format.HasEnding(name, ".docx") && bytes.HasPrefix(head, []byte("PK\x03\x04")) {
			return format.Certain
		}
		return format.Never
	},
	Read:     read,
	Heavy:    "encoding/xml and archive/zip, 90 KiB in brotli",
	Buffered: "a file is one document",
}

const (
	mainPart = "word/document.xml"
	word     = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	strict   = "http://purl.oclc.org/ooxml/wordprocessingml/main"
	compat   = "http://schemas.openxmlformats.org/markup-compatibility/2006"
)

// asides are parts of a document that are not in its text, and what has text in
// them.
var asides = map[string]string{"word/footnotes.xml": "footnotes", "word/endnotes.xml": "endnotes", "word/comments.xml": "comments"}

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		it, err := document(r, name)
		if err != nil {
			at := &format.Error{File: name, Err: format.Printable(err)}
			var inside *format.Error
			if errors.As(err, &inside) {
				at = &format.Error{File: name + "/" + inside.File, Line: inside.Line, Column: inside.Column, Err: inside.Err}
			}
			it, err = format.Item{}, at
		}
		yield(it, err)
	}
}

func document(r io.Reader, name string) (it format.Item, err error) {
	b, err := io.ReadAll(io.LimitReader(r, archive.MaxMemory+1))
	if err != nil {
		return it, err
	}
	if len(b) > archive.MaxMemory {
		return it, archive.ErrTooLarge
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return it, fmt.Errorf("no Word document: %w", err)
	}
	body, err := partOf(z, mainPart)
	if err != nil {
		return it, fmt.Errorf("no Word document: %w", err)
	}
	if strings.TrimSpace(body) == "" {
		return it, errors.New("there is no text in it")
	}
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	it.Document = annotations.Document{Source: base, Title: strings.TrimSuffix(base, path.Ext(base)), Text: body}
	for _, f := range z.File {
		what, ok := asides[f.Name]
		if !ok {
			continue
		}
		if text, err := partOf(z, f.Name); err != nil || strings.TrimSpace(text) != "" {
			it.Unread = append(it.Unread, format.Unread{File: name, Field: what, Reason: "they are not in the text"})
		}
	}
	return it, nil
}

// partOf is the text of a part: of a document, or of its footnotes.
func partOf(z *zip.Reader, part string) (string, error) {
	f, err := z.Open(part)
	if err != nil {
		return "", err
	}
	defer f.Close()
	// The size that a zip declares is not believed.
	dec := xml.NewDecoder(io.LimitReader(f, format.MaxRecord))
	var b strings.Builder
	inText, pending := 0, false
	for {
		t, err := dec.Token()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			line, column := dec.InputPos()
			return "", &format.Error{File: part, Line: line, Column: column, Err: format.Printable(err)}
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch {
			case t.Name.Space == compat && t.Name.Local == "Fallback": // says again what stands before it
				if err := dec.Skip(); err != nil {
					return "", err
				}
			case t.Name.Space != word && t.Name.Space != strict:
			case t.Name.Local == "p" && pending:
				b.WriteByte('\n')
				pending = false
			case t.Name.Local == "t":
				inText++
			case t.Name.Local == "tab" && len(t.Attr) == 0: // with attributes it is a stop of a ruler
				b.WriteByte('\t')
			case t.Name.Local == "br", t.Name.Local == "cr":
				b.WriteByte('\n')
			case t.Name.Local == "noBreakHyphen":
				b.WriteRune('\u2011')
			case t.Name.Local == "softHyphen":
				b.WriteRune('\u00ad')
			}
		case xml.EndElement:
			switch {
			case t.Name.Space != word && t.Name.Space != strict:
			case t.Name.Local == "t":
				inText--
			case t.Name.Local == "p":
				if pending {
					b.WriteByte('\n')
				}
				pending = true
			}
		case xml.CharData:
			if inText > 0 {
				if pending {
					b.WriteByte('\n')
					pending = false
				}
				b.Write(t)
			}
		}
	}
}

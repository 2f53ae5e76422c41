// Package xmltext knows what a text may hold to be carried by XML 1.0.
package xmltext

import (
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
)

// Forbidden reports whether XML 1.0 has no way to write a character, not even by
// its number (section 2.2).
func Forbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}

// Holds reports whether all of a text can be in XML.
func Holds(s string) bool { return !strings.ContainsFunc(s, Forbidden) }

// Lost describes the loss of a document whose text XML cannot hold.
func Lost(d annotations.Document) format.Loss {
	return format.LossOfDocument(d, format.Dropped, "XML has no way to write a control character that is in its text")
}

// Changed are the losses of an annotation whose label, note or values XML cannot
// hold as they are.
func Changed(it format.Item, e annotations.Entry) []format.Loss {
	holds := Holds(string(e.Label)) && Holds(e.Note)
	for _, v := range e.Values {
		holds = holds && Holds(string(v.Attribute)) && Holds(v.Text)
	}
	if holds {
		return nil
	}
	return []format.Loss{format.LossOf(it, e, format.Renamed, "XML cannot hold a control character in what it says")}
}

// Tame returns a string of less weight than a text, such as a title, with U+FFFD
// for what XML cannot hold.
func Tame(s string) string {
	return strings.Map(func(r rune) rune {
		if Forbidden(r) {
			return '\ufffd'
		}
		return r
	}, s)
}

// White space is told by number, since parsers make blanks of it in attributes,
// and line ends of a carriage return.
var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")

var bodyEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")

// Attribute escapes the value of an attribute in double quotes.
func Attribute(s string) string { return escapes.Replace(s) }

// Element escapes the text of an element.
func Element(s string) string { return bodyEscapes.Replace(s) }

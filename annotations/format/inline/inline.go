// Package inline reads text that is labelled where it stands, between
// [PERSON] and [/PERSON] or between <PERSON> and </PERSON>, as named-entity
// corpora have been since MUC (<ENAMEX TYPE="PERSON">). Tags may nest and cross.
//
// A stretch in brackets is a tag if its partner is in the same document; else it
// is text, as [sic] and 3 < 4 are, and a tag whose partner is missing is told.
// Where tags in angle brackets are used, so are the five entities of XML.
//
// Documents are divided by blank lines. In a file that has none within its first
// 64 KB each line is a document.
package inline

import (
	"bytes"
	"io"
	"iter"
	"path"
	"strconv"
	"strings"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/text"
)

// Format is inline markup.
var Format = format.Format{
	Name: "inline", Title: "Text with [TAG]…[/TAG] or <TAG>…</TAG>", Extension: ".txt", Media: "text/plain; charset=utf-8",
	Endings: endings,
	Can:     format.Can{Text: true, Controls: true, Overlap: true, SubToken: true},
	Detect:  detect,
	Read:    read,
}

var endings = []string{".txt", ".tagged", ".sgml", ".sgm", ".xml"}

// detect wants tags that are written in capitals or in brackets, and their
// partners: small ones in angle brackets may be HTML.
func detect(name string, head []byte) format.Likelihood {
	if !format.HasEnding(name, endings...) {
		return format.Never
	}
	tags := find(string(head))
	pair(tags)
	for _, t := range tags {
		if t.partner > 0 && (t.bracket || t.label == strings.ToUpper(t.label)) {
			return format.Likely
		}
	}
	return format.Never
}

// window is how far a blank line is looked for.
const window = 64 << 10

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		b := newPeeker(r)
		whole := hasBlank(b.peek())
		base := path.Base(strings.ReplaceAll(name, `\`, "/"))
		n := 0
		give := func(line int, markup string) bool {
			if strings.TrimSpace(markup) == "" {
				return true
			}
			n++
			it, err := item(markup, name, line)
			if err != nil {
				it = format.Item{}
			} else {
				it.Document.Source = base + "#" + strconv.Itoa(n)
			}
			return yield(it, err)
		}
		var block strings.Builder
		start := 0
		for line, err := range format.Lines(b) {
			if err != nil {
				yield(format.Item{}, &format.Error{File: name, Line: line.Number, Err: err})
				return
			}
			if line.Number == 1 {
				line.Bytes = bytes.TrimPrefix(line.Bytes, []byte("\ufeff"))
			}
			switch blank := len(bytes.TrimSpace(line.Bytes)) == 0; {
			case !whole:
				if !give(line.Number, string(line.Bytes)) {
					return
				}
				continue
			case blank && block.Len() > 0:
				if !give(start, block.String()) {
					return
				}
				block.Reset()
				continue
			case blank:
				continue
			case block.Len()+len(line.Bytes) > format.MaxRecord:
				yield(format.Item{}, &format.Error{File: name, Line: start, Err: format.ErrTooLong})
				return
			case block.Len() > 0:
				block.WriteByte('\n')
			default:
				start = line.Number
			}
			block.Write(line.Bytes)
		}
		give(start, block.String())
	}
}

func hasBlank(head []byte) bool {
	head = bytes.TrimRight(head, " \t\r\n") // those at the end divide nothing
	for line := range bytes.Lines(bytes.TrimLeft(head, " \t\r\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			return true
		}
	}
	return false
}

// item makes a document of a stretch of markup.
func item(markup, file string, line int) (format.Item, error) {
	var it format.Item
	if err := text.Validate(markup); err != nil {
		return it, &format.Error{File: file, Line: line, Err: err}
	}
	tags := find(markup)
	angled := pair(tags)
	var body strings.Builder
	places := make([]text.Byte, len(tags)) // of paired tags in the text
	at := 0
	for i, t := range tags {
		if t.partner == 0 {
			if t.named {
				it.Unread = append(it.Unread, format.Unread{
					File: file, Line: line + strings.Count(markup[:t.start], "\n"), Field: markup[t.start:t.end],
					Reason: "its partner is missing; it is read as text", Kept: true,
				})
			}
			continue
		}
		body.WriteString(plain(markup[at:t.start], angled))
		at = t.end
		places[i] = text.Byte(body.Len())
	}
	body.WriteString(plain(markup[at:], angled))
	it.Document.Text = body.String()
	for i, t := range tags {
		if t.closing || t.partner == 0 {
			continue
		}
		e := annotations.Entry{}
		e.Label = annotations.LabelID(t.label)
		e.Target = annotations.On(places[i], places[i+t.partner])
		if places[i] == places[i+t.partner] {
			it.Unread = append(it.Unread, format.Unread{
				File: file, Line: line + strings.Count(markup[:t.start], "\n"), Field: markup[t.start:t.end], Reason: "there is no text in it",
			})
			continue
		}
		it.Entries = append(it.Entries, e)
	}
	return it, nil
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&")

// plain is text between tags; markup in angle brackets has entities.
func plain(s string, angled bool) string {
	if angled {
		return entities.Replace(s)
	}
	return s
}

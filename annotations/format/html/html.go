// Package html reads saved web pages: the main text, without menus and the rest
// of the page, as Mozilla's Readability finds it, a line or two a paragraph. What
// the page says of itself (byline, site, language, dates) is kept as fields.
package html

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"
	"time"

	readability "codeberg.org/readeck/go-readability/v2"
	"codeberg.org/readeck/go-readability/v2/render"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

// Format is a web page.
var Format = format.Format{
	Name: "html", Title: "Web page (HTML)", Extension: ".html", Media: "text/html",
	Endings: []string{".html", ".htm", ".xhtml"},
	Can:     format.Can{Text: true},
	Read:    read,
	Heavy:   "golang.org/x/net/html and the tables of character sets, 370 KiB in brotli",
}

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		it, err := page(r, name)
		if err != nil {
			it, err = format.Item{}, &format.Error{File: name, Err: format.Printable(err)}
		}
		yield(it, err)
	}
}

func page(r io.Reader, name string) (it format.Item, err error) {
	b, err := io.ReadAll(io.LimitReader(r, format.MaxRecord+1))
	if err != nil {
		return it, err
	}
	if len(b) > format.MaxRecord {
		return it, format.ErrTooLong
	}
	if text.Validate(string(b)) != nil {
		encoding, label, _ := charset.DetermineEncoding(b, "")
		if b, err = encoding.NewDecoder().Bytes(b); err != nil {
			return it, fmt.Errorf("%s: %w", label, err)
		}
		it.Unread = append(it.Unread, format.Unread{File: name, Field: "charset", Reason: "the page is not UTF-8; it is read as " + label})
	}
	document, err := html.Parse(bytes.NewReader(b))
	if err != nil {
		return it, err
	}
	parser := readability.NewParser()
	article, err := parser.ParseDocument(document, nil)
	if err != nil {
		return it, err
	}
	body := ""
	if article.Node != nil {
		body = Clean(render.InnerText(article.Node))
	}
	if body == "" {
		if body = Clean(render.InnerText(document)); body == "" {
			return it, errors.New("there is no text in it")
		}
		it.Unread = append(it.Unread, format.Unread{File: name, Field: "body", Reason: "no main text stands out; it is read whole"})
	}
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	it.Document = annotations.Document{Source: base, Title: Clean(article.Title()), Text: body}
	if it.Document.Title == "" {
		it.Document.Title = strings.TrimSuffix(base, path.Ext(base))
	}
	it.Document.Meta, err = fields(article)
	return it, err
}

// Clean is a text without what no text may hold, and without white space around
// it.
func Clean(s string) string {
	return strings.TrimSpace(strings.ToValidUTF8(s, "\ufffd"))
}

// fields are what a page says of itself.
func fields(a readability.Article) (json.RawMessage, error) {
	all := map[string]string{}
	for key, value := range map[string]string{"byline": a.Byline(), "site": a.SiteName(), "lang": a.Language()} {
		if value = Clean(value); value != "" {
			all[key] = value
		}
	}
	if at, err := a.PublishedTime(); err == nil {
		all["published"] = at.Format(time.RFC3339)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return jsonfile.Marshal(all)
}

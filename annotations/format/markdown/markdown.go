// Package markdown reads the text of Markdown files (CommonMark, with tables and
// the like as on GitHub): what a reader of the page would see, without the marks.
// The fields between two lines of --- at the top are kept as they are; a title
// among them, or else the first heading, is the title.
package markdown

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"path"
	"strings"

	"codeberg.org/readeck/go-readability/v2/render"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	dom "golang.org/x/net/html"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/internal/jsonfile"
	"gloss/annotations/text"
)

// Format is Markdown.
var Format = format.Format{
	Name: "markdown", Aliases: []string{"md"}, Title: "Markdown", Extension: ".md", Media: "text/markdown; charset=utf-8",
	Endings: []string{".md", ".markdown"},
	Can:     format.Can{Text: true},
	Read:    read,
	Heavy:   "goldmark and golang.org/x/net/html, 200 KiB in brotli",
}

var converter = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		it, err := document(r, name)
		if err != nil {
			it, err = format.Item{}, &format.Error{File: name, Err: format.Printable(err)}
		}
		yield(it, err)
	}
}

func document(r io.Reader, name string) (it format.Item, err error) {
	b, err := io.ReadAll(io.LimitReader(r, format.MaxRecord+1))
	if err != nil {
		return it, err
	}
	if len(b) > format.MaxRecord {
		return it, format.ErrTooLong
	}
	if err := text.Validate(string(b)); err != nil {
		return it, err
	}
	source := strings.ReplaceAll(strings.TrimPrefix(string(b), "\ufeff"), "\r\n", "\n")
	front, source := frontMatter(source)
	var page bytes.Buffer
	if err := converter.Convert([]byte(source), &page); err != nil {
		return it, err
	}
	tree, err := dom.Parse(&page)
	if err != nil {
		return it, err
	}
	body := strings.TrimSpace(strings.ToValidUTF8(render.InnerText(tree), "\ufffd"))
	if body == "" {
		return it, errors.New("there is no text in it")
	}
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	it.Document = annotations.Document{Source: base, Title: title(front, tree), Text: body}
	if it.Document.Title == "" {
		it.Document.Title = strings.TrimSuffix(base, path.Ext(base))
	}
	if front != "" {
		it.Document.Meta, err = jsonfile.Marshal(map[string]string{"frontMatter": front})
	}
	return it, err
}

// frontMatter takes the fields at the top off a source.
func frontMatter(source string) (front, rest string) {
	after, ok := strings.CutPrefix(source, "---\n")
	if !ok {
		return "", source
	}
	for at := 0; at < len(after); {
		line, _, _ := strings.Cut(after[at:], "\n")
		next := min(len(after), at+len(line)+1)
		if line == "---" || line == "..." {
			return strings.TrimSuffix(after[:at], "\n"), after[next:]
		}
		if at == 0 && !strings.Contains(line, ":") {
			break // a rule, and text below it
		}
		at = next
	}
	return "", source
}

// title is that of the fields, or the first heading.
func title(front string, tree *dom.Node) string {
	for line := range strings.Lines(front) {
		if value, ok := strings.CutPrefix(line, "title:"); ok {
			return strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	for n := range tree.Descendants() {
		if n.Type == dom.ElementNode && (n.Data == "h1" || n.Data == "h2") {
			return strings.TrimSpace(strings.ToValidUTF8(render.InnerText(n), "\ufffd"))
		}
	}
	return ""
}

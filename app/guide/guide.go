// Package guide makes HTML of guidelines in Markdown. It runs in a worker of its
// own, since the parser would weigh 141 KB in the program of the page.
//
// What it makes is safe to show: goldmark leaves out raw HTML and the addresses of
// scripts unless it is told otherwise, and the one addition here is made of text
// that it has escaped.
package guide

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
)

// HTML renders guidelines. A heading has the ID of Anchor. ⟦actor Ada⟧ is an
// example of the label actor: a <mark> with the label in data-label.
func HTML(text string) (string, error) {
	var b bytes.Buffer
	ctx := parser.NewContext(parser.WithIDs(ids{}))
	if err := markdown.Convert([]byte(text), &b, parser.WithContext(ctx)); err != nil {
		return "", err
	}
	return examples(b.String()), nil
}

// Anchor is the ID of the heading that explains a label. It begins with guide-, so
// that no heading takes the ID of something else on the page.
func Anchor(name string) string {
	return "guide-" + strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, strings.TrimSpace(name))
}

// ids gives headings their Anchor.
type ids struct{}

func (ids) Generate(value []byte, _ ast.NodeKind) []byte { return []byte(Anchor(string(value))) }
func (ids) Put([]byte)                                   {}

// examples turns the signs of examples into elements, where both stand in one
// stretch of text.
func examples(html string) string {
	var out strings.Builder
	for html != "" {
		text, tag := html, ""
		if at := strings.IndexByte(html, '<'); at >= 0 {
			text, tag = html[:at], html[at:]
		}
		out.WriteString(marked(text))
		end := strings.IndexByte(tag, '>') + 1
		out.WriteString(tag[:end])
		html = tag[end:]
	}
	return out.String()
}

func marked(s string) string {
	const begin, end = "⟦", "⟧"
	written := map[int]string{} // what stands in place of a sign
	var open []int
	for i := range s {
		switch {
		case strings.HasPrefix(s[i:], begin):
			open = append(open, i)
		case strings.HasPrefix(s[i:], end) && len(open) > 0:
			at := open[len(open)-1]
			open = open[:len(open)-1]
			label, _, ok := strings.Cut(s[at+len(begin):i], " ")
			if ok && !strings.ContainsAny(label, begin+end+"\"&<>") {
				written[at] = `<mark class="example" data-label="` + label + `">`
				written[i] = "</mark>"
			}
		}
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		switch tag, ok := written[i]; {
		case ok && tag == "</mark>":
			out.WriteString(tag)
			i += len(end)
		case ok:
			out.WriteString(tag)
			i += strings.IndexByte(s[i:], ' ') + 1
		default:
			out.WriteByte(s[i])
			i++
		}
	}
	return out.String()
}

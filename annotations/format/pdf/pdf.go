// Package pdf reads the text of PDF files, with github.com/ledongthuc/pdf: the
// glyphs and their places, of which lines and words are made here. A PDF has no
// text but what can be guessed from that: what is read is frozen by the import.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"path"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"

	"gloss/annotations"
	"gloss/annotations/format"
	"gloss/annotations/format/archive"
)

// Format is PDF.
var Format = format.Format{
	Name: "pdf", Title: "PDF", Extension: ".pdf", Media: "application/pdf",
	Can: format.Can{Text: true},
	Detect: func(_ string, head []byte) format.Likelihood {
		if bytes.HasPrefix(head, []byte("%PDF-")) {
			return format.Certain
		}
		return format.Never
	},
	Read:     read,
	Heavy:    "a library of 104 KiB in brotli",
	Buffered: "the directory of a PDF is at its end, and a file is one document",
}

// Limits: the library panics on files that are damaged, and on some it does not
// come to an end.
const (
	maxPages = 5000
	maxTime  = 30 * time.Second // of a file
)

var errTime = fmt.Errorf("it takes more than %v to read", maxTime)

func read(r io.Reader, name string) iter.Seq2[format.Item, error] {
	return func(yield func(format.Item, error) bool) {
		body, missing, err := readAll(r)
		if err != nil {
			yield(format.Item{}, &format.Error{File: name, Err: format.Printable(err)})
			return
		}
		base := path.Base(strings.ReplaceAll(name, `\`, "/"))
		it := format.Item{Document: annotations.Document{Source: base, Title: strings.TrimSuffix(base, path.Ext(base)), Text: body}}
		for _, page := range missing {
			it.Unread = append(it.Unread, format.Unread{File: name, Field: fmt.Sprint("page ", page), Reason: "there is no text on it; it may be a picture"})
		}
		yield(it, nil)
	}
}

// readAll is the text of a file, and the pages without any.
func readAll(r io.Reader) (body string, missing []int, err error) {
	b, err := io.ReadAll(io.LimitReader(r, archive.MaxMemory+1))
	switch {
	case err != nil:
		return "", nil, err
	case len(b) > archive.MaxMemory:
		return "", nil, fmt.Errorf("a PDF of more than %d MiB", archive.MaxMemory>>20)
	case !bytes.HasPrefix(b, []byte("%PDF-")):
		return "", nil, errors.New("no PDF")
	}
	type result struct {
		body    string
		missing []int
		err     error
	}
	done := make(chan result, 1)
	go func() { // which nothing can stop; it ends by itself or with the program
		var res result
		defer func() {
			if p := recover(); p != nil {
				res = result{err: fmt.Errorf("damaged: %v", p)}
			}
			done <- res
		}()
		res.body, res.missing, res.err = pages(b)
	}()
	select {
	case res := <-done:
		return res.body, res.missing, res.err
	case <-time.After(maxTime):
		return "", nil, errTime
	}
}

func pages(b []byte) (string, []int, error) {
	f, err := pdf.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return "", nil, err
	}
	if f.NumPage() > maxPages {
		return "", nil, fmt.Errorf("%d pages; %d are read", f.NumPage(), maxPages)
	}
	var body strings.Builder
	var missing []int
	for n := 1; n <= f.NumPage(); n++ {
		page := lines(f.Page(n).Content().Text)
		if page == "" {
			missing = append(missing, n)
			continue
		}
		if body.Len() > 0 {
			body.WriteString("\n\n")
		}
		body.WriteString(page)
	}
	if body.Len() == 0 {
		return "", nil, errors.New("there is no text in it; its pages may be pictures")
	}
	return strings.ToValidUTF8(body.String(), "\ufffd"), missing, nil
}

// lines puts glyphs together, in the order in which they are drawn: a line where
// their height on the page changes by a third of their size, an empty one where
// it does by twice the size, a blank where a gap is wider than a sixth of it.
func lines(glyphs []pdf.Text) string {
	var b strings.Builder
	var last pdf.Text
	for _, g := range glyphs {
		if g.S == "" || strings.Trim(g.S, "\n\r\x00") == "" {
			continue
		}
		size := math.Max(math.Abs(g.FontSize), 1)
		if b.Len() > 0 {
			down := math.Abs(g.Y - last.Y)
			switch gap := g.X - (last.X + last.W); {
			case down > 2*size:
				b.WriteString("\n\n")
			case down > size/3:
				b.WriteByte('\n')
			case (gap > size/6 || gap < -2*size) && g.S != " " && last.S != " ":
				b.WriteByte(' ')
			}
		}
		b.WriteString(g.S)
		last = g
	}
	return strings.TrimSpace(b.String())
}

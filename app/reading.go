//go:build js

package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"gloss/annotations"
	"gloss/annotations/dataset"
	"gloss/annotations/dataset/convert"
	"gloss/annotations/format"
	"gloss/annotations/format/light"
	"gloss/app/beside"
	"gloss/app/internal/browser"
)

// readable are files in the formats that the page links. Those that may be of
// another one the worker for formats turns into such; details say what it could
// not read, and odd which fields it did not understand.
func (p *Program) readable(ctx context.Context, files []browser.File, what string) (list []dataset.File, details, odd []string) {
	for _, f := range files {
		name := f.Name
		var schemas []annotations.SchemaFile
		if p.foreign(ctx, f) {
			got, err := browser.Convert(ctx, browser.Conversion{File: f}, func(documents int) {
				p.do(func() {
					p.notice = notice{text: what + " " + count(documents, "{0} document so far", "{0} documents so far"), busy: true}
				})
			})
			var a convert.Answer
			switch {
			case errors.Is(err, browser.ErrNoProgram): // it may be of a linked format after all
			case err == nil:
				err = json.Unmarshal([]byte(got.Answer), &a)
				fallthrough
			default:
				if ctx.Err() != nil {
					return list, details, odd
				}
				if err != nil {
					why := err.Error()
					if format.HasEnding(name, strings.Split(beside.Elsewhere, ",")...) {
						why = tr("the page does not read such files, but the command line does: gloss import")
					}
					details = append(details, name+": "+why)
					continue
				}
				details = append(details, a.Errors...)
				if more := a.Wrong - len(a.Errors); more > 0 {
					details = append(details, count(more, "and {0} more", "and {0} more"))
				}
				odd = append(odd, a.Unread...)
				if a.Documents == 0 {
					if a.Wrong == 0 {
						details = append(details, name+": there is no document in it")
					}
					continue
				}
				f, name, schemas = got.File, name+".jsonl", a.Schemas
			}
		}
		list = append(list, dataset.File{
			Name: name, Size: f.Size, Schemas: schemas, Open: func() (io.Reader, error) { return f.Open(ctx), nil },
		})
	}
	return list, details, odd
}

// foreign reports whether a file may be of a format that the page does not link:
// JSON that is not as Gloss writes it may be, and text with tags.
func (p *Program) foreign(ctx context.Context, f browser.File) bool {
	head := make([]byte, format.HeadSize)
	n, _ := io.ReadFull(f.Open(ctx), head)
	head = head[:n]
	kind, err := light.Formats.Detect(f.Name, head)
	switch {
	case err != nil:
		return true
	case kind.Name == "gloss":
		return !format.HeadFields(head).Has("text", "spans", "title", "id")
	}
	return bytes.Contains(head, []byte("[/")) || bytes.Contains(head, []byte("</")) || bytes.Contains(head, []byte("-DOCSTART-"))
}

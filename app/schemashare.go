//go:build js

package app

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"gloss/annotations"
	"gloss/app/internal/browser"
)

// A schema travels in the fragment of a link, which no server sees: packed by the
// browser, in the letters of base64 for addresses.
const schemaFragment = "schema="

// shareSchema copies a link to the schema.
func (p *Program) shareSchema() {
	b, _ := json.Marshal(p.project.File()) // strings and numbers
	browser.Go("sharing", func() {
		packed, err := browser.Deflate(context.Background(), string(b))
		if err == nil {
			err = browser.CopyText(context.Background(), browser.Origin()+"/#"+schemaFragment+packed)
		}
		p.do(func() {
			if p.schema.says = tr("The link is copied."); err != nil {
				p.schema.says = tr("The link could not be copied: {0}", err)
			}
		})
	})
}

// schemaInAddress offers the schema that the address of the page carries.
func (p *Program) schemaInAddress() {
	packed, ok := strings.CutPrefix(browser.Fragment(), schemaFragment)
	if !ok {
		return
	}
	browser.ClearFragment()
	browser.Go("reading the link", func() {
		text, err := browser.Inflate(context.Background(), packed)
		p.do(func() { p.offerSchema([]byte(text), err) })
	})
}

// offerSchema asks before a schema from elsewhere is used.
func (p *Program) offerSchema(b []byte, err error) {
	f, bad := annotations.ReadSchemaFile(b)
	if err == nil {
		err = bad
	}
	if err != nil {
		p.warn(tr("This schema cannot be read: {0}", err))
		return
	}
	p.offered = &f
	p.notice = notice{
		text:   tr("Use the schema {0} in this project? Its labels are added; labels that it knows are changed to what it says.", f.Name),
		action: "schema-use", button: tr("Use it"),
	}
}

// useSchema takes over the schema that was offered.
func (p *Program) useSchema() {
	f := p.offered
	p.offered, p.notice = nil, notice{}
	if f != nil {
		p.keepProject(p.project.Adopt(*f, p.model.Replica))
		p.notice = notice{text: tr("The schema {0} is used.", f.Name), action: "schema-undo", button: tr("Undo")}
	}
}

// importSchema reads a schema from a file.
func (p *Program) importSchema(f browser.File) {
	browser.CloseDialog("#schema")
	browser.Go("reading a schema", func() {
		b, err := io.ReadAll(f.Open(context.Background()))
		p.do(func() {
			p.schema = schemaState{}
			p.offerSchema(b, err)
		})
	})
}

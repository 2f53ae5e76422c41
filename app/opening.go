//go:build js

package app

import (
	"context"

	"gloss/annotations"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// reading is what the store has of a document.
type reading struct {
	document annotations.Document
	changes  []annotations.Change
	err      error
}

func (p *Program) read(ctx context.Context, id annotations.DocumentID) (r reading) {
	if r.document, r.err = p.local.Document(ctx, id); r.err == nil {
		r.changes, r.err = p.local.Log(ctx, id)
	}
	return r
}

// open reads a document and shows it.
func (p *Program) open(id annotations.DocumentID) {
	if p.local == nil || p.model.IsOpen() && p.model.Document.ID == id {
		return
	}
	p.wanted = id
	p.drawer = ""
	browser.Go("opening", func() {
		r := p.readFresh(context.Background(), id)
		p.do(func() {
			switch {
			case p.wanted != id: // another one was asked for meanwhile
			case r.err != nil:
				p.warn(tr("This document could not be opened: {0}", r.err))
			default:
				p.show(r)
				p.freshen(id)
			}
		})
	})
}

// show shows a document that was read.
func (p *Program) show(r reading) {
	for p.model.IsOpen() && p.model.Recording() {
		p.update(editor.RecordOn{})
	}
	if p.pile.noting {
		p.pile.noting = false
		p.noteOpen()
	}
	m, err := p.model.Open(r.document, r.changes)
	p.model = m
	p.enterOf(m.Document)
	p.showDocument()
	browser.ToTop()
	p.drawAnnotations()
	p.noteOpen()
	p.showRow()
	if err != nil {
		p.warn(tr("Some labels of this document could not be read: {0}", err))
	}
	browser.SetPref("document", m.Document.ID.String())
	browser.SetTitle(m.Document.Title + " – Gloss")
	p.paintSelection()
	p.tellOpen()
	p.rank()
	p.showFinding()
	browser.Mark("gloss:document")
	browser.AfterPaint(p.keepEarly)
}

// lastDocument is the document of the address, or of the last visit.
func (p *Program) lastDocument() annotations.DocumentID {
	if id, ok := documentIn(browser.Path()); ok {
		return id
	}
	id, _ := annotations.ParseID[annotations.Document](browser.Pref("document"))
	return id
}

// openFirst opens a document if none is open yet: that of the address, which may
// have come from the server only now, or the first.
func (p *Program) openFirst(ctx context.Context, project annotations.ProjectID) {
	first, err := p.firstDocument(ctx, project)
	p.do(func() {
		id, named := documentIn(browser.Path())
		switch {
		case p.model.IsOpen():
		case named:
			p.open(id)
		case err != nil:
			p.refuse(err)
		case !first.IsZero():
			p.open(first)
		default:
			browser.Booted()
		}
	})
}

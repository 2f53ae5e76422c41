//go:build js

package app

import (
	"context"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
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
		r := p.read(context.Background(), id)
		p.do(func() {
			switch {
			case p.wanted != id: // another one was asked for meanwhile
			case r.err != nil:
				p.warn("This document could not be opened: " + r.err.Error())
			default:
				p.show(r)
			}
		})
	})
}

// show shows a document that was read.
func (p *Program) show(r reading) {
	m, err := p.model.Open(r.document, r.changes)
	p.model = m
	p.showDocument()
	browser.ToTop()
	p.drawAnnotations()
	p.drawDocuments()
	if err != nil {
		p.warn("Some labels of this document could not be read: " + err.Error())
	}
	browser.SetPref("document", m.Document.ID.String())
	browser.SetTitle(m.Document.Title + " – Gloss")
	p.paintSelection()
	browser.Mark("gloss:document")
	browser.Go("keeping the first lines", p.keepEarly)
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
func (p *Program) openFirst() {
	if p.model.IsOpen() {
		return
	}
	if id, ok := documentIn(browser.Path()); ok {
		p.open(id)
	} else if len(p.documents) > 0 {
		p.open(p.documents[0].ID)
	} else {
		browser.Booted()
	}
}

// openBeside opens the document after the open one (1) or before it (-1).
func (p *Program) openBeside(direction int) {
	i := slices.IndexFunc(p.documents, func(h store.Heading) bool { return h.ID == p.model.Document.ID })
	if i += direction; i >= 0 && i < len(p.documents) {
		p.ctx.Navigate("/d/" + p.documents[i].ID.String())
	}
}

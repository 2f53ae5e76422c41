//go:build js

package app

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"gloss/annotations"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// reading is what the store has of a document.
type reading struct {
	document annotations.Document
	readLog
}

func (p *Program) read(ctx context.Context, id annotations.DocumentID) (r reading) {
	log := p.readLog(ctx, id) // beside the text: each waits for the disk
	document, err := p.local.Document(ctx, id)
	r = reading{document, <-log}
	r.err = cmp.Or(err, r.err)
	return r
}

// readLog is a log that was read, and what of it was left out; or why it could not be.
type readLog struct {
	log     *annotations.Log
	refused error
	err     error
}

// readLog has a log read while something else is done.
func (p *Program) readLog(ctx context.Context, id annotations.DocumentID) <-chan readLog {
	read := make(chan readLog, 1)
	browser.Go("reading a log", func() {
		l := readLog{err: errors.New("a log could not be read")} // after a panic: the guard says why
		defer func() { read <- l }()
		logs, err := p.local.Logs(ctx, []annotations.DocumentID{id})
		if len(logs) > 0 {
			l = readLog{log: logs[0], refused: err}
		} else {
			l.err = err
		}
	})
	return read
}

// open reads a document and shows it.
func (p *Program) open(id annotations.DocumentID) {
	if p.local == nil || isComing(p.coming, id) {
		return
	}
	p.wanted, p.coming = id, nil
	if p.model.IsOpen() && p.model.Document.ID == id {
		return
	}
	p.drawer = ""
	if isComing(p.ahead, id) {
		p.ahead, p.coming = nil, p.ahead
		if p.coming.done {
			p.arrive()
		}
		return
	}
	p.coming = p.bring(&coming{id: id, fetch: true})
}

// show shows a document that was read: its text at once, and what is around it when
// that is painted.
func (p *Program) show(r reading) {
	p.finish()
	m, err := p.model.Open(r.document, r.log)
	if id, why, _ := strings.Cut(browser.Pref("came"), " "); id == m.Document.ID.String() {
		m.Came = why
	}
	p.model = m
	p.enterOf(m.Document)
	p.showDocument()
	browser.ToTop()
	p.paintSelection()
	p.findRow() // the next key may ask for the next document
	p.owed.text, p.owed.opened = true, true
	if err := cmp.Or(err, r.refused); err != nil {
		p.warn(tr("Some labels of this document could not be read: {0}", err))
	}
	browser.Mark("gloss:document")
}

// finish carries out what is under way in the open document, before it is left.
func (p *Program) finish() {
	for p.model.IsOpen() && p.model.Recording() {
		p.update(editor.RecordOn{})
	}
	if p.pile.noting {
		p.pile.noting = false
		p.noteOpen()
	}
}

// shut leaves no document open. One of another project would get labels of this one.
func (p *Program) shut() {
	if !p.model.IsOpen() {
		return
	}
	p.finish()
	p.model, p.wanted, p.coming = p.model.Close(), annotations.DocumentID{}, nil
	p.showDocument()
	p.paintSelection()
	p.drawAnnotations()
	p.showRow()
	p.owed.links, p.owed.text, p.owed.opened = true, true, false
	browser.SetPref("document", "")
	browser.SetTitle("Gloss")
	p.ctx.Navigate("/")
}

// opened shows around the text what goes with the document that is open now.
func (p *Program) opened() {
	id := p.model.Document.ID
	p.drawAnnotations()
	p.noteOpen()
	p.showRow()
	browser.SetPref("document", id.String())
	browser.SetTitle(p.model.Document.Title + " – Gloss")
	p.suggesting.seen = stretchSeen{} // nothing is proposed in it yet
	p.tellOpen()
	p.rank()
	p.showFinding()
	browser.AfterPaint(func() {
		p.keepEarly()
		p.expectNext()
	})
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

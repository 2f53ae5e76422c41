//go:build js

package app

import (
	"cmp"
	"context"

	"gloss/annotations"
	"gloss/app/internal/browser"
)

// A document of at most so many bytes is read before it is asked for, while the
// pointer or the keys are on its row: it is there in the frame after the click then.
// A longer one is not worth the wait of who only passes over it.
const aheadMost = 32 << 10

// coming is a document that is being read, or was read before it is asked for.
type coming struct {
	id    annotations.DocumentID
	done  bool
	fetch bool // from the server, if it is not here
	reading
	late []annotations.Change // that may not be in what was read
}

// readAhead reads a document that may be asked for next.
func (p *Program) readAhead(id annotations.DocumentID) {
	index := p.pile.index
	if p.local == nil || index == nil || isComing(p.ahead, id) || isComing(p.coming, id) ||
		p.model.IsOpen() && p.model.Document.ID == id {
		return
	}
	if i, ok := index.Find(id); ok && index.Entry(i).Bytes <= aheadMost {
		p.ahead = p.bring(&coming{id: id})
	}
}

func isComing(c *coming, id annotations.DocumentID) bool { return c != nil && c.id == id }

// bring reads a document, and shows it if it is asked for by then.
func (p *Program) bring(c *coming) *coming {
	for b := range p.underway { // who comes back at once may be faster than the disk
		c.take(b.Changes)
	}
	browser.Go("opening", func() {
		if c.fetch {
			c.reading = p.readFresh(context.Background(), c.id)
		} else {
			c.reading = p.read(context.Background(), c.id)
		}
		p.now(func() {
			c.done = true
			switch {
			case p.coming == c:
				p.arrive()
			case p.ahead == c && c.err != nil:
				p.ahead = nil
			}
		})
	})
	return c
}

// arrive shows the document that was asked for and is read by now.
func (p *Program) arrive() {
	c := p.coming
	switch {
	case c.err != nil && !c.fetch:
		p.coming = p.bring(&coming{id: c.id, fetch: true})
		return
	case c.err != nil:
		p.warn(tr("This document could not be opened: {0}", c.err))
	default:
		_, err := c.log.AddAll(c.late)
		c.refused = cmp.Or(c.refused, err)
		p.show(c.reading)
		p.freshen(c.id)
	}
	p.coming = nil
}

// tellComing keeps changes for the documents that are being read, whose logs may have
// been read before.
func (p *Program) tellComing(changes []annotations.Change) {
	for _, c := range []*coming{p.ahead, p.coming} {
		if c != nil {
			c.take(changes)
		}
	}
}

// take keeps those changes that are of the document.
func (c *coming) take(changes []annotations.Change) {
	for _, change := range changes {
		if change.Doc == c.id {
			c.late = append(c.late, change)
		}
	}
}

// expectNext reads the document ahead that the list has next.
func (p *Program) expectNext() {
	if l := &p.pile; l.row >= 0 && l.row+1 < len(l.view) && p.ahead == nil {
		p.readAhead(l.index.Entry(int(l.view[l.row+1])).ID)
	}
}

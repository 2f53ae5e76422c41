//go:build js

package app

import (
	"context"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/annotations/suggest/follow"
	"gloss/annotations/suggest/logs"
	"gloss/annotations/suggest/worker"
	"gloss/annotations/text"
	"gloss/app/internal/browser"
)

const (
	// The worker is told so many bytes of texts, in the order of the list, and the
	// open document in any case: what it learns from must be learnt again at each
	// start.
	suggestBytes = 3 << 20
	// It is told so many changes at once, and for so long in one go: hands and eyes
	// come first. What is told at once is in memory at once, on both sides, and a
	// WASM heap does not shrink.
	tellSome = 200
	tellFor  = 4 * time.Millisecond
)

// telling is some of what the worker is to be told: a message of it. It reports
// whether there is another.
type telling func() (more bool)

// tell has the worker told something, after all that was to be told before.
func (p *Program) tell(some telling) {
	s := &p.suggesting
	if s.outbox = append(s.outbox, some); len(s.outbox) == 1 {
		p.send(s.run)
	}
}

// send tells the worker what is in the outbox, and goes on later when that takes
// long. Of a worker that does not hear, nothing is left to tell.
func (p *Program) send(run int) {
	s := &p.suggesting
	if s.run != run {
		return
	}
	for begun := time.Now(); len(s.outbox) > 0; {
		if s.outbox[0]() {
			// it stays the first
		} else if s.outbox[0], s.outbox = nil, s.outbox[1:]; len(s.outbox) == 0 {
			s.outbox = nil
			return
		}
		if s.ready && time.Since(begun) > tellFor {
			browser.After(0, func() { p.send(run) })
			return
		}
	}
}

// tellWorker sends a message to the worker, if it hears.
func (p *Program) tellWorker(m worker.Message) {
	if !p.suggesting.ready {
		return
	}
	p.tell(func() bool {
		if s := &p.suggesting; s.ready {
			s.worker.Post(worker.Encode(m))
		}
		return false
	})
}

// tellChanges tells the worker what was changed.
func (p *Program) tellChanges(changes []annotations.Change) {
	p.tellPieces(func() []annotations.Change {
		some := changes[:min(len(changes), tellSome)]
		changes = changes[len(some):]
		return some
	})
}

// tellLog tells the worker what was changed in the open document so far.
func (p *Program) tellLog(log *annotations.Log) {
	var last annotations.Stamp
	some := make([]annotations.Change, 0, tellSome)
	p.tellPieces(func() []annotations.Change {
		some = some[:0]
		for c := range log.After(last) {
			if len(some) == tellSome {
				break
			}
			some = append(some, c)
			last = c.Stamp
		}
		return some
	})
}

// tellPieces tells the worker changes, some at a time, for as long as next has
// tellSome of them.
func (p *Program) tellPieces(next func() []annotations.Change) {
	s := &p.suggesting
	if !s.ready {
		return
	}
	var changes []follow.Change // room, and for their bytes
	var bytes []byte
	p.tell(func() bool {
		if !s.ready {
			return false
		}
		some := next()
		if len(some) > 0 {
			changes = logs.Append(changes[:0], some)
			bytes = worker.Append(bytes[:0], worker.Changes{All: changes})
			s.worker.Post(bytes)
		}
		return len(some) == tellSome
	})
}

// tellDocuments tells the worker the documents of the project, those that it does
// not know yet, some at a time.
func (p *Program) tellDocuments() {
	s := &p.suggesting
	if !s.ready {
		return
	}
	if s.feeding {
		s.again = true
		return
	}
	s.feeding = true
	p.tellWorker(worker.Labels{All: logs.Labels(p.project.Schema)})
	p.tellOpen()
	project, run, place := p.project.ID, s.run, s.place
	browser.Go("telling the worker", func() {
		ctx := context.Background()
		for more := true; more; {
			n, err := 0, error(nil)
			if n, place, err = p.untold(ctx, project, place); err != nil {
				break
			}
			read, err := p.local.Read(ctx, project, place, n)
			for _, d := range read {
				place = d.Place
			}
			told := make(chan bool, 1)
			p.do(func() {
				if s.run != run { // another project is shown by now
					told <- false
					return
				}
				for _, d := range read {
					p.tellDocument(d)
				}
				p.tell(func() bool {
					told <- s.ready && err == nil && len(read) > 0 && s.bytes < suggestBytes
					return false
				})
			})
			more = <-told
		}
		p.do(func() {
			if s.run != run {
				return
			}
			p.tellWorker(worker.Ready{})
			if s.feeding = false; s.again {
				s.again = false
				p.tellDocuments()
			}
		})
	})
}

// untold is how many documents to read for the worker at once, a few at most or one
// that is long, and after which place, so that none of them was told: there are none
// left when it is 0.
func (p *Program) untold(ctx context.Context, project annotations.ProjectID, place int64) (n int, after int64, err error) {
	const most, much = 8, 128 << 10 // bytes
	for {
		next, err := p.local.Documents(ctx, project, place, most)
		if err != nil || len(next) == 0 {
			return 0, place, err
		}
		bytes := 0
		for _, h := range next {
			if told := p.suggesting.told[h.ID]; told && n == 0 {
				place = h.Place
				continue
			} else if bytes += h.Bytes; told || n > 0 && bytes > much {
				break
			}
			n++
		}
		if n > 0 {
			return n, place, nil
		}
	}
}

// tellDocument tells the worker a document that was read, and all that was changed in
// it, unless it was opened and told meanwhile.
func (p *Program) tellDocument(d store.Labelled) {
	s := &p.suggesting
	s.place = d.Place
	if !s.told[d.Document.ID] {
		p.tellText(d.Document)
		p.tellChanges(d.Changes)
	}
}

func (p *Program) tellText(d annotations.Document) {
	s := &p.suggesting
	s.told[d.ID] = true
	s.bytes += len(d.Text)
	p.tellWorker(worker.Text{Document: logs.Document(d)})
}

// tellOpen tells the worker the open document, and that it is looked at.
func (p *Program) tellOpen() {
	m := p.model
	if !m.IsOpen() || !p.suggesting.ready {
		return
	}
	if id := m.Document.ID; !p.suggesting.told[id] {
		p.tellText(m.Document)
		p.tellLog(m.Log)
	}
	at := text.Byte(0)
	if !p.whole && p.painted.from < len(m.Blocks) {
		at = m.Blocks[p.painted.from].Start
	}
	p.tellWorker(worker.Look{Document: logs.ID(m.Document.ID), At: at})
}

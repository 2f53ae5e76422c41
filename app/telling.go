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
	// The worker is told at most so many bytes of texts, in the order of the list, and the
	// open document in any case: what it learns from must be learnt again at each start,
	// and takes it 13 times the room of the text.
	suggestBytes = 3 << 19
	// It is told so many changes at once, and for so long in one go: hands and eyes
	// come first. What is told at once is in memory at once, on both sides, and a
	// WASM heap does not shrink.
	tellSome = 200
	tellFor  = 4 * time.Millisecond
	// Of the documents it is told so many are read at once, of together so many bytes, or
	// one.
	tellAtOnce = 8
	tellMuch   = 128 << 10
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

// tellLog tells the worker what was changed in a document so far.
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
		f := feed{p, context.Background(), run}
		for more := true; more; {
			place, more = f.some(project, place)
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

// feed tells a worker the documents that are not open.
type feed struct {
	*Program
	ctx context.Context
	run int // of the worker
}

// say tells something, and waits until the worker has it: what waits to be told is in
// memory. It reports whether the worker hears.
func (f feed) say(some func()) bool {
	told := make(chan bool, 1)
	f.do(func() {
		if f.suggesting.run != f.run { // another project is shown by now
			told <- false
			return
		}
		some()
		f.tell(func() bool {
			told <- f.suggesting.ready
			return false
		})
	})
	return <-told
}

// some tells some documents after a place. It returns the last one's place, and whether
// to go on.
func (f feed) some(project annotations.ProjectID, place int64) (last int64, more bool) {
	s := &f.suggesting
	next, after, err := f.untold(f.ctx, project, place)
	if err != nil || len(next) == 0 {
		return place, false
	}
	fits := s.bytes+next[0].Bytes <= suggestBytes
	switch {
	case next[0].Bytes > tellMuch: // one for which there is no room leaves it to others
		return next[0].Place, !fits || f.long(next[0])
	case !fits:
		return place, false
	}
	read, err := f.local.Read(f.ctx, project, after, len(next))
	if err != nil || len(read) == 0 {
		return place, false
	}
	last = read[len(read)-1].Place
	return last, f.say(func() {
		for _, r := range read {
			if f.tellText(r.Document) {
				f.tellChanges(r.Changes)
			}
		}
		s.place = last
	})
}

// long tells a long document, its text first and then its log: the heap keeps the room
// that is taken at once.
func (f feed) long(h store.Heading) bool {
	d, err := f.local.Document(f.ctx, h.ID)
	fresh := false
	if err != nil || !f.say(func() { fresh, f.suggesting.place = f.tellText(d), h.Place }) {
		return false
	}
	if d.Text = ""; !fresh {
		return true
	}
	logs, _ := f.local.Logs(f.ctx, []annotations.DocumentID{h.ID}) // what is damaged is told when it is opened
	return len(logs) > 0 && f.say(func() { f.tellLog(logs[0]) })
}

// untold are documents that the worker was not told, which are to be read at once, a
// few or one that is long, and the place before them: none when all were told.
func (p *Program) untold(ctx context.Context, project annotations.ProjectID, place int64) (some []store.Heading, after int64, err error) {
	for {
		next, err := p.local.Documents(ctx, project, place, tellAtOnce)
		if err != nil || len(next) == 0 {
			return nil, place, err
		}
		bytes := 0
		for _, h := range next {
			if told := p.suggesting.told[h.ID]; told && len(some) == 0 {
				place = h.Place
				continue
			} else if bytes += h.Bytes; told || len(some) > 0 && bytes > tellMuch {
				break
			}
			some = append(some, h)
		}
		if len(some) > 0 {
			return some, place, nil
		}
	}
}

// tellText tells the worker a text, unless it has it. What was changed is to be told then.
func (p *Program) tellText(d annotations.Document) (fresh bool) {
	s := &p.suggesting
	if fresh = !s.told[d.ID]; fresh {
		s.told[d.ID] = true
		s.bytes += len(d.Text)
		p.tellWorker(worker.Text{Document: logs.Document(d)})
	}
	return fresh
}

// tellOpen tells the worker the open document, and that it is looked at.
func (p *Program) tellOpen() {
	m := p.model
	if !m.IsOpen() || !p.suggesting.ready {
		return
	}
	if p.tellText(m.Document) {
		p.tellLog(m.Log)
	}
	at := text.Byte(0)
	if !p.whole && p.painted.from < len(m.Blocks) {
		at = m.Blocks[p.painted.from].Start
	}
	p.tellWorker(worker.Look{Document: logs.ID(m.Document.ID), At: at})
}

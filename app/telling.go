//go:build js

package app

import (
	"context"
	"slices"
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
	// open document in any case: what it learns from takes it 13 times the room of the text.
	suggestBytes = 3 << 19
	// It is told so many changes at once, and for so long in one go: hands and eyes
	// come first. What is told at once is in memory at once, on both sides, and a
	// WASM heap does not shrink.
	tellSome = 200
	tellFor  = 4 * time.Millisecond
	// One that rests wakes so many milliseconds after the gesture that it is told of, whose
	// frame comes first.
	wakeAfter = 120
	// Of the documents it is told so many are read at once, of together so many bytes, or
	// one.
	tellAtOnce = 8
	tellMuch   = 128 << 10
)

// telling is some of what the worker is to be told: a message of it. It reports
// whether there is another.
type telling func() (more bool)

// tell has the worker told something, after all that was to be told before. It wakes for
// that.
func (p *Program) tell(some telling) {
	s := &p.suggesting
	if s.outbox = append(s.outbox, some); len(s.outbox) > 1 {
		return
	}
	if run := s.run; s.sleeps() {
		browser.After(wakeAfter, func() {
			if s.run == run && s.sleeps() {
				p.wakeWorker()
			}
		})
	}
	p.send(s.run)
}

// send tells the worker what is in the outbox, and goes on later when that takes
// long. Of a worker that does not hear, nothing is left to tell.
func (p *Program) send(run int) {
	s := &p.suggesting
	if s.run != run || s.resting {
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

// post sends bytes to the worker.
func (s *suggesting) post(b []byte) {
	s.posted++
	s.worker.Post(b)
}

// tellWorker sends a message to the worker, if it hears.
func (p *Program) tellWorker(m worker.Message) {
	if !p.suggesting.hears() {
		return
	}
	p.tell(func() bool {
		if s := &p.suggesting; s.ready {
			s.post(worker.Encode(m))
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
	if !s.hears() {
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
			s.post(bytes)
		}
		return len(some) == tellSome
	})
}

// tellDocuments tells the worker the documents of the project, those that it does
// not know yet, some at a time, and what has come into the others.
func (p *Program) tellDocuments() {
	s := &p.suggesting
	if !s.hears() {
		return
	}
	if s.feeding {
		s.again = true
		return
	}
	s.feeding = true
	if labels := logs.Labels(p.project.Schema); s.labels == nil || !slices.Equal(labels, s.labels) {
		s.labels = labels
		p.tellWorker(worker.Labels{All: labels})
	}
	p.tellOpen()
	f := feed{p, context.Background(), s.run}
	project, place := p.project.ID, s.place
	browser.Go("telling the worker", func() {
		upTo, _ := p.local.Top(f.ctx)
		f.news(upTo)
		for more := true; more; {
			place, more = f.some(project, place)
		}
		p.do(func() {
			if s.run != f.run {
				return
			}
			if s.feeding = false; len(s.told) != s.whole {
				s.whole = len(s.told)
				p.tellWorker(worker.UpTo{Place: upTo})
				p.tellWorker(worker.Ready{})
			}
			if s.again {
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

// missedMost is how much may have come into the store since a worker was told: of more than
// that it learns all anew.
const missedMost = 20_000

// news tells what has come into the documents that the worker knows since it knew them.
func (f feed) news(upTo int64) {
	s := &f.suggesting
	place := s.known
	if place == 0 {
		return
	}
	s.known = 0
	if upTo < place || upTo-place > missedMost || s.bytes > 2*suggestBytes {
		f.do(func() {
			if s.run == f.run {
				s.told, s.held, s.bytes, s.seen = map[annotations.DocumentID]bool{}, nil, 0, stretchSeen{}
				f.tellWorker(worker.Forget{})
				f.tellWorker(worker.Labels{All: s.labels})
				f.tellOpen()
			}
		})
		return
	}
	for more := true; more; {
		page, err := f.local.Since(f.ctx, place, tellSome)
		if err != nil || page.Next <= place {
			return
		}
		place, more = page.Next, page.More && page.Next < upTo
		page.Changes = slices.DeleteFunc(page.Changes, func(c annotations.Change) bool { return !s.told[c.Doc] })
		if more = f.say(func() { f.tellChanges(page.Changes) }) && more; !more {
			return
		}
	}
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

// tellOpen tells the worker the open document, and that it is looked at. One that rests is
// left alone as long as it has proposed for what is on the screen.
func (p *Program) tellOpen() {
	m, s := p.model, &p.suggesting
	if !m.IsOpen() || !s.hears() {
		return
	}
	view := text.Span{End: text.Byte(len(m.Document.Text))}
	if !p.whole && p.painted.from < len(m.Blocks) {
		view.Start = m.Blocks[p.painted.from].Start
	}
	if !p.whole && 0 < p.painted.to && p.painted.to <= len(m.Blocks) {
		view.End = m.Blocks[p.painted.to-1].End
	}
	id := logs.ID(m.Document.ID)
	if s.sleeps() && s.seen.holds(id, view) {
		return
	}
	n, held := s.held[m.Document.ID]
	if p.tellText(m.Document) || held && n != m.Log.Len() {
		p.tellLog(m.Log)
	}
	delete(s.held, m.Document.ID)
	p.tellWorker(worker.Look{Document: id, At: view.Start})
}

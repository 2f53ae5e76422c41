//go:build js

package app

import (
	"context"
	"errors"
	"iter"
	"time"

	"gloss/annotations"
	"gloss/annotations/everywhere"
	"gloss/annotations/store"
	"gloss/app/internal/browser"
)

// sweep is a gesture that goes through many documents. It can be stopped: what is
// done until then stays, whole documents of it, and is taken back as one.
type sweep struct {
	doing     string // is said while it goes on
	of        int    // how many documents there are, 0 when that is not known
	documents iter.Seq2[everywhere.Found, error]
	// change makes the changes of a document; it runs beside the page.
	change func(everywhere.Gesture, *annotations.Log, everywhere.Found) []annotations.Change
	// began is called when the first changes are about to be stored, ended when all
	// are, or when it was stopped.
	began func(everywhere.Gesture)
	ended func(g everywhere.Gesture, changes, docs int, stopped bool)
}

// A sweep reads so many logs together, stores so many changes at once, tells how far it is
// so often, and lets it be heard so often.
const (
	sweepAhead = 64
	sweepBatch = 500
	sweepShow  = 100 * time.Millisecond
	sweepSay   = 2 * time.Second
)

// sweep goes through documents and makes changes in them.
func (p *Program) sweep(s sweep) {
	if p.failed != "" {
		p.warn(tr("Labels cannot be stored, so nothing is changed.") + " " + p.failed)
		return
	}
	g := everywhere.Gesture{By: p.model.Me, Replica: annotations.NewID[annotations.Replica](), At: time.Now()}
	ctx, cancel := context.WithCancel(context.Background())
	if before := cancelWork; s.of != 1 {
		cancelWork = func() {
			before()
			cancel()
		}
	}
	p.status.saving++
	p.notice = notice{}
	browser.Go("going through documents", func() {
		var batch []annotations.Change
		changes, docs, seen := 0, 0, 0
		add := func() error {
			if len(batch) == 0 {
				return nil
			}
			if changes == len(batch) {
				began := make(chan bool)
				p.do(func() {
					s.began(g)
					close(began)
				})
				<-began
			}
			err := p.local.Add(context.Background(), store.Batch{Changes: batch})
			if err == nil {
				done := batch
				p.do(func() {
					p.status.waiting += len(done)
					p.status.synced = false
					p.takeIn(done)
				})
			}
			batch = nil
			return err
		}
		shown, said := time.Now(), time.Now()
		show := func() {
			if time.Since(shown) < sweepShow {
				return
			}
			shown = time.Now()
			n, say := seen, time.Since(said) > sweepSay
			if say {
				said = shown
			}
			p.do(func() {
				if ctx.Err() != nil {
					return
				}
				p.notice = notice{text: s.doing, busy: true, done: n, of: s.of}
				if say {
					p.say = tr("{0} so far", p.notice.far())
				}
			})
			time.Sleep(time.Millisecond) // let the page draw and hear "Cancel"
		}
		var failed error
		for l := range p.logged(ctx, s.documents) {
			err := l.err
			if err == nil {
				seen++
				made := s.change(g, l.log, l.Found)
				if len(made) > 0 {
					docs++
					changes += len(made)
					batch = append(batch, made...)
				}
				if len(batch) >= sweepBatch {
					err = add()
				}
			}
			if failed = err; failed != nil || ctx.Err() != nil {
				break
			}
			show()
		}
		stopped := ctx.Err() != nil
		if failed == nil || stopped {
			failed = add()
		}
		p.tabs.Post(newsMuch)
		p.wakeSync()
		p.do(func() {
			cancel()
			p.status.saving--
			if failed != nil {
				p.refuse(failed)
				return
			}
			p.status.saved = true
			s.ended(g, changes, docs, stopped)
		})
	})
}

// logged is a document with its log.
type logged struct {
	everywhere.Found
	readLog
}

// logged reads the logs of documents, many together, while those before are gone through.
func (p *Program) logged(ctx context.Context, documents iter.Seq2[everywhere.Found, error]) iter.Seq[logged] {
	return func(yield func(logged) bool) {
		var some []logged
		var coming <-chan []logged
		give := func() bool {
			if coming == nil {
				return true
			}
			for _, l := range <-coming {
				if !yield(l) {
					return false
				}
			}
			return true
		}
		next := func() bool {
			reading := p.readLogs(ctx, some)
			some = nil
			on := give()
			coming = reading
			return on
		}
		for f, err := range documents {
			some = append(some, logged{f, readLog{err: err}})
			if len(some) == sweepAhead && !next() {
				return
			}
		}
		if next() {
			give()
		}
	}
}

// readLogs has the logs read of documents, where nothing is wrong with these.
func (p *Program) readLogs(ctx context.Context, some []logged) <-chan []logged {
	read := make(chan []logged, 1)
	browser.Go("reading logs", func() {
		err := errors.New("logs could not be read") // after a panic: the guard says why
		defer func() {
			for i := range some {
				if some[i].err == nil {
					some[i].err = err
				}
			}
			read <- some
		}()
		var ids []annotations.DocumentID
		for _, l := range some {
			ids = append(ids, l.Document.ID)
		}
		logs, wrong := p.local.Logs(ctx, ids)
		if err = wrong; len(logs) < len(ids) {
			return
		}
		for i := range some {
			some[i].log = logs[i]
		}
	})
	return read
}

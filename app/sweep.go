//go:build js

package app

import (
	"context"
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

// A sweep reads so many logs ahead, stores so many changes at once, tells how far it is
// so often, and lets it be heard so often.
const (
	sweepAhead = 32
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
				var log annotations.Log
				if _, err = log.AddAll(l.changes); err == nil {
					seen++
					made := s.change(g, &log, l.Found)
					if len(made) > 0 {
						docs++
						changes += len(made)
						batch = append(batch, made...)
					}
					if len(batch) >= sweepBatch {
						err = add()
					}
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

// logged reads the logs of documents, many at a time: each waits for the disk, and not
// for the others.
func (p *Program) logged(ctx context.Context, documents iter.Seq2[everywhere.Found, error]) iter.Seq[logged] {
	return func(yield func(logged) bool) {
		var ahead []func() logged
		next := func() bool {
			wait := ahead[0]
			ahead = ahead[1:]
			return yield(wait())
		}
		for f, err := range documents {
			if err != nil {
				ahead = append(ahead, func() logged { return logged{f, readLog{err: err}} })
			} else {
				log := p.readLog(ctx, f.Document.ID)
				ahead = append(ahead, func() logged { return logged{f, <-log} })
			}
			if len(ahead) == sweepAhead && !next() {
				return
			}
		}
		for len(ahead) > 0 && next() {
		}
	}
}

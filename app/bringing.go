//go:build js

package app

import (
	"context"
	"time"

	"gloss/annotations"
	"gloss/annotations/pile"
	"gloss/app/internal/browser"
)

// bringing is how the index is kept up with the store.
type bringing struct {
	busy, again bool
	soon        bool // it will be brought up in a moment
	leads       bool // this tab keeps it on the disk
	keeping     bool
	arranged    shape
	at          time.Time // when the list was arranged last
	drawn       time.Time // … and drawn while documents came
	sums        counts    // as the head of the list shows them
	looked      time.Time // when they were taken
}

// While documents come, the list and the counts above it are drawn so often: each time
// costs as much as it takes to bring up fifty documents.
const showComing = 300 * time.Millisecond

type counts = [len(pile.Shelves)][len(annotations.Statuses)]int

// counts are how many documents there are, of a moment ago while they come.
func (l *listed) counts() counts {
	if !l.busy || time.Since(l.looked) > showComing {
		l.sums, l.looked = l.index.Counts(), time.Now()
	}
	return l.sums
}

// shape is what tells that a list is to be arranged anew.
type shape struct {
	documents, untold, listed int
	all                       bool
}

func (l *listed) shape() shape {
	return shape{l.index.Len(), l.index.Untold(), l.index.On(l.Shelf), l.index.Listed()}
}

// known reports whether all documents are listed, and the logs of all read.
func (l *listed) known() bool { return l.index != nil && l.index.Listed() && l.index.Untold() == 0 }

// count reads how many documents there are, and has the index know them.
func (p *Program) count(ctx context.Context, project annotations.ProjectID) {
	total, err := p.local.Count(ctx, project)
	wanted := make(chan bool, 1)
	p.do(func() {
		l := &p.pile
		if err != nil {
			p.refuse(err)
		}
		if err != nil || project != p.project.ID { // another one is shown by now
			wanted <- false
			return
		}
		l.counted, l.total = true, total
		p.drawDocuments()
		p.bringUp()
		wanted <- l.index == nil
	})
	if !<-wanted {
		return
	}
	index, err := pile.Load(ctx, p.local, project, p.model.Me)
	p.do(func() {
		l := &p.pile
		switch {
		case err != nil:
			p.refuse(err)
		case project == p.project.ID && l.index == nil:
			l.index, l.row = index, -1
			p.recall()
			p.noteOpen()
			p.arrange()
			p.showRow()
			p.bringUp()
		}
	})
}

// leadPile has one tab of all keep the index on the disk.
func (p *Program) leadPile(ctx context.Context) {
	browser.Lead(ctx, "gloss-pile", func() {
		p.do(func() {
			p.pile.leads = true
			p.keepPile()
		})
		<-ctx.Done()
	})
}

// bringUpSoon brings the index up to what was stored, once for several gestures.
func (p *Program) bringUpSoon() {
	l := &p.pile
	if l.soon {
		return
	}
	l.soon = true
	browser.After(1500, func() {
		p.do(func() {
			l.soon = false
			p.bringUp()
		})
	})
}

// bringUp brings the index up to what the store has, some documents at a time.
func (p *Program) bringUp() {
	l := &p.pile
	if l.index == nil || l.busy {
		l.again = l.index != nil
		return
	}
	l.busy = true
	index := l.index
	f := pile.Follower{
		Store: p.local,
		Open: func() annotations.DocumentID {
			if !p.model.IsOpen() {
				return annotations.DocumentID{}
			}
			return p.model.Document.ID
		},
		Do: func(f func(*pile.Pile)) bool {
			on := make(chan bool, 1)
			p.do(func() {
				ours := p.pile.index == index
				if ours {
					f(index)
					if i, listed := index.Find(p.model.Document.ID); listed && !index.Entry(i).Told {
						p.noteOpen() // the follower leaves it to us
					}
					p.grown(false)
				}
				on <- ours
			})
			time.Sleep(time.Millisecond) // gestures first
			return <-on
		},
	}
	browser.Go("bringing the list up to date", func() {
		err := f.Run(context.Background())
		p.do(func() {
			if p.pile.index != index {
				return
			}
			l.busy = false
			if err != nil {
				p.warn(tr("The list of documents cannot be read: {0}", err))
				return
			}
			p.grown(true)
			if l.again {
				l.again = false
				p.bringUp()
			} else {
				browser.After(3000, func() { p.do(p.keepPile) })
			}
		})
	})
}

// grown shows what the index knows now. A long list is not arranged for each
// document that comes.
func (p *Program) grown(done bool) {
	l := &p.pile
	now := l.shape()
	if !done && now.all == l.arranged.all && time.Since(l.drawn) < showComing {
		return
	}
	l.drawn = time.Now()
	pause := showComing
	if l.Sort != pile.ByArrival {
		pause = 2 * time.Second
	}
	if now != l.arranged && (done || now.all != l.arranged.all || time.Since(l.at) > pause) {
		p.arrange()
		return
	}
	p.drawDocuments()
}

// shelvesMoved arranges the list if a document has come to it or left it.
func (p *Program) shelvesMoved() {
	if l := &p.pile; l.index.On(l.Shelf) != l.arranged.listed {
		p.arrange()
	}
}

// keepPile keeps what has changed of the index on the disk, in the leading tab, some at
// a time.
func (p *Program) keepPile() {
	l := &p.pile
	if !l.leads || l.index == nil || l.keeping || !l.index.Stale() {
		return
	}
	l.keeping = true
	index, tab := l.index, p.model.Replica.String()
	browser.Go("keeping the list", func() {
		ctx := context.Background()
		head, err := index.Head(ctx, p.local)
		for first, more := true, true; more && err == nil; first = false {
			things := make(chan map[string][]byte, 1)
			p.do(func() {
				if first {
					things <- index.Own(head)
					return
				}
				some := index.Save(tab)
				more = index.Stale()
				things <- some
			})
			err = p.local.Keep(ctx, <-things)
		}
		p.do(func() {
			l.keeping = false
			if err != nil {
				index.Disown()
			}
		})
	})
}

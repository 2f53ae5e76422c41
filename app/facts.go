//go:build js

package app

import (
	"context"
	"time"

	"gloss/annotations"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// facts is what the list tells of a document besides its title.
type facts struct {
	Status string   `json:"status"` // in words
	State  string   `json:"state"`  // for the style
	Counts [][2]int `json:"counts"` // of each label that it has: its hue, how many
}

// factsOf sums up what a log leaves: the annotations in the text, and how far I am.
func (p *Program) factsOf(set annotations.Set, status annotations.Status) facts {
	f := facts{Status: statusName(status), State: string(status)}
	n := map[annotations.LabelID]int{}
	for e := range set.All() {
		if editor.InText(e.Annotation) {
			n[e.Label]++
		}
	}
	for _, l := range p.model.Labels {
		if n[l.ID] > 0 {
			f.Counts = append(f.Counts, [2]int{l.Shade(hues), n[l.ID]})
		}
	}
	return f
}

// readFacts reads what is told of documents in view, each once; those that others
// have changed are read anew when the list is.
func (p *Program) readFacts(ids []annotations.DocumentID) {
	if len(ids) == 0 || p.pile.reading {
		return // what is in view then is read when that is done
	}
	p.pile.reading = true
	browser.Go("reading what is told of documents", func() {
		for _, id := range ids {
			changes, err := p.local.Log(context.Background(), id)
			p.do(func() {
				log, bad := annotations.NewLog(changes)
				if err != nil || bad != nil {
					p.pile.facts[id] = facts{} // it is told when the document is opened
					return
				}
				set := log.Replay()
				p.pile.facts[id] = p.factsOf(set, annotations.StatusOf(set, p.model.Me))
			})
			time.Sleep(time.Millisecond) // gestures first
		}
		p.do(func() {
			p.pile.reading = false
			p.drawDocuments()
		})
	})
}

//go:build js

package app

import (
	"encoding/json"

	"gloss/annotations"
	"gloss/annotations/pile"
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/logs"
	"gloss/annotations/suggest/worker"
	"gloss/annotations/text"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// suggesting is the worker that learns beside the page, and what it has said.
type suggesting struct {
	worker   *browser.Worker
	run      int    // counts workers: what an earlier one says is not heard
	ready    bool   // it hears
	resting  bool   // it was ended, or wakes: what it is told waits until it hears
	sum      uint32 // of what it had kept when it was
	posted   int    // so many messages
	feeding  bool   // it is being told the documents
	again    bool   // and is to be told more when that is done
	outbox   []telling
	labels   []suggest.Named
	place    int64 // up to where of the list it was
	known    int64 // up to where of the store it was, before it began
	bytes    int   // of the texts that it was told
	told     map[annotations.DocumentID]bool
	whole    int                            // how many those were when it was said that these are all
	held     map[annotations.DocumentID]int // how many changes it knew of those that it began with
	seen     stretchSeen                    // what it has proposed for
	standing worker.Standing
	reason   worker.Reason
	kept     editor.Savings // as the device has them
	waiting  bool           // they will be kept in a moment
	ranked   []worker.Place // by how much their labels would teach
}

// stretchSeen is the part of a document that a worker has proposed for.
type stretchSeen struct {
	document suggest.DocumentID
	within   text.Span
}

func (s *stretchSeen) add(id suggest.DocumentID, within text.Span) {
	switch {
	case s.document == id && within.Start == s.within.End:
		s.within.End = within.End
	case s.document == id && within.End == s.within.Start:
		s.within.Start = within.Start
	default:
		*s = stretchSeen{id, within}
	}
}

func (s *stretchSeen) holds(id suggest.DocumentID, part text.Span) bool {
	return s.document == id && s.within.Start <= part.Start && part.End <= s.within.End
}

// readSuggest reads what the device has kept of suggestions.
func (p *Program) readSuggest() {
	s := &p.model.Suggesting
	_ = json.Unmarshal([]byte(browser.Pref("suggest")), &s.Settings) // none yet
	_ = json.Unmarshal([]byte(browser.Pref("saved")), &s.Savings)
	if s.Settings.Bar == 0 {
		s.Settings.Bar = editor.DefaultBar
	}
	p.suggesting.kept = s.Savings
}

// hears reports whether the worker hears what it is told, now or when it has woken.
func (s *suggesting) hears() bool { return s.ready || s.resting }

// sleeps reports whether the worker was ended, and nothing has woken it yet.
func (s *suggesting) sleeps() bool { return s.resting && s.worker == nil }

// startSuggesting starts the worker, when the first screen is there and the browser
// has nothing else to do.
func (p *Program) startSuggesting() {
	needed := func() bool {
		s := &p.suggesting
		return s.worker == nil && !s.resting && !p.model.Suggesting.Settings.Off
	}
	if needed() {
		browser.Idle(func() {
			if needed() {
				p.wakeWorker()
			}
		})
	}
}

// wakeWorker starts the worker. It says first what it knows: what an earlier one has kept,
// of this visit or another.
func (p *Program) wakeWorker() {
	s := &p.suggesting
	var w *browser.Worker
	w = browser.StartWorker("suggest", p.person.database()+" "+p.project.ID.String(), func(b []byte) {
		if s.worker == w {
			p.suggested(b)
		}
	}, func(running bool) {
		if s.worker == w && !running {
			p.now(func() {
				s.ready, s.resting, s.standing = false, false, worker.Standing{}
				p.send(s.run)
			})
		}
	})
	s.worker, s.posted = w, 0
}

// woken has the worker told what it does not know.
func (p *Program) woken(m worker.Woken) {
	s := &p.suggesting
	if s.resting && m.Sum != 0 && m.Sum == s.sum {
		s.ready, s.resting = true, false
		p.tellOpen()
	} else { // the first of this visit, or what was kept is no longer there, or another tab's
		*s = suggesting{
			run: s.run + 1, worker: s.worker, ready: true, outbox: s.outbox, known: m.Place,
			told: map[annotations.DocumentID]bool{}, held: map[annotations.DocumentID]int{}, kept: s.kept, waiting: s.waiting,
		}
		for _, d := range m.All {
			id := logs.Back(d.Document)
			s.told[id], s.held[id] = true, d.Changes
			s.bytes += d.Bytes
		}
		p.tellDocuments()
	}
	p.send(s.run)
}

// rested ends a worker that has nothing to do: it is half of what the page takes in
// memory.
func (p *Program) rested(m worker.Rested) {
	s := &p.suggesting
	if m.Heard != s.posted || s.feeding || len(s.outbox) > 0 || !s.ready {
		return
	}
	s.worker.Stop()
	s.worker, s.ready, s.resting, s.sum = nil, false, true, m.Sum
}

// emptied follows documents that have left the device: the list is read anew, and the
// worker begins with nothing.
func (p *Program) emptied() {
	p.listAnew()
	browser.ForgetWorkers()
	p.restartSuggesting()
}

// restartSuggesting begins anew, with the documents of another project.
func (p *Program) restartSuggesting() {
	s := &p.suggesting
	if s.worker != nil {
		s.worker.Stop()
	}
	s.ready, s.resting = false, false
	p.send(s.run)
	*s = suggesting{run: s.run + 1, kept: s.kept, waiting: s.waiting}
	p.review = reviewing{}
	p.startSuggesting()
}

// suggested takes in what the worker says.
func (p *Program) suggested(b []byte) {
	said, err := worker.Decode(b)
	if err != nil {
		return // the worker is of the same version as the page
	}
	p.now(func() {
		switch m := said.(type) {
		case worker.Proposed:
			all := make([]editor.Proposal, len(m.All))
			for i, o := range m.All {
				all[i] = editor.Proposal{Span: o.Span, Label: annotations.LabelID(o.Label), Percent: o.Percent}
			}
			id := logs.Back(m.Document)
			p.suggesting.seen.add(m.Document, m.Within)
			p.update(editor.Propose{Document: id, Known: m.Changes, Within: m.Within, All: all})
		case worker.Reason:
			was := p.reasonFor()
			p.suggesting.reason = m
			if why := p.reasonFor(); why != "" && was == "" { // read out once
				p.say += ": " + why
			}
		case worker.Checked:
			p.checked(m)
		case worker.Standing:
			news := m.Learnt != p.suggesting.standing.Learnt
			if p.suggesting.standing = m; news {
				p.rank()
			}
		case worker.Woken:
			p.woken(m)
		case worker.Rested:
			p.rested(m)
		case worker.Ranked:
			p.suggesting.ranked = m.All
		}
	})
}

// rankMost is how many documents that wait the worker is asked about at once.
const rankMost = 500

// rank asks which of the documents in the list would teach the most, where the next
// is to be that one.
func (p *Program) rank() {
	l := &p.pile
	if l.Order != pile.Uncertain || l.index == nil || !p.suggesting.hears() {
		return
	}
	m := worker.Rank{Seed: l.Seed}
	for _, i := range l.view {
		e := l.index.Entry(int(i))
		switch {
		case !p.suggesting.told[e.ID]:
		case e.Done() || e.Spans > 0:
			m.Labelled = append(m.Labelled, logs.ID(e.ID))
		case len(m.Waiting) < rankMost:
			m.Waiting = append(m.Waiting, logs.ID(e.ID))
		}
	}
	p.tellWorker(m)
}

// explain asks the worker why something is proposed.
func (p *Program) explain(o editor.Proposal) {
	p.suggesting.reason = worker.Reason{}
	p.tellWorker(worker.Ask{Document: logs.ID(p.model.Document.ID), Mark: suggest.Mark{Span: o.Span, Label: suggest.Label(o.Label)}})
}

// keepSavings keeps what was saved, soon.
func (p *Program) keepSavings() {
	s := &p.suggesting
	if p.model.Suggesting.Savings == s.kept || s.waiting {
		return
	}
	s.waiting = true
	browser.After(500, func() {
		s.waiting, s.kept = false, p.model.Suggesting.Savings
		browser.SetPref("saved", string(asJSON(s.kept)))
	})
}

// setSuggest changes what is proposed, and keeps that.
func (p *Program) setSuggest(settings editor.SuggestSettings) {
	browser.SetPref("suggest", string(asJSON(settings)))
	p.update(editor.SetSuggest{Settings: settings})
	if settings.Off && p.suggesting.hears() {
		p.restartSuggesting() // it ends
	}
	p.startSuggesting()
}

//go:build js

package app

import (
	"encoding/json"

	"gloss/annotations"
	"gloss/annotations/pile"
	"gloss/annotations/suggest"
	"gloss/annotations/suggest/logs"
	"gloss/annotations/suggest/worker"
	"gloss/app/editor"
	"gloss/app/internal/browser"
)

// suggesting is the worker that learns beside the page, and what it has said.
type suggesting struct {
	worker   *browser.Worker
	run      int  // counts workers: what an earlier one says is not heard
	ready    bool // it hears
	feeding  bool // it is being told the documents
	again    bool // and is to be told more when that is done
	outbox   []telling
	place    int64 // up to where of the store it was
	bytes    int   // of the texts that it was told
	told     map[annotations.DocumentID]bool
	standing worker.Standing
	reason   worker.Reason
	kept     editor.Savings // as the device has them
	waiting  bool           // they will be kept in a moment
	ranked   []worker.Place // by how much their labels would teach
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

// startSuggesting starts the worker, when the first screen is there and the browser
// has nothing else to do.
func (p *Program) startSuggesting() {
	if p.suggesting.worker != nil || p.model.Suggesting.Settings.Off {
		return
	}
	browser.Idle(func() {
		s := &p.suggesting
		if s.worker != nil || p.model.Suggesting.Settings.Off {
			return
		}
		s.told = map[annotations.DocumentID]bool{}
		run := s.run
		s.worker = browser.StartWorker("suggest", func(b []byte) {
			if s.run == run {
				p.suggested(b)
			}
		}, func(running bool) {
			if s.run != run {
				return
			}
			if s.ready = running; running {
				p.tellDocuments()
			} else {
				p.now(func() { s.standing = worker.Standing{} })
			}
		})
	})
}

// restartSuggesting begins anew, with the documents of another project.
func (p *Program) restartSuggesting() {
	s := &p.suggesting
	if s.worker != nil {
		s.worker.Stop()
	}
	s.ready = false
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
			p.suggesting.standing = m
			p.rank()
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
	if l.Order != pile.Uncertain || l.index == nil || !p.suggesting.ready {
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
	p.startSuggesting()
}

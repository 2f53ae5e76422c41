package editor

import (
	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// Msg is something that happened: a gesture of the user, or news from elsewhere.
// Each stands in the file of its concern, with what it does to a model.
type Msg interface{ apply(*Model) []Effect }

// edit is a Msg that is meant to change the document.
type edit interface{ edits() }

// Edits reports whether a message is meant to change the document.
func Edits(msg Msg) bool {
	_, ok := msg.(edit)
	return ok
}

// Effect is something to be done in the world.
type Effect interface{ isEffect() }

type (
	// Save stores changes on the device. It comes before all other effects.
	Save struct{ Changes []annotations.Change }
	// Repaint draws stretches of the text again: their annotations, or how these
	// are shown, have changed.
	Repaint struct{ Spans []text.Span }
	// Say tells the user in words, for those who do not see it.
	Say struct{ Text string }
	// Reveal brings a stretch of the text into view.
	Reveal struct{ Span text.Span }
	// GoOn sends a message once the page has had time for what the user does.
	GoOn struct{ Msg Msg }
	// OpenFinder shows what is searched for and found.
	OpenFinder struct{}
	// Unselect takes the browser's own selection away.
	Unselect struct{}
	// Explain asks why something is proposed.
	Explain struct{ Proposal Proposal }
)

func (Save) isEffect()       {}
func (Repaint) isEffect()    {}
func (Say) isEffect()        {}
func (Reveal) isEffect()     {}
func (GoOn) isEffect()       {}
func (OpenFinder) isEffect() {}
func (Unselect) isEffect()   {}
func (Explain) isEffect()    {}

// Update returns the model after a message, and what is to be done about it.
func Update(m Model, msg Msg) (Model, []Effect) {
	effects := m.update(msg)
	if m.IsOpen() {
		m.followProposals()
	}
	if len(m.changed) > 0 {
		effects = append(effects, Repaint{m.changed})
		m.changed = nil
	}
	return m, effects
}

func (m *Model) update(msg Msg) []Effect {
	switch msg.(type) {
	case SetLabels: // with no document too
		return msg.apply(m)
	case RecordOn:
		return msg.apply(m)
	}
	if !m.IsOpen() {
		return nil
	}
	first := m.recordRest() // the message is for what comes after the step
	if !m.Viewing.IsZero() && Edits(msg) {
		return append(first, Say{words.Tr("This is an earlier state. Restore it, or go back to now.")})
	}
	return append(first, msg.apply(m)...)
}

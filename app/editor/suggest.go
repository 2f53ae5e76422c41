package editor

import (
	"gloss/annotations"
	"gloss/annotations/text"
)

// Proposal is a span that may be worth a label. It is no annotation: it is in no
// set, no count and no dataset.
type Proposal struct {
	text.Span
	Label annotations.LabelID
	// Percent is the probability that the span has this very label.
	Percent int
}

// Suggesting is what is proposed in the document, and what became of it.
type Suggesting struct {
	Settings SuggestSettings
	Savings  Savings

	// at is the proposal that the next key is for, zero for none. It stays when
	// it is no longer proposed: what a key does must not change under a finger.
	at    Proposal
	told  []told     // as the worker has told, in text order
	shown []Proposal // what is seen: those that are open, and at
	// listed is what at was when shown was put together.
	listed  Proposal
	longest text.Byte // no proposal is longer
	// made are the annotations that came from proposals, since the page is open.
	made map[annotations.AnnotationID]bool
}

// told is a proposal as the worker has told it; it is open as long as nothing in the
// log settles it.
type told struct {
	Proposal
	open bool
}

// SuggestSettings say what is proposed.
type SuggestSettings struct {
	Off    bool                  // nothing is
	Hidden []annotations.LabelID // nothing under these labels is
	Bar    int                   // percent from which AcceptAll accepts
}

// DefaultBar is from which probability on proposals are accepted together.
const DefaultBar = 80

// Savings count what suggestions have cost and saved, in gestures. To make an
// annotation takes three without them: a drag of two, and a key. With them it takes
// the keys that were pressed because of them: to go to a proposal, accept it, reject
// it, and whatever is done later to an annotation that came from one.
type Savings struct {
	Made int // annotations that came from proposals, and are still there
	Keys int
}

// byHand is how many gestures an annotation takes without suggestions.
const byHand = 3

// Saved is how many gestures were saved; less than nothing if they cost more.
func (s Savings) Saved() int { return byHand*s.Made - s.Keys }

// SetSuggest says what is proposed.
type SetSuggest struct{ Settings SuggestSettings }

func (s SetSuggest) apply(m *Model) []Effect {
	m.Suggesting.Settings = s.Settings
	if s.Settings.Bar == 0 {
		m.Suggesting.Settings.Bar = DefaultBar
	}
	m.repaintAll()
	m.sift()
	return nil
}

// At is the proposal that the next key is for, zero for none.
func (s Suggesting) At() Proposal { return s.at }

// Proposed is the proposal that the next key is for.
func (m *Model) Proposed() (Proposal, bool) {
	return m.Suggesting.at, !m.Suggesting.at.Empty()
}

// point makes a proposal the one that the next key is for, or none.
func (m *Model) point(p Proposal) {
	s := &m.Suggesting
	if s.at == p {
		return
	}
	if !s.at.Empty() {
		m.changed = append(m.changed, s.at.Span)
	}
	if s.at = p; !p.Empty() {
		m.changed = append(m.changed, p.Span)
	}
	m.sift()
}

// credit counts what a step does to annotations that came from proposals: it is a
// gesture that suggestions led to.
func (m *Model) credit(ops []annotations.Op) {
	s := &m.Suggesting
	touched := false
	for _, op := range ops {
		if e, ok := m.Aside.Get(op.Of()); ok && e.Label == annotations.LabelRefused {
			touched = true
		}
		if !s.made[op.Of()] {
			continue
		}
		touched = true
		_, was := m.Set.Get(op.Of())
		switch _, put := op.(annotations.Put); {
		case put && !was:
			s.Savings.Made++
		case !put && was:
			s.Savings.Made--
		}
	}
	if touched {
		s.Savings.Keys++
	}
}

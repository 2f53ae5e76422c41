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
	told  []Proposal // as the worker has told, in text order
	open  []bool     // which of told nothing in the log settles
	shown []Proposal // what is seen: those, and at
	// listed is what at was when shown was put together.
	listed  Proposal
	longest text.Byte // no proposal is longer
	// made are the annotations that came from proposals, since the page is open.
	made map[annotations.AnnotationID]bool
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

type (
	// SetSuggest says what is proposed.
	SetSuggest struct{ Settings SuggestSettings }

	// Propose is what the worker proposes within a stretch of a document. Known is
	// how many changes of its log it had heard of; what is older than the log is
	// left aside, as newer proposals are on their way.
	Propose struct {
		Document annotations.DocumentID
		Known    int
		Within   text.Span
		All      []Proposal
	}

	// NextProposal goes to the next proposal (1) or the one before (-1).
	NextProposal struct{ Direction int }

	// Accept makes an annotation of the proposal and goes to the next; it goes to
	// one when there is none yet.
	Accept struct{}

	// Reject refuses the proposal, remembers that, and goes to the next.
	Reject struct{}

	// AcceptAll accepts, in one step, all proposals of the paragraph or of the
	// whole document that are as likely as the bar says.
	AcceptAll struct{ Whole bool }
)

func (SetSuggest) isMsg()   {}
func (Propose) isMsg()      {}
func (NextProposal) isMsg() {}
func (Accept) isMsg()       {}
func (Reject) isMsg()       {}
func (AcceptAll) isMsg()    {}

// Explain asks why something is proposed.
type Explain struct{ Proposal Proposal }

func (Explain) isEffect() {}

// At is the proposal that the next key is for, zero for none.
func (s Suggesting) At() Proposal { return s.at }

// Proposed is the proposal that the next key is for.
func (m Model) Proposed() (Proposal, bool) {
	return m.Suggesting.at, !m.Suggesting.at.Empty()
}

// suggested does what a message asks of proposals. taken is false when it is none
// of their business.
func (m Model) suggested(msg Msg) (_ Model, _ []Effect, taken bool) {
	s := &m.Suggesting
	p, is := m.Proposed()
	var effects []Effect
	switch msg := msg.(type) {
	case SetSuggest:
		s.Settings = msg.Settings
		if s.Settings.Bar == 0 {
			s.Settings.Bar = DefaultBar
		}
		m.changed = append(m.changed, text.Span{End: text.Byte(len(m.Document.Text))})
		m.sift()
		return m, nil, true
	case Propose:
		return m.propose(msg), nil, true
	case NextProposal:
		m, effects = m.nextProposal(msg.Direction)
		return m, effects, true
	case Accept:
		if !is {
			m, effects = m.nextProposal(1)
		} else {
			m, effects = m.accept(p, p.Label)
		}
		return m, effects, true
	case Reject:
		m, effects = m.reject(p, is)
		return m, effects, true
	case AcceptAll:
		m, effects = m.acceptAll(msg.Whole)
		return m, effects, true
	case Click:
		m, effects, taken = m.clickProposal(msg)
		return m, effects, taken
	}
	if !is {
		return m, nil, false
	}
	switch msg := msg.(type) {
	case PressLabel:
		m, effects = m.accept(p, msg.Label)
	case Confirm:
		m, effects = m.accept(p, p.Label)
	case Delete:
		if !msg.ID.IsZero() {
			return m, nil, false
		}
		m, effects = m.reject(p, true)
	case Stretch:
		m, effects = m.adjust(p, msg)
	case Escape:
		m.point(Proposal{})
		effects = []Effect{Unselect{}}
	default:
		return m, nil, false
	}
	return m, effects, true
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

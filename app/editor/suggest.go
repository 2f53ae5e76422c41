package editor

import (
	"slices"
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
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
	shown []Proposal // what is seen of it
	// When that was found out there were so many changes, and this was viewed.
	seen    int
	viewing annotations.Stamp
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

// Proposals are those that are shown, in text order.
func (m Model) Proposals() []Proposal { return m.Suggesting.shown }

// ProposalsIn are the proposals that share text with a span.
func (m Model) ProposalsIn(sp text.Span) []Proposal {
	all := m.Suggesting.shown
	all = all[:sort.Search(len(all), func(i int) bool { return all[i].Start >= sp.End })]
	var in []Proposal
	for _, p := range all {
		if p.Overlaps(sp) {
			in = append(in, p)
		}
	}
	return in
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

// followProposals lets go of the proposal when something else is selected or chosen, and
// takes away what the log has settled.
func (m *Model) followProposals() {
	if _, is := m.Proposed(); is && (!m.Selection.Empty() || !m.Chosen.IsZero()) {
		m.point(Proposal{})
	}
	if s := m.Suggesting; s.seen != m.Log.Len() || s.viewing != m.Viewing {
		m.sift()
	}
}

// propose takes in what the worker has told.
func (m Model) propose(p Propose) Model {
	if p.Document != m.Document.ID || p.Known < m.Log.Len() {
		return m
	}
	s := &m.Suggesting
	var told []Proposal
	within := func(o Proposal) bool { return p.Within.Start <= o.Start && o.Start < p.Within.End }
	for _, o := range s.told {
		if !within(o) {
			told = append(told, o)
		}
	}
	for _, o := range p.All {
		if within(o) && int(o.End) <= len(m.Document.Text) && !o.Empty() {
			told = append(told, o)
		}
	}
	sort.Stable(byPlace(told))
	s.told = told
	m.sift()
	return m
}

// byPlace orders proposals as they stand in the text, the outer before the inner.
type byPlace []Proposal

func (s byPlace) Len() int           { return len(s) }
func (s byPlace) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s byPlace) Less(i, j int) bool { return s[i].Span.Compare(s[j].Span) < 0 }

// sift finds out which proposals are seen, and has repainted what has changed.
func (m *Model) sift() {
	s := &m.Suggesting
	s.seen, s.viewing = m.Log.Len(), m.Viewing
	if !s.at.Empty() && !m.visible(s.at) {
		s.at = Proposal{}
	}
	var shown []Proposal
	kept := s.at.Empty()
	for _, p := range s.told {
		if !m.visible(p) {
			continue
		}
		if same := p.Span == s.at.Span && p.Label == s.at.Label; !kept && (same || s.at.Span.Compare(p.Span) < 0) {
			kept = true
			if same {
				s.at = p // as likely as it is now
			} else {
				shown = append(shown, s.at)
			}
		}
		shown = append(shown, p)
	}
	if !kept {
		shown = append(shown, s.at)
	}
	i := 0
	for _, p := range s.shown { // both are in order
		for ; i < len(shown) && shown[i].Span.Compare(p.Span) < 0; i++ {
			m.changed = append(m.changed, shown[i].Span)
		}
		if i < len(shown) && shown[i].Span == p.Span && shown[i].Label == p.Label {
			i++
			continue
		}
		m.changed = append(m.changed, p.Span)
	}
	for ; i < len(shown); i++ {
		m.changed = append(m.changed, shown[i].Span)
	}
	s.shown = shown
}

// visible reports whether a proposal is on, and nothing in the log settles it.
func (m Model) visible(p Proposal) bool {
	s := m.Suggesting.Settings
	if _, ok := m.Labels.Find(p.Label); !ok || s.Off || !m.Viewing.IsZero() || slices.Contains(s.Hidden, p.Label) {
		return false
	}
	for e := range m.Set.Overlapping(p.Span) {
		if e.Label == p.Label || slices.Contains(e.Target.Parts, p.Span) {
			return false
		}
	}
	for e := range m.Aside.Overlapping(p.Span) {
		if e.Label == annotations.LabelRefused && slices.Equal(e.Target.Parts, []text.Span{p.Span}) && e.Value(annotations.ValueAttribute) == string(p.Label) {
			return false
		}
	}
	return true
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

// goTo goes to a proposal, as a key or a click asked.
func (m Model) goTo(p Proposal) (Model, []Effect) {
	m, _ = m.letGo()
	m.anchor = p.Span
	m.point(p)
	return m, []Effect{Unselect{}, Reveal{p.Span}, Explain{p}, Say{m.describeProposal(p)}}
}

func (m Model) describeProposal(p Proposal) string {
	i := slices.Index(m.Suggesting.shown, p)
	return words.Tr("{0}? {1}, {2} of {3}", m.Labels.NameOf(p.Label), m.Text(p.Span), i+1, len(m.Suggesting.shown))
}

func (m Model) nextProposal(direction int) (Model, []Effect) {
	all := m.Suggesting.shown
	if len(all) == 0 {
		return m, []Effect{Say{words.Tr("Nothing is proposed")}}
	}
	m.Suggesting.Savings.Keys++
	i := slices.Index(all, m.Suggesting.at)
	switch {
	case i >= 0:
		i += direction
	case direction > 0: // from the cursor on
		at := m.Cursor().Start
		i = sort.Search(len(all), func(i int) bool { return all[i].Start >= at })
	default: // from the cursor back
		at := m.Cursor().Start
		i = sort.Search(len(all), func(i int) bool { return all[i].Start >= at }) - 1
	}
	return m.goTo(all[(i+len(all))%len(all)])
}

// goOn goes to the proposal after one that is settled now, unless it was the last.
func (m Model) goOn(from Proposal, effects []Effect) (Model, []Effect) {
	m.anchor = from.Span
	all := m.Suggesting.shown
	i := sort.Search(len(all), func(i int) bool { return all[i].Span.Compare(from.Span) >= 0 })
	if i == len(all) {
		return m, append(effects, Unselect{})
	}
	m, more := m.goTo(all[i])
	for _, e := range effects { // in one breath, or the first would not be heard
		if done, ok := e.(Say); ok {
			more[len(more)-1] = Say{done.Text + ". " + more[len(more)-1].(Say).Text}
		} else {
			more = slices.Insert(more, 0, e)
		}
	}
	return m, more
}

// take makes annotations of proposals, in one step.
func (m Model) take(say string, all ...annotations.Annotation) (Model, []Effect) {
	made := map[annotations.AnnotationID]bool{}
	for id := range m.Suggesting.made {
		made[id] = true
	}
	var ops []annotations.Op
	for _, a := range all {
		made[a.ID] = true
		ops = append(ops, annotations.Put{Annotation: a})
	}
	m.Suggesting.made = made
	return m.record(say, ops...)
}

func (m Model) accept(p Proposal, label annotations.LabelID) (Model, []Effect) {
	if _, ok := m.Labels.Find(label); !ok {
		return m, nil
	}
	a := m.newAnnotation(m.next(), p.Span, label)
	m.point(Proposal{})
	m, effects := m.take(m.describe(a), a)
	m.sift()
	return m.goOn(p, effects)
}

// adjust moves an end of a proposal, which makes it an annotation: the next key
// moves it further.
func (m Model) adjust(p Proposal, s Stretch) (Model, []Effect) {
	a := m.newAnnotation(m.next(), p.Span, p.Label)
	a = m.stretched(a, s)
	if a.Check(m.Document.Text) != nil || a.Target.Parts[0] == p.Span {
		return m, []Effect{Say{words.Tr("It goes no further")}}
	}
	m.point(Proposal{})
	m, effects := m.take(m.describe(a), a)
	m.choose(a.ID)
	return m, append(effects, Unselect{})
}

func (m Model) reject(p Proposal, is bool) (Model, []Effect) {
	if !is {
		return m, []Effect{Say{words.Tr("Go to a suggestion first")}}
	}
	m.Suggesting.Savings.Keys++
	m.point(Proposal{})
	refused := annotations.Refuse(m.Document.ID, m.Me, p.Label, annotations.On(p.Start, p.End))
	m, effects := m.record(words.Tr("Not {0}", m.Labels.NameOf(p.Label)), annotations.Put{Annotation: refused})
	m.sift()
	return m.goOn(p, effects)
}

func (m Model) acceptAll(whole bool) (Model, []Effect) {
	within := text.Span{End: text.Byte(len(m.Document.Text))}
	if !whole {
		from, to := m.BlocksOf(m.Cursor())
		within = text.Span{Start: m.Blocks[from].Start, End: m.Blocks[to-1].End}
	}
	bar := m.Suggesting.Settings.Bar
	var all []annotations.Annotation
	stamp := m.next()
	for _, p := range m.ProposalsIn(within) {
		if p.Percent >= bar {
			all = append(all, m.newAnnotation(stamp, p.Span, p.Label))
			stamp.N++
		}
	}
	m.Suggesting.Savings.Keys++
	if len(all) == 0 {
		return m, []Effect{Say{words.Tr("Nothing here is proposed with {0} % or more", bar)}}
	}
	m.Suggesting.Savings.Keys-- // the step counts it
	m.point(Proposal{})
	return m.take(words.Count(len(all), "{0} suggestion accepted", "{0} suggestions accepted"), all...)
}

// clickProposal goes to the shortest proposal at a place, if nothing shorter is
// labelled there; a further click chooses what is labelled.
func (m Model) clickProposal(c Click) (Model, []Effect, bool) {
	if !c.OnMark {
		return m, nil, false
	}
	var best Proposal
	for _, p := range m.ProposalsIn(text.Span{Start: c.At, End: c.At + 1}) {
		if best.Empty() || p.Len() < best.Len() {
			best = p
		}
	}
	if best.Empty() || best == m.Suggesting.at {
		return m, nil, false
	}
	for _, e := range m.Set.At(c.At) {
		if extent, ok := e.Target.Extent(); ok && extent.Len() <= best.Len() {
			return m, nil, false
		}
	}
	m.Suggesting.Savings.Keys++
	m, effects := m.goTo(best)
	m.clicked = c.At
	return m, effects, true
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

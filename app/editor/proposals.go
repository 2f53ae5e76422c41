package editor

import (
	"slices"
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
)

// Proposals are those that are shown, in text order.
func (m *Model) Proposals() []Proposal { return m.Suggesting.shown }

// ProposalsIn are the proposals that share text with a span.
func (m *Model) ProposalsIn(sp text.Span) []Proposal {
	s := m.Suggesting
	var in []Proposal
	for _, p := range s.shown[firstAt(s.shown, sp.Start-s.longest):firstAt(s.shown, sp.End)] {
		if p.Overlaps(sp) {
			in = append(in, p)
		}
	}
	return in
}

// firstAt is where the proposals of a list begin that start at a place or after it.
func firstAt(list []Proposal, at text.Byte) int {
	return sort.Search(len(list), func(i int) bool { return list[i].Start >= at })
}

// firstTold is firstAt for what the worker has told.
func firstTold(list []told, at text.Byte) int {
	return sort.Search(len(list), func(i int) bool { return list[i].Start >= at })
}

// Propose is what the worker proposes within a stretch of a document. Known is how
// many changes of its log it had heard of; what is older than the log is left aside,
// as newer proposals are on their way.
type Propose struct {
	Document annotations.DocumentID
	Known    int
	Within   text.Span
	All      []Proposal
}

func (p Propose) apply(m *Model) []Effect {
	if p.Document != m.Document.ID || p.Known < m.Log.Len() {
		return nil
	}
	s := &m.Suggesting
	var anew []told
	for _, o := range p.All {
		if p.Within.Start <= o.Start && o.Start < p.Within.End && int(o.End) <= len(m.Document.Text) && !o.Empty() {
			anew = append(anew, told{o, m.visible(o)})
			s.longest = max(s.longest, o.Len())
		}
	}
	sort.Stable(byPlace(anew))
	i := firstTold(s.told, p.Within.Start)
	j := max(i, firstTold(s.told, p.Within.End))
	s.told = slices.Replace(s.told, i, j, anew...)
	m.list()
	return nil
}

// byPlace orders proposals as they stand in the text, the outer before the inner.
type byPlace []told

func (s byPlace) Len() int           { return len(s) }
func (s byPlace) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s byPlace) Less(i, j int) bool { return s[i].Span.Compare(s[j].Span) < 0 }

// sift finds out which proposals are still seen where something has changed.
func (m *Model) sift() {
	s := &m.Suggesting
	anew := s.at != s.listed
	if !s.at.Empty() && !m.visible(s.at) {
		s.at, anew = Proposal{}, true
	}
	for _, sp := range m.changed {
		for i := firstTold(s.told, sp.Start-s.longest); i < len(s.told) && s.told[i].Start < sp.End; i++ {
			if p := &s.told[i]; p.Overlaps(sp) && m.visible(p.Proposal) != p.open {
				p.open, anew = !p.open, true
			}
		}
	}
	if anew {
		m.list()
	}
}

// list puts together which proposals are seen, and has repainted what is so no more,
// or newly.
func (m *Model) list() {
	s := &m.Suggesting
	var shown []Proposal
	kept := s.at.Empty()
	for _, t := range s.told {
		if !t.open {
			continue
		}
		p := t.Proposal
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
	s.listed = s.at
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
func (m *Model) visible(p Proposal) bool {
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

// followProposals lets go of the proposal when something else is selected or chosen, and
// takes away what the log has settled.
func (m *Model) followProposals() {
	if _, is := m.Proposed(); is && (!m.Selection.Empty() || !m.Chosen.IsZero()) {
		m.point(Proposal{})
	}
	if len(m.changed) > 0 {
		m.sift()
	}
}

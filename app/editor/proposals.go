package editor

import (
	"slices"
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
)

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

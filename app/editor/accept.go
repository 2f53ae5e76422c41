package editor

import (
	"slices"
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// NextProposal goes to the next proposal (1) or the one before (-1).
type NextProposal struct{ Direction int }

func (n NextProposal) apply(m *Model) []Effect {
	all := m.Suggesting.shown
	if len(all) == 0 {
		return []Effect{Say{words.Tr("Nothing is proposed")}}
	}
	m.Suggesting.Savings.Keys++
	i := slices.Index(all, m.Suggesting.at)
	switch {
	case i >= 0:
		i += n.Direction
	case n.Direction > 0:
		i = firstAt(all, m.Cursor().Start)
	default:
		i = firstAt(all, m.Cursor().Start) - 1
	}
	return m.goTo(all[(i+len(all))%len(all)])
}

// goTo goes to a proposal, as a key or a click asked.
func (m *Model) goTo(p Proposal) []Effect {
	m.letGo()
	m.anchor = p.Span
	m.point(p)
	return []Effect{Unselect{}, Reveal{p.Span}, Explain{p}, Say{m.describeProposal(p)}}
}

func (m *Model) describeProposal(p Proposal) string {
	i := slices.Index(m.Suggesting.shown, p)
	return words.Tr("{0}? {1}, {2} of {3}", m.Labels.NameOf(p.Label), m.Text(p.Span), i+1, len(m.Suggesting.shown))
}

// goOn goes to the proposal after one that is settled now, unless it was the last.
func (m *Model) goOn(from Proposal, effects []Effect) []Effect {
	m.anchor = from.Span
	all := m.Suggesting.shown
	i := sort.Search(len(all), func(i int) bool { return all[i].Span.Compare(from.Span) >= 0 })
	if i == len(all) {
		return append(effects, Unselect{})
	}
	more := m.goTo(all[i])
	for _, e := range effects { // in one breath, or the first would not be heard
		if done, ok := e.(Say); ok {
			more[len(more)-1] = Say{done.Text + ". " + more[len(more)-1].(Say).Text}
		} else {
			more = slices.Insert(more, 0, e)
		}
	}
	return more
}

// take makes annotations of proposals, in one step.
func (m *Model) take(say string, all ...annotations.Annotation) []Effect {
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

// Accept makes an annotation of the proposal and goes to the next; it goes to one
// when there is none yet.
type Accept struct{}

func (Accept) edits() {}

func (Accept) apply(m *Model) []Effect {
	if p, is := m.Proposed(); is {
		return m.accept(p, p.Label)
	}
	return NextProposal{1}.apply(m)
}

func (m *Model) accept(p Proposal, label annotations.LabelID) []Effect {
	if _, ok := m.Labels.Find(label); !ok {
		return nil
	}
	a := m.newAnnotation(m.next(), p.Span, label)
	m.point(Proposal{})
	effects := m.take(m.describe(a), a)
	m.sift()
	return m.goOn(p, effects)
}

// adjust moves an end of a proposal, which makes it an annotation: the next key
// moves it further.
func (m *Model) adjust(p Proposal, s Stretch) []Effect {
	a := m.newAnnotation(m.next(), p.Span, p.Label)
	a = m.stretched(a, s)
	if a.Check(m.Document.Text) != nil || a.Target.Parts[0] == p.Span {
		return []Effect{Say{words.Tr("It goes no further")}}
	}
	m.point(Proposal{})
	effects := m.take(m.describe(a), a)
	m.choose(a.ID)
	return append(effects, Unselect{})
}

// Reject refuses the proposal, remembers that, and goes to the next.
type Reject struct{}

func (Reject) edits() {}

func (Reject) apply(m *Model) []Effect {
	if p, is := m.Proposed(); is {
		return m.reject(p)
	}
	return []Effect{Say{words.Tr("Go to a suggestion first")}}
}

func (m *Model) reject(p Proposal) []Effect {
	m.Suggesting.Savings.Keys++
	m.point(Proposal{})
	refused := annotations.Refuse(m.Document.ID, m.Me, p.Label, annotations.On(p.Start, p.End))
	effects := m.record(words.Tr("Not {0}", m.Labels.NameOf(p.Label)), annotations.Put{Annotation: refused})
	m.sift()
	return m.goOn(p, effects)
}

// AcceptAll accepts, in one step, all proposals of the paragraph or of the whole
// document that are as likely as the bar says.
type AcceptAll struct{ Whole bool }

func (AcceptAll) edits() {}

func (x AcceptAll) apply(m *Model) []Effect {
	within := text.Span{End: text.Byte(len(m.Document.Text))}
	if !x.Whole {
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
		return []Effect{Say{words.Tr("Nothing here is proposed with {0} % or more", bar)}}
	}
	m.Suggesting.Savings.Keys-- // the step counts it
	m.point(Proposal{})
	return m.take(words.Count(len(all), "{0} suggestion accepted", "{0} suggestions accepted"), all...)
}

// clickable is the shortest proposal at the place of a click, if nothing shorter is
// labelled there; a further click chooses what is labelled.
func (m *Model) clickable(c Click) (best Proposal, is bool) {
	if !c.OnMark {
		return best, false
	}
	for _, p := range m.ProposalsIn(text.Span{Start: c.At, End: c.At + 1}) {
		if best.Empty() || p.Len() < best.Len() {
			best = p
		}
	}
	if best.Empty() || best == m.Suggesting.at {
		return best, false
	}
	for _, e := range m.Set.At(c.At) {
		if extent, ok := e.Target.Extent(); ok && extent.Len() <= best.Len() {
			return best, false
		}
	}
	return best, true
}

package editor

import (
	"slices"
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

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
	case direction > 0:
		i = firstAt(all, m.Cursor().Start)
	default:
		i = firstAt(all, m.Cursor().Start) - 1
	}
	return m.goTo(all[(i+len(all))%len(all)])
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

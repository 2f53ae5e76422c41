package editor

import (
	"cmp"
	"slices"
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// AddPart adds a stretch that was selected: to the chosen annotation as a further part,
// or one less when it is one already; else to what is selected, so that a label is given
// to both as one.
type AddPart struct {
	Span  text.Span
	Exact bool
}

func (AddPart) edits() {}

func (p AddPart) apply(m *Model) []Effect {
	sp := m.Snap(p.Span, p.Exact)
	if sp.Empty() {
		return nil
	}
	if e, ok := m.ChosenEntry(); ok {
		return m.extendBy(e, sp)
	}
	if !m.Selection.Empty() && m.Selection != sp {
		m.Parts = joined(append(slices.Clone(m.Parts), m.Selection))
	}
	m.Selection, m.anchor, m.ByPointer = sp, sp, true
	return []Effect{Say{m.quote(m.selectedParts())}}
}

// AddSelection makes what is selected a part of the annotation that was chosen last,
// as the keyboard lets go of it when it selects.
type AddSelection struct{}

func (AddSelection) edits() {}

func (AddSelection) apply(m *Model) []Effect {
	e, ok := m.Set.Get(m.last)
	if !ok || m.Selection.Empty() {
		return []Effect{Say{words.Tr("Choose an annotation, then select what belongs to it")}}
	}
	sp := m.Selection
	m.Selection = text.Span{}
	return m.extendBy(e, sp)
}

func (m *Model) extendBy(e annotations.Entry, sp text.Span) []Effect {
	a := e.Annotation
	if a.Target.Parts = without(a.Target.Parts, sp); a.Target.Parts == nil {
		a.Target.Parts = joined(append(slices.Clone(e.Target.Parts), sp))
	}
	if a.Equal(e.Annotation) {
		return []Effect{Unselect{}}
	}
	effects := m.record(m.describe(a), annotations.Put{Annotation: a})
	m.choose(a.ID)
	return append(effects, Unselect{})
}

// without are the parts without the one that is selected once more; nil when it
// is none of them, or the only one.
func without(parts []text.Span, sp text.Span) (rest []text.Span) {
	for _, p := range parts {
		if p != sp {
			rest = append(rest, p)
		}
	}
	if len(rest) == len(parts) {
		return nil
	}
	return rest
}

// joined are parts in text order; those that share text become one.
func joined(parts []text.Span) []text.Span {
	sort.Sort(byStart(parts))
	n := 0
	for _, p := range parts[1:] {
		if p.Start < parts[n].End {
			parts[n].End = max(parts[n].End, p.End)
			continue
		}
		n++
		parts[n] = p
	}
	return parts[:n+1]
}

type byStart []text.Span

func (s byStart) Len() int      { return len(s) }
func (s byStart) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s byStart) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(s[i].Start, s[j].Start), cmp.Compare(s[i].End, s[j].End)) < 0
}

// selectedParts is all that the next label is for.
func (m *Model) selectedParts() []text.Span {
	return joined(append(slices.Clone(m.Parts), m.Selection))
}

package editor

import (
	"slices"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// Claim says that a span has a label; without one, that it has none.
type Claim struct {
	text.Span
	Label annotations.LabelID
}

// claimed is the annotation that a claim is about: mine before another's.
func (m *Model) claimed(c Claim) (found annotations.Entry, ok bool) {
	if c.Label == "" {
		return found, false
	}
	for e := range m.Set.Overlapping(c.Span) {
		if e.Label == c.Label && slices.Equal(e.Target.Parts, []text.Span{c.Span}) && (!ok || e.By == m.Me) {
			found, ok = e, true
		}
	}
	return found, ok
}

func (m *Model) fits(c Claim) bool {
	return 0 <= c.Start && c.Start < c.End && int(c.End) <= len(m.Document.Text)
}

// ShowClaim chooses the annotation that a claim is about, or selects its span.
type ShowClaim struct{ Is Claim }

func (s ShowClaim) apply(m *Model) []Effect {
	if e, ok := m.claimed(s.Is); ok {
		return Choose{e.ID}.apply(m)
	}
	if !m.fits(s.Is) {
		return nil
	}
	return m.selectByKey(s.Is.Span, s.Is.Span)
}

// Fix puts right what is a mistake: something else stands instead, or nothing.
type Fix struct{ Is, Instead Claim }

func (Fix) edits() {}

func (f Fix) apply(m *Model) []Effect {
	e, ok := m.claimed(f.Is)
	switch {
	case !m.fits(f.Is) || !m.fits(f.Instead) || !ok && f.Is.Label != "":
		return []Effect{Say{words.Tr("It is no longer there")}}
	case f.Instead.Label == "":
		return Delete{e.ID}.apply(m)
	case !ok:
		return m.annotate(f.Instead.Span, f.Instead.Label)
	}
	a := e.Annotation
	a.Label, a.Target = f.Instead.Label, annotations.On(f.Instead.Start, f.Instead.End)
	if a.Check(m.Document.Text) != nil {
		return nil
	}
	return m.record(m.describe(a), annotations.Put{Annotation: a})
}

// Keep says that what may be a mistake is right as it is. That is remembered in the
// log: what was to stand instead is refused or, when that is nothing, the annotation
// is said again.
type Keep struct{ Is, Instead Claim }

func (Keep) edits() {}

func (k Keep) apply(m *Model) []Effect {
	say := words.Tr("Kept as it is")
	if k.Instead.Label != "" && m.fits(k.Instead) {
		target := annotations.On(k.Instead.Start, k.Instead.End)
		return m.record(say, annotations.Put{Annotation: annotations.Refuse(m.Document.ID, m.Me, k.Instead.Label, target)})
	}
	e, ok := m.claimed(k.Is)
	if !ok {
		return []Effect{Say{words.Tr("It is no longer there")}}
	}
	return m.record(say, annotations.Put{Annotation: e.Annotation})
}

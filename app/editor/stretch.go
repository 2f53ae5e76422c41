package editor

import (
	"slices"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// Stretch moves an end of what is proposed, else of the chosen annotation, else of the
// selection. It never empties it, nor lets the parts of an annotation meet.
type Stretch struct {
	Start bool // the start rather than the end
	Out   bool // grow rather than shrink
	Fine  bool // by a character rather than by a word
}

func (Stretch) edits() {}

func (s Stretch) apply(m *Model) []Effect {
	if p, is := m.Proposed(); is {
		return m.adjust(p, s)
	}
	e, ok := m.ChosenEntry()
	if !ok {
		return m.stretchSelection(s)
	}
	if len(e.Target.Parts) == 0 {
		return nil
	}
	return m.reshape(e, s.Start, func(p text.Span) text.Span { return m.stretchedSpan(p, s) })
}

func (m *Model) stretchSelection(s Stretch) []Effect {
	if m.Selection.Empty() {
		return nil
	}
	sp := text.Trim(m.Document.Text, m.stretchedSpan(m.Selection, s))
	if sp.Empty() || sp == m.Selection {
		return []Effect{Say{words.Tr("It goes no further")}}
	}
	m.Selection, m.anchor = sp, sp
	return []Effect{Unselect{}, Say{m.Text(sp)}}
}

// stretched is an annotation of which an end is moved.
func (m *Model) stretched(a annotations.Annotation, s Stretch) annotations.Annotation {
	a.Target.Parts = slices.Clone(a.Target.Parts)
	p := &a.Target.Parts[0]
	if !s.Start {
		p = &a.Target.Parts[len(a.Target.Parts)-1]
	}
	*p = m.stretchedSpan(*p, s)
	return a
}

// stretchedSpan is a span with an end moved.
func (m *Model) stretchedSpan(p text.Span, s Stretch) text.Span {
	switch {
	case s.Start && s.Out:
		p.Start = m.further(s.Fine, p.Start, -1)
	case s.Start:
		p.Start = m.back(s.Fine, p.Start, 1)
	case s.Out:
		p.End = m.further(s.Fine, p.End, 1)
	default:
		p.End = m.back(s.Fine, p.End, -1)
	}
	if s.Start {
		return trimStart(m.Document.Text, p, s.Out)
	}
	return trimEnd(m.Document.Text, p, s.Out)
}

// reshape puts another span for the first part of an annotation, or the last.
func (m *Model) reshape(e annotations.Entry, start bool, to func(text.Span) text.Span) []Effect {
	a := e.Annotation
	a.Target.Parts = slices.Clone(a.Target.Parts)
	p := &a.Target.Parts[0]
	if !start {
		p = &a.Target.Parts[len(a.Target.Parts)-1]
	}
	*p = to(*p)
	if p.Empty() || a.Check(m.Document.Text) != nil || a.Equal(e.Annotation) {
		return []Effect{Say{words.Tr("It goes no further")}}
	}
	return m.record(m.describe(a), annotations.Put{Annotation: a})
}

// reach is a span with an end moved to a border between characters; one within a
// word takes the whole of it.
func (m *Model) reach(p text.Span, start bool, to text.Byte, exact bool) text.Span {
	around := text.Grapheme(m.Document.Text, to)
	if w, ok := text.Word(m.Document.Text, to); ok && !exact {
		around = w
	}
	inside := around.Start < to && to < around.End
	switch {
	case start && inside:
		p.Start = around.Start
	case start:
		p.Start = to
	case inside:
		p.End = around.End
	default:
		p.End = to
	}
	if p.Start >= p.End {
		return text.Span{}
	}
	return text.Trim(m.Document.Text, p)
}

// DragEnd moves an end of the chosen annotation to where its handle was let go.
type DragEnd struct {
	Start bool // the start rather than the end
	To    text.Byte
	Exact bool
}

func (DragEnd) edits() {}

func (d DragEnd) apply(m *Model) []Effect {
	e, ok := m.ChosenEntry()
	if !ok || len(e.Target.Parts) == 0 {
		return nil
	}
	return m.reshape(e, d.Start, func(p text.Span) text.Span { return m.reach(p, d.Start, d.To, d.Exact) })
}

// DragShows is what the chosen annotation would cover if its handle were let go
// at a place.
func (m *Model) DragShows(d DragEnd) (text.Span, bool) {
	e, ok := m.ChosenEntry()
	if !ok || len(e.Target.Parts) == 0 {
		return text.Span{}, false
	}
	p := e.Target.Parts[0]
	if !d.Start {
		p = e.Target.Parts[len(e.Target.Parts)-1]
	}
	p = m.reach(p, d.Start, d.To, d.Exact)
	return p, !p.Empty()
}

// ExtendTo moves the nearer end of what is selected or chosen to the word at a place;
// without either it selects from the cursor on.
type ExtendTo struct {
	At    text.Byte
	Exact bool
}

func (ExtendTo) edits() {}

func (x ExtendTo) apply(m *Model) []Effect {
	if e, ok := m.ChosenEntry(); ok && len(e.Target.Parts) > 0 {
		first, last := e.Target.Parts[0], e.Target.Parts[len(e.Target.Parts)-1]
		start := nearerStart(text.Span{Start: first.Start, End: last.End}, x.At)
		return m.reshape(e, start, func(p text.Span) text.Span { return m.reachOver(p, start, x) })
	}
	sp := m.Selection
	if sp.Empty() {
		sp = m.anchor
		if w, ok := text.Word(m.Document.Text, sp.Start); ok && sp.Empty() {
			sp = w
		}
	}
	if sp = m.reachOver(sp, nearerStart(sp, x.At), x); sp.Empty() {
		return nil
	}
	return m.selected(sp)
}

// reachOver moves an end so that the character at a place is within.
func (m *Model) reachOver(p text.Span, start bool, x ExtendTo) text.Span {
	to := x.At
	if !start {
		to = text.NextGrapheme(m.Document.Text, to)
	}
	return m.reach(p, start, to, x.Exact)
}

// nearerStart reports whether a place is nearer to the start of a span than to
// its end.
func nearerStart(sp text.Span, at text.Byte) bool { return at-sp.Start < sp.End-at }

// trimStart steps a start over blanks, in the direction in which it moves; where
// there is nothing but blanks, it comes back.
func trimStart(s string, p text.Span, out bool) text.Span {
	for out && p.Start > 0 && text.Trim(s, text.Span{Start: p.Start, End: text.NextGrapheme(s, p.Start)}).Empty() {
		p.Start = text.PrevGrapheme(s, p.Start)
	}
	return text.Span{Start: text.Trim(s, p).Start, End: p.End}
}

// trimEnd does the same for an end.
func trimEnd(s string, p text.Span, out bool) text.Span {
	for out && int(p.End) < len(s) && text.Trim(s, text.Span{Start: text.PrevGrapheme(s, p.End), End: p.End}).Empty() {
		p.End = text.NextGrapheme(s, p.End)
	}
	return text.Span{Start: p.Start, End: text.Trim(s, p).End}
}

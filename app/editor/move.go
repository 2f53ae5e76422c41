package editor

import (
	"slices"
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// Cursor is the stretch that the keyboard goes on from.
func (m Model) Cursor() text.Span {
	if !m.Selection.Empty() {
		return m.Selection
	}
	if e, ok := m.ChosenEntry(); ok {
		if extent, ok := e.Target.Extent(); ok {
			return extent
		}
	}
	return m.anchor
}

// move selects the next word or the one before, or lets the selection grow or
// shrink by it.
func (m Model) move(to Move) (Model, []Effect) {
	from := m.Cursor()
	if to.Extend {
		return m.extend(to, from)
	}
	var next text.Span
	var ok bool
	switch {
	case to.Paragraph:
		next, ok = m.paragraph(from.Start, to.Direction)
	case to.Fine:
		next, ok = m.character(from, to.Direction)
	case to.Direction > 0:
		next, ok = text.NextWord(m.Document.Text, from.End)
	default:
		next, ok = text.PrevWord(m.Document.Text, from.Start)
	}
	if !ok {
		return m, nil
	}
	return m.selectByKey(next, next)
}

// character is the next one that is not blank.
func (m Model) character(from text.Span, direction int) (text.Span, bool) {
	s := m.Document.Text
	for {
		at := from.End
		if direction < 0 {
			if from.Start == 0 {
				return text.Span{}, false
			}
			at = text.PrevGrapheme(s, from.Start)
		}
		if from = text.Grapheme(s, at); from.Empty() {
			return from, false
		}
		if text.Trim(s, from) == from {
			return from, true
		}
	}
}

func (m Model) paragraph(at text.Byte, direction int) (text.Span, bool) {
	i := sort.Search(len(m.Blocks), func(i int) bool { return m.Blocks[i].Next > at })
	for i += direction; i >= 0 && i < len(m.Blocks); i += direction {
		if w, ok := text.NextWord(m.Document.Text, m.Blocks[i].Start); ok && w.Start < m.Blocks[i].End {
			return w, true
		}
	}
	return text.Span{}, false
}

// extend moves the end of the selection that is away from where it began.
func (m Model) extend(to Move, from text.Span) (Model, []Effect) {
	anchor := m.anchor
	if anchor.Empty() || !from.Contains(anchor) {
		anchor = from
	}
	sp := from
	s := m.Document.Text
	forward := from.End > anchor.End || from.Start == anchor.Start
	switch {
	case to.Direction > 0 && forward: // the end goes on
		sp.End = m.further(to.Fine, from.End, 1)
	case to.Direction > 0: // the start comes back
		sp.Start = min(m.back(to.Fine, from.Start, 1), anchor.Start)
	case to.Direction < 0 && from.End > anchor.End: // the end comes back
		sp.End = max(m.back(to.Fine, from.End, -1), anchor.End)
	default: // the start goes on
		sp.Start = m.further(to.Fine, from.Start, -1)
	}
	sp = text.Trim(s, sp)
	if sp.Empty() {
		sp = anchor
	}
	return m.selectByKey(sp, anchor)
}

// further is the next border outwards: the far side of the next word.
func (m Model) further(fine bool, at text.Byte, direction int) text.Byte {
	s := m.Document.Text
	switch {
	case fine && direction > 0:
		return text.NextGrapheme(s, at)
	case fine:
		return text.PrevGrapheme(s, at)
	case direction > 0:
		if w, ok := text.NextWord(s, at); ok {
			return w.End
		}
	default:
		if w, ok := text.PrevWord(s, at); ok {
			return w.Start
		}
	}
	return at
}

// back is the next border inwards: the far end of the word before it.
func (m Model) back(fine bool, at text.Byte, direction int) text.Byte {
	s := m.Document.Text
	switch {
	case fine:
		return m.further(true, at, direction)
	case direction > 0: // a start moves right, to the start of the next word
		if w, ok := text.NextWord(s, at+1); ok {
			return w.Start
		}
	default: // an end moves left, to the end of the word before
		if w, ok := text.PrevWord(s, at-1); ok {
			return w.End
		}
	}
	return at
}

func (m Model) moveTo(to MoveTo) (Model, []Effect) {
	w, ok := text.Word(m.Document.Text, to.At)
	if !ok {
		if w, ok = text.NextWord(m.Document.Text, to.At); !ok {
			return m, nil
		}
	}
	if !to.Extend {
		return m.selectByKey(w, w)
	}
	anchor := m.anchor
	if anchor.Empty() {
		anchor = w
	}
	return m.selectByKey(text.Span{Start: min(anchor.Start, w.Start), End: max(anchor.End, w.End)}, anchor)
}

func (m Model) selectByKey(sp, anchor text.Span) (Model, []Effect) {
	m.choose(annotations.AnnotationID{})
	m.Selection, m.Parts, m.anchor, m.ByPointer = sp, nil, anchor, false
	return m, []Effect{Unselect{}, Reveal{sp}, Say{m.Text(sp)}}
}

// stretch moves an end of the chosen annotation by a word or a character. It
// never empties the annotation, nor lets its parts meet.
func (m Model) stretch(s Stretch) (Model, []Effect) {
	e, ok := m.ChosenEntry()
	if !ok || len(e.Target.Parts) == 0 {
		return m, nil
	}
	a := m.stretched(e.Annotation, s)
	if a.Check(m.Document.Text) != nil || a.Equal(e.Annotation) {
		return m, []Effect{Say{words.Tr("It goes no further")}}
	}
	return m.record(m.describe(a), annotations.Put{Annotation: a})
}

// stretched is an annotation of which an end is moved.
func (m Model) stretched(a annotations.Annotation, s Stretch) annotations.Annotation {
	a.Target.Parts = slices.Clone(a.Target.Parts)
	last := len(a.Target.Parts) - 1
	if s.Start {
		p := &a.Target.Parts[0]
		if s.Out {
			p.Start = m.further(s.Fine, p.Start, -1)
		} else {
			p.Start = m.back(s.Fine, p.Start, 1)
		}
		*p = trimStart(m.Document.Text, *p, s.Out)
	} else {
		p := &a.Target.Parts[last]
		if s.Out {
			p.End = m.further(s.Fine, p.End, 1)
		} else {
			p.End = m.back(s.Fine, p.End, -1)
		}
		*p = trimEnd(m.Document.Text, *p, s.Out)
	}
	return a
}

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

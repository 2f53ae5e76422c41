package editor

import (
	"sort"

	"gloss/annotations"
	"gloss/annotations/text"
)

// Cursor is the stretch that the keyboard goes on from.
func (m *Model) Cursor() text.Span {
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

// CursorWord is the word at which the keyboard goes on, where nothing is selected
// or chosen that shows it.
func (m *Model) CursorWord() (text.Span, bool) {
	if !m.IsOpen() || !m.Selection.Empty() || !m.Chosen.IsZero() {
		return text.Span{}, false
	}
	if !m.anchor.Empty() {
		return m.anchor, true
	}
	if w, ok := text.Word(m.Document.Text, m.anchor.Start); ok {
		return w, true
	}
	return text.NextWord(m.Document.Text, m.anchor.Start)
}

// Move moves the selection to the next word (1) or the one before (-1), or to the
// one that is seen on the right (Side 1) or the left (Side -1).
type Move struct {
	Direction int
	Side      int
	Extend    bool // let the selection begin where it began
	By        Unit // to the first word of the next or previous one
}

// Unit is how far one step goes.
type Unit int

// Units of Move.
const (
	ByWord Unit = iota
	ByCharacter
	BySentence
	ByParagraph
	ByDocument
)

func (to Move) apply(m *Model) []Effect {
	from := m.Cursor()
	if to.Extend {
		if to.Side != 0 {
			to.Direction = to.Side * m.WayAt(from.Start)
		}
		return m.extend(to, from)
	}
	var next text.Span
	var ok bool
	switch to.By {
	case ByDocument:
		next, ok = m.nextWord(text.Span{End: 0}, 1)
		if end := text.Byte(len(m.Document.Text)); to.Direction > 0 {
			next, ok = m.nextWord(text.Span{Start: end, End: end}, -1)
		}
	case ByParagraph:
		next, ok = m.paragraph(from.Start, to.Direction)
	case BySentence:
		if next, ok = m.sentenceBeside(from.Start, to.Direction); ok {
			next, ok = m.nextWord(text.Span{Start: next.Start, End: next.Start}, 1)
		}
	case ByCharacter:
		if to.Side != 0 {
			to.Direction = to.Side * m.WayAt(from.Start)
		}
		next, ok = m.character(from, to.Direction)
	default:
		if to.Side != 0 {
			next, ok = m.beside(from, to.Side)
		} else {
			next, ok = m.nextWord(from, to.Direction)
		}
	}
	if !ok {
		return nil
	}
	return m.selectByKey(next, next)
}

// character is the next one that is not blank.
func (m *Model) character(from text.Span, direction int) (text.Span, bool) {
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

func (m *Model) paragraph(at text.Byte, direction int) (text.Span, bool) {
	i := sort.Search(len(m.Blocks), func(i int) bool { return m.Blocks[i].Next > at })
	for i += direction; i >= 0 && i < len(m.Blocks); i += direction {
		if w, ok := text.NextWord(m.Document.Text, m.Blocks[i].Start); ok && w.Start < m.Blocks[i].End {
			return w, true
		}
	}
	return text.Span{}, false
}

// extend moves the end of the selection that is away from where it began.
func (m *Model) extend(to Move, from text.Span) []Effect {
	anchor := m.anchor
	if anchor.Empty() || !from.Contains(anchor) {
		anchor = from
	}
	sp := from
	s := m.Document.Text
	if to.By == BySentence || to.By == ByParagraph || to.By == ByDocument {
		return m.extendFar(to, from, anchor)
	}
	forward := from.End > anchor.End || from.Start == anchor.Start
	switch {
	case to.Direction > 0 && forward: // the end goes on
		sp.End = m.further(to.By == ByCharacter, from.End, 1)
	case to.Direction > 0: // the start comes back
		sp.Start = min(m.back(to.By == ByCharacter, from.Start, 1), anchor.Start)
	case to.Direction < 0 && from.End > anchor.End: // the end comes back
		sp.End = max(m.back(to.By == ByCharacter, from.End, -1), anchor.End)
	default: // the start goes on
		sp.Start = m.further(to.By == ByCharacter, from.Start, -1)
	}
	sp = text.Trim(s, sp)
	if sp.Empty() {
		sp = anchor
	}
	return m.selectByKey(sp, anchor)
}

// further is the next border outwards: the far side of the next word.
func (m *Model) further(fine bool, at text.Byte, direction int) text.Byte {
	s := m.Document.Text
	switch {
	case fine:
		if g, ok := m.character(text.Span{Start: at, End: at}, direction); ok && direction > 0 {
			return g.End
		} else if ok {
			return g.Start
		}
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
func (m *Model) back(fine bool, at text.Byte, direction int) text.Byte {
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

// MoveTo moves the selection to the word at a place, or to the last one that ends
// before it.
type MoveTo struct {
	At     text.Byte
	Before bool
	Extend bool
}

func (to MoveTo) apply(m *Model) []Effect {
	w, ok := text.Word(m.Document.Text, to.At)
	if to.Before {
		w, ok = text.PrevWord(m.Document.Text, to.At)
	}
	if !ok {
		if w, ok = text.NextWord(m.Document.Text, to.At); !ok {
			return nil
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

func (m *Model) selectByKey(sp, anchor text.Span) []Effect {
	m.choose(annotations.AnnotationID{})
	m.Selection, m.Parts, m.anchor, m.ByPointer = sp, nil, anchor, false
	return []Effect{Unselect{}, Reveal{sp}, Say{m.Text(sp)}}
}

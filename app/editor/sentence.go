package editor

import (
	"gloss/annotations"
	"gloss/annotations/text"
)

// sentencesOf are the sentences of a block.
func (m *Model) sentencesOf(b Block) []text.Span {
	var all []text.Span
	for sp := range text.Sentences(m.Document.Text[b.Start:b.End]) {
		// Whole characters: a mark may stand on the blank between two sentences.
		if sp = m.Snap(text.Span{Start: b.Start + sp.Start, End: b.Start + sp.End}, true); !sp.Empty() {
			all = append(all, sp)
		}
	}
	return all
}

// sentenceAt is the sentence that holds a place: the one before it when it lies
// between two.
func (m *Model) sentenceAt(at text.Byte) (text.Span, bool) {
	i, _ := m.BlocksOf(text.Span{Start: at, End: at})
	var found text.Span
	for k, sp := range m.sentencesOf(m.Blocks[i]) {
		if k == 0 || sp.Start <= at {
			found = sp
		}
	}
	return found, !found.Empty()
}

// sentenceBeside is the next sentence that begins after a place (1), or the last
// one that begins before it (-1).
func (m *Model) sentenceBeside(at text.Byte, direction int) (text.Span, bool) {
	i, _ := m.BlocksOf(text.Span{Start: at, End: at})
	for ; i >= 0 && i < len(m.Blocks); i += direction {
		var found text.Span
		for _, sp := range m.sentencesOf(m.Blocks[i]) {
			if direction > 0 && sp.Start > at {
				return sp, true
			}
			if direction < 0 && sp.Start < at {
				found = sp
			}
		}
		if !found.Empty() {
			return found, true
		}
	}
	return text.Span{}, false
}

// Sentence selects the sentence at the cursor and, when that is selected, the next
// one (1) or the one before (-1).
type Sentence struct{ Direction int }

func (s Sentence) apply(m *Model) []Effect {
	at := m.Cursor().Start
	sp, ok := m.sentenceAt(at)
	if !ok || sp == m.Selection || s.Direction < 0 && sp.Start == at {
		sp, ok = m.sentenceBeside(at, s.Direction)
	}
	if !ok {
		return nil
	}
	return m.selectByKey(sp, sp)
}

// SelectSentence selects the sentence at a place, as a third click does. A label that
// is pressed was given to the word by the second click; now it is for all of the
// sentence.
type SelectSentence struct{ At text.Byte }

func (SelectSentence) edits() {}

func (s SelectSentence) apply(m *Model) []Effect {
	sp, ok := m.sentenceAt(s.At)
	if !ok {
		return nil
	}
	if e, made := m.Set.Get(m.made); made && m.Label != "" && len(e.Target.Parts) == 1 && sp.Contains(e.Target.Parts[0]) {
		a := e.Annotation
		a.Target = annotations.On(sp.Start, sp.End)
		effects := m.record(m.describe(a), annotations.Put{Annotation: a})
		return append(effects, Unselect{})
	}
	return m.selected(sp)
}

// extendFar extends the selection to the start or the end of a sentence, a
// paragraph or the document.
func (m *Model) extendFar(to Move, from, anchor text.Span) []Effect {
	s := m.Document.Text
	edge := from.Start
	if to.Direction > 0 {
		edge = from.End
	}
	limit := text.Span{Start: 0, End: text.Byte(len(s))}
	switch to.By {
	case BySentence:
		if sp, ok := m.sentenceAt(edge); ok {
			limit = sp
		}
		if next, ok := m.sentenceBeside(edge, to.Direction); ok && (to.Direction > 0 && limit.End <= edge || to.Direction < 0 && limit.Start >= edge) {
			limit = next
		}
	case ByParagraph:
		i, _ := m.BlocksOf(text.Span{Start: edge, End: edge})
		for j := i; j >= 0 && j < len(m.Blocks); j += to.Direction {
			limit = text.Trim(s, text.Span{Start: m.Blocks[j].Start, End: m.Blocks[j].End})
			if to.Direction > 0 && limit.End > edge || to.Direction < 0 && limit.Start < edge && !limit.Empty() {
				break
			}
		}
	}
	sp := from
	if to.Direction > 0 {
		sp.End = max(sp.End, limit.End)
	} else {
		sp.Start = min(sp.Start, limit.Start)
	}
	if sp = text.Trim(s, sp); sp.Empty() {
		return nil
	}
	return m.selectByKey(sp, anchor)
}

package editor

import (
	"slices"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// Click is a click at a place of the text. It goes to the shortest proposal there or
// chooses the shortest annotation, and at the same place again the next one outwards.
type Click struct {
	At     text.Byte
	OnMark bool // something is painted under the pointer
}

func (c Click) apply(m *Model) []Effect {
	if p, is := m.clickable(c); is {
		m.Suggesting.Savings.Keys++
		m.clicked = c.At
		return m.goTo(p)
	}
	var at []annotations.Entry
	if c.OnMark {
		at = m.Set.At(c.At)
	}
	if len(at) == 0 {
		m.clicked = -1
		m.letGo()
		if w, ok := text.Word(m.Document.Text, c.At); ok {
			m.anchor = text.Span{Start: w.Start, End: w.Start} // the keyboard goes on from here
		}
		return nil
	}
	next := at[0].ID
	if i := slices.IndexFunc(at, func(e annotations.Entry) bool { return e.ID == m.Chosen }); i >= 0 && m.near(c.At) {
		next = at[(i+1)%len(at)].ID
	}
	m.clicked = c.At
	m.Selection, m.ByPointer = text.Span{}, true
	m.choose(next)
	return []Effect{m.sayChosen()}
}

// near reports whether a click is at the place of the last one.
func (m *Model) near(at text.Byte) bool {
	d := at - m.clicked
	return m.clicked >= 0 && -4 <= d && d <= 4
}

// letGo lets go of what is selected and of what is chosen.
func (m *Model) letGo() {
	m.Selection, m.Parts = text.Span{}, nil
	m.choose(annotations.AnnotationID{})
}

// Choose picks an annotation, as from the list.
type Choose struct{ ID annotations.AnnotationID }

func (c Choose) apply(m *Model) []Effect {
	e, ok := m.Set.Get(c.ID)
	if !ok {
		return nil
	}
	m.Selection, m.ByPointer = text.Span{}, false
	m.choose(c.ID)
	effects := []Effect{m.sayChosen()}
	if extent, ok := e.Target.Extent(); ok {
		m.anchor = extent
		effects = append(effects, Reveal{extent})
	}
	return effects
}

// Step chooses the next annotation in the text (1) or the one before (-1).
type Step struct{ Direction int }

func (s Step) apply(m *Model) []Effect {
	n := m.Set.Len()
	if n == 0 {
		return []Effect{Say{words.Tr("No annotations yet")}}
	}
	i, ok := m.Set.Rank(m.Chosen)
	switch {
	case ok:
		i = (i + s.Direction + n) % n
	case s.Direction > 0: // from the cursor on
		if i, ok = m.Set.After(m.Cursor().Start); !ok {
			i = 0
		}
	default: // from the cursor back
		if i, ok = m.Set.Before(m.Cursor().Start); !ok {
			i = n - 1
		}
	}
	next, _ := m.Set.Nth(i)
	return Choose{next.ID}.apply(m)
}

// CanStep reports whether there is a next annotation (1), or one before (-1),
// without going round.
func (m *Model) CanStep(direction int) bool {
	n := m.Set.Len()
	i, ok := m.Set.Rank(m.Chosen)
	switch {
	case ok:
		return i+direction >= 0 && i+direction < n
	case direction > 0:
		_, ok = m.Set.After(m.Cursor().Start)
	default:
		_, ok = m.Set.Before(m.Cursor().Start)
	}
	return ok
}

// Escape lets go: of the proposal, else of a link that was begun, else of the past,
// else of what is selected or chosen, else of the pressed label.
type Escape struct{}

func (Escape) apply(m *Model) []Effect {
	_, is := m.Proposed()
	switch {
	case is:
		m.point(Proposal{})
		return []Effect{Unselect{}}
	case !m.Linking.IsZero():
		return m.endLink()
	case !m.Viewing.IsZero():
		return View{}.apply(m)
	case !m.Selection.Empty() || !m.Chosen.IsZero():
		m.letGo()
		return []Effect{Unselect{}}
	case m.Label != "":
		name := m.Labels.NameOf(m.Label)
		m.Label = ""
		return []Effect{Say{words.Tr("{0} off", name)}}
	}
	return nil
}

package editor

import (
	"slices"

	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

func (m Model) click(c Click) (Model, []Effect) {
	var at []annotations.Entry
	if c.OnMark {
		at = m.Set.At(c.At)
	}
	if len(at) == 0 {
		m.clicked = -1
		m, effects := m.letGo()
		if w, ok := text.Word(m.Document.Text, c.At); ok {
			m.anchor = text.Span{Start: w.Start, End: w.Start} // the keyboard goes on from here
		}
		return m, effects
	}
	next := at[0].ID
	if i := slices.IndexFunc(at, func(e annotations.Entry) bool { return e.ID == m.Chosen }); i >= 0 && m.near(c.At) {
		next = at[(i+1)%len(at)].ID
	}
	m.clicked = c.At
	m.Selection, m.ByPointer = text.Span{}, true
	m.choose(next)
	return m, []Effect{m.sayChosen()}
}

// near reports whether a click is at the place of the last one.
func (m Model) near(at text.Byte) bool {
	d := at - m.clicked
	return m.clicked >= 0 && -4 <= d && d <= 4
}

func (m Model) letGo() (Model, []Effect) {
	m.Selection, m.Parts = text.Span{}, nil
	m.choose(annotations.AnnotationID{})
	return m, nil
}

func (m Model) chooseAndShow(id annotations.AnnotationID) (Model, []Effect) {
	e, ok := m.Set.Get(id)
	if !ok {
		return m, nil
	}
	m.Selection, m.ByPointer = text.Span{}, false
	m.choose(id)
	effects := []Effect{m.sayChosen()}
	if extent, ok := e.Target.Extent(); ok {
		m.anchor = extent
		effects = append(effects, Reveal{extent})
	}
	return m, effects
}

func (m Model) step(direction int) (Model, []Effect) {
	n := m.Set.Len()
	if n == 0 {
		return m, []Effect{Say{words.Tr("No annotations yet")}}
	}
	i, ok := m.Set.Rank(m.Chosen)
	switch {
	case ok:
		i = (i + direction + n) % n
	case direction > 0: // from the cursor on
		if i, ok = m.Set.After(m.Cursor().Start); !ok {
			i = 0
		}
	default: // from the cursor back
		if i, ok = m.Set.Before(m.Cursor().Start); !ok {
			i = n - 1
		}
	}
	next, _ := m.Set.Nth(i)
	return m.chooseAndShow(next.ID)
}

// CanStep reports whether there is a next annotation (1), or one before (-1),
// without going round.
func (m Model) CanStep(direction int) bool {
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

func (m Model) escape() (Model, []Effect) {
	switch {
	case !m.Linking.IsZero():
		return m.endLink()
	case !m.Viewing.IsZero():
		return m.view(annotations.Stamp{})
	case !m.Selection.Empty() || !m.Chosen.IsZero():
		m, _ = m.letGo()
		return m, []Effect{Unselect{}}
	case m.Label != "":
		name := m.Labels.NameOf(m.Label)
		m.Label = ""
		return m, []Effect{Say{words.Tr("{0} off", name)}}
	}
	return m, nil
}

package editor

import (
	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

// Update returns the model after a message, and what is to be done about it.
func Update(m Model, msg Msg) (Model, []Effect) {
	m, effects := m.update(msg)
	if m.IsOpen() {
		m.followProposals()
	}
	if len(m.changed) > 0 {
		effects = append(effects, Repaint{m.changed})
		m.changed = nil
	}
	return m, effects
}

func (m Model) update(msg Msg) (Model, []Effect) {
	if labels, ok := msg.(SetLabels); ok {
		return m.setLabels(labels.Labels), nil
	}
	if !m.IsOpen() {
		return m, nil
	}
	if _, on := msg.(RecordOn); on {
		return m.recordOn()
	}
	if m.Recording() { // the message is for what comes after the step
		m, first := m.recordRest()
		m, then := m.update(msg)
		return m, append(first, then...)
	}
	if !m.Viewing.IsZero() && Edits(msg) {
		return m, []Effect{Say{words.Tr("This is an earlier state. Restore it, or go back to now.")}}
	}
	if m, effects, taken := m.suggested(msg); taken {
		return m, effects
	}
	switch msg := msg.(type) {
	case AddPart:
		return m.addPart(m.Snap(msg.Span, msg.Exact))
	case AddSelection:
		return m.addSelection()
	case BeginLink:
		return m.beginLink()
	case Link:
		return m.link(msg)
	case Relabel:
		return m.relabel(msg)
	case Toggle:
		return m.toggle(msg.Label)
	case MarkHere:
		return m.markHere(msg.Label)
	case SetStatus:
		return m.setStatus(msg.Status)
	case PutOn:
		return m.putOn(msg.Shelf)
	case SetNote:
		return m.setNote(msg)
	case SetValues:
		return m.setValues(msg)
	case View:
		return m.view(msg.At)
	case Restore:
		return m.restore()
	case ShowClaim:
		return m.showClaim(msg.Is)
	case Fix:
		return m.fix(msg)
	case Keep:
		return m.keep(msg)
	case PressLabel:
		return m.pressLabel(msg.Label)
	case Select:
		return m.selected(m.Snap(msg.Span, msg.Exact))
	case Click:
		return m.click(msg)
	case Choose:
		return m.chooseAndShow(msg.ID)
	case Step:
		return m.step(msg.Direction)
	case Delete:
		return m.delete(msg.ID)
	case Stretch:
		return m.stretch(msg)
	case Move:
		return m.move(msg)
	case MoveTo:
		return m.moveTo(msg)
	case Sentence:
		return m.stepSentence(msg.Direction)
	case Next:
		if m.Finding.Text != "" {
			return m.stepMatch(msg.Direction)
		}
		return m.stepCandidate(msg.Direction)
	case SelectSentence:
		return m.selectSentence(msg.At)
	case ExtendTo:
		return m.extendTo(msg)
	case DragEnd:
		return m.dragEnd(msg)
	case Confirm:
		if !m.Linking.IsZero() && !m.Chosen.IsZero() && m.Chosen != m.Linking {
			return m.link(Link{From: m.Linking, To: m.Chosen})
		}
		if m.Label != "" && !m.Selection.Empty() {
			return m.annotate(m.Selection, m.Label)
		}
	case Escape:
		return m.escape()
	case Undo:
		step, ok := m.History.Undo()
		return m.reverse(step, ok, words.Tr("Undone"), words.Tr("Nothing to undo"))
	case Redo:
		step, ok := m.History.Redo()
		return m.reverse(step, ok, words.Tr("Redone"), words.Tr("Nothing to redo"))
	case Arrived:
		return m.arrived(msg.Changes)
	case Search:
		return m.search(msg.Query, m.Finding.Label)
	case SearchOn:
		return m.searchOn()
	case FindSame:
		return m.findSame()
	case StepMatch:
		return m.stepMatch(msg.Direction)
	case LabelAll:
		return m.labelAll(msg.Label, msg.Except)
	}
	return m, nil
}

func (m Model) setLabels(labels annotations.Schema) Model {
	if labels.Equal(m.Schema) {
		return m
	}
	m.Schema, m.Labels = labels, labels.Of(annotations.SpanLabel)
	if _, ok := m.Labels.Find(m.Label); !ok {
		m.Label = ""
	}
	if m.IsOpen() { // the names of labels are painted too
		m.changed = append(m.changed, text.Span{End: text.Byte(len(m.Document.Text))})
	}
	return m
}

// arrived takes in changes from elsewhere. What is chosen or selected stays.
func (m Model) arrived(changes []annotations.Change) (Model, []Effect) {
	late := false
	for _, c := range changes {
		top := m.Log.Top()
		added, err := m.Log.Add(c)
		if err != nil || !added {
			continue // a conflict is refused by the store too, and told there
		}
		m.follow(c)
		if c.Stamp.Less(top) {
			late = true
		} else {
			m.History.Follow(c)
		}
	}
	if late {
		m.History = m.Log.History(m.Me)
	}
	if _, ok := m.ChosenEntry(); !ok {
		m.choose(annotations.AnnotationID{})
	}
	return m, nil
}

// follow brings the set and what is painted up to a change in the log.
func (m *Model) follow(c annotations.Change) {
	id := c.Op.Of()
	m.touch(id)
	if !m.Viewing.IsZero() {
		return // what is shown does not follow
	}
	now, _ := m.Log.Current(id)
	put, ok := now.Op.(annotations.Put)
	linked := ok && put.Annotation.Target.Kind() == annotations.LinkLabel || m.ends[id] != (Ends{})
	if e, was := m.Aside.Get(id); was {
		linked = linked || e.Target.Kind() == annotations.LinkLabel
	}
	switch fits := ok && put.Annotation.Check(m.Document.Text) == nil; {
	case fits && InText(put.Annotation):
		m.Set, m.Aside = m.Set.Follow(now), m.Aside.Drop(id)
	case fits:
		m.Set, m.Aside = m.Set.Drop(id), m.Aside.Follow(now)
	default:
		m.Set, m.Aside = m.Set.Drop(id), m.Aside.Drop(id)
	}
	if linked {
		m.countEnds()
	}
	m.touch(id)
}

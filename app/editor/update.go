package editor

import (
	"slices"

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

func (m Model) pressLabel(label annotations.LabelID) (Model, []Effect) {
	if _, ok := m.Labels.Find(label); !ok {
		return m, nil
	}
	if !m.Selection.Empty() {
		m, effects := m.annotate(m.Selection, label)
		return m, effects
	}
	if e, ok := m.ChosenEntry(); ok {
		if m.Theirs(e) {
			return m.ownOf(e, label)
		}
		if e.Label == label {
			return m, nil
		}
		a := e.Annotation
		a.Label = label
		return m.record(m.describe(a), annotations.Put{Annotation: a})
	}
	if m.Label == label {
		m.Label = ""
		return m, []Effect{Say{words.Tr("{0} off", m.Labels.NameOf(label))}}
	}
	m.Label = label
	return m, []Effect{Say{words.Tr("{0} on: select text to label it", m.Labels.NameOf(label))}}
}

func (m Model) selected(sp text.Span) (Model, []Effect) {
	if sp.Empty() {
		return m.letGo()
	}
	if m.Label != "" {
		m, effects := m.annotate(sp, m.Label)
		// The next key is for the next drag, not for this annotation.
		m.made = m.Chosen
		m.choose(annotations.AnnotationID{})
		return m, effects
	}
	m.choose(annotations.AnnotationID{})
	m.Selection, m.Parts, m.anchor, m.ByPointer = sp, nil, sp, true
	return m, nil
}

// annotate labels a stretch. The same label on the same stretch is not given
// twice: the annotation that is there is chosen.
func (m Model) annotate(sp text.Span, label annotations.LabelID) (Model, []Effect) {
	parts := m.Parts
	m.Selection, m.Parts, m.anchor = text.Span{}, nil, sp
	if e, there := m.mine(sp, label); there && parts == nil {
		m.choose(e.ID)
		return m, []Effect{Say{words.Tr("Labelled already: {0}", m.describe(e.Annotation))}, Unselect{}}
	}
	a := m.newAnnotation(m.next(), sp, label)
	if parts != nil {
		a.Target.Parts = joined(append(slices.Clone(parts), sp))
	}
	m, effects := m.record(m.describe(a), annotations.Put{Annotation: a})
	m.choose(a.ID)
	return m, append(effects, Unselect{})
}

// ownOf gives the stretch of somebody else's annotation a label of mine.
func (m Model) ownOf(e annotations.Entry, label annotations.LabelID) (Model, []Effect) {
	for mine := range m.Set.Overlapping(e.Target.Parts[0]) {
		if mine.By == m.Me && mine.Label == label && mine.Target.Equal(e.Target) {
			m.choose(mine.ID)
			return m, []Effect{Say{words.Tr("Labelled already: {0}", m.describe(mine.Annotation))}}
		}
	}
	a := m.newAnnotation(m.next(), text.Span{}, label)
	a.Target.Parts = slices.Clone(e.Target.Parts)
	m, effects := m.record(m.describe(a), annotations.Put{Annotation: a})
	m.choose(a.ID)
	return m, effects
}

// mine is my annotation of just this stretch with this label.
func (m Model) mine(sp text.Span, label annotations.LabelID) (annotations.Entry, bool) {
	for e := range m.Set.Overlapping(sp) {
		if e.Label == label && e.By == m.Me && len(e.Target.Parts) == 1 && e.Target.Parts[0] == sp {
			return e, true
		}
	}
	return annotations.Entry{}, false
}

// newAnnotation is one that the change of that stamp makes.
func (m Model) newAnnotation(stamp annotations.Stamp, sp text.Span, label annotations.LabelID) annotations.Annotation {
	return annotations.Annotation{
		ID:     annotations.NameID[annotations.Annotation](m.Document.ID.UUID, stamp.String()),
		Label:  label,
		Target: annotations.On(sp.Start, sp.End),
	}
}

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

func (m Model) delete(id annotations.AnnotationID) (Model, []Effect) {
	if id.IsZero() {
		id = m.Chosen
	}
	e, ok := m.Get(id)
	if !ok {
		return m, nil
	}
	if m.Theirs(e) { // nor the links to it, which may be mine
		return m, []Effect{saysTheirs(e.By)}
	}
	if extent, ok := e.Target.Extent(); ok {
		m.anchor = extent
	}
	return m.record(words.Tr("Removed {0}", m.describe(e.Annotation)), m.dropping(id)...)
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

func (m Model) reverse(step annotations.Step, ok bool, done, nothing string) (Model, []Effect) {
	if !ok {
		return m, []Effect{Say{nothing}}
	}
	ops := m.Log.Inverse(step)
	m, effects := m.recordStep(step.Stamp, done+": "+m.describeOps(ops), ops...)
	for _, op := range ops {
		if put, ok := op.(annotations.Put); ok {
			if extent, ok := put.Annotation.Target.Extent(); ok {
				return m, append(effects, Reveal{extent})
			}
		}
	}
	return m, effects
}

func (m Model) describeOps(ops []annotations.Op) string {
	if len(ops) != 1 {
		return words.Count(len(ops), "{0} change", "{0} changes")
	}
	switch op := ops[0].(type) {
	case annotations.Put:
		return m.describe(op.Annotation)
	default:
		if e, ok := m.Get(op.Of()); ok {
			return words.Tr("{0} removed", m.describe(e.Annotation))
		}
		return words.Tr("removed")
	}
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

// next is the stamp of the next change.
func (m Model) next() annotations.Stamp {
	return annotations.Stamp{N: m.Log.Top().N + 1, Replica: m.Replica}
}

// record does ops as one new step.
func (m Model) record(say string, ops ...annotations.Op) (Model, []Effect) {
	return m.recordStep(annotations.Stamp{}, say, ops...)
}

func (m Model) recordStep(undoes annotations.Stamp, say string, ops ...annotations.Op) (Model, []Effect) {
	ops, theirs := m.withoutTheirs(ops)
	if len(ops) == 0 && theirs != "" {
		return m, []Effect{saysTheirs(theirs)}
	}
	m.credit(ops)
	m.rest = rest{step: m.next(), undoes: undoes, ops: ops}
	m, effects := m.recordOn()
	if slices.ContainsFunc(effects, isSave) {
		effects = append(effects, Say{say})
	}
	return m, effects
}

func saysTheirs(by annotations.Author) Effect {
	return Say{words.Tr("This is an annotation by {0}. A label makes one of your own of it.", string(by))}
}

// withoutTheirs leaves out what would change annotations of somebody else, and
// tells of whom.
func (m Model) withoutTheirs(ops []annotations.Op) (mine []annotations.Op, of annotations.Author) {
	if !m.Apart {
		return ops, ""
	}
	for _, op := range ops {
		if c, ok := m.Log.Current(op.Of()); ok && c.By != m.Me {
			of = c.By
			continue
		}
		mine = append(mine, op)
	}
	return mine, of
}

// describe is an annotation in words: its label and the start of its text, its
// ends or its value.
func (m Model) describe(a annotations.Annotation) string {
	name := m.nameOf(a.Label)
	switch a.Target.Kind() {
	case annotations.SpanLabel:
		return name + ": " + m.quote(a.Target.Parts)
	case annotations.LinkLabel:
		return name + ": " + m.endName(a.Target.From) + " " + words.Tr("→") + " " + m.endName(a.Target.To)
	}
	switch a.Label {
	case annotations.LabelStatus:
		return m.saysStatus(annotations.Status(a.Value(annotations.ValueAttribute)))
	case annotations.LabelShelf:
		return SaysShelf(annotations.Shelf(a.Value(annotations.ValueAttribute)))
	case annotations.LabelNote:
		return name + ": " + short(a.Note)
	}
	return words.Tr("{0}: the document", name)
}

// endName is what a link says of its end.
func (m Model) endName(id annotations.AnnotationID) string {
	e, ok := m.Get(id)
	switch {
	case !ok:
		return "…"
	case len(e.Target.Parts) > 0:
		return m.quote(e.Target.Parts)
	}
	return m.nameOf(e.Label)
}

// quote is the start of the text of parts.
func (m Model) quote(parts []text.Span) string {
	words := ""
	for i, p := range parts {
		if i > 0 {
			words += " … "
		}
		words += m.Text(p)
	}
	return short(words)
}

func short(s string) string {
	const most = 80
	if len(s) > most {
		s = s[:text.PrevGrapheme(s, most)] + "…"
	}
	return s
}

// nameOf is the name of a label, a reserved one among them.
func (m Model) nameOf(id annotations.LabelID) string {
	switch id {
	case annotations.LabelStatus:
		return words.Tr("Status")
	case annotations.LabelNote:
		return words.Tr("Note")
	case annotations.LabelFlag:
		return words.Tr("Come back to this")
	case annotations.LabelNothing:
		return words.Tr("Nothing to label")
	case annotations.LabelRefused:
		return words.Tr("Refused")
	}
	return m.Schema.NameOf(id)
}

func (m Model) sayChosen() Effect {
	e, ok := m.ChosenEntry()
	if !ok {
		return Say{}
	}
	i, _ := m.Set.Rank(e.ID)
	if m.Theirs(e) {
		return Say{words.Tr("{0}, by {3}, {1} of {2}", m.describe(e.Annotation), i+1, m.Set.Len(), string(e.By))}
	}
	return Say{words.Tr("{0}, {1} of {2}", m.describe(e.Annotation), i+1, m.Set.Len())}
}

package editor

import (
	"gloss/annotations"
	"gloss/annotations/text"
	"gloss/app/words"
)

func (m *Model) sayChosen() Effect {
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

// describe is an annotation in words: its label and the start of its text, its
// ends or its value.
func (m *Model) describe(a annotations.Annotation) string {
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

func (m *Model) describeOps(ops []annotations.Op) string {
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

// endName is what a link says of its end.
func (m *Model) endName(id annotations.AnnotationID) string {
	e, ok := m.Get(id)
	switch {
	case !ok:
		return "…"
	case len(e.Target.Parts) > 0:
		return m.quote(e.Target.Parts)
	}
	return m.nameOf(e.Label)
}

// quote is the text of parts, or its ends.
func (m *Model) quote(parts []text.Span) string {
	words := ""
	for i, p := range parts {
		if i > 0 {
			words += " … "
		}
		words += m.Text(p)
	}
	return ends(words)
}

// ends is the start and the end of a long string: what an annotation was grown or
// shrunk by is at one of them.
func ends(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return s[:text.PrevGrapheme(s, most/2)] + "…" + s[text.PrevGrapheme(s, text.Byte(len(s)-most/2)):]
}

func short(s string) string {
	const most = 80
	if len(s) > most {
		s = s[:text.PrevGrapheme(s, most)] + "…"
	}
	return s
}

// nameOf is the name of a label, a reserved one among them.
func (m *Model) nameOf(id annotations.LabelID) string {
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

func saysTheirs(by annotations.Author) Effect {
	return Say{words.Tr("This is an annotation by {0}. A label makes one of your own of it.", string(by))}
}

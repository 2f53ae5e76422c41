package format

import (
	"slices"

	"gloss/annotations"
)

// Fit is a Writer that leaves out documents without text, what is said of the work
// and, of annotations, their notes and values, for a format that cannot carry
// them, and links whose ends are not in the item, as those to annotations of
// somebody who is left out, and reports each. All datasets are written through it, so that a format need
// not think of what it has no place for.
func Fit(can Can, w Writer) Writer { return fitting{w, can} }

type fitting struct {
	Writer
	can Can
}

func (w fitting) SetLabels(names []string) {
	if l, ok := w.Writer.(Labelled); ok {
		l.SetLabels(names)
	}
}

func (w fitting) Write(it Item) ([]Loss, error) {
	if !w.can.Empty && (it.Document.Text == "" || !w.can.Text && len(Tokens(it.Document.Text)) == 0) {
		return []Loss{LossOfDocument(it.Document, Dropped, NoText)}, nil
	}
	fit, losses := w.can.fit(it)
	more, err := w.Writer.Write(fit)
	return it.tell(append(losses, more...)), err
}

// tell leaves of what is said of an annotation that is dropped only that, and says
// of links what they link.
func (it Item) tell(losses []Loss) []Loss {
	var dropped map[string]bool
	links := false
	for _, l := range losses {
		if l.Kind == Dropped && l.Span != "" {
			if dropped == nil {
				dropped = map[string]bool{}
			}
			dropped[l.Span] = true
		}
		links = links || l.Text == "" && l.Span != ""
	}
	losses = slices.DeleteFunc(losses, func(l Loss) bool { return l.Kind != Dropped && dropped[l.Span] })
	if !links {
		return losses
	}
	texts, quote := map[string]string{}, it.Quotes()
	for _, e := range it.Entries {
		if !e.Target.From.IsZero() {
			texts[e.ID.String()] = quote(e)
		}
	}
	for i, l := range losses {
		if l.Text == "" {
			losses[i].Text = texts[l.Span]
		}
	}
	return losses
}

// fit returns the item without what the format cannot carry. The entries of the
// receiver's caller stay as they are.
func (c Can) fit(it Item) (Item, []Loss) {
	var losses []Loss
	fits := func(e annotations.Entry) bool {
		return c.Comments && IsComment(e) ||
			(c.Work || !e.Label.Reserved()) && (c.Notes || e.Note == "") && (c.Attributes || len(e.Values) == 0)
	}
	n := 0
	for n < len(it.Entries) && fits(it.Entries[n]) {
		n++
	}
	if n == len(it.Entries) { // nearly always
		return whole(it, nil)
	}
	kept := append([]annotations.Entry(nil), it.Entries[:n]...)
	for _, e := range it.Entries[n:] {
		if fits(e) {
			kept = append(kept, e)
			continue
		}
		if !c.Work && e.Label.Reserved() {
			losses = append(losses, LossOf(it, e, Dropped, NoWork))
			continue
		}
		if !c.Notes && e.Note != "" {
			losses = append(losses, LossOf(it, e, Stripped, NoNotes))
			e.Note = ""
		}
		if !c.Attributes && len(e.Values) > 0 {
			losses = append(losses, LossOf(it, e, Stripped, NoAttributes))
			e.Values = nil
		}
		kept = append(kept, e)
	}
	it.Entries = kept
	return whole(it, losses)
}

// IsComment reports whether an annotation is a note on its document, and no more.
func IsComment(e annotations.Entry) bool {
	return e.Label == annotations.LabelNote && e.Note != "" && len(e.Values) == 0 && e.Target.Whole()
}

// whole drops links to what is not there, and links to those.
func whole(it Item, losses []Loss) (Item, []Loss) {
	there := map[annotations.AnnotationID]bool{}
	for _, e := range it.Entries {
		if !e.Target.From.IsZero() {
			there[e.ID] = true
		}
	}
	if len(there) == 0 {
		return it, losses
	}
	for _, e := range it.Entries {
		there[e.ID] = true
	}
	loose := func(e annotations.Entry) bool {
		return !e.Target.From.IsZero() && (!there[e.Target.From] || !there[e.Target.To])
	}
	gone := 0
	for changed := true; changed; {
		changed = false
		for _, e := range it.Entries {
			if there[e.ID] && loose(e) {
				there[e.ID], changed = false, true
				gone++
			}
		}
	}
	if gone == 0 {
		return it, losses
	}
	kept := make([]annotations.Entry, 0, len(it.Entries)-gone)
	for _, e := range it.Entries {
		if !there[e.ID] {
			losses = append(losses, LossOf(it, e, Dropped, NoEnd))
			continue
		}
		kept = append(kept, e)
	}
	it.Entries = kept
	return it, losses
}

// Count is the number of annotations of an item, those with reserved labels
// left out.
func (it Item) Count() int {
	n := 0
	for _, e := range it.Entries {
		if !e.Label.Reserved() {
			n++
		}
	}
	return n
}

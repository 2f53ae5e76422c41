package format

import "gloss/annotations"

// Fit is a Writer that leaves out what is said of the work and, of annotations,
// their notes and values, for a format that cannot carry them, and reports each.
// All datasets are written through it, so that a format need not think of what it
// has no place for.
func Fit(can Can, w Writer) Writer {
	if can.Notes && can.Attributes && can.Work {
		return w
	}
	return fitting{w, can}
}

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
	it, losses := w.can.fit(it)
	more, err := w.Writer.Write(it)
	return append(losses, more...), err
}

// fit returns the item without what the format cannot carry. The entries of the
// receiver's caller stay as they are.
func (c Can) fit(it Item) (Item, []Loss) {
	var losses []Loss
	fits := func(e annotations.Entry) bool {
		return (c.Work || !e.Label.Reserved()) && (c.Notes || e.Note == "") && (c.Attributes || len(e.Values) == 0)
	}
	n := 0
	for n < len(it.Entries) && fits(it.Entries[n]) {
		n++
	}
	if n == len(it.Entries) { // nearly always
		return it, nil
	}
	kept := append([]annotations.Entry(nil), it.Entries[:n]...)
	for _, e := range it.Entries[n:] {
		if !c.Work && e.Label.Reserved() {
			losses = append(losses, LossOf(it, e, Dropped, "the format has no place for what is said of the work"))
			continue
		}
		if !c.Notes && e.Note != "" {
			losses = append(losses, LossOf(it, e, Stripped, "the format has no notes"))
			e.Note = ""
		}
		if !c.Attributes && len(e.Values) > 0 {
			losses = append(losses, LossOf(it, e, Stripped, "the format has no attributes"))
			e.Values = nil
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

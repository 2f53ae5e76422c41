package editor

import (
	"slices"
	"strings"
	"testing"

	"gloss/annotations"
	"gloss/annotations/text"
)

// TestTheirs: where annotations belong to their authors, those of others are not
// changed, whatever the gesture; a label makes an own one of the same stretch.
func TestTheirs(t *testing.T) {
	m := marked(t, "⟦actor Ada⟧ said ⟦claim it runs⟧ in ⟦location Turin⟧.")
	ada, claim := ids(m)[0], ids(m)[1]
	const theirs, me = annotations.Author("bob"), annotations.Author("cyd")
	m.Me = theirs
	m = play(m, Link{From: claim, To: ada})
	m.Me, m.Apart, m.History = me, true, m.Log.History(me)
	before := m.Log.Len()
	for _, gesture := range []Msg{
		Delete{}, Delete{ID: claim}, Stretch{Out: true}, Stretch{Start: true}, DragEnd{To: 3}, ExtendTo{At: 2},
		SetNote{ID: ada, Text: "?"}, SetValues{ID: ada, Attribute: "sure", Texts: []string{"yes"}}, AddPart{Span: text.Span{Start: 9, End: 13}},
		Relabel{ID: m.LinksOf(ada)[0].ID, Label: "other"}, Undo{}, Redo{},
	} {
		next := play(m, Choose{ada})
		if _, ok := next.ChosenEntry(); !ok || !next.ChosenIsTheirs() {
			t.Fatal("it is not chosen")
		}
		next, effects := Update(next, gesture)
		if next.Log.Len() != before || slices.ContainsFunc(effects, isSave) {
			t.Errorf("%T changes what is of %s", gesture, theirs)
		}
	}
	m, effects := Update(m, Choose{ada})
	if !strings.Contains(says(effects), "by "+string(theirs)) {
		t.Errorf("chosen, it says %q", says(effects))
	}
	if _, effects = Update(m, Delete{}); !strings.Contains(says(effects), string(theirs)) {
		t.Errorf("removed, it says %q", says(effects))
	}
	if s := m.Status(); s != annotations.StatusNew {
		t.Errorf("before the first own one it is %s", s)
	}
	for range 2 { // the second time it is there
		m = play(m, Choose{ada}, PressLabel{Label: "location"})
		e, ok := m.ChosenEntry()
		if !ok || e.By != me || e.Label != "location" || e.Target.Parts[0] != (text.Span{Start: 0, End: 3}) || m.Log.Len() != before+1 {
			t.Fatalf("an own one: %+v", e)
		}
	}
	if e, ok := m.Get(ada); !ok || e.Label != "actor" || e.By != theirs {
		t.Errorf("theirs is %+v", e)
	}
	// An own one is edited as ever; what is restored leaves those of others.
	m = play(m, Stretch{Out: true}, PressLabel{Label: "number"})
	if e, _ := m.ChosenEntry(); e.Label != "number" || e.Target.Parts[0].End == 3 {
		t.Errorf("own: %+v", e)
	}
	first, _ := m.Log.Current(ada)
	m = play(m, View{At: first.Stamp}, Restore{})
	for e := range m.Set.All() {
		if e.By == me {
			t.Errorf("restored: %+v is left", e)
		}
	}
	if m.Set.Len() != 3 {
		t.Errorf("restored: %d annotations", m.Set.Len())
	}
}

package editor

import (
	"slices"
	"strings"
	"testing"

	"gloss/annotations/text"
)

// TestLongStep labels 1,500 words in one step that takes many messages: whatever
// comes between them, it is one step that is recorded whole.
func TestLongStep(t *testing.T) {
	const n = 1500
	begin := func() (Model, int) {
		m := newModel(t, strings.Repeat("The minister met nobody.\n", n))
		m, _ = searched(m, Query{"minister", text.FindOptions{}})
		m, effects := Update(m, LabelAll{Label: "actor"})
		saved := len(effects[0].(Save).Changes)
		if !m.Recording() || saved == 0 || saved == n {
			t.Fatalf("%d changes at once", saved)
		}
		return m, saved
	}

	// To its end, with nothing between.
	m, saved := begin()
	for messages := 1; m.Recording(); messages++ {
		var effects []Effect
		m, effects = Update(m, RecordOn{})
		saved += len(effects[0].(Save).Changes)
		if messages > n {
			t.Fatal("it goes on for ever")
		}
	}
	if saved != n || m.Set.Len() != n {
		t.Errorf("%d changes are saved, %d annotations there, want %d", saved, m.Set.Len(), n)
	}
	if step, _ := m.History.Undo(); len(step.Changes) != n {
		t.Errorf("the step has %d changes", len(step.Changes))
	}

	// The next gesture comes at once.
	m, saved = begin()
	m, effects := Update(m, Undo{})
	for _, e := range effects {
		if save, ok := e.(Save); ok {
			saved += len(save.Changes)
		}
	}
	for m.Recording() {
		m, effects = Update(m, RecordOn{})
		saved += len(effects[0].(Save).Changes)
	}
	if m.Set.Len() != 0 || saved != 2*n {
		t.Errorf("after an undo there are %d annotations, %d changes are saved", m.Set.Len(), saved)
	}
	if _, ok := m.History.Undo(); ok {
		t.Error("there is more to undo")
	}
	if slices.ContainsFunc(effects, func(e Effect) bool { _, on := e.(GoOn); return on }) {
		t.Error("it goes on after its end")
	}
}

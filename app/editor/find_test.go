package editor

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gloss/annotations/text"
)

// searched searches to the end of the text and counts the messages.
func searched(m Model, q Query) (Model, int) {
	m, effects := Update(m, Search{q})
	messages := 1
	for ; slices.ContainsFunc(effects, func(e Effect) bool { _, on := e.(GoOn); return on }); messages++ {
		m, effects = Update(m, SearchOn{})
	}
	return m, messages
}

// TestSearchInPieces searches a text of many lines as if it were searched whole.
func TestSearchInPieces(t *testing.T) {
	for _, body := range []string{
		strings.Repeat("The minister met a Minister.\r\nministers’ minister\n", 8000),
		strings.Repeat("minister ", 40_000), // one line
		"minister", "", "\n",
	} {
		m := newModel(t, body)
		for _, q := range []Query{
			{"minister", text.FindOptions{}},
			{"Minister", text.FindOptions{WholeWords: true, IgnoreCase: true}},
			{".\r\nministers", text.FindOptions{}},
		} {
			got, messages := searched(m, q)
			want := slices.Collect(text.Find(body, q.Text, q.FindOptions))
			if !slices.Equal(got.Finding.Matches, want) {
				t.Errorf("%v in %d bytes: %d matches, want %d", q, len(body), len(got.Finding.Matches), len(want))
			}
			if got.Searching() {
				t.Errorf("%v in %d bytes goes on for ever", q, len(body))
			}
			if long := len(m.Blocks) > 1000 && !strings.Contains(q.Text, "\n"); long != (messages > 2) {
				t.Errorf("%v in %d bytes took %d messages", q, len(body), messages)
			}
		}
	}
}

// TestLabelAll labels what reads the same in one step.
func TestLabelAll(t *testing.T) {
	m := marked(t, "Ada met ⟦actor Ada⟧, not Adam nor ada.\nAda ran.")
	m = play(m, Click{At: 8, OnMark: true}, FindSame{})
	if m.Finding.Label != "actor" || !m.Finding.WholeWords || m.Finding.IgnoreCase {
		t.Fatalf("it searches for %+v", m.Finding)
	}
	m, effects := Update(m, LabelAll{Label: "actor"})
	if save, ok := effects[0].(Save); !ok || len(save.Changes) != 3 { // the one there is somebody else's
		t.Errorf("labelled: %v, want 3 changes", effects[0])
	}
	const want = "⟦actor Ada⟧ met ⟦actor ⟦actor Ada⟧⟧, not Adam nor ada.\n⟦actor Ada⟧ ran."
	if got := notation(m); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	again, effects := Update(m, LabelAll{Label: "actor"}) // of what is labelled now
	if notation(again) != want || !cmp.Equal(effects, []Effect{Say{"All are labelled already"}}) {
		t.Errorf("twice: %s, %v", notation(again), effects)
	}
	if got := notation(play(m, Undo{})); got != "Ada met ⟦actor Ada⟧, not Adam nor ada.\nAda ran." {
		t.Errorf("undone: %s", got)
	}
	if got := notation(play(m, LabelAll{Label: "none"})); got != want {
		t.Errorf("with a label that there is not: %s", got)
	}
}

// TestStepMatch walks through the matches from where the cursor is, and round.
func TestStepMatch(t *testing.T) {
	m := newModel(t, "one two one\ntwo one")
	m, _ = searched(m, Query{"one", text.FindOptions{}})
	var at []text.Byte
	for _, direction := range []int{1, 1, 1, 1, -1, -1} {
		m = play(m, StepMatch{direction})
		at = append(at, m.Selection.Start)
	}
	if want := []text.Byte{0, 8, 16, 0, 16, 8}; !slices.Equal(at, want) {
		t.Errorf("at %v, want %v", at, want)
	}
	m, _ = searched(m, Query{"none", text.FindOptions{}})
	if before := m.Selection; play(m, StepMatch{1}).Selection != before {
		t.Error("without matches the selection moves")
	}
}

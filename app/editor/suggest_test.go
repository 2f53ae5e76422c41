package editor

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/text"
)

// genPropose is what a worker may say: of the log as it is, or of an older one.
func genPropose(t *rapid.T, m Model) Msg {
	n := len(m.Document.Text)
	at := func() text.Byte { return text.Byte(rapid.IntRange(0, n).Draw(t, "at")) }
	var all []Proposal
	for range rapid.IntRange(0, 5).Draw(t, "proposals") {
		a, b := at(), at()
		sp := m.Snap(text.Span{Start: min(a, b), End: max(a, b)}, true)
		label := rapid.SampledFrom([]annotations.LabelID{"actor", "claim", "none"}).Draw(t, "label")
		all = append(all, Proposal{sp, label, rapid.IntRange(0, 100).Draw(t, "percent")})
	}
	a, b := at(), at()
	if rapid.Bool().Draw(t, "of all") {
		a, b = 0, text.Byte(n)
	}
	return Propose{m.Document.ID, m.Log.Len() - rapid.IntRange(0, 1).Draw(t, "late"), text.Span{Start: min(a, b), End: max(a, b)}, all}
}

// broken says which law of suggestions does not hold after a message, "" if all do.
func broken(was, m Model, msg Msg) string {
	p, is := m.Proposed()
	if is && (!m.Selection.Empty() || !m.Chosen.IsZero()) {
		return "a proposal and something else are meant by the next key"
	}
	shown := m.Proposals()
	if is && !slices.Contains(shown, p) {
		return "the proposal that the next key is for is not shown"
	}
	if !slices.IsSortedFunc(shown, func(a, b Proposal) int { return a.Span.Compare(b.Span) }) {
		return "the proposals are not in text order"
	}
	for _, p := range shown {
		if !m.visible(p) {
			return fmt.Sprintf("%v is shown", p)
		}
	}
	for _, p := range m.Suggesting.told {
		if m.visible(p.Proposal) && !slices.ContainsFunc(shown, func(o Proposal) bool { return o.Span == p.Span && o.Label == p.Label }) {
			return fmt.Sprintf("%v is not shown", p)
		}
	}
	made := 0
	for id := range m.Suggesting.made {
		if _, ok := m.Set.Get(id); ok {
			made++
		}
	}
	if made != m.Suggesting.Savings.Made {
		return fmt.Sprintf("%d annotations that came from proposals are counted as %d", made, m.Suggesting.Savings.Made)
	}
	if m.Suggesting.Savings.Keys > was.Suggesting.Savings.Keys+1 {
		return "one key counts more than once"
	}
	if _, ok := msg.(Propose); ok {
		if m.Cursor() != was.Cursor() || m.Selection != was.Selection || m.Chosen != was.Chosen || m.Log.Len() != was.Log.Len() {
			return "proposals have moved the cursor, or changed labels"
		}
		if at, ok := was.Proposed(); ok && at != p {
			return "what the next key is for has changed under the finger"
		}
	}
	return ""
}

// TestProposalsFollow: of what was told exactly what the log leaves open is shown,
// whatever is labelled, removed, refused or undone under or around it.
func TestProposalsFollow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t, strings.Repeat("Ada saw Bob. ", 6))
		for range 30 {
			n := rapid.IntRange(0, len(m.Document.Text)-1)
			a, b := text.Byte(n.Draw(t, "from")), text.Byte(n.Draw(t, "to"))
			label := rapid.SampledFrom([]annotations.LabelID{"actor", "claim"}).Draw(t, "label")
			var msgs []Msg
			switch rapid.IntRange(0, 6).Draw(t, "what") {
			case 0, 1:
				msgs = []Msg{genPropose(t, m)}
			case 2, 3:
				msgs = []Msg{Select{Span: text.Span{Start: min(a, b), End: max(a, b) + 1}, Exact: true}, PressLabel{label}}
			case 4:
				msgs = []Msg{Delete{anyID(t, m)}}
			case 5:
				msgs = []Msg{NextProposal{1}, rapid.SampledFrom([]Msg{Accept{}, Reject{}}).Draw(t, "answer")}
			case 6:
				msgs = []Msg{rapid.SampledFrom([]Msg{Undo{}, Redo{}}).Draw(t, "way")}
			}
			for _, msg := range msgs {
				was := m
				m, _ = Update(m, msg)
				if why := broken(was, m, msg); why != "" {
					t.Fatalf("%T: %s", msg, why)
				}
			}
		}
	})
}

// proposing is a model of a text where «?label words?» are proposed with 90 %.
func proposing(t *testing.T, s string) Model {
	t.Helper()
	var body strings.Builder
	var all []Proposal
	for i, part := range strings.Split(s, "?") {
		label, words, _ := strings.Cut(part, " ")
		if i%2 == 0 {
			body.WriteString(part)
			continue
		}
		start := text.Byte(body.Len())
		body.WriteString(words)
		all = append(all, Proposal{text.Span{Start: start, End: text.Byte(body.Len())}, annotations.LabelID(label), 90})
	}
	m := newModel(t, body.String())
	return do(m, SetSuggest{}, Propose{m.Document.ID, 0, text.Span{End: text.Byte(body.Len())}, all})
}

func do(m Model, all ...Msg) Model {
	for _, msg := range all {
		m, _ = Update(m, msg)
	}
	return m
}

// labelledIn are the annotations of a model, each «label:words».
func labelledIn(m Model) string {
	var all []string
	for e := range m.Set.All() {
		all = append(all, string(e.Label)+":"+m.Text(e.Target.Parts[0]))
	}
	return strings.Join(all, " ")
}

func shownIn(m Model) string {
	var all []string
	at, _ := m.Proposed()
	for _, p := range m.Proposals() {
		s := string(p.Label) + ":" + m.Text(p.Span)
		if p == at {
			s = ">" + s
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

// TestKeysOfProposals: what each key makes of proposals, and what it costs.
func TestKeysOfProposals(t *testing.T) {
	const story = "?actor Ada? met ?actor Bob? in ?location Rome?.\nSo ?actor Eve? left."
	next := NextProposal{1}
	for _, tt := range []struct {
		name            string
		does            []Msg
		labelled, shown string
		made, keys      int
	}{
		{"go", []Msg{next}, "", ">actor:Ada actor:Bob location:Rome actor:Eve", 0, 1},
		{"go back, round the end", []Msg{NextProposal{-1}}, "", "actor:Ada actor:Bob location:Rome >actor:Eve", 0, 1},
		{"accept goes on", []Msg{next, Accept{}, Accept{}}, "actor:Ada actor:Bob", ">location:Rome actor:Eve", 2, 3},
		{"accept begins", []Msg{Accept{}}, "", ">actor:Ada actor:Bob location:Rome actor:Eve", 0, 1},
		{"Enter accepts", []Msg{next, Confirm{}}, "actor:Ada", ">actor:Bob location:Rome actor:Eve", 1, 2},
		{"reject goes on", []Msg{next, Reject{}}, "", ">actor:Bob location:Rome actor:Eve", 0, 2},
		{"nothing to reject", []Msg{Reject{}}, "", "actor:Ada actor:Bob location:Rome actor:Eve", 0, 0},
		{"a digit gives another label", []Msg{next, PressLabel{"claim"}}, "claim:Ada", ">actor:Bob location:Rome actor:Eve", 1, 2},
		{"a bracket gives other ends, again and again", []Msg{next, Stretch{Out: true}, Stretch{Out: true}}, "actor:Ada met Bob", "location:Rome actor:Eve", 1, 3},
		{"Delete rejects", []Msg{next, Delete{}}, "", ">actor:Bob location:Rome actor:Eve", 0, 2},
		{"Escape lets go", []Msg{next, Escape{}}, "", "actor:Ada actor:Bob location:Rome actor:Eve", 0, 1},
		{"the keyboard goes on from there", []Msg{next, Escape{}, Move{Direction: 1}, PressLabel{"claim"}}, "claim:met", "actor:Ada actor:Bob location:Rome actor:Eve", 0, 1},
		{"the paragraph", []Msg{AcceptAll{}}, "actor:Ada actor:Bob location:Rome", "actor:Eve", 3, 1},
		{"the document", []Msg{AcceptAll{Whole: true}}, "actor:Ada actor:Bob location:Rome actor:Eve", "", 4, 1},
		{"the document is one step", []Msg{AcceptAll{Whole: true}, Undo{}}, "", "actor:Ada actor:Bob location:Rome actor:Eve", 0, 2},
		{"the bar is too high", []Msg{SetSuggest{SuggestSettings{Bar: 95}}, AcceptAll{Whole: true}}, "", "actor:Ada actor:Bob location:Rome actor:Eve", 0, 1},
		{"what is labelled by hand", []Msg{Select{Span: text.Span{Start: 0, End: 3}}, PressLabel{"claim"}}, "claim:Ada", "actor:Bob location:Rome actor:Eve", 0, 0},
		{"a label off", []Msg{SetSuggest{SuggestSettings{Hidden: []annotations.LabelID{"actor"}}}}, "", "location:Rome", 0, 0},
		{"all off", []Msg{SetSuggest{SuggestSettings{Off: true}}, next}, "", "", 0, 0},
		{"undone", []Msg{next, Accept{}, Undo{}}, "", "actor:Ada >actor:Bob location:Rome actor:Eve", 0, 3},
		{"undone and redone", []Msg{next, Accept{}, Undo{}, Redo{}}, "actor:Ada", ">actor:Bob location:Rome actor:Eve", 1, 4},
		{"a rejection undone", []Msg{next, Reject{}, Undo{}}, "", "actor:Ada >actor:Bob location:Rome actor:Eve", 0, 3},
		{"a click", []Msg{Click{At: 9, OnMark: true}}, "", "actor:Ada >actor:Bob location:Rome actor:Eve", 0, 1},
		{"a click beside it", []Msg{Click{At: 9}}, "", "actor:Ada actor:Bob location:Rome actor:Eve", 0, 0},
		{"selecting lets go", []Msg{next, Move{Direction: 1}}, "", "actor:Ada actor:Bob location:Rome actor:Eve", 0, 1},
	} {
		m := do(proposing(t, story), tt.does...)
		if got := labelledIn(m); got != tt.labelled {
			t.Errorf("%s: labelled %q, want %q", tt.name, got, tt.labelled)
		}
		if got := shownIn(m); got != tt.shown {
			t.Errorf("%s: shown %q, want %q", tt.name, got, tt.shown)
		}
		if got := m.Suggesting.Savings; got != (Savings{tt.made, tt.keys}) {
			t.Errorf("%s: counted %+v, want %d made for %d keys", tt.name, got, tt.made, tt.keys)
		}
	}
}

// TestRefusal: a rejection is in the log and in no set of labels, and it does not
// come back, not even when it is proposed again.
func TestRefusal(t *testing.T) {
	m := proposing(t, "?actor Ada? met Bob.")
	again := Propose{m.Document.ID, 1, text.Span{End: 12}, []Proposal{{text.Span{End: 3}, "actor", 90}}}
	m = do(m, NextProposal{1}, Reject{}, again)
	if m.Set.Len() != 0 || m.Aside.Len() != 1 || shownIn(m) != "" {
		t.Fatalf("%d labelled, %d refused, shown %q", m.Set.Len(), m.Aside.Len(), shownIn(m))
	}
	m, err := m.Open(m.Document, reread(t, m.Log))
	if m = do(m, again); err != nil || shownIn(m) != "" {
		t.Errorf("after a reload: shown %q, %v", shownIn(m), err)
	}
	other := again
	other.All = []Proposal{{text.Span{End: 3}, "claim", 90}}
	if m = do(m, other); shownIn(m) != "claim:Ada" {
		t.Errorf("another label: shown %q", shownIn(m))
	}
	if step, ok := m.History.Undo(); !ok || m.describeOps(m.Log.Inverse(step)) != "Refused: Ada removed" {
		t.Errorf("its undo is called %q", m.describeOps(m.Log.Inverse(step)))
	}
}

// TestNews: what the worker says anew is repainted where it differs, and nowhere
// else; the proposal that the next key is for stays.
func TestNews(t *testing.T) {
	m := do(proposing(t, "?actor Ada? met ?actor Bob?.\n?actor Eve? left."), NextProposal{1})
	rome := Proposal{text.Span{Start: 8, End: 11}, "location", 50}
	m, effects := Update(m, Propose{m.Document.ID, 0, text.Span{End: 13}, []Proposal{rome}})
	if got := shownIn(m); got != ">actor:Ada location:Bob actor:Eve" {
		t.Errorf("shown %q", got)
	}
	if again := repainted(m, effects); !again[0] || again[1] {
		t.Errorf("lines %v are drawn again", again)
	}
	m, effects = Update(m, Propose{m.Document.ID, 0, text.Span{End: 13}, []Proposal{rome}})
	if len(effects) != 0 {
		t.Errorf("the same again: %v", effects)
	}
	if m = do(m, Propose{Document: annotations.DocumentID{}, Within: text.Span{End: 100}}); shownIn(m) != ">actor:Ada location:Bob actor:Eve" {
		t.Errorf("of another document: shown %q", shownIn(m))
	}
}

// TestReview: a possible mistake is shown, put right in one step, or kept, which is
// remembered without changing what is labelled.
func TestReview(t *testing.T) {
	const story = "⟦actor Ada⟧ met ⟦place Bob⟧, and Eve."
	is := Claim{text.Span{Start: 8, End: 11}, "place"}
	nothing := Claim{Span: text.Span{Start: 17, End: 20}}
	for _, tt := range []struct {
		name     string
		msg      Msg
		labelled string
		refused  int
	}{
		{"another label", Fix{is, Claim{is.Span, "actor"}}, "actor:Ada actor:Bob", 0},
		{"other ends", Fix{is, Claim{text.Span{Start: 4, End: 11}, "place"}}, "actor:Ada place:met Bob", 0},
		{"no label", Fix{is, Claim{Span: is.Span}}, "actor:Ada", 0},
		{"a label where there is none", Fix{nothing, Claim{nothing.Span, "actor"}}, "actor:Ada place:Bob actor:Eve", 0},
		{"kept", Keep{is, Claim{is.Span, "actor"}}, "actor:Ada place:Bob", 1},
		{"kept without", Keep{nothing, Claim{nothing.Span, "actor"}}, "actor:Ada place:Bob", 1},
		{"said again", Keep{is, Claim{Span: is.Span}}, "actor:Ada place:Bob", 0},
		{"gone meanwhile", Fix{Claim{is.Span, "claim"}, Claim{is.Span, "actor"}}, "actor:Ada place:Bob", 0},
		{"not in this text", Fix{Claim{text.Span{Start: 90, End: 99}, ""}, Claim{text.Span{Start: 90, End: 99}, "actor"}}, "actor:Ada place:Bob", 0},
	} {
		m := marked(t, story)
		before := m.Log.Len()
		m = do(m, tt.msg)
		if got := labelledIn(m); got != tt.labelled || m.Aside.Len() != tt.refused {
			t.Errorf("%s: %q, %d refused", tt.name, got, m.Aside.Len())
		}
		if m.Log.Len() > before+1 {
			t.Errorf("%s: %d changes", tt.name, m.Log.Len()-before)
		}
		if m = do(m, Undo{}); labelledIn(m) != "actor:Ada place:Bob" || m.Aside.Len() != 0 {
			t.Errorf("%s, undone: %q", tt.name, labelledIn(m))
		}
	}
	m := do(marked(t, story), ShowClaim{is})
	if e, ok := m.ChosenEntry(); !ok || m.Text(e.Target.Parts[0]) != "Bob" {
		t.Error("the annotation is not chosen")
	}
	if m = do(m, ShowClaim{nothing}); m.Text(m.Selection) != "Eve" {
		t.Errorf("%q is selected", m.Text(m.Selection))
	}
}

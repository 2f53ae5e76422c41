package editor

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/text"
)

// says is the last thing that effects say.
func says(effects []Effect) (s string) {
	for _, e := range effects {
		if say, ok := e.(Say); ok {
			s = say.Text
		}
	}
	return s
}

// ids are those of the annotations in text order.
func ids(m Model) (all []annotations.AnnotationID) {
	for e := range m.Set.All() {
		all = append(all, e.ID)
	}
	return all
}

func TestLinks(t *testing.T) {
	m := marked(t, "⟦actor Ada⟧ said ⟦claim it runs⟧ in ⟦location Turin⟧.")
	ada, claim, turin := ids(m)[0], ids(m)[1], ids(m)[2]
	m = play(m, Choose{claim}, BeginLink{}, Choose{ada})
	m, effects := Update(m, Confirm{})
	if got, want := says(effects), "said by: it runs → Ada"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	if !m.Linking.IsZero() || m.EndsOf(claim) != (Ends{Out: 1}) || m.EndsOf(ada) != (Ends{In: 1}) {
		t.Errorf("%+v and %+v", m.EndsOf(claim), m.EndsOf(ada))
	}
	if _, effects = Update(m, Link{From: claim, To: ada}); says(effects) != "Linked already: said by: it runs → Ada" {
		t.Errorf("twice: %q", says(effects))
	}
	// The wrong way round is turned, what is not allowed is refused.
	m = play(m, Delete{m.LinksOf(claim)[0].ID}, Link{From: ada, To: claim})
	if l := m.LinksOf(ada); len(l) != 1 || l[0].Target.From != claim {
		t.Errorf("turned: %v", l)
	}
	if _, effects = Update(m, Link{From: claim, To: turin}); says(effects) != "The schema has no link from claim to location" {
		t.Errorf("not allowed: %q", says(effects))
	}
	// A link goes with its end, and comes back with it, in one step.
	m = play(m, Delete{ada})
	if m.Aside.Len() != 0 || m.EndsOf(claim) != (Ends{}) {
		t.Errorf("links left: %d", m.Aside.Len())
	}
	m = play(m, Undo{})
	if len(m.LinksOf(claim)) != 1 {
		t.Error("the link is not back")
	}
	// Escape ends a link that is being made before it lets go of anything.
	m = play(m, Choose{claim}, BeginLink{}, Escape{})
	if !m.Linking.IsZero() || m.Chosen != claim {
		t.Errorf("after Escape: linking %v, chosen %v", m.Linking, m.Chosen)
	}
}

func TestParts(t *testing.T) {
	m := newModel(t, "Ada and Bob Lovelace ran home.")
	parts := func(m Model) (all []string) {
		for e := range m.Set.All() {
			for _, p := range e.Target.Parts {
				all = append(all, m.Text(p))
			}
		}
		return all
	}
	is := func(m Model, want ...string) {
		t.Helper()
		if got := parts(m); !slices.Equal(got, want) {
			t.Errorf("parts %q, want %q", got, want)
		}
	}
	before := play(m, Select{Span: on(t, m, "Lovelace")}, AddPart{Span: on(t, m, "Ada")}, PressLabel{"actor"})
	is(before, "Ada", "Lovelace")
	m = play(m, Select{Span: on(t, m, "Ada")}, PressLabel{"actor"})
	m = play(m, AddPart{Span: on(t, m, "velace")}) // snaps to words
	is(m, "Ada", "Lovelace")
	m = play(m, AddPart{Span: on(t, m, "Bob Lovelace")})
	is(m, "Ada", "Bob Lovelace")
	m = play(m, AddPart{Span: on(t, m, "Ada")}) // once more takes it away
	is(m, "Bob Lovelace")
	m = play(m, AddPart{Span: on(t, m, "Bob Lovelace")}) // but not the last one
	is(m, "Bob Lovelace")
	m = play(m, Undo{}, Undo{}, Undo{})
	is(m, "Ada")
	// By keyboard: select, and add to what was chosen.
	m = play(m, Step{1}, MoveTo{At: on(t, m, "home").Start}, AddSelection{})
	is(m, "Ada", "home")
}

func TestNotesAndValues(t *testing.T) {
	m := marked(t, "⟦actor Ada⟧ ran.")
	id := ids(m)[0]
	m = play(m, SetNote{id, "who?"}, SetValues{id, "role", []string{"b", "a", "b"}}, SetNote{annotations.AnnotationID{}, "a short text"})
	e, _ := m.Set.Get(id)
	want := []annotations.Value{{Attribute: "role", Text: "a"}, {Attribute: "role", Text: "b"}}
	if e.Note != "who?" || !slices.Equal(e.Values, want) {
		t.Errorf("%q %v", e.Note, e.Values)
	}
	if about, ok := m.About(annotations.LabelNote); !ok || about.Note != "a short text" {
		t.Errorf("the document's note is %v", about)
	}
	m = play(m, SetNote{annotations.AnnotationID{}, ""}, SetValues{id, "role", nil})
	if _, ok := m.About(annotations.LabelNote); ok {
		t.Error("the empty note is kept")
	}
	if e, _ := m.Set.Get(id); e.Values != nil {
		t.Errorf("values %v", e.Values)
	}
	log := m.Log.Len()
	if m = play(m, SetNote{id, "who?"}); m.Log.Len() != log {
		t.Error("the same note is stored again")
	}
}

func TestAbout(t *testing.T) {
	m := newModel(t, "Ada ran home.")
	status := func(want annotations.Status) {
		t.Helper()
		if got := m.Status(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	status(annotations.StatusNew)
	m = play(m, Toggle{"news"}, Toggle{"actor"}, Toggle{"none"}) // the others are not of documents
	if _, ok := m.About("news"); !ok || m.Aside.Len() != 1 || m.Set.Len() != 0 {
		t.Errorf("%d aside, %d in the text", m.Aside.Len(), m.Set.Len())
	}
	status(annotations.StatusInWork)
	m.Came = annotations.OrderChance
	m = play(m, SetStatus{annotations.StatusReviewed})
	status(annotations.StatusReviewed)
	m.Came = annotations.OrderModel // by another way to what chance had chosen
	m = play(m, SetStatus{annotations.StatusSkipped})
	if e, _ := m.About(annotations.LabelStatus); e.Value(annotations.OrderAttribute) != annotations.OrderChance {
		t.Errorf("the document came by %q", e.Value(annotations.OrderAttribute))
	}
	m = play(m, SetStatus{annotations.StatusReviewed})
	m = play(m, Select{Span: on(t, m, "ran")}, MarkHere{annotations.LabelFlag})
	status(annotations.StatusFlagged)
	if len(m.Passages(annotations.LabelFlag)) != 1 {
		t.Error("the passage is not flagged")
	}
	m = play(m, SetStatus{annotations.StatusReviewed})
	status(annotations.StatusReviewed)
	if len(m.Passages(annotations.LabelFlag)) != 0 {
		t.Error("what is reviewed is flagged still")
	}
	m = play(m, Undo{})
	status(annotations.StatusFlagged)
	m = play(m, Select{Span: on(t, m, "home")}, MarkHere{annotations.LabelNothing}, Escape{}, MarkHere{annotations.LabelNothing})
	if _, ok := m.About(annotations.LabelNothing); !ok || len(m.Passages(annotations.LabelNothing)) != 1 {
		t.Error("nothing to label is not said of both")
	}
	m = play(m, MarkHere{annotations.LabelNothing}, Toggle{"news"})
	if _, ok := m.About(annotations.LabelNothing); ok {
		t.Error("it is not taken back")
	}
}

// TestPast: each moment shows what was there then, nothing changes meanwhile, and
// to restore it is one step.
func TestPast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t, "Ada said Bob ran home from Turin.")
		var states [][]annotations.Annotation
		var stamps []annotations.Stamp
		for range rapid.IntRange(1, 12).Draw(t, "messages") {
			length := m.Log.Len()
			m, _ = Update(m, genMsg(t, m))
			if m.Log.Len() > length {
				states, stamps = append(states, what(m)), append(stamps, m.Log.Top())
			}
		}
		moments := m.Moments(0, 100)
		if len(moments) != len(stamps) {
			t.Fatalf("%d moments of %d steps", len(moments), len(stamps))
		}
		if len(stamps) == 0 {
			return
		}
		i := rapid.IntRange(0, len(stamps)-1).Draw(t, "moment")
		if at := moments[len(stamps)-1-i]; at.Last != stamps[i] || at.Says == "" {
			t.Fatalf("moment %d is %+v, want %v", i, at, stamps[i])
		}
		if some := m.Moments(i, 1); len(some) != 1 || some[0] != moments[i] {
			t.Fatalf("from %d on: %v", i, some)
		}
		m, _ = Update(m, View{stamps[i]})
		if diff := cmp.Diff(states[i], entries(both(m))); diff != "" {
			t.Fatalf("viewed:\n%s", diff)
		}
		length := m.Log.Len()
		m = play(m, Select{Span: text.Span{Start: 0, End: 3}}, PressLabel{"actor"}, Undo{}, Toggle{"news"})
		if m.Log.Len() != length {
			t.Fatal("the past was edited")
		}
		m = play(m, Restore{})
		if diff := cmp.Diff(states[i], what(m)); diff != "" || !m.Viewing.IsZero() {
			t.Fatalf("restored:\n%s", diff)
		}
		if m.Log.Len() > length {
			m = play(m, Undo{})
		}
		if diff := cmp.Diff(states[len(states)-1], what(m)); diff != "" {
			t.Fatalf("and undone:\n%s", diff)
		}
	})
}

func entries(s annotations.Set) (all []annotations.Annotation) {
	for e := range s.All() {
		all = append(all, e.Annotation)
	}
	return all
}

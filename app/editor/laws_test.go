package editor

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/text"
)

var pieces = []string{
	"Ada", " ", "  ", "\n", "\r\n", "\t", "said", "10,000", ".", "“x”", "👩‍👩‍👧", "🇮🇷🇵🇰", "e\u0301", " \u0301", "لاريجاني", "שלום", "東京", "Iran’s", "\ufeff", "\x00",
}

func genMsg(t *rapid.T, m Model) Msg {
	n := len(m.Document.Text)
	at := func(name string) text.Byte { return text.Byte(rapid.IntRange(0, n).Draw(t, name)) }
	yes := func(name string) bool { return rapid.Bool().Draw(t, name) }
	way := func() int { return rapid.SampledFrom([]int{-1, 1}).Draw(t, "direction") }
	switch rapid.IntRange(0, 34).Draw(t, "message") {
	case 0, 1:
		return PressLabel{rapid.SampledFrom([]annotations.LabelID{"actor", "claim", "none"}).Draw(t, "label")}
	case 2, 3:
		a, b := at("from"), at("to")
		return Select{Span: text.Span{Start: min(a, b), End: max(a, b)}, Exact: yes("exact")}
	case 4:
		return Click{At: at("at"), OnMark: yes("mark")}
	case 5:
		return Step{way()}
	case 6:
		return Delete{}
	case 7:
		return Stretch{Start: yes("start"), Out: yes("out"), Fine: yes("fine")}
	case 8, 9:
		to := Move{Extend: yes("extend"), By: rapid.SampledFrom([]Unit{ByWord, ByCharacter, BySentence, ByParagraph, ByDocument}).Draw(t, "by")}
		if to.By <= ByCharacter && yes("seen") {
			to.Side = way()
		} else {
			to.Direction = way()
		}
		return to
	case 10:
		return MoveTo{At: at("at"), Extend: yes("extend")}
	case 11:
		return Confirm{}
	case 12:
		return rapid.SampledFrom([]Msg{Undo{}, Redo{}}).Draw(t, "history")
	case 13:
		return Search{Query{rapid.SampledFrom(pieces).Draw(t, "query"), text.FindOptions{WholeWords: yes("words"), IgnoreCase: yes("case")}}}
	case 14:
		return rapid.SampledFrom([]Msg{SearchOn{}, FindSame{}, StepMatch{1}, StepMatch{-1}}).Draw(t, "find")
	case 15:
		return LabelAll{Label: "actor"}
	case 16:
		a, b := at("from"), at("to")
		return AddPart{Span: text.Span{Start: min(a, b), End: max(a, b)}, Exact: yes("exact")}
	case 17:
		return rapid.SampledFrom([]Msg{AddSelection{}, BeginLink{}, Restore{}}).Draw(t, "of the selection")
	case 18:
		return Link{From: anyID(t, m), To: anyID(t, m), Label: rapid.SampledFrom([]annotations.LabelID{"", "said by"}).Draw(t, "link")}
	case 19:
		return rapid.SampledFrom([]Msg{Toggle{"news"}, MarkHere{annotations.LabelNothing}, MarkHere{annotations.LabelFlag}, SetStatus{annotations.StatusReviewed}, SetStatus{annotations.StatusInWork}}).Draw(t, "about")
	case 20:
		return SetNote{ID: anyID(t, m), Text: rapid.SampledFrom([]string{"", "why?"}).Draw(t, "note")}
	case 21:
		return SetValues{ID: anyID(t, m), Attribute: "stance", Texts: rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b"}), 0, 2).Draw(t, "values")}
	case 22, 23, 24:
		return genPropose(t, m)
	case 25:
		return NextProposal{way()}
	case 26:
		return rapid.SampledFrom([]Msg{Accept{}, Reject{}}).Draw(t, "answer")
	case 27:
		return AcceptAll{yes("whole")}
	case 28:
		hidden := rapid.SampledFrom([][]annotations.LabelID{nil, {"actor"}}).Draw(t, "hidden")
		return SetSuggest{SuggestSettings{Off: rapid.IntRange(0, 3).Draw(t, "off") == 0, Hidden: hidden, Bar: 10 * rapid.IntRange(0, 9).Draw(t, "bar")}}
	case 29:
		return Sentence{way()}
	case 30:
		return Next{way()}
	case 31:
		return SelectSentence{At: at("at")}
	case 32:
		return ExtendTo{At: at("at"), Exact: yes("exact")}
	case 33:
		return DragEnd{Start: yes("start"), To: at("to"), Exact: yes("exact")}
	}
	return Escape{}
}

// anyID is that of an annotation, or now and then of none.
func anyID(t *rapid.T, m Model) annotations.AnnotationID {
	ids := []annotations.AnnotationID{{}}
	for e := range m.Log.Replay().All() {
		ids = append(ids, e.ID)
	}
	return rapid.SampledFrom(ids).Draw(t, "annotation")
}

func what(m Model) []annotations.Annotation {
	var all []annotations.Annotation
	for e := range m.Log.Replay().All() {
		all = append(all, e.Annotation)
	}
	return all
}

// both are the annotations in the text and aside.
func both(m Model) annotations.Set {
	s := m.Set
	for e := range m.Aside.All() {
		s = s.Put(e)
	}
	return s
}

// painted is all that a block shows.
func painted(m Model, i int) any {
	b := m.Blocks[i]
	type cover struct {
		Label       annotations.LabelID
		Level       int
		First, Last bool
		Chosen      bool
		Ends        Ends
	}
	var all []any
	at, _ := m.Proposed()
	for _, p := range m.ProposalsIn(text.Span{Start: b.Start, End: b.End}) {
		all = append(all, p.Span, p.Label, p == at)
	}
	for _, s := range m.Set.Segments(text.Span{Start: b.Start, End: b.End}) {
		all = append(all, s.Span)
		for _, c := range s.Covers {
			all = append(all, cover{c.Label, c.Level, c.First, c.Last, c.ID == m.Chosen, m.EndsOf(c.ID)})
		}
	}
	return all
}

// repainted are the blocks that effects draw again.
func repainted(m Model, effects []Effect) map[int]bool {
	again := map[int]bool{}
	for _, e := range effects {
		if r, ok := e.(Repaint); ok {
			for _, sp := range r.Spans {
				for from, to := m.BlocksOf(sp); from < to; from++ {
					again[from] = true
				}
			}
		}
	}
	return again
}

// TestLaws sends random messages to a random hard text.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t, strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 25).Draw(t, "text"), ""))
		for range rapid.IntRange(1, 25).Draw(t, "messages") {
			was := make([]any, len(m.Blocks))
			for i := range m.Blocks {
				was[i] = painted(m, i)
			}
			msg := genMsg(t, m)
			before := m
			var effects []Effect
			m, effects = Update(m, msg)

			if why := broken(before, m, msg); why != "" {
				t.Fatalf("%#v: %s", msg, why)
			}
			if diff := cmp.Diff(slices.Collect(m.Log.Replay().All()), slices.Collect(both(m).All())); diff != "" {
				t.Fatalf("%#v: the set is not what the log says:\n%s", msg, diff)
			}
			for i, e := range effects {
				save, ok := e.(Save)
				if !ok {
					continue
				}
				if i != 0 {
					t.Fatalf("%#v: other effects come before the save", msg)
				}
				for _, c := range save.Changes {
					if kept, ok := m.Log.Find(c.Stamp); !ok || !kept.Same(c) {
						t.Fatalf("%#v: the log lacks what is saved", msg)
					}
				}
			}
			links := map[annotations.AnnotationID]Ends{}
			for e := range m.Aside.All() {
				if InText(e.Annotation) {
					t.Fatalf("%#v: %v is aside", msg, e)
				}
				if e.Target.Kind() == annotations.LinkLabel {
					from, to := links[e.Target.From], links[e.Target.To]
					from.Out++
					to.In++
					links[e.Target.From], links[e.Target.To] = from, to
					if _, ok := m.Get(e.Target.From); !ok {
						t.Fatalf("%#v: a link without a start is left", msg)
					}
				}
			}
			for e := range m.Set.All() {
				if got := m.EndsOf(e.ID); got != links[e.ID] || got.Out+got.In != len(m.LinksOf(e.ID)) {
					t.Fatalf("%#v: %v has links %+v, want %+v", msg, e, got, links[e.ID])
				}
				if !InText(e.Annotation) {
					t.Fatalf("%#v: %v is in the text", msg, e)
				}
				if err := e.Check(m.Document.Text); err != nil {
					t.Fatalf("%#v: %v", msg, err)
				}
				if len(e.Target.Parts) > 1 && e.Target.Parts[0].Overlaps(e.Target.Parts[1]) {
					t.Fatalf("%#v: parts overlap: %v", msg, e.Target.Parts)
				}
				sp := e.Target.Parts[0]
				if snapped := text.SnapGraphemes(m.Document.Text, sp); snapped != sp {
					t.Fatalf("%#v: %q is not made of whole characters, or has outer blanks", msg, m.Text(sp))
				}
			}
			again := repainted(m, effects)
			for i := range m.Blocks {
				if !again[i] && !cmp.Equal(was[i], painted(m, i)) {
					t.Fatalf("%#v: block %d is painted otherwise, but not redrawn", msg, i)
				}
			}
			if _, ok := m.ChosenEntry(); !ok && !m.Chosen.IsZero() {
				t.Fatalf("%#v: what is chosen is gone", msg)
			}
		}

		final := what(m)
		steps := 0
		for ; ; steps++ {
			if _, ok := m.History.Undo(); !ok {
				break
			}
			m, _ = Update(m, Undo{})
		}
		if len(what(m)) != 0 {
			t.Fatalf("after undoing all there is %v", what(m))
		}
		// The history survives a reload.
		again, err := m.Open(m.Document, reread(t, m.Log))
		if err != nil {
			t.Fatal(err)
		}
		for range steps {
			again, _ = Update(again, Redo{})
		}
		if diff := cmp.Diff(final, what(again)); diff != "" {
			t.Fatalf("after a reload and redoing all:\n%s", diff)
		}
	})
}

package editor

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations/text"
)

// TestGestures plays the gestures of keyboard and pointer.
func TestGestures(t *testing.T) {
	type steps []func(*testing.T, Model) Msg
	is := func(msg Msg) func(*testing.T, Model) Msg { return func(*testing.T, Model) Msg { return msg } }
	sel := func(words string) func(*testing.T, Model) Msg {
		return func(t *testing.T, m Model) Msg { return Select{Span: on(t, m, words)} }
	}
	click := func(words string) func(*testing.T, Model) Msg {
		return func(t *testing.T, m Model) Msg { return Click{At: on(t, m, words).Start, OnMark: true} }
	}
	third := func(words string) func(*testing.T, Model) Msg {
		return func(t *testing.T, m Model) Msg { return SelectSentence{At: on(t, m, words).Start} }
	}
	to := func(words string) func(*testing.T, Model) Msg {
		return func(t *testing.T, m Model) Msg { return ExtendTo{At: on(t, m, words).Start} }
	}
	handle := func(start bool, upTo string, exact bool) func(*testing.T, Model) Msg {
		return func(t *testing.T, m Model) Msg {
			at := on(t, m, upTo)
			if start {
				return DragEnd{Start: true, To: at.Start, Exact: exact}
			}
			return DragEnd{To: at.End, Exact: exact}
		}
	}
	right, left := is(Move{Side: 1}), is(Move{Side: -1})
	n, actor, claim := is(Next{1}), is(PressLabel{"actor"}), is(PressLabel{"claim"})
	const plain = "Ada Lovelace said 12 engines run. The house of Lords agreed."
	for _, c := range []struct {
		name, in string
		do       steps
		want     string
	}{
		{"a double-click, one key grows, one labels", plain, steps{sel("Ada"), is(Stretch{Out: true}), actor}, "⟦actor Ada Lovelace⟧ said 12 engines run. The house of Lords agreed."},
		{"the selection shrinks", plain, steps{sel("Lovelace said 12"), is(Stretch{}), is(Stretch{Start: true}), actor}, "Ada Lovelace ⟦actor said⟧ 12 engines run. The house of Lords agreed."},
		{"it does not shrink away", plain, steps{sel("said"), is(Stretch{}), actor}, "Ada Lovelace ⟦actor said⟧ 12 engines run. The house of Lords agreed."},
		{"a third click takes the sentence", plain, steps{sel("said"), third("said"), claim}, "⟦claim Ada Lovelace said 12 engines run.⟧ The house of Lords agreed."},
		{"with a label pressed too", plain, steps{claim, sel("agreed"), third("agreed")}, "Ada Lovelace said 12 engines run. ⟦claim The house of Lords agreed.⟧"},
		{"and one undo more takes the word back", plain, steps{claim, sel("agreed"), third("agreed"), is(Undo{})}, "Ada Lovelace said 12 engines run. The house of Lords ⟦claim agreed⟧."},
		{"Shift and a click extend", plain, steps{sel("Lovelace"), to("engines"), claim}, "Ada ⟦claim Lovelace said 12 engines⟧ run. The house of Lords agreed."},
		{"and shrink", plain, steps{sel("Ada Lovelace said 12"), to("aid"), actor}, "⟦actor Ada Lovelace said⟧ 12 engines run. The house of Lords agreed."},
		{"from the cursor on", plain, steps{is(Click{At: 4}), to("said"), actor}, "Ada ⟦actor Lovelace said⟧ 12 engines run. The house of Lords agreed."},
		{"Shift and a click move an end of an annotation", "⟦actor Ada⟧ Lovelace said", steps{click("Ada"), to("velace")}, "⟦actor Ada Lovelace⟧ said"},
		{"a handle grows", "⟦actor Ada⟧ Lovelace said", steps{click("Ada"), handle(false, "Lovel", false)}, "⟦actor Ada Lovelace⟧ said"},
		{"a handle shrinks", "⟦actor Ada Lovelace⟧ said", steps{click("Ada"), handle(true, "lace", false)}, "Ada ⟦actor Lovelace⟧ said"},
		{"by characters", "⟦actor Ada Lovelace⟧ said", steps{click("Ada"), handle(false, "Love", true)}, "⟦actor Ada Love⟧lace said"},
		{"a handle does not cross the other end", "Ada ⟦actor Lovelace⟧ said", steps{click("Lovelace"), handle(false, "Ada", false)}, "Ada ⟦actor Lovelace⟧ said"},
		{"a candidate takes two keys", plain, steps{n, actor}, "⟦actor Ada Lovelace⟧ said 12 engines run. The house of Lords agreed."},
		{"the next one is a number", plain, steps{n, n, claim}, "Ada Lovelace said ⟦claim 12⟧ engines run. The house of Lords agreed."},
		{"The is no name", plain + " See the house.", steps{n, n, n, actor}, "Ada Lovelace said 12 engines run. The house of ⟦actor Lords⟧ agreed. See the house."},
		{"candidates go round", plain + " See the house.", steps{n, n, n, n, n, actor}, "⟦actor Ada Lovelace⟧ said 12 engines run. The house of Lords agreed. See the house."},
		{"and back", plain + " See the house.", steps{is(Next{-1}), is(Next{-1}), actor}, "Ada Lovelace said 12 engines run. The house of ⟦actor Lords⟧ agreed. See the house."},
		{"what was labelled before", "⟦actor the ministry⟧ and the ministry, not the ministryx", steps{n, actor}, "⟦actor the ministry⟧ and ⟦actor the ministry⟧, not the ministryx"},
		{"within a claim too", "they ⟦claim say Ada ran⟧", steps{n, actor}, "they ⟦claim say ⟦actor Ada⟧ ran⟧"},
		{"a sum with its sign and scale", "they paid $10 billion dollars", steps{n, claim}, "they paid ⟦claim $10 billion⟧ dollars"},
		{"names with small words and initials", "they met Ludwig van Beethoven and John F. Kennedy", steps{n, actor, n, actor}, "they met ⟦actor Ludwig van Beethoven⟧ and ⟦actor John F. Kennedy⟧"},
		{"a search has its matches for n", plain, steps{is(Search{Query{Text: "run"}}), n, actor}, "Ada Lovelace said 12 engines ⟦actor run⟧. The house of Lords agreed."},
		{"all but one", "Ada met Ada and Ada", steps{is(Search{Query{Text: "Ada"}}), is(LabelAll{Label: "actor", Except: []text.Span{{Start: 8, End: 11}}})}, "⟦actor Ada⟧ met Ada and ⟦actor Ada⟧"},
		{"the sentence by key", plain, steps{right, is(Sentence{1}), claim}, "⟦claim Ada Lovelace said 12 engines run.⟧ The house of Lords agreed."},
		{"and the next", plain, steps{right, is(Sentence{1}), is(Sentence{1}), claim}, "Ada Lovelace said 12 engines run. ⟦claim The house of Lords agreed.⟧"},
		{"to the next sentence", plain, steps{right, is(Move{Direction: 1, By: BySentence}), actor}, "Ada Lovelace said 12 engines run. ⟦actor The⟧ house of Lords agreed."},
		{"to the end and back a word", plain, steps{is(Move{Direction: 1, By: ByDocument}), left, actor}, "Ada Lovelace said 12 engines run. The house of ⟦actor Lords⟧ agreed."},
		{"extended to the end of the paragraph", "one two\nthree four\n", steps{right, right, is(Move{Direction: 1, By: ByParagraph, Extend: true}), is(Move{Direction: 1, By: ByParagraph, Extend: true}), claim}, "one ⟦claim two\nthree four⟧\n"},
		{"in Persian → goes back", "سلام ایران", steps{right, is(Move{Direction: 1, By: ByDocument}), right, actor}, "⟦actor سلام⟧ ایران"},
		{"and extends back", "سلام ایران", steps{is(Move{Direction: 1, By: ByDocument}), is(Move{Side: 1, Extend: true}), actor}, "⟦actor سلام ایران⟧"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := marked(t, c.in)
			for _, step := range c.do {
				m, _ = Update(m, step(t, m))
			}
			if got := notation(m); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestCandidatesGoRound walks all candidates of a random text forwards and
// backwards: both find the same ones, each once, and none that is labelled.
func TestCandidatesGoRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"Ada ", "the ", "The ", "of ", "said", " ", ". ", "\n", "12", "$", "billion ", "東京", "Iran’s "}), 1, 30).Draw(t, "text"), "")
		m := newModel(t, body)
		if w, ok := text.NextWord(body, text.Byte(rapid.IntRange(0, len(body)).Draw(t, "at"))); ok {
			m = play(m, Select{Span: w}, PressLabel{"actor"}, Escape{})
		}
		walk := func(direction int) map[text.Span]bool {
			m, found := m, map[text.Span]bool{}
			for range len(body) + 1 {
				m, _ = Update(m, Next{direction})
				if m.Selection.Empty() || found[m.Selection] {
					return found
				}
				if m.done(m.Selection) {
					t.Fatalf("%q: %v is labelled already", body, m.Selection)
				}
				found[m.Selection] = true
			}
			t.Fatalf("%q: no end of candidates", body)
			return nil
		}
		ahead, back := walk(1), walk(-1)
		if len(ahead) != len(back) {
			t.Fatalf("%q: forwards %v, backwards %v", body, ahead, back)
		}
		for sp := range ahead {
			if !back[sp] {
				t.Fatalf("%q: %v is found forwards only", body, sp)
			}
		}
	})
}

// TestKeymap changes keys: what one row gets is taken from the other.
func TestKeymap(t *testing.T) {
	var k Keymap
	find := func(k Keymap, key string) string {
		b, _ := k.Find(key)
		return b.ID
	}
	own := k.With("undo", "u").With("next", "r", "n")
	for _, c := range []struct{ got, want string }{
		{find(k, "mod+z"), "undo"},
		{find(k, "r"), "find-same"},
		{find(own, "u"), "undo"},
		{find(own, "mod+z"), ""},
		{find(own, "r"), "next"},
		{find(own, "n"), "next"},
		{find(own.With("find-same", "r"), "r"), "find-same"},
		{find(own.With("undo", "mod+z"), "mod+z"), "undo"},
		{find(own.With("help"), "?"), ""},
		{find(Keymap{NoSingle: true}, "n"), ""},
		{find(Keymap{NoSingle: true}, "Shift+n"), ""},
		{find(Keymap{NoSingle: true}, "?"), ""},
		{find(Keymap{NoSingle: true}, "mod+z"), "undo"},
		{find(Keymap{NoSingle: true}, "ArrowRight"), "right"},
		{find(Keymap{NoSingle: true}, "Alt+]"), "grow-end-fine"},
	} {
		if c.got != c.want {
			t.Errorf("found %q, want %q", c.got, c.want)
		}
	}
	if back := k.With("undo", "u").With("undo", "mod+z"); len(back.Own) != 0 {
		t.Errorf("the table's own keys are kept as changes: %v", back.Own)
	}
	for key, want := range map[string]int{"1": 1, "9": 9, "0": 0, "mod+Alt+3": 3, "mod+3": 0, "Alt+3": 0, "F1": 0, "": 0} {
		if got, _ := k.Digit(key); got != want {
			t.Errorf("%q presses label %d, want %d", key, got, want)
		}
	}
	if _, ok := (Keymap{NoSingle: true}).Digit("1"); ok {
		t.Error("a digit alone presses a label, though keys of one character are off")
	}
}

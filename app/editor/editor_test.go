package editor

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"gloss/annotations"
	"gloss/annotations/sample"
	"gloss/annotations/text"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// newModel is a model of a text without annotations.
func newModel(t interface{ Fatal(...any) }, body string) Model {
	m := Model{Me: "ada", Replica: annotations.NameID[annotations.Replica](uuid.NameSpaceOID, "tab"), Now: noon}
	m, _ = Update(m, SetLabels{append(sample.Project().Schema.Of(annotations.SpanLabel),
		annotations.Label{ID: "said by", Name: "said by", Kind: annotations.LinkLabel, Hue: 20, From: []annotations.LabelID{"claim"}, To: []annotations.LabelID{"actor"}},
		annotations.Label{ID: "news", Name: "News", Kind: annotations.WholeLabel, Hue: 21},
	)})
	d, err := annotations.NewDocument(sample.Project().ID, "", "title", body, noon)
	if err != nil {
		t.Fatal(err)
	}
	m, err = m.Open(d, new(annotations.Log))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// marked is a model of a text with annotations: «⟦actor Ada⟧ said ⟦claim it is
// ⟦number 3⟧⟧». Its undo history is empty of them, as if they came from elsewhere.
func marked(t *testing.T, s string) Model {
	t.Helper()
	var body strings.Builder
	type open struct {
		label string
		start int
	}
	var stack []open
	var found []annotations.Annotation
	for len(s) > 0 {
		switch {
		case strings.HasPrefix(s, "⟦"):
			label, rest, _ := strings.Cut(s[len("⟦"):], " ")
			stack, s = append(stack, open{label, body.Len()}), rest
		case strings.HasPrefix(s, "⟧"):
			o := stack[len(stack)-1]
			stack, s = stack[:len(stack)-1], s[len("⟧"):]
			found = append(found, annotations.Annotation{
				ID:     annotations.NameID[annotations.Annotation](uuid.NameSpaceOID, fmt.Sprint(len(found))),
				Label:  annotations.LabelID(o.label),
				Target: annotations.On(text.Byte(o.start), text.Byte(body.Len())),
			})
		default:
			body.WriteByte(s[0])
			s = s[1:]
		}
	}
	m := newModel(t, body.String())
	var changes []annotations.Change
	for i, a := range found {
		st := annotations.Stamp{N: uint64(i + 1), Replica: annotations.NameID[annotations.Replica](uuid.NameSpaceOID, "elsewhere")}
		changes = append(changes, annotations.Change{Stamp: st, Step: st, Doc: m.Document.ID, By: "bob", At: noon, Op: annotations.Put{Annotation: a}})
	}
	log, err := annotations.NewLog(changes)
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.Open(m.Document, log); err != nil {
		t.Fatal(err)
	}
	return m
}

// reread is a log as it comes from the store.
func reread(t interface {
	Helper()
	Fatal(...any)
}, log *annotations.Log) *annotations.Log {
	t.Helper()
	again, err := annotations.NewLog(slices.Collect(log.Changes()))
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// notation writes the annotations of a model back into its text.
func notation(m Model) string {
	all := slices.Collect(m.Set.All())
	var b strings.Builder
	for at := text.Byte(0); int(at) <= len(m.Document.Text); at++ {
		for range slices.DeleteFunc(slices.Clone(all), func(e annotations.Entry) bool { return e.Target.Parts[0].End != at }) {
			b.WriteString("⟧")
		}
		for _, e := range all {
			if e.Target.Parts[0].Start == at {
				b.WriteString("⟦" + string(e.Label) + " ")
			}
		}
		if int(at) < len(m.Document.Text) {
			b.WriteByte(m.Document.Text[at])
		}
	}
	return b.String()
}

// on is the n-th place of words in the model's text.
func on(t *testing.T, m Model, words string) text.Span {
	t.Helper()
	i := strings.Index(m.Document.Text, words)
	if i < 0 {
		t.Fatalf("%q is not in the text", words)
	}
	return text.Span{Start: text.Byte(i), End: text.Byte(i + len(words))}
}

// play sends messages one after another.
func play(m Model, msgs ...Msg) Model {
	for _, msg := range msgs {
		m, _ = Update(m, msg)
	}
	return m
}

func TestMessages(t *testing.T) {
	const plain = "Ada Lovelace said 12 engines run."
	sel := func(words string) func(*testing.T, Model) Msg {
		return func(t *testing.T, m Model) Msg { return Select{Span: on(t, m, words)} }
	}
	exact := func(words string) func(*testing.T, Model) Msg {
		return func(t *testing.T, m Model) Msg { return Select{Span: on(t, m, words), Exact: true} }
	}
	click := func(words string) func(*testing.T, Model) Msg {
		return func(t *testing.T, m Model) Msg { return Click{At: on(t, m, words).Start, OnMark: true} }
	}
	is := func(msg Msg) func(*testing.T, Model) Msg { return func(*testing.T, Model) Msg { return msg } }
	actor, claim := is(PressLabel{"actor"}), is(PressLabel{"claim"})
	growEnd, shrinkEnd := is(Stretch{Out: true}), is(Stretch{})
	growStart, shrinkStart := is(Stretch{Start: true, Out: true}), is(Stretch{Start: true})
	type steps []func(*testing.T, Model) Msg
	for _, c := range []struct {
		name, in string
		do       steps
		want     string
	}{
		{"select, then label", plain, steps{sel("a Love"), actor}, "⟦actor Ada Lovelace⟧ said 12 engines run."},
		{"label, then select twice", plain, steps{actor, sel("a Love"), sel("engine")}, "⟦actor Ada Lovelace⟧ said 12 ⟦actor engines⟧ run."},
		{"a label pressed twice is off", plain, steps{actor, actor, sel("Ada")}, plain},
		{"characters with Alt", plain, steps{exact("ove"), actor}, "Ada L⟦actor ove⟧lace said 12 engines run."},
		{"the same again is not doubled", plain, steps{sel("Ada"), actor, sel("Ada"), actor}, "⟦actor Ada⟧ Lovelace said 12 engines run."},
		{"another label on the same words", plain, steps{sel("Ada"), actor, sel("Ada"), claim}, "⟦actor ⟦claim Ada⟧⟧ Lovelace said 12 engines run."},
		{"what was labelled can be relabelled at once", plain, steps{sel("Ada"), actor, claim}, "⟦claim Ada⟧ Lovelace said 12 engines run."},
		{"blanks are not labelled", "a   b", steps{exact("  "), actor}, "a   b"},
		{"delete", "⟦actor Ada⟧ ran.", steps{click("Ada"), is(Delete{})}, "Ada ran."},
		{"a click takes the inner one", "⟦claim ⟦actor Ada⟧ ran⟧.", steps{click("Ada"), is(Delete{})}, "⟦claim Ada ran⟧."},
		{"a second click takes the outer one", "⟦claim ⟦actor Ada⟧ ran⟧.", steps{click("Ada"), click("Ada"), is(Delete{})}, "⟦actor Ada⟧ ran."},
		{"a third click is at the inner one again", "⟦claim ⟦actor Ada⟧ ran⟧.", steps{click("Ada"), click("Ada"), click("Ada"), is(Delete{})}, "⟦claim Ada ran⟧."},
		{"a click beside marks lets go", "⟦actor Ada⟧ ran.", steps{click("Ada"), is(Click{At: 5}), is(Delete{})}, "⟦actor Ada⟧ ran."},
		{"escape lets go", "⟦actor Ada⟧ ran.", steps{click("Ada"), is(Escape{}), is(Delete{})}, "⟦actor Ada⟧ ran."},
		{"grow at the end", "⟦actor Ada⟧ B. Lovelace ran", steps{click("Ada"), growEnd, growEnd}, "⟦actor Ada B. Lovelace⟧ ran"},
		{"shrink at the end", "⟦actor Ada B. Lovelace⟧ ran", steps{click("Ada"), shrinkEnd}, "⟦actor Ada B⟧. Lovelace ran"},
		{"nothing shrinks away", "⟦actor Ada⟧ ran", steps{click("Ada"), shrinkEnd, shrinkStart}, "⟦actor Ada⟧ ran"},
		{"grow at the start", "said Ada ⟦actor Lovelace⟧", steps{click("Love"), growStart}, "said ⟦actor Ada Lovelace⟧"},
		{"shrink at the start", "said ⟦actor Ada Lovelace⟧", steps{click("Love"), shrinkStart}, "said Ada ⟦actor Lovelace⟧"},
		{"by a character, clusters whole", "⟦actor Ada⟧👩‍👩‍👧!", steps{click("Ada"), is(Stretch{Out: true, Fine: true})}, "⟦actor Ada👩‍👩‍👧⟧!"},
		{"over a line end", "⟦actor Ada⟧\r\nLovelace", steps{click("Ada"), growEnd}, "⟦actor Ada\r\nLovelace⟧"},
		{"by keyboard alone", plain, steps{is(Move{Direction: 1}), is(Move{Direction: 1, Extend: true}), actor}, "⟦actor Ada Lovelace⟧ said 12 engines run."},
		{"there and back", plain, steps{is(Move{Direction: 1}), is(Move{Direction: 1, Extend: true}), is(Move{Direction: -1, Extend: true}), actor}, "⟦actor Ada⟧ Lovelace said 12 engines run."},
		{"over where it began", plain, steps{is(MoveTo{At: 5}), is(Move{Direction: 1, Extend: true}), is(Move{Direction: -1, Extend: true}), is(Move{Direction: -1, Extend: true}), actor}, "⟦actor Ada Lovelace⟧ said 12 engines run."},
		{"on from what was labelled", plain, steps{sel("Ada"), actor, is(Move{Direction: 1}), claim}, "⟦actor Ada⟧ ⟦claim Lovelace⟧ said 12 engines run."},
		{"the next paragraph", "one\n\ntwo words", steps{is(Move{Direction: 1}), is(Move{Direction: 1, By: ByParagraph}), actor}, "one\n\n⟦actor two⟧ words"},
		{"confirm gives the pressed label", plain, steps{claim, is(Move{Direction: 1}), is(Confirm{})}, "⟦claim Ada⟧ Lovelace said 12 engines run."},
		{"steps go round", "⟦actor a⟧ ⟦claim b⟧ ⟦actor c⟧", steps{is(Step{1}), is(Step{1}), is(Step{1}), is(Step{1}), is(Delete{})}, "a ⟦claim b⟧ ⟦actor c⟧"},
		{"steps go back", "⟦actor a⟧ ⟦claim b⟧ ⟦actor c⟧", steps{is(Step{-1}), is(Step{-1}), is(Delete{})}, "⟦actor a⟧ b ⟦actor c⟧"},
		{"undo", plain, steps{sel("Ada"), actor, sel("12"), claim, is(Undo{})}, "⟦actor Ada⟧ Lovelace said 12 engines run."},
		{"redo", plain, steps{sel("Ada"), actor, is(Undo{}), is(Redo{})}, "⟦actor Ada⟧ Lovelace said 12 engines run."},
		{"others' annotations are not undone", "⟦actor Ada⟧ ran", steps{is(Undo{})}, "⟦actor Ada⟧ ran"},
		{"an unknown label does nothing", plain, steps{sel("Ada"), is(PressLabel{"nonsense"})}, plain},
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

func TestEffects(t *testing.T) {
	m := newModel(t, "Ada ran.")
	m = play(m, Select{Span: text.Span{Start: 0, End: 3}})
	m, effects := Update(m, PressLabel{"actor"})
	id := annotations.NameID[annotations.Annotation](m.Document.ID.UUID, annotations.Stamp{N: 1, Replica: m.Replica}.String())
	stamp := annotations.Stamp{N: 1, Replica: m.Replica}
	want := []Effect{
		Save{[]annotations.Change{{
			Stamp: stamp, Step: stamp, Doc: m.Document.ID, By: "ada", At: noon,
			Op: annotations.Put{Annotation: annotations.Annotation{ID: id, Label: "actor", Target: annotations.On(0, 3)}},
		}}},
		Say{"actor: Ada"},
		Unselect{},
		Repaint{[]text.Span{{Start: 0, End: 3}, {Start: 0, End: 3}}}, // made, then chosen
	}
	if diff := cmp.Diff(want, effects); diff != "" {
		t.Error(diff)
	}
	if _, effects = Update(m, Choose{id}); !cmp.Equal(effects, []Effect{Say{"actor: Ada, 1 of 1"}, Reveal{text.Span{Start: 0, End: 3}}}) { // it is chosen already
		t.Errorf("choosing: %v", effects)
	}
}

// TestOneEditRepaintsItsBlocks labels one line of three.
func TestOneEditRepaintsItsBlocks(t *testing.T) {
	m := newModel(t, "one two\nthree four\nfive six\n")
	m = play(m, Select{Span: on(t, m, "three")})
	m, effects := Update(m, PressLabel{"actor"})
	if got := repainted(m, effects); !cmp.Equal(got, map[int]bool{1: true}) {
		t.Errorf("repainted: %v", got)
	}
}

// TestPieces cuts long lines: together the pieces are the line, and no cut is
// within a word or a character where it can be helped.
func TestPieces(t *testing.T) {
	for _, unit := range []string{"The minister said. ", "東京", "e\u0301", "👩‍👩‍👧‍👦", "x", " ", "لاريجاني "} {
		body := "first\n" + strings.Repeat(unit, 60_000/len(unit)) + "\r\nlast"
		m := newModel(t, body)
		if n := len(m.Blocks); n < 8 || n > 20 {
			t.Errorf("%q: %d blocks", unit, n)
		}
		at := text.Byte(0)
		for i, b := range m.Blocks {
			if b.Start != at || b.End-b.Start > longLine {
				t.Fatalf("%q: block %d is bytes %d to %d, after %d", unit, i, b.Start, b.End, at)
			}
			if strings.HasSuffix(unit, " ") && b.Next == b.End && i < len(m.Blocks)-1 && !strings.HasSuffix(m.Text(text.Span{Start: b.Start, End: b.End}), " ") {
				t.Errorf("%q: block %d ends in the middle of a word", unit, i)
			}
			if g := text.Grapheme(body, b.Start); int(b.Start) < len(body) && g.Start != b.Start {
				t.Errorf("%q: block %d begins within a character", unit, i)
			}
			at = b.Next
		}
		if int(at) != len(body) {
			t.Errorf("%q: the blocks end at %d of %d", unit, at, len(body))
		}
	}
}

func TestBlocksOf(t *testing.T) {
	m := newModel(t, "ab\ncd\n\nef")
	for _, c := range []struct{ start, end, from, to int }{
		{0, 1, 0, 1}, {1, 4, 0, 2}, {0, 10, 0, 4}, {3, 3, 1, 2}, {6, 6, 2, 3}, {9, 9, 3, 4}, {0, 0, 0, 1}, {2, 3, 0, 1},
	} {
		from, to := m.BlocksOf(text.Span{Start: text.Byte(c.start), End: text.Byte(c.end)})
		if from != c.from || to != c.to {
			t.Errorf("bytes %d to %d are in blocks %d to %d, want %d to %d", c.start, c.end, from, to, c.from, c.to)
		}
	}
}

// TestArrived brings changes of another tab, late ones too.
func TestArrived(t *testing.T) {
	a := newModel(t, "Ada ran home.")
	b := a
	b.Replica = annotations.NewID[annotations.Replica]()
	b, err := b.Open(a.Document, new(annotations.Log))
	if err != nil {
		t.Fatal(err)
	}
	b = play(b, Select{Span: on(t, b, "Ada")}, PressLabel{"actor"})
	theirs := slices.Collect(b.Log.Changes())
	a = play(a, Select{Span: on(t, a, "home")}, PressLabel{"location"}, Select{Span: on(t, a, "ran")}, PressLabel{"claim"})
	a = play(a, Arrived{theirs}, Arrived{theirs})
	if got, want := notation(a), "⟦actor Ada⟧ ⟦claim ran⟧ ⟦location home⟧."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// The late change is the oldest step, so it is undone last.
	a = play(a, Undo{}, Undo{})
	if got := notation(a); strings.Count(got, "⟦") != 1 {
		t.Errorf("after two undos: %s", got)
	}
	a = play(a, Undo{})
	if got, want := notation(a), "Ada ran home."; got != want {
		t.Errorf("after all undos: %s", got)
	}
}

func TestKeys(t *testing.T) {
	type place struct {
		key    string
		inList bool
	}
	seen, ids := map[place]bool{}, map[string]bool{}
	for _, b := range Keys {
		if (b.Msg == nil) == (b.Cmd == "") || b.Does == "" || b.ID == "" || ids[b.ID] {
			t.Errorf("%v does not do one thing", b)
		}
		ids[b.ID] = true
		for _, k := range b.Keys {
			if seen[place{k, b.InList}] {
				t.Errorf("%s is in the table twice", k)
			}
			seen[place{k, b.InList}] = true
		}
	}
	// A key has two rows where it does two things, and each goes its own way.
	own := Keymap{}.With("list-archive", "Delete").With("delete", "q")
	if b, _ := own.InList("Delete"); b.ID != "list-archive" {
		t.Errorf("Delete in the list is of %q", b.ID)
	}
	if b, ok := own.Find("Delete"); ok || len(own.KeysOf(RowOf("list-delete"))) != 1 {
		t.Errorf("Delete in the text is of %q", b.ID)
	}
	if _, ok := own.Find("e"); ok {
		t.Error("a key of the list does something in the text")
	}
	for _, c := range []struct {
		key, code              string
		ctrl, meta, alt, shift bool
		want                   string
	}{
		{key: "z", code: "KeyZ", ctrl: true, want: "mod+z"},
		{key: "Z", code: "KeyZ", meta: true, shift: true, want: "mod+Shift+z"},
		{key: "]", code: "BracketRight", want: "]"},
		{key: "}", code: "BracketRight", shift: true, want: "}"},
		{key: "‘", code: "BracketRight", alt: true, want: "Alt+]"},
		{key: "’", code: "BracketRight", alt: true, shift: true, want: "Alt+Shift+]"},
		{key: "?", code: "Slash", shift: true, want: "?"},
		{key: "?", code: "Minus", shift: true, want: "?"}, // German
		{key: "ArrowRight", code: "ArrowRight", alt: true, shift: true, want: "Alt+Shift+ArrowRight"},
		{key: "Delete", code: "Delete", want: "Delete"},
		{key: "7", code: "Digit7", want: "7"},
		{key: "¡", code: "Digit1", meta: true, alt: true, want: "mod+Alt+1"},
		{key: "˙", code: "KeyH", alt: true, want: "Alt+h"},
		{key: "Ó", code: "KeyH", alt: true, shift: true, want: "Alt+Shift+h"},
		{key: "Tab", code: "Tab", shift: true, want: "Shift+Tab"},
	} {
		if got := KeyName(c.key, c.code, c.ctrl, c.meta, c.alt, c.shift); got != c.want {
			t.Errorf("%+v is %q", c, got)
		}
	}
}

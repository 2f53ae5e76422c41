package annotations_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"gloss/annotations"
	"gloss/annotations/text"
)

var (
	doc      = annotations.NameID[annotations.Document](uuid.NameSpaceOID, "doc")
	noon     = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	replicas = []annotations.ReplicaID{replica("a"), replica("b"), replica("c")}
)

func replica(name string) annotations.ReplicaID {
	return annotations.NameID[annotations.Replica](uuid.NameSpaceOID, name)
}

func annotationID(n int) annotations.AnnotationID {
	return annotations.NameID[annotations.Annotation](uuid.NameSpaceOID, string(rune('a'+n)))
}

// genChange draws a change of a small document with few annotations, so that
// changes meet.
func genChange(t *rapid.T) annotations.Change {
	id := annotationID(rapid.IntRange(0, 5).Draw(t, "annotation"))
	stamp := annotations.Stamp{
		N:       uint64(rapid.IntRange(1, 30).Draw(t, "n")),
		Replica: rapid.SampledFrom(replicas).Draw(t, "replica"),
	}
	c := annotations.Change{Stamp: stamp, Step: stamp, Doc: doc, By: "ada", At: noon}
	if rapid.IntRange(0, 3).Draw(t, "kind") == 0 {
		c.Op = annotations.Drop{ID: id}
	} else {
		c.Op = annotations.Put{Annotation: genAnnotation(t, id)}
	}
	return c
}

func genAnnotation(t *rapid.T, id annotations.AnnotationID) annotations.Annotation {
	a := annotations.Annotation{ID: id, Label: rapid.SampledFrom([]annotations.LabelID{"actor", "claim"}).Draw(t, "label")}
	at := text.Byte(0)
	for range rapid.IntRange(0, 3).Draw(t, "parts") {
		start := at + text.Byte(rapid.IntRange(0, 20).Draw(t, "gap"))
		at = start + text.Byte(rapid.IntRange(1, 20).Draw(t, "length"))
		a.Target.Parts = append(a.Target.Parts, text.Span{Start: start, End: at})
	}
	genExtras(t, &a)
	return a
}

// genExtras draws a note and values for a third of the annotations.
func genExtras(t *rapid.T, a *annotations.Annotation) {
	switch rapid.IntRange(0, 5).Draw(t, "extras") {
	case 0:
		a.Note = rapid.StringN(1, 20, -1).Draw(t, "note")
	case 1:
		a.Values = annotations.SortValues(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) annotations.Value {
			return annotations.Value{
				Attribute: rapid.SampledFrom([]annotations.AttributeID{"stance", "amount"}).Draw(t, "attribute"),
				Text:      rapid.StringN(1, 5, -1).Draw(t, "value"),
			}
		}), 1, 4).Draw(t, "values"))
	}
}

// genChanges draws changes whose stamps all differ.
func genChanges(t *rapid.T) []annotations.Change {
	return rapid.SliceOfNDistinct(rapid.Custom(genChange), 0, 40,
		func(c annotations.Change) annotations.Stamp { return c.Stamp }).Draw(t, "changes")
}

func logOf(t interface{ Fatal(...any) }, changes []annotations.Change) *annotations.Log {
	var l annotations.Log
	for _, c := range changes {
		if _, err := l.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return &l
}

func entries(s annotations.Set) []annotations.Entry { return slices.Collect(s.All()) }

func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := genChanges(t)
		pick := func(name string) []annotations.Change {
			return slices.DeleteFunc(slices.Clone(all), func(annotations.Change) bool { return rapid.Bool().Draw(t, name) })
		}
		a, b, c := pick("a"), pick("b"), pick("c")
		merged := func(logs ...[]annotations.Change) []annotations.Entry {
			sum := &annotations.Log{}
			for _, l := range logs {
				if err := sum.Merge(logOf(t, l)); err != nil {
					t.Fatal(err)
				}
			}
			return entries(sum.Replay())
		}
		want := merged(a, b, c)
		for name, got := range map[string][]annotations.Entry{
			"commutative": merged(c, b, a),
			"idempotent":  merged(a, b, c, b, a),
			"associative": merged(merge(a, b), c),
			"shuffled":    merged(rapid.Permutation(merge(a, b, c)).Draw(t, "order")),
		} {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("merge is not %s:\n%s", name, diff)
			}
		}
	})
}

func merge(logs ...[]annotations.Change) []annotations.Change {
	var all []annotations.Change
	for _, l := range logs {
		for _, c := range l {
			if !slices.ContainsFunc(all, func(d annotations.Change) bool { return d.Stamp == c.Stamp }) {
				all = append(all, c)
			}
		}
	}
	return all
}

func TestSetFollowsLog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l annotations.Log
		var s annotations.Set
		for _, c := range genChanges(t) {
			if _, err := l.Add(c); err != nil {
				t.Fatal(err)
			}
			now, _ := l.Current(c.Op.Of())
			s = s.Follow(now)
		}
		if diff := cmp.Diff(entries(l.Replay()), entries(s)); diff != "" {
			t.Fatalf("following change by change differs from replay:\n%s", diff)
		}
	})
}

// TestSetAgainstSlow compares the trees with a plain slice.
func TestSetAgainstSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := logOf(t, genChanges(t)).Replay()
		all := entries(set)
		if set.Len() != len(all) {
			t.Fatalf("Len is %d, All yields %d", set.Len(), len(all))
		}
		for _, e := range all {
			if got, ok := set.Get(e.ID); !ok || !got.Equal(e.Annotation) {
				t.Fatalf("Get(%v) = %v, %v", e.ID, got, ok)
			}
		}
		from := text.Byte(rapid.IntRange(0, 120).Draw(t, "from"))
		span := text.Span{Start: from, End: from + text.Byte(rapid.IntRange(1, 60).Draw(t, "length"))}
		touches := func(e annotations.Entry) bool { return slices.ContainsFunc(e.Target.Parts, span.Overlaps) }
		want, got := map[annotations.AnnotationID]bool{}, map[annotations.AnnotationID]bool{}
		for _, e := range all {
			if touches(e) {
				want[e.ID] = true
			}
		}
		for e := range set.Overlapping(span) {
			if got[e.ID] {
				t.Fatalf("Overlapping yields %v twice", e.ID)
			}
			got[e.ID] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("Overlapping(%v):\n%s", span, diff)
		}
		checkSegments(t, set, span)
		before := entries(set)
		set.Drop(annotationID(0)).Put(annotations.Entry{Annotation: genAnnotation(t, annotationID(1))})
		if diff := cmp.Diff(before, entries(set)); diff != "" {
			t.Fatalf("Put and Drop changed the set that they were called on:\n%s", diff)
		}
	})
}

func checkSegments(t *rapid.T, set annotations.Set, span text.Span) {
	at := span.Start
	segments := set.Segments(span)
	for i, seg := range segments {
		if seg.Start != at || seg.Empty() {
			t.Fatalf("segment %v does not follow on byte %d", seg.Span, at)
		}
		at = seg.End
		var want []annotations.AnnotationID
		for e := range set.Overlapping(seg.Span) {
			want = append(want, e.ID)
		}
		var got []annotations.AnnotationID
		levels := map[int]bool{}
		last := text.Byte(-1)
		for _, c := range seg.Covers {
			got = append(got, c.ID)
			if levels[c.Level] {
				t.Fatalf("two covers of %v share level %d", seg.Span, c.Level)
			}
			levels[c.Level] = true
			extent, _ := c.Target.Extent()
			if extent.Len() < last {
				t.Fatalf("covers of %v are not shortest first", seg.Span)
			}
			last = extent.Len()
		}
		byID := func(a, b annotations.AnnotationID) int { return strings.Compare(a.String(), b.String()) }
		slices.SortFunc(want, byID)
		slices.SortFunc(got, byID)
		if !slices.Equal(want, got) {
			t.Fatalf("segment %v is covered by %v, want %v", seg.Span, got, want)
		}
		if i > 0 && len(seg.Covers) == 0 && len(segments[i-1].Covers) == 0 {
			t.Fatalf("plain text is cut at %d", seg.Start)
		}
	}
	if at != span.End {
		t.Fatalf("segments end at %d, want %d", at, span.End)
	}
}

func TestLogConflict(t *testing.T) {
	var l annotations.Log
	c := annotations.Change{Stamp: annotations.Stamp{N: 1, Replica: replicas[0]}, Doc: doc, By: "ada", Op: annotations.Drop{ID: annotationID(0)}}
	c.Step = c.Stamp
	if added, err := l.Add(c); !added || err != nil {
		t.Fatalf("first: %v, %v", added, err)
	}
	if added, err := l.Add(c); added || err != nil {
		t.Fatalf("again: %v, %v", added, err)
	}
	c.Op = annotations.Drop{ID: annotationID(1)}
	var conflict *annotations.ConflictError
	if _, err := l.Add(c); !errors.As(err, &conflict) || conflict.Stamp != c.Stamp {
		t.Fatalf("another op under the stamp: %v", err)
	}
	if l.Len() != 1 {
		t.Fatalf("the log has %d changes", l.Len())
	}
}

func TestChangeJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := genChange(t)
		want.Undoes = rapid.SampledFrom([]annotations.Stamp{{}, {N: 3, Replica: replicas[1]}}).Draw(t, "undoes")
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got annotations.Change
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s:\n%s", b, diff)
		}
	})
	for _, bad := range []string{
		`{}`,
		`{"stamp":"x","doc":"` + doc.String() + `"}`,
		`{"stamp":"1@` + replicas[0].String() + `","doc":"` + doc.String() + `","by":"ada"}`,
		`{"stamp":"1@` + replicas[0].String() + `","doc":"` + doc.String() + `","by":"ada","put":{"id":"` + annotationID(0).String() + `"}}`,
	} {
		var c annotations.Change
		if err := json.Unmarshal([]byte(bad), &c); err == nil {
			t.Errorf("%s was taken as a change", bad)
		}
	}
}

func TestAnnotationCheck(t *testing.T) {
	const body = "ab👍cd"
	span := func(parts ...text.Span) annotations.Annotation {
		return annotations.Annotation{ID: annotationID(0), Label: "actor", Target: annotations.Target{Parts: parts}}
	}
	with := func(note string, values ...annotations.Value) annotations.Annotation {
		return annotations.Annotation{ID: annotationID(0), Label: "actor", Note: note, Values: values}
	}
	a, b := annotations.Value{Attribute: "a", Text: "x"}, annotations.Value{Attribute: "b", Text: "x"}
	linked := span(text.Span{Start: 0, End: 1})
	linked.Target.From = annotationID(1)
	for _, c := range []struct {
		name string
		a    annotations.Annotation
		want error
	}{
		{"whole", span(text.Span{Start: 0, End: 8}), nil},
		{"document label", span(), nil},
		{"parts that touch", span(text.Span{Start: 0, End: 2}, text.Span{Start: 2, End: 6}), nil},
		{"past the end", span(text.Span{Start: 0, End: 9}), annotations.ErrPlace},
		{"before the start", span(text.Span{Start: -1, End: 2}), annotations.ErrPlace},
		{"reversed", span(text.Span{Start: 2, End: 1}), annotations.ErrPlace},
		{"empty", span(text.Span{Start: 2, End: 2}), annotations.ErrEmpty},
		{"inside a character", span(text.Span{Start: 0, End: 3}), annotations.ErrCut},
		{"overlapping parts", span(text.Span{Start: 0, End: 2}, text.Span{Start: 1, End: 6}), annotations.ErrOrder},
		{"both kinds", linked, annotations.ErrTwoKinds},
		{"no label", annotations.Annotation{ID: annotationID(0)}, annotations.ErrNoLabel},
		{"a note and values", with("why?", a, b), nil},
		{"values out of order", with("", b, a), annotations.ErrValues},
		{"a value twice", with("", a, a), annotations.ErrValues},
		{"a value without a text", with("", annotations.Value{Attribute: "a"}), annotations.ErrValue},
		{"a value of nothing", with("", annotations.Value{Text: "a"}), annotations.ErrValue},
		{"a note that is not UTF-8", with("\xff"), annotations.ErrUTF8},
		{"a value that is not UTF-8", with("", annotations.Value{Attribute: "a", Text: "\xff"}), annotations.ErrUTF8},
		{"no ID", annotations.Annotation{Label: "actor"}, annotations.ErrNoID},
	} {
		if err := c.a.Check(body); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestSchemaMerge(t *testing.T) {
	label := func(id string, n uint64, hue int) annotations.Label {
		return annotations.Label{ID: annotations.LabelID(id), Name: id, Hue: hue, Stamp: annotations.Stamp{N: n, Replica: replicas[0]}}
	}
	renamed := label("actor", 5, 0)
	renamed.Name = "who acts"
	a := annotations.Schema{label("actor", 1, 0), label("claim", 1, 1)}
	b := annotations.Schema{renamed, label("date", 4, 2)}
	want := annotations.Schema{renamed, label("claim", 1, 1), label("date", 4, 2)}
	for _, got := range []annotations.Schema{a.Merge(b), b.Merge(a), a.Merge(b).Merge(a)} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	if want.NameOf("actor") != "who acts" || want.NameOf("lost") != "lost" {
		t.Error("labels are not named as they should be")
	}
}

func TestDocumentID(t *testing.T) {
	project := annotations.NameID[annotations.Project](uuid.NameSpaceOID, "p")
	a, err := annotations.NewDocument(project, "7", "A title", "text", noon)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := annotations.NewDocument(project, "7", "Another title", "text", noon.Add(time.Hour))
	c, _ := annotations.NewDocument(project, "", "A title", "7text", noon)
	if a.ID != b.ID || a.ID == c.ID {
		t.Errorf("IDs %v, %v and %v", a.ID, b.ID, c.ID)
	}
	var bad *text.InvalidUTF8
	if _, err := annotations.NewDocument(project, "", "", "x\xff", noon); !errors.As(err, &bad) {
		t.Errorf("text that is not UTF-8: %v", err)
	}
}

// TestUndo draws gestures, undoes all and redoes all: the set must be empty in
// between and the same at the end, also when history is read from the log anew.
func TestUndo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l annotations.Log
		n := uint64(0)
		do := func(undoes annotations.Stamp, ops ...annotations.Op) {
			var step annotations.Stamp
			for _, op := range ops {
				n++
				c := annotations.Change{Stamp: annotations.Stamp{N: n, Replica: replicas[0]}, Doc: doc, By: "ada", At: noon, Op: op, Undoes: undoes}
				if step.IsZero() {
					step = c.Stamp
				}
				c.Step = step
				if _, err := l.Add(c); err != nil {
					t.Fatal(err)
				}
			}
		}
		what := func() []annotations.Annotation {
			var all []annotations.Annotation
			for e := range l.Replay().All() {
				all = append(all, e.Annotation)
			}
			return all
		}
		states := [][]annotations.Annotation{what()}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			var ops []annotations.Op
			for range rapid.IntRange(1, 3).Draw(t, "ops") {
				ops = append(ops, genChange(t).Op)
			}
			do(annotations.Stamp{}, ops...)
			states = append(states, what())
		}
		for i := len(states) - 2; i >= 0; i-- {
			h := l.History("ada")
			step, ok := h.Undo()
			if !ok {
				t.Fatalf("nothing to undo before state %d", i)
			}
			do(step.Stamp, l.Inverse(step)...)
			if diff := cmp.Diff(states[i], what()); diff != "" {
				t.Fatalf("undo to state %d:\n%s", i, diff)
			}
		}
		h := l.History("ada")
		if _, ok := h.Undo(); ok {
			t.Fatal("there is something to undo at the beginning")
		}
		for i := 1; i < len(states); i++ {
			h := l.History("ada")
			step, ok := h.Redo()
			if !ok {
				t.Fatalf("nothing to redo to state %d", i)
			}
			do(step.Stamp, l.Inverse(step)...)
			if diff := cmp.Diff(states[i], what()); diff != "" {
				t.Fatalf("redo to state %d:\n%s", i, diff)
			}
		}
		if h := l.History("bob"); len(states) > 0 {
			if _, ok := h.Undo(); ok {
				t.Fatal("bob can undo what ada did")
			}
		}
	})
}

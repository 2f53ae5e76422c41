package annotations_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gloss/annotations"
)

// genProject draws a state of a project of few labels and attributes. What bears
// the same stamp is the same: the stamp is in its name.
func genProject(t *rapid.T) annotations.Project {
	stamp := func(name string) annotations.Stamp {
		return annotations.Stamp{N: rapid.Uint64Range(1, 4).Draw(t, name), Replica: rapid.SampledFrom(replicas).Draw(t, name+" replica")}
	}
	p := annotations.Project{Stamp: stamp("name")}
	p.Name = "project " + p.Stamp.String()
	p.Guidelines.Stamp = stamp("guidelines")
	p.Guidelines.Text = "as of " + p.Guidelines.Stamp.String()
	for i, id := range []string{"actor", "claim", "made by"} {
		if rapid.Bool().Draw(t, id) {
			continue
		}
		l := annotations.Label{ID: annotations.LabelID(id), Hue: i, Stamp: stamp(id)}
		l.Name = id + " " + l.Stamp.String()
		l.Gone = l.Stamp.N%2 == 0
		l.From = []annotations.LabelID{annotations.LabelID(l.Name)}
		p.Schema = append(p.Schema, l)
	}
	for i, id := range []string{"amount", "stance"} {
		if rapid.Bool().Draw(t, id) {
			continue
		}
		a := annotations.Attribute{ID: annotations.AttributeID(id), Kind: annotations.ChoiceAttribute, Place: i, Stamp: stamp(id)}
		a.Name = id + " " + a.Stamp.String()
		a.Options = []annotations.Option{{ID: "x", Name: a.Name}}
		a.Gone = a.Stamp.N%2 == 0
		p.Attributes = append(p.Attributes, a)
	}
	return p
}

// TestProjectMergeLaws: order and repetition do not matter, and what comes of a
// merge is read from JSON as it was.
func TestProjectMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := genProject(t), genProject(t), genProject(t)
		want := a.Merge(b).Merge(c)
		for name, got := range map[string]annotations.Project{
			"commutative": c.Merge(b).Merge(a),
			"associative": a.Merge(b.Merge(c)),
			"idempotent":  want.Merge(b).Merge(a).Merge(want),
		} {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("merge is not %s:\n%s", name, diff)
			}
			if !want.Equal(got) {
				t.Fatal("equal projects are not Equal")
			}
		}
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got annotations.Project
		if err := json.Unmarshal(text, &got); err != nil || !got.Equal(want) {
			t.Fatalf("%v\n%s", err, cmp.Diff(want, got))
		}
		if next := want.Next(replicas[0]); next.N <= want.Stamp.N || next.N <= want.Schema.Top().N || next.N <= want.Guidelines.Stamp.N {
			t.Fatalf("the next stamp is %v", next)
		}
	})
}

// TestProjectEqual: no field is forgotten.
func TestProjectEqual(t *testing.T) {
	stamp := annotations.Stamp{N: 9, Replica: replicas[0]}
	make := func() annotations.Project {
		return annotations.Project{
			Schema:     annotations.Schema{{ID: "a"}},
			Attributes: annotations.Attributes{{ID: "x"}},
		}
	}
	for name, change := range map[string]func(*annotations.Project){
		"name": func(p *annotations.Project) { p.Name = "x" }, "stamp": func(p *annotations.Project) { p.Stamp = stamp },
		"guidelines":       func(p *annotations.Project) { p.Guidelines.Text = "x" },
		"a label's kind":   func(p *annotations.Project) { p.Schema[0].Kind = annotations.LinkLabel },
		"its name":         func(p *annotations.Project) { p.Schema[0].Name = "x" },
		"its description":  func(p *annotations.Project) { p.Schema[0].About = "x" },
		"examples":         func(p *annotations.Project) { p.Schema[0].In = []string{"x"} },
		"counterexamples":  func(p *annotations.Project) { p.Schema[0].Out = []string{"x"} },
		"its key":          func(p *annotations.Project) { p.Schema[0].Key = "x" },
		"its place":        func(p *annotations.Project) { p.Schema[0].Hue = 1 },
		"its colour":       func(p *annotations.Project) { p.Schema[0].Colour = 1 },
		"its start":        func(p *annotations.Project) { p.Schema[0].From = []annotations.LabelID{"x"} },
		"its end":          func(p *annotations.Project) { p.Schema[0].To = []annotations.LabelID{"x"} },
		"its stamp":        func(p *annotations.Project) { p.Schema[0].Stamp = stamp },
		"its tombstone":    func(p *annotations.Project) { p.Schema[0].Gone = true },
		"an attribute":     func(p *annotations.Project) { p.Attributes[0].Name = "x" },
		"its kind":         func(p *annotations.Project) { p.Attributes[0].Kind = annotations.FlagAttribute },
		"its labels":       func(p *annotations.Project) { p.Attributes[0].On = []annotations.LabelID{"x"} },
		"its choices":      func(p *annotations.Project) { p.Attributes[0].Options = []annotations.Option{{ID: "x"}} },
		"more labels":      func(p *annotations.Project) { p.Schema = append(p.Schema, annotations.Label{}) },
		"fewer attributes": func(p *annotations.Project) { p.Attributes = nil },
	} {
		p := make()
		change(&p)
		if p.Equal(make()) || !p.Equal(p) {
			t.Errorf("another %s is overlooked", name)
		}
	}
}

// TestNames: a dataset has names, and a project reads its own again.
func TestNames(t *testing.T) {
	p := annotations.Project{
		Schema:     annotations.Schema{{ID: "a", Name: "actor"}, {ID: "b", Name: "said by", Kind: annotations.LinkLabel}},
		Attributes: annotations.Attributes{{ID: "s", Name: "stance", Options: []annotations.Option{{ID: "1", Name: "denied"}}}, {ID: "n", Name: "amount"}},
	}
	find := func(name annotations.LabelID, kind annotations.LabelKind) annotations.LabelID {
		l, ok := p.Schema.Named(string(name))
		if !ok || l.Kind != kind {
			t.Errorf("%q is no label of kind %q", name, kind)
		}
		return l.ID
	}
	inner := annotations.Annotation{ID: annotationID(1), Label: "a", Target: annotations.On(0, 1), Note: "x",
		Values: []annotations.Value{{Attribute: "n", Text: "1"}, {Attribute: "s", Text: "1"}, {Attribute: "t", Text: "2"}}}
	link := annotations.Annotation{ID: annotationID(2), Label: "b", Target: annotations.Target{From: annotationID(1), To: annotationID(3)}}
	refused := annotations.Refuse(doc, "ada", "a", annotations.On(0, 1))
	for _, c := range []struct {
		in   annotations.Annotation
		want string
	}{
		{inner, "actor [{amount 1} {stance denied} {t 2}]"},
		{link, "said by []"},
		{refused, "gloss:refused [{gloss:value actor}]"},
	} {
		out := p.ForDataset(c.in)
		if got := string(out.Label) + " " + sprint(out.Values); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
		if back := p.FromDataset(out, find); !back.Equal(c.in) {
			t.Errorf("-want +got:\n%s", cmp.Diff(c.in, back))
		}
	}
}

func sprint(values []annotations.Value) string {
	var all []string
	for _, v := range values {
		all = append(all, "{"+string(v.Attribute)+" "+v.Text+"}")
	}
	return "[" + strings.Join(all, " ") + "]"
}

// TestStatus: how far somebody is follows from what they said last, and a flag
// outweighs it.
func TestStatus(t *testing.T) {
	var set annotations.Set
	n := uint64(0)
	put := func(a annotations.Annotation, by annotations.Author) {
		n++
		set = set.Put(annotations.Entry{Annotation: a, By: by, Stamp: annotations.Stamp{N: n, Replica: replicas[0]}})
	}
	is := func(want annotations.Status) {
		t.Helper()
		if got := annotations.StatusOf(set, "ada"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	is(annotations.StatusNew)
	put(annotations.Annotation{ID: annotationID(1), Label: "actor", Target: annotations.On(0, 3)}, "ada")
	is(annotations.StatusInWork)
	put(annotations.Reserve(doc, annotations.LabelStatus, "bob", "skipped"), "bob")
	is(annotations.StatusInWork)
	put(annotations.Reserve(doc, annotations.LabelStatus, "ada", "reviewed"), "ada")
	is(annotations.StatusReviewed)
	flag := annotations.Annotation{ID: annotationID(2), Label: annotations.LabelFlag, Target: annotations.On(0, 3)}
	put(flag, "ada")
	is(annotations.StatusFlagged)
	set = set.Drop(flag.ID)
	put(annotations.Annotation{ID: annotationID(3), Label: annotations.LabelStatus, Values: []annotations.Value{{Attribute: annotations.ValueAttribute, Text: "skipped"}}}, "ada")
	is(annotations.StatusSkipped)
	if e, ok := set.Reserved(annotations.LabelStatus, "ada"); !ok || e.ID != annotationID(3) {
		t.Errorf("the last status is %v", e)
	}
	if _, ok := set.Reserved(annotations.LabelNote, "ada"); ok {
		t.Error("there is no note")
	}
	if a, b := annotations.Refuse(doc, "ada", "actor", annotations.On(0, 3)), annotations.Refuse(doc, "ada", "actor", annotations.On(0, 300)); a.ID == b.ID || a.ID != annotations.Refuse(doc, "ada", "actor", annotations.On(0, 3)).ID {
		t.Error("refusals are not told apart, or not the same again")
	}
}

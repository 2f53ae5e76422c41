package annotations_test

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"gloss/annotations"
)

// TestAdopt: a project that adopts the schema of another offers what that one
// does, keeps what it has, and agrees with its own earlier state in a merge.
func TestAdopt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mine, theirs := genProject(t), genProject(t)
		b, err := json.Marshal(theirs.File())
		if err != nil {
			t.Fatal(err)
		}
		f, err := annotations.ReadSchemaFile(b)
		if err != nil {
			t.Fatal(err)
		}
		got := mine.Adopt(f, replicas[0])
		for _, l := range theirs.Schema.Live() {
			is, ok := got.Schema.Find(l.ID)
			if !ok || is.Gone || is.Name != l.Name || is.Shade(12) != l.Shade(12) {
				t.Fatalf("%+v came as %+v", l, is)
			}
		}
		for _, a := range theirs.Attributes.Live() {
			if is, ok := got.Attributes.Find(a.ID); !ok || is.Gone || is.Name != a.Name || len(is.Options) != len(a.Options) {
				t.Fatalf("%+v came as %+v", a, is)
			}
		}
		if got.Guidelines.Text != theirs.Guidelines.Text {
			t.Fatalf("the guidelines are %q", got.Guidelines.Text)
		}
		if len(got.Schema) < len(mine.Schema) || len(got.Attributes) < len(mine.Attributes) {
			t.Fatal("something was lost")
		}
		if merged := mine.Merge(got); !merged.Equal(got.Merge(mine)) || !merged.Equal(got.Merge(got)) {
			t.Fatal("the merge with the state before is another")
		}
		hues := map[int]bool{}
		for _, l := range got.Schema {
			if hues[l.Hue] {
				t.Fatalf("two labels in one place: %+v", got.Schema)
			}
			hues[l.Hue] = true
		}
	})
}

// TestReplace: a project whose schema is replaced offers what the file does and
// nothing else, in its order; what was offered before is a tombstone, what is the
// same is no edit, and it merges with the state before.
func TestReplace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mine, theirs := genProject(t), genProject(t)
		f := theirs.File()
		f.Labels = rapid.Permutation(f.Labels).Draw(t, "labels")
		for i := range f.Labels {
			f.Labels[i].From = nil
		}
		got, err := mine.Replace(f, replicas[0])
		if err != nil {
			t.Fatal(err)
		}
		live := got.Schema.Live()
		if len(live) != len(f.Labels) || len(got.Attributes.Live()) != len(f.Attributes) || got.Guidelines.Text != f.Guidelines {
			t.Fatalf("%+v came as %+v", f, got)
		}
		for i, l := range f.Labels {
			if live[i].ID != l.ID || live[i].Name != l.Name {
				t.Fatalf("label %d is %+v, want %+v", i, live[i], l)
			}
		}
		for i, a := range f.Attributes {
			if is := got.Attributes.Live()[i]; is.ID != a.ID || is.Name != a.Name {
				t.Fatalf("attribute %d is %+v, want %+v", i, is, a)
			}
		}
		for _, l := range mine.Schema {
			if _, ok := got.Schema.Find(l.ID); !ok {
				t.Fatalf("%+v is lost", l)
			}
		}
		if merged := mine.Merge(got); !merged.Equal(got) {
			t.Fatal("the merge with the state before is another")
		}
		again, err := got.Replace(got.File(), replicas[1])
		if err != nil || !again.Equal(got) {
			t.Fatalf("its own schema is an edit: %v\n%+v\n%+v", err, again, got)
		}
	})
}

// TestReplaceByHand: what is new needs no ID, a label keeps its colour where it
// goes, and what is wrong is named.
func TestReplaceByHand(t *testing.T) {
	p := annotations.Project{Schema: annotations.Schema{{ID: "a", Name: "actor"}, {ID: "b", Name: "claim", Hue: 1}, {ID: "c", Name: "old", Hue: 2, Gone: true}}}
	got, err := p.Replace(annotations.SchemaFile{
		Labels:     annotations.Schema{{ID: "b", Name: "claim"}, {ID: "a", Name: "who"}, {Name: "a"}},
		Attributes: annotations.Attributes{{Name: "stance", Kind: annotations.ChoiceAttribute, Options: []annotations.Option{{Name: "pro"}, {Name: "con"}}}},
	}, replicas[0])
	if err != nil {
		t.Fatal(err)
	}
	b, a, made := got.Schema.Live()[0], got.Schema.Live()[1], got.Schema.Live()[2]
	if b.ID != "b" || a.ID != "a" || a.Name != "who" || a.Shade(12) != 0 || b.Shade(12) != 1 || made.Name != "a" || made.ID == "a" || made.ID == "" {
		t.Errorf("got %+v", got.Schema)
	}
	if len(got.Attributes) != 1 || got.Attributes[0].ID != "stance" || got.Attributes[0].Options[1].ID != "con" {
		t.Errorf("got %+v", got.Attributes)
	}
	for want, f := range map[string]annotations.SchemaFile{
		"label 2 ( ): it has no name":                                    {Labels: annotations.Schema{{Name: "x"}, {Name: " "}}},
		"label 2 (x): another is called so":                              {Labels: annotations.Schema{{Name: "x"}, {Name: "x"}}},
		"label 2 (y): another has the ID x":                              {Labels: annotations.Schema{{ID: "x", Name: "x"}, {ID: "x", Name: "y"}}},
		"label 1 (x): its ID begins with gloss:":                         {Labels: annotations.Schema{{ID: "gloss:x", Name: "x"}}},
		`label 1 (x): there is no kind "wave"`:                           {Labels: annotations.Schema{{Name: "x", Kind: "wave"}}},
		"label 1 (actor): it stays of the kind that it is; make another": {Labels: annotations.Schema{{ID: "a", Name: "actor", Kind: annotations.LinkLabel}}},
		`label 1 (x): there is no label "z"`:                             {Labels: annotations.Schema{{Name: "x", Kind: annotations.LinkLabel, To: []annotations.LabelID{"z"}}}},
		`attribute 1 (x): there is no kind ""`:                           {Attributes: annotations.Attributes{{Name: "x"}}},
		`attribute 1 (x): there is no label "z"`:                         {Attributes: annotations.Attributes{{Name: "x", Kind: annotations.TextAttribute, On: []annotations.LabelID{"z"}}}},
		"attribute 1 (x): choice 1 (): it has no name":                   {Attributes: annotations.Attributes{{Name: "x", Kind: annotations.ChoiceAttribute, Options: []annotations.Option{{}}}}},
	} {
		if _, err := p.Replace(f, replicas[0]); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestReadSchemaFile(t *testing.T) {
	for _, bad := range []string{
		``, `{}`, `[]`, `{"gloss":"schema 9"}`,
		`{"gloss":"schema 1","labels":[{"id":"","name":"x"}]}`,
		`{"gloss":"schema 1","labels":[{"id":"gloss:status","name":"x"}]}`,
		`{"gloss":"schema 1","labels":[{"id":"x","name":"x","kind":"wave"}]}`,
		`{"gloss":"schema 1","attributes":[{"id":"x","name":"x","kind":"wave"}]}`,
	} {
		if _, err := annotations.ReadSchemaFile([]byte(bad)); !errors.Is(err, annotations.ErrNoSchema) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
